"""What people of the team ask of her in private notes, and put right on the screens. Pure.

Nothing here speaks to the customer, but a hand-over that a colleague asks for, which goes the way of every hand-over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent import briefing, showing, teams, unsaid
from agent.correcting import Correction, correction, of_slot
from agent.effects import Effect
from agent.ledger import Ledger, StoredLedger, from_json, to_json
from agent.mind import Understanding
from agent.orders import (
    Command,
    Forward,
    GoOn,
    Help,
    Missing,
    PutRight,
    Stop,
    Summary,
    Why,
    parse,
)
from agent.protocol import Protocol
from agent.resources import Resources
from agent.routes import who_answers
from agent.state import Edit, Order, Plan, State, Status

CONTACT = frozenset({"nome", "email", *showing.CONTACT_ATTRIBUTES})


@dataclass(frozen=True, slots=True)
class _Room:
    """A conversation while people steer it, one order after the other. ``puts``: what they put right, and whence."""

    state: State
    ledger: Ledger
    resources: Resources
    status: Status
    puts: tuple[tuple[Correction, str], ...] = ()
    effects: tuple[Effect, ...] = ()
    plan: Plan | None = None

    @property
    def protocol(self) -> Protocol:
        return self.resources.protocol

    @property
    def is_hers(self) -> bool:
        return self.status == "pending"

    @property
    def was_hers(self) -> bool:
        return self.state.get("status", "pending") == "pending"

    def opened(self) -> _Room:
        """With people, as one of them ordered."""
        opening: Effect = {"do": "set_status", "status": "open", "ordered": True}
        return replace(self, status="open", effects=(*self.effects, opening))

    def answered(self, note: str, *more: Effect) -> _Room:
        """With a note for whoever asked, and what follows from the order."""
        return replace(self, effects=(*self.effects, {"do": "note", "text": note}, *more))

    def put_right(self, put: Correction, source: str) -> _Room:
        """With what a person put right."""
        ledger = put.into(self.ledger, source, self.protocol)
        return replace(self, ledger=ledger, puts=(*self.puts, (put, source)))


def steered(state: State, ledger: Ledger, resources: Resources) -> State:
    """What people changed on the screens; every order answered by a note, in order; the screens, where facts changed.

    Nothing where nobody steered. The screens wait where a reply of hers shows them in this turn.
    """
    orders = state.get("orders") or []
    if not (orders or state.get("edits")):
        return {}
    room = _edited(_Room(state, ledger, resources, state.get("status", "pending")))
    for order in orders:
        room = _obeyed(parse(order["text"]), order, room)
    update = _remembered(room)
    if orders:
        update |= {"effects": list(room.effects), "act": "rest", "reason": "answered_team"}
    if room.plan:
        return update | _handing_over(room, room.plan)
    if not orders and who_answers(room.state) == "Alú":
        return update
    return update | _on_the_screens(ledger, room)


def _edited(room: _Room) -> _Room:
    """What people changed on the screens, as facts of theirs; what is no fact is theirs alone, and she leaves it.

    A value that fails its check stays on the screen as they wrote it.
    """
    theirs, shown = dict.fromkeys(room.state.get("edited", [])), {**room.state.get("shown", {})}
    for edit in room.state.get("edits") or []:
        put = _of_edit(edit, room.resources)
        room = room.put_right(put, edit["id"])
        shown[edit["name"]] = edit["value"]
        theirs.pop(edit["name"], None)
        if not put or put.wrong:
            theirs[edit["name"]] = None
    return replace(room, state={**room.state, "edited": list(theirs), "shown": shown})


def _remembered(room: _Room) -> State:
    """What lasts. Her memory before her last replies is put right as well, should one never have arrived."""
    state, kept = room.state, room.state.get("before", [])
    update: State = {
        "ledger": to_json(room.ledger),
        "before": [{**one, "ledger": _put_right_in(one["ledger"], room)} for one in kept],
        "edited": state["edited"],
        "shown": state["shown"],
    }
    return update | {"status": "open"} if room.was_hers and not room.is_hers else update


def _put_right_in(stored: StoredLedger | None, room: _Room) -> StoredLedger:
    ledger = from_json(stored)
    for put, source in room.puts:
        ledger = put.into(ledger, source, room.protocol)
    return to_json(ledger)


def _on_the_screens(before: Ledger, room: _Room) -> State:
    """The facts on the screens where they are not as they were ``before``, but for what people have made theirs."""
    if room.ledger == before:
        return {}
    shown, seen = room.state["shown"], showing.known(room.ledger, room.protocol)
    writes = showing.changes(seen, shown, room.state["edited"])
    return {"effects": [*room.effects, *writes], "shown": {**shown, **seen.all_values}}


def _of_edit(edit: Edit, resources: Resources) -> Correction:
    protocol, name, value = resources.protocol, edit["name"], edit["value"]
    if name == "alu_necessidade":
        return Correction(need=value) if value in protocol.needs else Correction()
    if name not in CONTACT or name not in protocol.slots:
        return Correction()
    if value.strip():
        return of_slot(name, value, edit["id"], resources.finder, protocol)
    return Correction(wiped=(name,))


def _obeyed(command: Command, order: Order, room: _Room) -> _Room:
    messages, protocol = room.state.get("messages", []), room.protocol
    match command:
        case Why():
            question, shown = room.state.get("question"), room.state.get("shown", {})
            return room.answered(briefing.why(room.ledger, messages, question, shown, protocol))
        case Summary():
            return room.answered(briefing.summary(room.ledger, messages, protocol))
        case Missing():
            return room.answered(briefing.missing(room.ledger, protocol))
        case Stop():
            return _stopped(room)
        case GoOn():
            return _gone_on(room)
        case Forward(to):
            return _forwarded(to, order, room)
        case PutRight(facts):
            return _put_right(facts, order, room)
        case Help():
            return room.answered(briefing.COMMANDS)


def _stopped(room: _Room) -> _Room:
    """Where a person answers already, or a team gets it in this turn, there is nothing to open."""
    note = "Parei, a conversa é de vocês. Pra eu voltar: /alu siga"
    if not room.is_hers:
        return room.answered(note)
    return room.answered(note).opened()


def _gone_on(room: _Room) -> _Room:
    """A hand-over ordered just before is off."""
    if room.is_hers or room.plan:
        stays = replace(room, plan=None, status="pending")
        return stays.answered("Já sou eu que respondo aqui. Pra eu parar: /alu pare")
    back: Effect = {"do": "set_status", "status": "pending", "ordered": True}
    returned = replace(room, status="pending")
    return returned.answered("Certo, daqui sigo eu. Pra eu parar: /alu pare", back)


def _forwarded(to: str, order: Order, room: _Room) -> _Room:
    """While it is hers, a whole hand-over; while a person answers, the team alone."""
    team = teams.called(to, room.protocol)
    if team is None:
        as_fact = _put_right(to, order, room)
        known = as_fact.ledger != room.ledger
        return as_fact if known else room.answered(briefing.no_such_team(to, room.protocol))
    if room.plan or (room.is_hers and room.was_hers):
        plan: Plan = {"route": "told_by_human", "team": team, "stage": "humano"}
        return replace(room, plan=plan, status="open")
    note = f"Passei pro {room.protocol.teams[team].label}."
    told = room.answered(note, {"do": "assign_team", "team": team, "ordered": True})
    return told.opened() if room.is_hers else told


def _put_right(text: str, order: Order, room: _Room) -> _Room:
    finder, protocol = room.resources.finder, room.protocol
    put = correction(text, order["id"], finder, protocol)
    if not put:
        return room.answered(briefing.not_understood(text))
    room = room.put_right(put, order["id"])
    facts = [briefing.label(one.slot, one.value, protocol) for one in put.facts]
    if put.need:
        facts.insert(0, protocol.needs[put.need].label.lower())
    wrong = [protocol.slots[slot].label for slot in put.wrong]
    return room.answered(briefing.noted(facts, wrong, room.ledger, protocol))


def _handing_over(room: _Room, plan: Plan) -> State:
    """What the hand-over reads where no line of the customer's was. It opens the conversation itself, at its end."""
    was = unsaid.kept({**room.state, "ledger": to_json(room.ledger)})
    understood = Understanding()
    status = room.state.get("status", "pending")
    return {"plan": plan, "understanding": understood, "heard": [], "was": was, "status": status}
