"""The text of a turn: what opens it, the approved answer, the question or the hand-over; then the guards. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from agent import phrases
from agent.extract.normal import fold
from agent.guards import Grounds, plain, violations
from agent.ledger import Ledger, Slots
from agent.mind import Understanding
from agent.protocol import Protocol, Reason
from agent.speech import Speech
from agent.state import Habits, Message, OpenQuestion, Plan
from agent.transcript import MEDIA_TO_HEAR, MEDIA_TO_SEE

MOST_OPENERS = 2
WISHES = ("Bom dia", "Boa tarde", "Boa noite")


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that a reply may depend on. ``heard``: the customer's messages this turn answers."""

    protocol: Protocol
    company: Grounds
    understood: Understanding
    ledger: Ledger
    plan: Plan
    habits: Habits
    messages: Sequence[Message]
    heard: Sequence[Message]
    question_before: OpenQuestion | None
    wish: str
    people_answer: bool
    today: date

    @property
    def reason(self) -> Reason:
        """Why the turn is what it is."""
        return self.plan.get("route") or self.plan.get("rest") or "asking"

    @property
    def heard_ids(self) -> frozenset[str]:
        return frozenset(message["id"] for message in self.heard)


class Spoken(NamedTuple):
    """The text, empty for a deliberate silence, and how often each text has now been said."""

    text: str
    said: dict[str, int]


def compose(scene: Scene) -> Spoken:
    """What she says. The mind's own words go first, and are left out if the whole would break a rule."""
    grounds = _grounds(scene)
    for own_words in dict.fromkeys((plain(scene.understood.acknowledgement), "")):
        speech = Speech(scene.protocol, scene.habits.get("said", {}), _values(scene))
        text = " ".join(filter(None, _parts(scene, speech, own_words)))
        if not violations(text, grounds):
            return Spoken(text, speech.said)
    return _bare(scene)


def _bare(scene: Scene) -> Spoken:
    """Only fixed words: no value of the customer's is in them, so nothing can be wrong with them."""
    speech = Speech(scene.protocol, scene.habits.get("said", {}), {"saudacao": scene.wish})
    if "route" in scene.plan:
        label = scene.protocol.teams[team(scene)].label
        return Spoken(speech.fixed("handover_stuck", time=label), speech.said)
    question = _question(scene, Speech(scene.protocol, {}, {"produto": "material"}))
    return Spoken(question or speech.fixed("welcome"), speech.said)


def team(scene: Scene) -> str:
    """The team that gets the conversation: of the first need, else the default."""
    return scene.protocol.team_of(scene.ledger.first.kind if scene.ledger.first else None)


def _grounds(scene: Scene) -> Grounds:
    customers = [message["text"] for message in scene.messages if message["role"] == "customer"]
    known = [slot.value for slot in scene.ledger.contact.values() if slot.known]
    items = [
        slot.value
        for need in scene.ledger.needs
        for one in need.items
        for slot in one.values()
        if slot.known
    ]
    return scene.company.hearing((*customers, *known, *items))


def _values(scene: Scene) -> dict[str, str]:
    contact = {name: plain(slot.value) for name, slot in scene.ledger.contact.items() if slot.known}
    return {
        "saudacao": _greeting_back(scene) or scene.wish,
        "nome": contact.get("nome", "").split(" ")[0],
        "cidade": contact.get("cidade", ""),
        "produto": plain(_product_asked(scene)),
    }


def _greeting_back(scene: Scene) -> str:
    """The wish the customer used, so that nobody is corrected about the time of day."""
    said = fold(" ".join(message["text"] for message in scene.heard))
    return next((wish for wish in WISHES if fold(wish) in said), "")


def _product_asked(scene: Scene) -> str:
    question = scene.plan.get("question")
    need = next((n for n in scene.ledger.open_needs if question and n.kind == question["need"]), None)
    if need is None or question is None or question["item"] is None or not need.items:
        return "material"
    return phrases.item(need.items[question["item"]])


def _parts(scene: Scene, speech: Speech, own_words: str) -> Iterator[str]:
    if scene.plan.get("rest") in ("automated", "nothing_to_say"):
        return
    yield _greeting(scene, speech)
    yield from _openers(scene, speech, own_words)
    yield _approved(scene)
    yield _closing(scene, speech)


def _greeting(scene: Scene, speech: Speech) -> str:
    if scene.habits.get("greeted"):
        return ""
    known = scene.ledger.contact.get("nome")
    met_before = known is not None and known.known and known.source not in scene.heard_ids
    hello = speech.fixed("greeting_back" if met_before else "greeting")
    if scene.people_answer or "route" in scene.plan:
        return hello
    return f"{hello} {speech.fixed('out_of_hours')}"


def _approved(scene: Scene) -> str:
    """The approved answer, while it is valid."""
    for answer in scene.protocol.answers:
        if answer.id == scene.understood.answer:
            still_true = answer.valid_until is None or scene.today <= answer.valid_until
            return answer.text if still_true else ""
    return ""


def _openers(scene: Scene, speech: Speech, own_words: str) -> Iterator[str]:
    """At most two sentences that show she heard; the mind's own instead of a mere "anotado"."""
    if scene.plan.get("route") == "mind":
        return
    fixed = [key for key in _heard_acts(scene) if key][:MOST_OPENERS]
    yield from (speech.fixed(key) for key in fixed)
    if own_words and len(fixed) < MOST_OPENERS:
        yield own_words
    elif not fixed and "route" not in scene.plan:
        yield _noted(scene, speech)


