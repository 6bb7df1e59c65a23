"""Every fact on a card can be traced to a message: over invented ledgers, and over conversations as they are played."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from agent import card, phrases, suggestion
from agent.extract.normal import fold
from agent.guards import plain
from agent.ledger import KNOWN, Ledger, Need, Promise, Slot, Slots, SlotState, from_json
from agent.mind.labels import Mood
from agent.resources import Resources
from agent.state import Message
from agent.texts import Reason
from api import bootstrap, talk
from api.chat import Chat
from api.screen import Screen
from api.settings import Settings
from tests.agent.stub_mind import PROTOCOL, customer, person
from tests.dialogues.played import MONDAY_10

DIALOGUES = Path(__file__).parent.parent / "dialogues"
SCRIPTS = sorted((*DIALOGUES.glob("*.txt"), *(DIALOGUES / "more").glob("*.txt")))
TOKEN = re.compile(r"Z\d+Z")
WORD = re.compile(r"\w+")
FROM_OUTSIDE = frozenset({"contact"})
OF_PEOPLE = ("O time já disse", "Escreveu")


# --- over invented ledgers ---

tokens = st.integers(0, 9999).map(lambda number: f"Z{number}Z")
states = st.sampled_from(get_args(SlotState))


@st.composite
def slot(draw: st.DrawFn, name: str) -> Slot:
    choices = tuple(PROTOCOL.slots[name].choices)
    value = draw(st.sampled_from(choices) if choices else tokens)
    return Slot(value, draw(states), draw(st.sampled_from(["m1", "m2", "contact"])))


@st.composite
def slots(draw: st.DrawFn, names: Iterable[str]) -> dict[str, Slot]:
    chosen = draw(st.sets(st.sampled_from(sorted(names))))
    return {name: draw(slot(name)) for name in sorted(chosen)}


@st.composite
def needs(draw: st.DrawFn) -> tuple[Need, ...]:
    kinds = draw(st.lists(st.sampled_from(sorted(PROTOCOL.needs)), unique=True, max_size=5))
    of_need, of_item = PROTOCOL.scoped("need"), PROTOCOL.scoped("item")
    items = st.lists(slots(of_item), max_size=3).map(tuple)
    return tuple(
        Need(kind, draw(slots(of_need)), draw(items), draw(st.booleans())) for kind in kinds
    )


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    contact = draw(slots(PROTOCOL.scoped("contact") - {"cnpj"}))
    promised = draw(st.lists(tokens, max_size=3))
    asked = draw(st.dictionaries(st.sampled_from(sorted(PROTOCOL.slots)), st.integers(1, 2)))
    told = tuple(Promise(text, "Rui", f"h{n}", ("price",)) for n, text in enumerate(promised))
    return Ledger(contact, draw(needs()), asked, promises=told)


def every_slot(ledger: Ledger) -> Iterator[tuple[str, Slot]]:
    rooms: list[Slots] = [ledger.contact]
    for need in ledger.needs:
        rooms += [need.slots, *need.items]
    return (pair for room in rooms for pair in room.items())


whole_cards = given(
    ledger=ledgers(),
    mood=st.sampled_from(get_args(Mood)),
    reason=st.sampled_from(get_args(Reason)),
    team=st.sampled_from(sorted(PROTOCOL.teams)),
    people_answer=st.booleans(),
)


@whole_cards
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_card_is_short_and_tells_only_what_is_known(
    ledger: Ledger, mood: Mood, reason: Reason, team: str, people_answer: bool
) -> None:
    messages = [customer("m1", "oi"), person("h1", "já vejo")]
    text = card.handoff(ledger, messages, mood, reason, team, PROTOCOL, people_answer=people_answer)
    lines = text.splitlines()
    assert len(lines) <= card.MOST_LINES
    assert max(map(len, lines)) <= card.MOST_LETTERS
    assert lines[-1].startswith("Sugestão: ")
    assert ("fora do horário" in text) is not people_answer
    known = {one.value for _, one in every_slot(ledger) if one.state in KNOWN}
    assert set(TOKEN.findall(text)) <= known | {one.text for one in ledger.promises}
    assert strangers(text, ledger) == set()


@whole_cards
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_suggestion_asks_once_and_never_what_is_known_or_refused(
    ledger: Ledger, mood: Mood, reason: Reason, team: str, people_answer: bool
) -> None:
    text = suggestion.first_reply(ledger, reason, team, PROTOCOL)
    assert text.count("?") <= 1
    asked = text.partition("Vamos seguir por aqui. ")[2]
    if asked and asked != PROTOCOL.texts.cnpj_invalid[0]:
        need = next(one for one in ledger.open_needs if PROTOCOL.team_of(one.kind) == team)
        rooms = [{**need.slots, **ledger.contact, **item} for item in need.items or ({},)]
        assert any(_is_open(name, room) for name in _asked_by(asked) for room in rooms)


def _asked_by(text: str) -> frozenset[str]:
    """The slots of the questions that are worded like this."""
    worded = (
        one.asks
        for one in PROTOCOL.questions
        if any(_is_wording(text, words) for words in (*one.texts, *one.again))
    )
    return frozenset(name for asks in worded for name in asks)


def _is_open(name: str, room: Slots) -> bool:
    return name not in room or room[name].state not in KNOWN | {"refused"}


def _is_wording(asked: str, words: str) -> bool:
    return bool(re.fullmatch(re.sub(r"\\\{\w+\\\}", ".+", re.escape(words)), asked))


# --- over conversations ---


@pytest.fixture(scope="module")
def resources() -> Resources:
    return bootstrap.resources(Settings())


@pytest.mark.anyio
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
async def test_every_fact_on_a_played_card_was_told(script: Path, resources: Resources) -> None:
    chat = Chat(resources, bootstrap.clock(MONDAY_10), ddd="85")
    screen = Screen(Console(file=io.StringIO(), width=100), resources.protocol)
    for line in _lines(script):
        await talk.talk(chat, screen, [line])
        effects = chat.last.outcome.get("effects") or []
        for effect in effects:
            if effect["do"] == "note" and effect["text"].startswith("Cliente: "):
                memory = await chat.memory()
                known, heard = from_json(memory.get("ledger")), memory["messages"]
                _traced(effect["text"], known, heard)


def _lines(script: Path) -> Iterator[str]:
    lines = script.read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line.strip() and not line.startswith("#"))


def _traced(text: str, ledger: Ledger, heard: list[Message]) -> None:
    """Every fact has the message it came from; no word on the card is anybody else's."""
    ids = {one["id"] for one in heard} | FROM_OUTSIDE
    untold = [name for name, one in every_slot(ledger) if one.known and one.source not in ids]
    assert untold == []
    assert strangers(text, ledger) == set()
    said = " ".join(" ".join(one["text"].split()) for one in heard)
    for line in text.splitlines():
        if line.startswith("Escreveu: "):
            assert line.removeprefix("Escreveu: ")[:40] in plain(said)


