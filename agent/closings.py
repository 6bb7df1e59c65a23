"""What a reply ends with: a question, a hand-over, a courtesy. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from agent import openers, phrases
from agent.protocol import Question
from agent.scene import Scene
from agent.speech import Speech
from agent.state import OpenQuestion
from agent.teams import team
from agent.texts import Reason

HANDOVERS: dict[Reason, str] = {
    "opted_out": "opt_out",
    "privacy": "privacy",
    "mind": "handover_trouble",
    "asked_person": "handover_person",
    "price": "handover_price",
    "not_understood": "handover_stuck",
    "patience": "handover_stuck",
    "abuse": "handover_stuck",
    "chased": "handover_stuck",
}
"""The texts of reasons that have their own."""

AT_ANY_HOUR = frozenset({"opted_out", "privacy"})


def closing(scene: Scene, speech: Speech, *, alone: bool) -> str:
    """The last part; ``alone``: nothing was said before it."""
    if "route" in scene.plan:
        return _handover(scene, speech, alone=alone)
    if "question" in scene.plan:
        return " ".join(filter(None, (_why(scene), question(scene, speech))))
    return _courtesy(scene, speech)


def _handover(scene: Scene, speech: Speech, *, alone: bool) -> str:
    """The hand-over; the customer's name only where nothing with the name was said before."""
    label = scene.protocol.teams[team(scene)].label
    text = _handover_text(scene, alone=alone)
    return speech.fixed(text, time=label) if alone else speech.fixed(text, time=label, nome="")


def _handover_text(scene: Scene, *, alone: bool) -> str:
    """Which text hands over: by the reason, by the hour, by what the customer just asked."""
    reason = scene.plan["route"]
    if not scene.people_answer and reason not in AT_ANY_HOUR:
        return "handover_out_of_hours"
    if scene.promise and (reason == "price" or reason not in HANDOVERS):
        return "handover_short"
    if reason in HANDOVERS:
        return HANDOVERS[reason]
    if "asks_fact" in scene.understood.acts and not scene.understood.answer:
        return "handover_fact"
    return "handover" if alone and reason == "complete" else "handover_short"


def question(scene: Scene, speech: Speech) -> str:
    """The planned question, in other words where it was asked before."""
    planned, key = scene.plan["question"], scene.plan["key"]
    if key == "disambiguate":
        options = [scene.protocol.needs[kind].option for kind in planned["options"]]
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
    return next((q.why for q in scene.protocol.questions if _was(q, before)), "")


def _was(question: Question, before: OpenQuestion) -> bool:
    right_need = not question.needs or before["need"] in question.needs
    return right_need and list(question.asks) == before["slots"]


def _courtesy(scene: Scene, speech: Speech) -> str:
    acts = scene.understood.acts
    if "thanks" in acts:
        return speech.fixed("thanks")
    if "bids_farewell" in acts:
        return speech.fixed("farewell")
    if why := _why(scene):
        return why
    answered = bool(scene.understood.answer or openers.fitting(scene))
    return "" if answered else speech.fixed("welcome")