def _heard_acts(scene: Scene) -> Iterator[str]:
    """The fixed texts that this turn's acts call for, the weightiest first."""
    acts, plan = scene.understood.acts, scene.plan
    kinds = {message["kind"] for message in scene.heard if not message["text"]}
    changed = _changed(scene)
    if "abuses" in acts:
        yield "calm"
    elif "complains" in acts or scene.understood.mood == "angry":
        yield "sorry"
    if "injects" in acts:
        yield "not_possible"
    if "asks_bot" in acts and not scene.understood.answer:
        yield "i_am_virtual"
    if kinds & MEDIA_TO_HEAR:
        yield "audio"
    if kinds & MEDIA_TO_SEE:
        yield "media_received"
    if "asks_price" in acts and plan.get("route") != "asked_person":
        yield "no_price"
    elif "asks_fact" in acts and not scene.understood.answer and scene.ledger.open_needs:
        yield "no_fact"
    if "off_topic" in acts and not scene.understood.needs:
        yield "off_topic"
    if "corrects" in acts and changed:
        yield "corrected"
    if "refuses" in acts and scene.question_before:
        yield "refused"
    if "postpones" in acts and scene.question_before:
        yield "later"
    if "chases" in acts and "route" not in plan:
        yield "here"
    if scene.habits.get("not_understood") and "route" not in plan:
        yield "not_understood"


def _noted(scene: Scene, speech: Speech) -> str:
    """A word about what was just written down, so that the customer sees it was understood."""
    wanting = [n for n in scene.ledger.open_needs if scene.protocol.wants_items(n.kind)]
    items = [item for need in wanting for item in need.items if _fresh(item, scene)]
    if items:
        return speech.fixed("noted_items", itens=plain(phrases.items(items)))
    if new := next((n for n in scene.ledger.open_needs if n.source in scene.heard_ids), None):
        return speech.next_of(f"heard:{new.kind}", scene.protocol.needs[new.kind].heard)
    changed = _changed(scene)
    if "nome" in changed and scene.ledger.contact["nome"].value:
        return speech.fixed("pleased")
    return speech.fixed("noted") if changed and scene.habits.get("greeted") else ""


def _fresh(slots: Slots, scene: Scene) -> bool:
    return any(slot.known and slot.source in scene.heard_ids for slot in slots.values())


def _changed(scene: Scene) -> set[str]:
    """The slots that this turn's words filled or changed."""
    rooms = [scene.ledger.contact, *(need.slots for need in scene.ledger.open_needs)]
    rooms += [item for need in scene.ledger.open_needs for item in need.items]
    return {
        name
        for slots in rooms
        for name, slot in slots.items()
        if slot.known and slot.source in scene.heard_ids
    }


def _closing(scene: Scene, speech: Speech) -> str:
    if "route" in scene.plan:
        return _handover(scene, speech)
    if "question" in scene.plan:
        return " ".join(filter(None, (_why(scene), _question(scene, speech))))
    return _courtesy(scene, speech)


def _handover(scene: Scene, speech: Speech) -> str:
    reason = scene.plan["route"]
    label = scene.protocol.teams[team(scene)].label
    if reason in ("opted_out", "privacy"):
        return speech.fixed("opt_out" if reason == "opted_out" else "privacy")
    if reason == "mind":
        return speech.fixed("handover_trouble", time=label)
    if not scene.people_answer:
        return speech.fixed("handover_out_of_hours", time=label)
    if reason == "asked_person":
        return speech.fixed("handover_person", time=label)
    stuck = reason in ("not_understood", "patience", "price", "chased")
    return speech.fixed("handover_stuck" if stuck else "handover", time=label)


def _question(scene: Scene, speech: Speech) -> str:
    question, key = scene.plan["question"], scene.plan["key"]
    if key == "disambiguate":
        options = [scene.protocol.needs[kind].option for kind in question["options"]]
        return speech.fixed("disambiguate", opcoes=phrases.listed(options, "ou"))
    if key == "ask_need":
        again = bool(speech.said.get("ask_need"))
        return speech.fixed("ask_need_again" if again else "ask_need")
    if key == "cnpj_invalid":
        return speech.fixed("cnpj_invalid")
    asked = scene.protocol.questions[int(key.removeprefix("question:"))]
    if speech.said.get(key):
        return speech.next_of(key, asked.again)
    return speech.next_of(key, _rotated(asked.texts, scene))


def _rotated(texts: Sequence[str], scene: Scene) -> Sequence[str]:
    """Another first wording from one customer to the next, the same for the same conversation."""
    start = sum(map(ord, scene.messages[0]["id"])) % len(texts)
    return (*texts[start:], *texts[:start])


def _why(scene: Scene) -> str:
    """What the question is for, when the customer asks."""
    before = scene.question_before
    if "asks_why" not in scene.understood.acts or before is None:
        return ""
    asked = set(before["slots"])
    return next((q.why for q in scene.protocol.questions if set(q.asks) & asked), "")


def _courtesy(scene: Scene, speech: Speech) -> str:
    acts = scene.understood.acts
    if "thanks" in acts:
        return speech.fixed("thanks")
    if "bids_farewell" in acts:
        return speech.fixed("farewell")
    return speech.fixed("welcome")
