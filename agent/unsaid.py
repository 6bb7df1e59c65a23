"""Words of hers that never reached the customer: her memory as if she had not spoken. Pure.

Before each reply her memory is kept as it was. Where the reply never arrived, that memory is hers again: what the
customer had said waits, no question counts as asked, nothing is counted twice. What was said since is read again.
"""

from __future__ import annotations

from agent.state import Before, Message, State, joined

MOST_KEPT = 2  # replies that may be on their way at once


def own_id(state: State) -> str:
    """The id of what she says in this turn."""
    return f"{state.get('turn_id', state.get('handled', ''))}:alu"


def kept(state: State) -> Before:
    """Her memory before this turn changes it, to be hers again if the reply never arrives."""
    return {
        "reply": own_id(state),
        "ledger": state.get("ledger"),
        "question": state.get("question"),
        "habits": state.get("habits", {}),
        "handled": state.get("handled", ""),
        "noted": state.get("noted", ""),
    }


def with_kept(state: State) -> list[Before]:
    """The memories before her last replies, with the one before this turn's."""
    return [*state.get("before", []), state["was"]][-MOST_KEPT:]


def withdrawn(state: State) -> State:
    """What changes because of the messages ``unsaid``: they leave the transcript, and her last replies are undone."""
    unsaid = state.get("unsaid") or []
    if not unsaid:
        return {}
    hers = {one["id"] for one in state.get("messages", []) if one["role"] == "alu"}
    gone = [_without_words(id_) for id_ in unsaid if id_ in hers]
    earlier = list(state.get("before", []))
    undone: Before | None = None
    while earlier and earlier[-1]["reply"] in unsaid:
        undone = earlier.pop()
    if undone is None:
        return {"messages": gone} if gone else {}
    return {
        "messages": gone,
        "before": earlier,
        "question": undone["question"],
        "habits": undone["habits"],
        "handled": undone["handled"],
        "noted": undone["noted"],
        "shown": {},
        **({"ledger": undone["ledger"]} if undone["ledger"] else {}),
    }


def after(state: State, update: State) -> State:
    """The state as it is once the update is in."""
    messages = joined(state.get("messages", []), update.get("messages", []))
    return {**state, **update, "messages": messages}


def _without_words(id_: str) -> Message:
    """In the transcript's place of a message of hers: it takes the message out."""
    return {"id": id_, "role": "alu", "kind": "text", "text": "", "name": ""}