def strangers(text: str, ledger: Ledger) -> set[str]:
    """The words of a card that are neither the company's nor a known fact's; the lines that quote are left out."""
    lines = [line for line in text.splitlines() if not line.startswith(OF_PEOPLE)]
    facts = (card.shown(one.value) for _, one in every_slot(ledger) if one.known)
    written = card.written_cnpj(ledger.value("cnpj")) if ledger.value("cnpj") else ""
    told = set(WORD.findall(" ".join(map(fold, (*facts, written)))))
    many = {fold(phrases.plural(word)) for word in told}
    return set(WORD.findall(fold(" ".join(lines)))) - told - many - COMPANYS


def _companys() -> Iterator[str]:
    """What the company's protocol and the card's own lines say whoever writes."""
    for one in PROTOCOL.slots.values():
        yield from (one.label, one.said, *one.choices.values())
    for need in PROTOCOL.needs.values():
        yield from (need.label, need.first_reply)
    for team in PROTOCOL.teams.values():
        yield team.label
    for question in PROTOCOL.questions:
        yield from (*question.texts, *question.again)
    yield from PROTOCOL.reasons.model_dump().values()
    yield from (*PROTOCOL.texts.cnpj_invalid, *card.MOODS.values(), *card.UNCERTAIN.values())
    yield from suggestion.BY_REASON.values()
    yield "Cliente Falta Tom Motivo Sugestão nada a necessidade ainda não se apresentou não respondeu"
    yield "sem detalhes ainda material materiais de e ou é com o fora do horário agora"
    yield "Oi! Como posso te ajudar? Já li sua mensagem e vou te ajudar. Vamos seguir por aqui."
    yield "Sou do e já vi sua conversa."


COMPANYS = frozenset(WORD.findall(" ".join(map(fold, _companys()))))


# --- outside hours, nothing is promised ---

SOON = re.compile(
    r"\d|amanh|hoje|segunda|terca|quarta|quinta|sexta|sabado|domingo|minuto|hora\b|em breve|logo|assim que|"
    r"agora mesmo|ja ja|daqui a pouco|primeir|cedo|prometo|garant"
)


@pytest.mark.parametrize(
    "text", [*PROTOCOL.texts.out_of_hours, *PROTOCOL.texts.handover_out_of_hours]
)
def test_outside_hours_she_promises_no_time(text: str) -> None:
    assert not SOON.search(fold(text))
    assert "fora do horário" in text


def test_outside_hours_the_card_promises_no_time() -> None:
    for team in PROTOCOL.teams:
        text = card.handoff(Ledger(), [], "calm", "complete", team, PROTOCOL, people_answer=False)
        assert not SOON.search(fold(text))
