"""The text of a turn: what opens it, the approved answer, the question or the hand-over; then the guards. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agent import openers, phrases
from agent.closings import closing, question
from agent.extract.normal import fold
from agent.guards import Grounds, plain, violations
from agent.ledger import Slot
from agent.scene import Scene
from agent.speech import Speech

MOST_OPENERS = 2
NOT_A_SENTENCE = frozenset("?{}<>|[]#\\")
WISHES = ("Bom dia", "Boa tarde", "Boa noite")


class Spoken(NamedTuple):
    """The text, empty for a deliberate silence, and how often each text has now been said."""

    text: str
    said: dict[str, int]


def compose(scene: Scene) -> Spoken:
    """What she says. The mind's own words go first, and are left out if the whole would break a rule."""
    grounds = _grounds(scene)
    for own_words in dict.fromkeys((_own_words(scene), "")):
        speech = Speech(scene.protocol, scene.habits.get("said", {}), _values(scene))
        text = " ".join(filter(None, _parts(scene, speech, own_words)))
        if not violations(text, grounds):
            return Spoken(text, speech.said)
    return _bare(scene)


def remind(scene: Scene) -> Spoken:
    """What she says to a customer who does not answer: the planned question in other words, or a plain reminder.

    Only the company's words, without a value of the customer's, where the rules allow no more.
    """
    said, grounds, values = scene.habits.get("said", {}), _grounds(scene), _values(scene)
    for asks, known in (("question" in scene.plan, values), (False, values)):
        spoken = _reminder(scene, Speech(scene.protocol, said, known), asks=asks)
        if not violations(spoken.text, grounds):
            return spoken
    return _reminder(scene, Speech(scene.protocol, said, {"saudacao": scene.wish}), asks=False)


def _reminder(scene: Scene, speech: Speech, *, asks: bool) -> Spoken:
    if asks:
        text = f"{speech.fixed('reminder_opening')} {question(scene, speech)}"
        return Spoken(text, speech.said)
    return Spoken(speech.fixed("reminder"), speech.said)


def _own_words(scene: Scene) -> str:
    """The mind's acknowledgement as a sentence; a question, a template or a tag is none."""
    said = scene.understood.acknowledgement
    words = plain(said)
    if not words or any(sign in said for sign in NOT_A_SENTENCE):
        return ""
    return words if words.endswith((".", "!")) else f"{words}."


def _bare(scene: Scene) -> Spoken:
    """Only fixed words: no value of the customer's is in them, so nothing can be wrong with them."""
    speech = Speech(
        scene.protocol,
        scene.habits.get("said", {}),
        {"saudacao": scene.wish, "produto": "material"},
    )
    text = " ".join(filter(None, (_greeting(scene, speech), closing(scene, speech, alone=False))))
    return Spoken(text, speech.said)


def _grounds(scene: Scene) -> Grounds:
    customers = [message["text"] for message in scene.messages if message["role"] == "customer"]
    known = [slot.value for slot in scene.ledger.contact.values() if _is_the_customers(slot)]
    items = [
        slot.value
        for need in scene.ledger.needs
        for one in need.items
        for slot in one.values()
        if _is_the_customers(slot)
    ]
    return scene.company.hearing((*customers, *known, *items))


def _is_the_customers(slot: Slot) -> bool:
    """A fact whose figures may be said: what a person of the team told is theirs."""
    return slot.known and slot.by != "human"


def _values(scene: Scene) -> dict[str, str]:
    contact = {name: plain(slot.value) for name, slot in scene.ledger.contact.items() if slot.known}
    return {
        "saudacao": _greeting_back(scene) or scene.wish,
        "nome": contact.get("nome", "").split(" ")[0],
        "cidade": contact.get("cidade", ""),
        "produto": plain(_product_asked(scene)),
        "pessoa": _who_told(scene),
    }


def _who_told(scene: Scene) -> str:
    """The first name of whoever told the customer what they ask now, if it is one."""
    promise = scene.promise
    first = plain(promise.by).partition(" ")[0] if promise else ""
    return first if first.isalpha() else ""


def _greeting_back(scene: Scene) -> str:
    """The wish the customer used, so that nobody is corrected about the time of day."""
    said = fold(" ".join(message["text"] for message in scene.heard))
    return next((wish for wish in WISHES if fold(wish) in said), "")


def _product_asked(scene: Scene) -> str:
    """The item a question is about, where there are several."""
    question = scene.plan.get("question")
    need = next(
        (n for n in scene.ledger.open_needs if question and n.kind == question["need"]), None
    )
    if need is None or question is None or question["item"] is None or len(need.items) < 2:
        return ""
    return phrases.item(phrases.hers_to_say(need.items[question["item"]]), scene.protocol)


def _parts(scene: Scene, speech: Speech, own_words: str) -> Iterator[str]:
    if scene.plan.get("rest") in ("automated", "nothing_to_say"):
        return
    before = [_greeting(scene, speech), *_openers(scene, speech, own_words), _approved(scene)]
    yield from before
    yield closing(scene, speech, alone=not any(before))


def _greeting(scene: Scene, speech: Speech) -> str:
    if scene.habits.get("greeted") or scene.plan.get("route") == "opted_out":
        return ""
    known = scene.ledger.contact.get("nome")
    met_before = known is not None and known.known and known.source not in scene.heard_ids
    hello = (met_before and speech.fixed("greeting_back")) or speech.fixed("greeting")
    if scene.people_answer or "route" in scene.plan:
        return hello
    return f"{hello} {speech.fixed('out_of_hours')}"


def _approved(scene: Scene) -> str:
    """The approved answer, while it is valid; what a person told the customer goes before it."""
    if scene.promise:
        return ""
    for answer in scene.protocol.answers:
        if answer.id == scene.understood.answer:
            still_true = answer.valid_until is None or scene.today <= answer.valid_until
            return answer.text if still_true else ""
    return ""


def _openers(scene: Scene, speech: Speech, own_words: str) -> Iterator[str]:
    """At most two sentences that show she heard; the mind's own instead of a mere "anotado".

    Of what a person told, the mind says nothing.
    """
    if scene.plan.get("route") == "mind":
        return
    fixed = openers.fitting(scene)[:MOST_OPENERS]
    yield from (speech.fixed(key) for key in fixed)
    if own_words and len(fixed) < MOST_OPENERS and "told_by_team" not in fixed:
        yield own_words
    elif not fixed:
        yield openers.noted(scene, speech)
