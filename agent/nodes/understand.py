"""understand: asks the mind once what the unanswered lines mean, and merges its proposals into the ledger."""

from __future__ import annotations

from dataclasses import replace

from langgraph.runtime import Runtime

from agent import unsaid
from agent.learning import in_order, learned
from agent.ledger import Ledger, from_json, to_json
from agent.mind import Asked, MindUnavailable, Reading, Understanding
from agent.mind.labels import Mood
from agent.overheard import open_now, overheard, stated, unmistaken
from agent.protocol import Protocol
from agent.resources import Resources
from agent.rules import Decision, Situation, decide
from agent.state import Habits, Message, OpenQuestion, Plan, State
from agent.transcript import lines, unanswered

MOODS: tuple[Mood, ...] = ("calm", "happy", "hurried", "annoyed", "angry")
WORDLESS = frozenset({"text", "sticker", "reaction"})


async def understand(state: State, runtime: Runtime[Resources]) -> State:
    """The turn's understanding, the ledger with it merged, and the plan if the rules already know one."""
    protocol = runtime.context.protocol
    new = unanswered(state["messages"], state.get("handled", ""))
    before = from_json(state.get("ledger"))
    question = _question(state, protocol)
    reading = _reading(state, new, before, question, protocol)
    update: State = {
        "handled": new[-1]["id"],
        "heard": [message["id"] for message in new],
        "question": question,
        "was": unsaid.kept(state),
    }
    try:
        understood = await runtime.context.mind.read(reading) if reading.lines else Understanding()
    except MindUnavailable as unavailable:
        understood = Understanding(attempts=unavailable.attempts)
        return update | {"understanding": understood, "plan": {"route": "mind"}}
    understood = _beside_people(understood, state, runtime.context)
    ledger = learned(before, understood, new[-1]["id"], protocol)
    media = any(message["kind"] not in WORDLESS for message in new)
    habits = _counted(state.get("habits", {}), understood, ledger, question, media=media)
    situation = Situation(
        understood=understood,
        ledger=ledger,
        habits=habits,
        question=question,
        changed=ledger != before,
        media=media,
        words=any(map(str.isalnum, "".join(message["text"] for message in new))),
    )
    return update | {
        "understanding": understood,
        "ledger": to_json(ledger),
        "habits": habits,
        "plan": _plan(decide(situation, protocol)),
    }


def _beside_people(understood: Understanding, state: State, resources: Resources) -> Understanding:
    """What was understood, in the light of what people of the team said: their facts in between, not their names."""
    messages, handled = state["messages"], state.get("handled", "")
    own = unmistaken(understood.proposals, messages)
    told = stated(messages, handled, resources.finder, resources.protocol)
    if not told and own == understood.proposals:
        return understood
    return replace(understood, proposals=in_order((*told, *own), messages) if told else own)


def _question(state: State, protocol: Protocol) -> OpenQuestion | None:
    """The question that the new lines answer, hers or a person's."""
    hers = state.get("question")
    return open_now(state["messages"], state.get("handled", ""), hers, protocol)


def _reading(
    state: State,
    new: list[Message],
    ledger: Ledger,
    question: OpenQuestion | None,
    protocol: Protocol,
) -> Reading:
    before = [message for message in state["messages"] if message not in new]
    return Reading(
        lines=lines(new),
        before=lines(before),
        asked=_asked(question),
        ledger=ledger,
        ddd=state.get("ddd", ""),
        turn=state.get("habits", {}).get("turns", 0) + 1,
        missed=overheard(
            state["messages"], state.get("handled", ""), state.get("question"), protocol
        ),
    )


def _asked(question: OpenQuestion | None) -> Asked | None:
    if question is None:
        return None
    return Asked(
        tuple(question["slots"]), question["need"], question["item"], tuple(question["options"])
    )


def _counted(
    old: Habits,
    understood: Understanding,
    ledger: Ledger,
    question: OpenQuestion | None,
    *,
    media: bool,
) -> Habits:
    """Her habits after hearing this: turns, prices asked, other bots, times nothing was understood."""
    habits: Habits = {**old, "turns": old.get("turns", 0) + 1}
    if "asks_price" in understood.acts:
        habits["price"] = old.get("price", 0) + 1
    if "abuses" in understood.acts:
        habits["abuses"] = old.get("abuses", 0) + 1
    if "automated" in understood.acts:
        habits["automated"] = old.get("automated", 0) + 1
    mood: Mood = "annoyed" if "complains" in understood.acts else "calm"
    habits["mood"] = max(old.get("mood", "calm"), understood.mood, mood, key=MOODS.index)
    if understood.needs:
        habits["confidence"] = understood.needs[0].confidence
    asked_need = question is not None and question["slots"] == ["necessidade"]
    something = bool(ledger.open_needs or understood.answer or understood.acts or media)
    lost = asked_need and not something
    habits["not_understood"] = old.get("not_understood", 0) + 1 if lost else 0
    return habits


def _plan(decision: Decision | None) -> Plan:
    if decision is None:
        return {}
    return {"route": decision.why} if decision.what == "route" else {"rest": decision.why}
