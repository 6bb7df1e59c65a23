"""gate: the only node that reads the status. It runs first, on every event."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent import showing, silence, steering, unsaid, writing
from agent.ledger import Ledger, Proposal, from_json, to_json
from agent.nodes.listening import listen, listen_for_certain, with_promises
from agent.resources import Resources
from agent.state import KEPT_MESSAGES, State
from agent.transcript import after, last_heard, missed

MOST_UNREAD = (
    KEPT_MESSAGES // 2
)  # messages; what is not read by then could leave the transcript unread


async def gate(state: State, runtime: Runtime[Resources]) -> State:
    """Takes back what never arrived, lets in what the channel remembers of the contact and what people put right.

    Notes what they promised, does what they order, takes the next step with a customer who does not answer.
    Ends the episode when a human has resolved it. Until another node says otherwise, the turn is a silence.
    """
    status = state.get("status", "pending")
    update = unsaid.withdrawn(state)
    now = unsaid.after(state, update) if update else state
    stored = remembered(from_json(now.get("ledger")), state.get("contact") or {})
    ledger = with_promises(stored.known_to(runtime.context.protocol), now)
    update |= {"act": "silence", "reason": "human" if status == "open" else "resting"}
    update |= {"noted": last_heard(now.get("messages", []))}
    if state.get("effects"):
        update |= {"effects": state["effects"]}
    if steered := steering.steered(now, ledger, runtime.context):
        now, update = {**now, **steered}, _then(update, steered)
        ledger = from_json(steered["ledger"])
    if status == "resolved":
        return _then(update, _ended(now, ledger, runtime.context))
    if state.get("orders"):
        return update
    if step := state.get("silence"):
        return _then(update, silence.followed_up(now, ledger, step, runtime.context))
    if status == "open" and _much_is_unread(now):
        heard = await listen(now, ledger.reopened(), runtime.context)
        ledger, update = heard.ledger, update | {"handled": heard.handled}
        if heard.understood:
            update |= {"understanding": heard.understood}
    return update | {"ledger": to_json(ledger)}


def remembered(ledger: Ledger, contact: dict[str, str]) -> Ledger:
    """The ledger with facts of earlier conversations, where it knows nothing newer."""
    return ledger.recalling(
        Proposal(slot, value, source="contact", by="channel")
        for slot, value in contact.items()
        if value
    )


def _then(update: State, more: State) -> State:
    """Both; what the one does comes before what the other does."""
    effects = writing.together([*update.get("effects", []), *more.get("effects", [])])
    return {**update, **more, "effects": effects} if effects else {**update, **more}


def _ended(state: State, ledger: Ledger, resources: Resources) -> State:
    """A new episode: of what was told to a person, the contact's facts stay, and are shown where they are news."""
    ledger_then = listen_for_certain(state, ledger.reopened(), resources).ledger
    last = last_heard(state.get("messages", []))
    ended: State = {
        "ledger": to_json(ledger_then.new_episode()),
        "question": None,
        "habits": {"since": last},
        "handled": last,
        "before": [],
        "edited": [],
    }
    if ledger_then.contact == ledger.contact:
        return ended
    contact, shown = showing.contact_of(ledger_then), state.get("shown", {})
    news = showing.changes(showing.Showing({}, contact), shown)
    return ended | {"effects": news, "shown": {**shown, **contact}}


def _much_is_unread(state: State) -> bool:
    messages, handled = state.get("messages", []), state.get("handled", "")
    return len(after(messages, handled)) >= MOST_UNREAD and bool(missed(messages, handled))
