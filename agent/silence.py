"""The customer who does not answer: one reminder, then the end of the conversation. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from agent import hours, showing
from agent.composing import Spoken, remind
from agent.effects import Effect
from agent.ledger import Ledger, to_json
from agent.mind import Understanding
from agent.protocol import Protocol
from agent.resources import Resources
from agent.scene import Scene
from agent.state import Message, OpenQuestion, Plan, State, Step
from agent.texts import Reason
from agent.transcript import unanswered
from agent.unsaid import own_id

MOST_ASKED = 2  # times for one question, the reminder included


def followed_up(state: State, ledger: Ledger, step: Step, resources: Resources) -> State:
    """What one step with a silent customer adds to the turn: its effects, its act and reason, what is remembered.

    Nothing where a customer waits for her after all, or a person has the conversation.
    """
    waits = unanswered(state.get("messages", []), state.get("handled", ""))
    if waits or state.get("status", "pending") != "pending":
        return {"ledger": to_json(ledger)}
    if step == "reminder":
        return _reminded(state, ledger, resources)
    return _ended(state, ledger, resources.protocol)


def _reminded(state: State, ledger: Ledger, resources: Resources) -> State:
    """The open question in other words, where it may be asked once more; else whether she can still help."""
    plan = _plan(state.get("question"), ledger, resources.protocol)
    said = state.get("habits", {}).get("said", {})
    spoken = remind(_scene(state, ledger, plan, resources))
    asks = plan["question"]["slots"] if _was_asked(plan, said, spoken.said) else []
    told = ledger.with_asked(asks)
    effects, shown = _motive("reminded", state, told, resources.protocol)
    return {
        "ledger": to_json(told),
        "effects": [{"do": "say", "text": spoken.text}, *effects],
        "asks": asks,
        "act": "ask",
        "reason": "reminded",
        "messages": [_own(spoken, state)],
        "habits": {**state.get("habits", {}), "said": spoken.said},
        "shown": shown,
    }


def _ended(state: State, ledger: Ledger, protocol: Protocol) -> State:
    """Nothing is said. What a resolved conversation changes in her memory is changed when Chatwoot tells of it."""
    effects, shown = _motive("unanswered", state, ledger, protocol)
    return {
        "ledger": to_json(ledger),
        "effects": [
            {"do": "note", "text": protocol.notes.unanswered},
            {"do": "add_labels", "labels": [protocol.silence.label]},
            *effects,
            {"do": "set_status", "status": "resolved"},
        ],
        "act": "rest",
        "reason": "unanswered",
        "shown": shown,
    }


def _plan(question: OpenQuestion | None, ledger: Ledger, protocol: Protocol) -> Plan:
    """The open question by its texts; nothing if it has been asked often enough, or has no other words."""
    if question is None or any(ledger.asked.get(s, 0) >= MOST_ASKED for s in question["slots"]):
        return {}
    key = _key(question, protocol)
    return {"question": question, "key": key} if key else {}


def _key(question: OpenQuestion, protocol: Protocol) -> str:
    if question["slots"] == ["necessidade"]:
        return "disambiguate" if question["options"] else "ask_need"
    for number, one in enumerate(protocol.questions):
        of_need = not one.needs or question["need"] in one.needs
        if of_need and list(one.asks) == question["slots"]:
            return f"question:{number}"
    return ""


def _was_asked(plan: Plan, before: Mapping[str, int], said: Mapping[str, int]) -> bool:
    """Whether the planned question was said, and not a plain reminder in its place."""
    return "question" in plan and said.get("reminder") == before.get("reminder")


def _scene(state: State, ledger: Ledger, plan: Plan, resources: Resources) -> Scene:
    now, protocol = datetime.fromisoformat(state["now"]), resources.protocol
    return Scene(
        protocol=protocol,
        company=resources.grounds,
        understood=Understanding(),
        ledger=ledger,
        plan=plan,
        habits=state.get("habits", {}),
        messages=state.get("messages", []),
        heard=(),
        question_before=state.get("question"),
        wish=hours.wish(protocol.hours, now),
        people_answer=hours.people_answer(protocol.hours, now),
        today=now.date(),
    )


def _motive(
    reason: Reason, state: State, ledger: Ledger, protocol: Protocol
) -> tuple[list[Effect], dict[str, str]]:
    """Why she did it, on the screens if it is news there; and what they show then."""
    before = state.get("shown", {})
    motive = {"alu_motivo": getattr(protocol.reasons, reason)}
    seen = showing.Showing(motive, showing.contact_of(ledger))
    return showing.changes(seen, before), {**before, **seen.all_values}


def _own(spoken: Spoken, state: State) -> Message:
    return {"id": own_id(state), "role": "alu", "kind": "text", "text": spoken.text, "name": ""}
