"""reply: acknowledgement + approved answer + one question, past the guards; and everything else that is to happen."""

from __future__ import annotations

from datetime import datetime

from langgraph.runtime import Runtime

from agent import card, handover, hours, unsaid, writing
from agent.composing import Spoken, compose
from agent.ledger import Ledger, from_json, to_json
from agent.resources import Resources
from agent.scene import Scene
from agent.showing import shown_now, to_show
from agent.state import Act, Habits, Message, OpenQuestion, State


async def reply(state: State, runtime: Runtime[Resources]) -> State:
    """The outcome of the turn: its effects in order, after what the gate answered the team; what was asked, why."""
    scene = _scene(state, runtime.context)
    spoken = compose(scene)
    ledger = _asked(scene, spoken.text)
    routed = "route" in scene.plan
    showing, edited = shown_now(ledger, scene), state.get("edited", [])
    effects = (
        handover.effects(ledger, scene, spoken.text, showing, edited)
        if routed
        else to_show(spoken.text, showing, state.get("shown", {}), edited)
    )
    asks = scene.plan["question"]["slots"] if "question" in scene.plan else []
    outcome: State = {
        "effects": writing.together([*(state.get("effects") or []), *effects]),
        "asks": asks,
        "act": _act(scene, spoken.text),
        "reason": scene.reason,
        "messages": _own(spoken.text, state),
        "ledger": to_json(ledger.routed() if routed else ledger),
        "question": _still_open(scene),
        "habits": _habits(scene, spoken),
        "shown": showing.all_values,
    }
    if routed:
        outcome["lacks"] = list(ledger.missing(scene.protocol))
    return outcome | {"before": unsaid.with_kept(state)} if spoken.text else outcome


def _scene(state: State, resources: Resources) -> Scene:
    now = datetime.fromisoformat(state["now"])
    protocol = resources.protocol
    return Scene(
        protocol=protocol,
        company=resources.grounds,
        understood=state["understanding"],
        ledger=from_json(state.get("ledger")),
        plan=state.get("plan", {}),
        habits=state.get("habits", {}),
        messages=state["messages"],
        heard=[m for m in state["messages"] if m["id"] in state["heard"]],
        question_before=state.get("question"),
        wish=hours.wish(protocol.hours, now),
        people_answer=hours.people_answer(protocol.hours, now),
        today=now.date(),
    )


def _asked(scene: Scene, text: str) -> Ledger:
    if "question" not in scene.plan or not text:
        return scene.ledger
    return scene.ledger.with_asked(scene.plan["question"]["slots"])


def _still_open(scene: Scene) -> OpenQuestion | None:
    """The question asked now, or the one before, if she answered the customer's own first or nothing was said."""
    waits = scene.plan.get("rest") in ("asking", "nothing_to_say")
    return scene.question_before if waits else scene.plan.get("question")


def _act(scene: Scene, text: str) -> Act:
    if "route" in scene.plan:
        return "route"
    if not text:
        return "silence"
    if "question" in scene.plan:
        return "ask"
    return "answer" if scene.understood.answer else "rest"


def _own(text: str, state: State) -> list[Message]:
    if not text:
        return []
    own: Message = {
        "id": unsaid.own_id(state),
        "role": "alu",
        "kind": "text",
        "text": text,
        "name": "",
    }
    return [own]


def _habits(scene: Scene, spoken: Spoken) -> Habits:
    habits: Habits = {**scene.habits, "said": spoken.said}
    habits["waited"] = scene.plan.get("rest") == "asking"
    if "question" in scene.plan:
        habits["questions"] = habits.get("questions", 0) + 1
    if spoken.text:
        habits["greeted"] = True
        habits["back"] = False
    if "route" in scene.plan:
        habits["card"] = card.mark(scene.ledger, scene.mood, scene.protocol)
    if scene.understood.answer:
        habits["answered"] = [*habits.get("answered", []), scene.understood.answer]
    return habits
