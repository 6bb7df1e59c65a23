"""understand: asks the mind once what the unanswered lines mean, and merges its proposals into the ledger."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.ledger import Ledger, from_json, to_json
from agent.mind import Asked, MindUnavailable, Reading, Understanding
from agent.mind.labels import Mood
from agent.protocol import Protocol
from agent.resources import Resources
from agent.rules import Decision, Situation, decide
from agent.state import Habits, Message, OpenQuestion, Plan, State
from agent.transcript import lines, missed, unanswered

MOODS: tuple[Mood, ...] = ("calm", "happy", "hurried", "annoyed", "angry")
WORDLESS = frozenset({"text", "sticker", "reaction"})


async def understand(state: State, runtime: Runtime[Resources]) -> State:
    """The turn's understanding, the ledger with it merged, and the plan if the rules already know one."""
    protocol = runtime.context.protocol
    new = unanswered(state["messages"], state.get("handled", ""))
    before = from_json(state.get("ledger"))
    reading = _reading(state, new, before)
    update: State = {"handled": new[-1]["id"], "heard": [message["id"] for message in new]}
    try:
        understood = await runtime.context.mind.read(reading) if reading.lines else Understanding()
    except MindUnavailable as unavailable:
        understood = Understanding(attempts=unavailable.attempts)
        return update | {"understanding": understood, "plan": {"route": "mind"}}
    ledger = merged(before, understood, new[-1]["id"], protocol)
    media = any(message["kind"] not in WORDLESS for message in new)
    habits = _counted(state, understood, ledger, media=media)
    situation = Situation(
        understood=understood,
        ledger=ledger,
        habits=habits,
        question=state.get("question"),
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


def merged(ledger: Ledger, understood: Understanding, source: str, protocol: Protocol) -> Ledger:
    """The ledger with the needs understood opened and every proposal taken in.

    Items without any need mean the one need that is about items.
    """
    for guess in understood.needs:
        ledger = ledger.with_need(guess.kind, source, protocol.vague)
    ledger = ledger.merge(understood.proposals, protocol)
    about_items = protocol.need_with_items
    if not ledger.open_needs and about_items and ledger.loose_items(protocol):
        ledger = ledger.with_need(about_items, source).merge((), protocol)
    return ledger


def _reading(state: State, new: list[Message], ledger: Ledger) -> Reading:
    before = [message for message in state["messages"] if message not in new]
    return Reading(
        lines=lines(new),
        before=lines(before),
        asked=_asked(state.get("question")),
        ledger=ledger,
        ddd=state.get("ddd", ""),
        turn=state.get("habits", {}).get("turns", 0) + 1,
        missed=lines(missed(state["messages"], state.get("handled", ""))),
    )


def _asked(question: OpenQuestion | None) -> Asked | None:
    if question is None:
        return None
    return Asked(
        tuple(question["slots"]), question["need"], question["item"], tuple(question["options"])
    )


def _counted(state: State, understood: Understanding, ledger: Ledger, *, media: bool) -> Habits:
    """Her habits after hearing this: turns, prices asked, other bots, times nothing was understood."""
    old, question = state.get("habits", {}), state.get("question")
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
