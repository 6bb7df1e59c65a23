"""human: the pause while a person answers. Everything is recorded, nothing is said."""

from __future__ import annotations

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agent import card, showing, unsaid
from agent.effects import Effect
from agent.ledger import Ledger, from_json, to_json
from agent.nodes.listening import listen, with_promises
from agent.overheard import open_now
from agent.protocol import Protocol
from agent.resources import Resources
from agent.state import Habits, OpenQuestion, State
from agent.transcript import after, last_heard, unanswered


async def human(state: State, runtime: Runtime[Resources]) -> State:
    """Waits for the status to leave "open"; given back to her, she takes up what was not finished.

    With nothing to answer she stays quiet, reads what was said meanwhile and leaves one note.
    """
    status = interrupt({"waiting_for": "status"})
    if status != "pending":
        return {"status": status}
    update = unsaid.withdrawn(state)
    now = unsaid.after(state, update) if update else state
    ledger = with_promises(from_json(now.get("ledger")).reopened(), now)
    habits: Habits = {**patient_again(now.get("habits", {})), "back": True}
    messages = now.get("messages", [])
    update |= {"status": status, "noted": last_heard(messages)}
    if unanswered(messages, now.get("handled", "")):
        return update | {"ledger": to_json(ledger), "habits": habits}
    return update | await _quietly(now, ledger, habits, runtime.context)


async def _quietly(state: State, ledger: Ledger, habits: Habits, resources: Resources) -> State:
    """Nothing to answer: she reads what was said meanwhile, and shows the team what she knows."""
    protocol = resources.protocol
    messages, handled = state.get("messages", []), state.get("handled", "")
    question = open_now(messages, handled, state.get("question"), protocol)
    heard = await listen(state, ledger, resources)
    if heard.understood and heard.understood.needs:
        habits["confidence"] = heard.understood.needs[0].confidence
    seen, shown = showing.back(heard.ledger, protocol), state.get("shown", {})
    edited = state.get("edited", [])
    quiet: State = {
        "ledger": to_json(heard.ledger),
        "question": question or _once_asked(heard.ledger, protocol),
        "habits": habits,
        "handled": heard.handled,
        "effects": [_note(heard.ledger, state, protocol), *_on_the_screens(seen, shown, edited)],
        "shown": {**shown, **seen.all_values},
    }
    return quiet | {"understanding": heard.understood} if heard.understood else quiet


def _once_asked(ledger: Ledger, protocol: Protocol) -> OpenQuestion | None:
    """What she had asked before the person came, and nobody answered."""
    slots = ledger.asked_in_vain(protocol)
    return {"slots": list(slots), "need": None, "item": None, "options": []} if slots else None


def _note(ledger: Ledger, state: State, protocol: Protocol) -> Effect:
    since = state.get("habits", {}).get("since", "")
    episode = [message for _, message in after(state.get("messages", []), since)]
    return {"do": "note", "text": card.returned(ledger, episode, protocol)}


def _on_the_screens(
    seen: showing.Showing, shown: dict[str, str], edited: list[str]
) -> list[Effect]:
    """The conversation's attributes are hers again; of the contact, what a person was told."""
    hers = showing.changes(showing.Showing(seen.conversation, {}), {}, edited)
    return [*hers, *showing.changes(showing.Showing({}, seen.contact), shown, edited)]


def patient_again(habits: Habits) -> Habits:
    """Her habits after a person has answered: she has greeted and told her texts, patience starts anew."""
    kept: Habits = {}
    if "greeted" in habits:
        kept["greeted"] = habits["greeted"]
    if "since" in habits:
        kept["since"] = habits["since"]
    if "confidence" in habits:
        kept["confidence"] = habits["confidence"]
    if "card" in habits:
        kept["card"] = habits["card"]
    return kept | {"said": habits.get("said", {}), "mood": habits.get("mood", "calm")}
