"""The need ledger: what is known of the contact and of each need, as typed slots with state and source. Pure.

Nothing here decides what is said. Proposals go in, from any mind or from a human; out come a new ledger, what is
missing, and whether it may still be asked. Promises, held by ``tests/agent/test_ledger_properties.py``: a known or
refused slot is never asked again, an item is never lost, no slot is asked a third time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypedDict

from agent.protocol import Protocol, Question, Requirement, Scope, Stage

SlotState = Literal["confirmed", "inferred", "corrected", "refused", "later", "invalid", "reopened"]
"""``invalid``: given, but fails its check. ``reopened``: known before what it depends on was corrected."""

Speaker = Literal["customer", "human", "channel"]
KNOWN = frozenset({"confirmed", "inferred", "corrected"})
CLOSED = KNOWN | {"refused", "later"}
ITEM_WEIGHT = ("produto", "codigo")


class StoredSlot(TypedDict):
    """A slot as JSON."""

    value: str
    state: SlotState
    source: str
    by: Speaker
    was: list[str]


class StoredNeed(TypedDict):
    """A need as JSON."""

    kind: str
    slots: dict[str, StoredSlot]
    items: list[dict[str, StoredSlot]]
    routed: bool
    source: str


class StoredProposal(TypedDict):
    """A proposal as JSON: one that waits for its need."""

    slot: str
    value: str
    words: str
    source: str
    state: SlotState
    by: Speaker
    need: str | None
    item: int | None
    corrects: bool


class StoredLedger(TypedDict):
    """The ledger as JSON: what a checkpoint holds."""

    contact: dict[str, StoredSlot]
    needs: list[StoredNeed]
    asked: dict[str, int]
    loose: list[StoredProposal]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One fact proposed: a slot, its canonical value, the words and the message it comes from.

    ``state`` is what the customer did: said it (``confirmed``), suggested it (``inferred``), ``refused``, put it
    off (``later``), or gave something that fails its check (``invalid``). ``item`` groups the facts of one item
    within one message. ``corrects``: the words replace something said before.
    """

    slot: str
    value: str = ""
    words: str = ""
    source: str = ""
    state: SlotState = "confirmed"
    by: Speaker = "customer"
    need: str | None = None
    item: int | None = None
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """What is known of one thing, since when and by whom; ``was`` holds the values it replaced, oldest first."""

    value: str = ""
    state: SlotState = "confirmed"
    source: str = ""
    by: Speaker = "customer"
    was: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        return self.state in KNOWN

    @property
    def closed(self) -> bool:
        return self.state in CLOSED


Slots = Mapping[str, Slot]


@dataclass(frozen=True, slots=True)
class Need:
    """One need of the conversation. ``routed``: a team already has it."""

    kind: str
    slots: Slots = field(default_factory=dict)
    items: tuple[Slots, ...] = ()
    routed: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A requirement not met: which slots would meet it, which of them may still be asked, of which item."""

    need: str
    slots: tuple[str, ...]
    askable: tuple[str, ...]
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything known in one conversation. Immutable: each method answers a new one.

    ``asked`` counts how often each slot was asked; ``loose`` holds facts said before any need was understood.
    """

    contact: Slots = field(default_factory=dict)
    needs: tuple[Need, ...] = ()
    asked: Mapping[str, int] = field(default_factory=dict)
    loose: tuple[Proposal, ...] = ()

    @property
    def open_needs(self) -> tuple[Need, ...]:
        """The needs that no team has yet, in the order in which they came up."""
        return tuple(need for need in self.needs if not need.routed)

    @property
    def first(self) -> Need | None:
        """The need that decides the team: the first open one, else the last that was routed."""
        return next(iter(self.open_needs), self.needs[-1] if self.needs else None)

    def value(self, slot: str) -> str:
        """A contact slot's value, or nothing."""
        found = self.contact.get(slot)
        return found.value if found and found.known else ""

    def with_need(self, kind: str, source: str = "", vague: frozenset[str] = frozenset()) -> Ledger:
        """With an open need of that kind; one of the ``vague`` kinds gives way to the first precise one."""
        if any(need.kind == kind for need in self.open_needs):
            return self
        if kind in vague and self.open_needs:
            return self
        if unclear := next((need for need in self.open_needs if need.kind in vague), None):
            return self._with_need_instead(unclear, replace(unclear, kind=kind, source=source))
        return replace(self, needs=(*self.needs, Need(kind, source=source)))

    def recalling(self, facts: Iterable[Proposal]) -> Ledger:
        """With facts of the contact from earlier conversations, where this one knows nothing."""
        recalled = {f.slot: Slot(f.value, "confirmed", f.source, f.by) for f in facts}
        return replace(self, contact={**recalled, **self.contact})

    def loose_items(self, protocol: Protocol) -> bool:
        """True if an item was described, by its name or by two facts, before any need was understood."""
        facts = [p for p in self.loose if protocol.slots[p.slot].scope == "item"]
        return len(facts) > 1 or any(p.slot in ITEM_WEIGHT for p in facts)

    def routed(self) -> Ledger:
        """With every need in a team's hands."""
        return replace(self, needs=tuple(replace(need, routed=True) for need in self.needs))

    def reopened(self) -> Ledger:
        """Given back by a human: the needs of the last hand-over are hers again."""
        return replace(self, needs=tuple(replace(need, routed=False) for need in self.needs))

    def with_asked(self, slots: Iterable[str]) -> Ledger:
        """With one more asking of each slot counted."""
        counted = {**self.asked, **{slot: self.asked.get(slot, 0) + 1 for slot in slots}}
        return replace(self, asked=counted)

    def new_episode(self) -> Ledger:
        """After "resolved": what is known or refused of the contact stays, the needs were dealt with."""
        lasting = KNOWN | {"refused"}
        return Ledger({n: slot for n, slot in self.contact.items() if slot.state in lasting})

    def known_to(self, protocol: Protocol) -> Ledger:
        """Without what a changed protocol no longer knows."""
        return replace(
            self,
            contact={n: slot for n, slot in self.contact.items() if n in protocol.slots},
            needs=tuple(need for need in self.needs if need.kind in protocol.needs),
        )

    def merge(self, proposals: Iterable[Proposal], protocol: Protocol) -> Ledger:
        """With every proposal taken in: the contact's facts, the needs' own, then items, each in order.

        What belongs to a need waits in ``loose`` until there is one. An unknown slot is dropped.
        """
        sorted_: dict[Scope, list[Proposal]] = {"contact": [], "need": [], "item": []}
        for proposal in (*self.loose, *proposals):
            if slot := protocol.slots.get(proposal.slot):
                sorted_[slot.scope].append(proposal)
        ledger = replace(self, loose=())
        for proposal in sorted_["contact"]:
            ledger = replace(ledger, contact=_taken(ledger.contact, proposal, protocol))
        ledger = replace(ledger, contact=_with_implied(ledger.contact, protocol))
        if not ledger.open_needs:
            waiting = dict.fromkeys((*sorted_["need"], *sorted_["item"]))
            return replace(ledger, loose=tuple(waiting))
        for proposal in sorted_["need"]:
            ledger = ledger._with_detail(proposal, protocol)
        for facts in _by_item(sorted_["item"]):
            ledger = ledger._with_item(facts, protocol)
        return ledger

    def gaps(self, protocol: Protocol) -> tuple[Gap, ...]:
        """What the open needs still lack, in the order of the protocol."""
        return tuple(
            gap
            for need in self.open_needs
            for requirement in protocol.needs[need.kind].required
            if self._applies(requirement, need)
            for gap in self._gaps_of(requirement, need, protocol)
        )

    def question(self, stage: Stage, protocol: Protocol) -> tuple[Question, Gap] | None:
        """The first question of a stage that still fits, with the gap it would close.

        Only questions whose every slot is missing and askable fit; of one need at a time.
        """
        gaps = [gap for gap in self.gaps(protocol) if gap.askable]
        for need in dict.fromkeys(gap.need for gap in gaps):
            of_need = [gap for gap in gaps if gap.need == need]
            if fit := self._first_fit(stage, need, of_need, protocol):
                return fit
        return None

    def _first_fit(
        self, stage: Stage, need: str, gaps: list[Gap], protocol: Protocol
    ) -> tuple[Question, Gap] | None:
        for question in protocol.questions:
            right_need = not question.needs or need in question.needs
            unused = all(self.asked.get(slot, 0) < question.times for slot in question.asks)
            if (
                question.stage == stage
                and right_need
                and unused
                and (gap := _fitting(question, gaps))
            ):
                return question, gap
        return None

    def missing(self, protocol: Protocol) -> tuple[str, ...]:
        """The slots that a team would still have to ask, once each, alternatives joined by ``/``."""
        return tuple(dict.fromkeys("/".join(gap.slots) for gap in self.gaps(protocol)))

    def _with_need_instead(self, old: Need, new: Need) -> Ledger:
        return replace(self, needs=tuple(new if need is old else need for need in self.needs))

    def _with_detail(self, proposal: Proposal, protocol: Protocol) -> Ledger:
        ledger = self
        for need in self._needs_for(proposal, protocol):
            taken = replace(need, slots=_taken(need.slots, proposal, protocol))
            ledger = ledger._with_need_instead(need, taken)
        return ledger

    def _needs_for(self, proposal: Proposal, protocol: Protocol) -> tuple[Need, ...]:
        """The open needs that want the slot; a slot that none requires belongs to the last of them."""
        meant = tuple(need for need in self.open_needs if proposal.need in (None, need.kind))
        wanting = tuple(need for need in meant if _requires(need, proposal.slot, protocol))
        reference = bool(protocol.slots[proposal.slot].fills)
        return wanting or (() if reference else meant[-1:])

    def _with_item(self, facts: list[Proposal], protocol: Protocol) -> Ledger:
        need = self._need_for_items(facts[0].need, protocol)
        named = any(fact.slot in ITEM_WEIGHT for fact in facts)
        if need is None:
            return replace(self, loose=(*self.loose, *facts))
        if not (named or need.items or protocol.wants_items(need.kind)):
            return self
        if any(_holds(item, facts) for item in need.items):
            return self
        place = _item_for(need.items, facts)
        items = list(need.items)
        if place is None:
            items.append(_same_product(items, facts))
            place = len(items) - 1
        for fact in facts:
            items[place] = _taken(items[place], fact, protocol)
        return self._with_need_instead(need, replace(need, items=tuple(items)))

    def _need_for_items(self, kind: str | None, protocol: Protocol) -> Need | None:
        """Items belong to the need named, else to one that requires something of items, else to the last."""
        meant = [need for need in self.open_needs if kind in (None, need.kind)]
        wanting = [need for need in meant if protocol.wants_items(need.kind)]
        return next(reversed(wanting or meant), None)

    def _applies(self, requirement: Requirement, need: Need) -> bool:
        def has(slot: str, value: str) -> bool:
            found = self.contact.get(slot) or need.slots.get(slot)
            return found is not None and found.known and value in ("*", found.value)

        return all(has(*pair) for pair in requirement.when.items()) and not any(
            has(*pair) for pair in requirement.unless.items()
        )

    def _gaps_of(self, requirement: Requirement, need: Need, protocol: Protocol) -> Iterator[Gap]:
        if protocol.slots[requirement.slots[0]].scope != "item":
            yield from self._gap_in({**need.slots, **self.contact}, requirement, need, None)
            return
        for number, item in enumerate(need.items or ({},)):
            yield from self._gap_in(item, requirement, need, number)

    def _gap_in(
        self, slots: Slots, requirement: Requirement, need: Need, item: int | None
    ) -> Iterator[Gap]:
        if any(name in slots and slots[name].known for name in requirement.slots):
            return
        askable = tuple(
            name
            for name in requirement.slots
            if not (name in slots and slots[name].closed) and self.asked.get(name, 0) < 2
        )
        yield Gap(need.kind, requirement.slots, askable, item)


def _with_implied(contact: Slots, protocol: Protocol) -> Slots:
    """With what other facts imply: who names a company buys for one."""
    implied = {
        name: replace(contact[other], value=value, state="inferred", was=())
        for name, slot in protocol.slots.items()
        for other, value in slot.implied_by.items()
        if other in contact and contact[other].known
        if not (name in contact and contact[name].closed)
    }
    return {**contact, **implied} if implied else contact


def _by_item(proposals: Iterable[Proposal]) -> Iterable[list[Proposal]]:
    """The facts of each item of each message, together."""
    grouped: dict[tuple[str, int], list[Proposal]] = {}
    for proposal in proposals:
        grouped.setdefault((proposal.source, proposal.item or 0), []).append(proposal)
    return grouped.values()


def _requires(need: Need, slot: str, protocol: Protocol) -> bool:
    return any(slot in requirement.slots for requirement in protocol.needs[need.kind].required)


def _fitting(question: Question, gaps: list[Gap]) -> Gap | None:
    """The gap that a question would close: all of its slots missing together, of one item where it is of items."""
    for item in dict.fromkeys(gap.item for gap in gaps):
        together = [gap for gap in gaps if gap.item == item]
        askable = {slot for gap in together for slot in gap.askable}
        if askable.issuperset(question.asks):
            return next(gap for gap in together if question.asks[0] in gap.askable)
    return None


def _taken(slots: Slots, proposal: Proposal, protocol: Protocol) -> Slots:
    """``slots`` with one proposal taken in, or as they were when they know better."""
    old = slots.get(proposal.slot)
    new = _decided(old, proposal)
    if new is None:
        return slots
    changed = {**slots, proposal.slot: new}
    if old is not None and old.known and new.known and new.was != old.was:
        return _dependents_reopened(changed, proposal, protocol)
    return changed


def _decided(old: Slot | None, proposal: Proposal) -> Slot | None:
    """The slot after the proposal, or None where the old one stands."""
    fresh = Slot(proposal.value, proposal.state, proposal.source, proposal.by)
    if old is None:
        return fresh
    if proposal.state not in KNOWN:
        return _left_open(old, fresh)
    if not old.known:
        return replace(fresh, was=old.was)
    if old.value == proposal.value:
        firmer = old.state == "inferred" and proposal.state == "confirmed"
        return replace(old, state="confirmed") if firmer else None
    if proposal.slot in ITEM_WEIGHT and not proposal.corrects and _akin(old.value, proposal.value):
        return replace(fresh, was=old.was) if len(proposal.value) > len(old.value) else None
    if proposal.state == "inferred" and not proposal.corrects and old.state != "inferred":
        return None
    state: SlotState = proposal.state if old.state == "inferred" else "corrected"
    return replace(fresh, state=state, was=(*old.was, old.value))


def _left_open(old: Slot, fresh: Slot) -> Slot | None:
    """After a refusal, a postponement or a wrong value: what is known stands, a wrong value may reopen a refusal."""
    if old.known or (old.closed and fresh.state != "invalid") or old.value == fresh.value != "":
        return None
    return replace(fresh, was=_history(old))


def _history(old: Slot) -> tuple[str, ...]:
    return (*old.was, old.value) if old.value else old.was


def _dependents_reopened(slots: Slots, proposal: Proposal, protocol: Protocol) -> Slots:
    def shaken(name: str, slot: Slot) -> bool:
        definition = protocol.slots.get(name)
        depends = definition is not None and proposal.slot in definition.depends_on
        return depends and slot.known and slot.source != proposal.source

    return {
        name: Slot("", "reopened", slot.source, slot.by, (*slot.was, slot.value))
        if shaken(name, slot)
        else slot
        for name, slot in slots.items()
    }


def _item_for(items: tuple[Slots, ...], facts: list[Proposal]) -> int | None:
    """Which item the facts are about: a place in ``items``, or None for a new one."""
    if not items:
        return None
    if any(fact.corrects for fact in facts):
        return _corrected_item(items, facts)
    if any(fact.slot in ITEM_WEIGHT for fact in facts):
        return _same_item(items, facts)
    return _item_lacking(items, facts)


def _holds(item: Slots, facts: list[Proposal]) -> bool:
    """True if the item was made of these very facts: a message read twice adds nothing."""
    return all(
        fact.slot in item
        and (item[fact.slot].value, item[fact.slot].source) == (fact.value, fact.source)
        for fact in facts
    )


def _same_product(items: list[Slots], facts: list[Proposal]) -> Slots:
    """A new item of which only what differs was said ("e 20 da preta") is of the last one's product."""
    if not items or any(fact.slot in ITEM_WEIGHT for fact in facts):
        return {}
    return {
        name: replace(slot, state="inferred")
        for name, slot in items[-1].items()
        if name in ITEM_WEIGHT and slot.known
    }


def _corrected_item(items: tuple[Slots, ...], facts: list[Proposal]) -> int:
    """The last item of that product, else the last item."""
    named = {fact.value for fact in facts if fact.slot in ITEM_WEIGHT}
    matching = [
        place
        for place, item in enumerate(items)
        if any(slot in item and item[slot].value in named for slot in ITEM_WEIGHT)
    ]
    return matching[-1] if matching else len(items) - 1


def _same_item(items: tuple[Slots, ...], facts: list[Proposal]) -> int | None:
    """An item that none of the facts contradicts and that shares its product, or has none yet."""
    for place in reversed(range(len(items))):
        item = items[place]
        named = [slot for slot in ITEM_WEIGHT if slot in item]
        shares = any(f.slot in named and _akin(item[f.slot].value, f.value) for f in facts)
        if (shares or not named) and not _contradicted(item, facts):
            return place
    return None


def _akin(one: str, other: str) -> bool:
    """The same product, or one a kind of the other: "chapa" and "chapa xadrez"."""
    return one == other or one.startswith(f"{other} ") or other.startswith(f"{one} ")


def _item_lacking(items: tuple[Slots, ...], facts: list[Proposal]) -> int | None:
    """The first item that lacks all of the facts; a loose fact may also refine the last item."""
    named = {fact.slot for fact in facts}
    lacking = [
        place
        for place, item in enumerate(items)
        if not any(s in item and item[s].known for s in named)
    ]
    if lacking:
        return lacking[0]
    return len(items) - 1 if not _contradicted(items[-1], facts) else None


def _contradicted(item: Slots, facts: list[Proposal]) -> bool:
    return any(
        fact.slot in item and item[fact.slot].known and not _agrees(fact, item[fact.slot])
        for fact in facts
        if fact.state in KNOWN
    )


def _agrees(fact: Proposal, slot: Slot) -> bool:
    return _akin(fact.value, slot.value) if fact.slot in ITEM_WEIGHT else fact.value == slot.value


def to_json(ledger: Ledger) -> StoredLedger:
    """The ledger as JSON primitives, for a checkpoint."""
    return {
        "contact": _stored(ledger.contact),
        "needs": [
            {
                "kind": need.kind,
                "slots": _stored(need.slots),
                "items": [_stored(item) for item in need.items],
                "routed": need.routed,
                "source": need.source,
            }
            for need in ledger.needs
        ],
        "asked": dict(ledger.asked),
        "loose": [_stored_proposal(proposal) for proposal in ledger.loose],
    }


def from_json(stored: StoredLedger | None) -> Ledger:
    """The ledger that ``to_json`` stored; an empty one for None."""
    if stored is None:
        return Ledger()
    return Ledger(
        contact=_loaded(stored["contact"]),
        needs=tuple(
            Need(
                kind=need["kind"],
                slots=_loaded(need["slots"]),
                items=tuple(_loaded(item) for item in need["items"]),
                routed=need["routed"],
                source=need["source"],
            )
            for need in stored["needs"]
        ),
        asked=dict(stored["asked"]),
        loose=tuple(Proposal(**proposal) for proposal in stored["loose"]),
    )


def _stored_proposal(proposal: Proposal) -> StoredProposal:
    return {
        "slot": proposal.slot,
        "value": proposal.value,
        "words": proposal.words,
        "source": proposal.source,
        "state": proposal.state,
        "by": proposal.by,
        "need": proposal.need,
        "item": proposal.item,
        "corrects": proposal.corrects,
    }


def _stored(slots: Slots) -> dict[str, StoredSlot]:
    return {
        name: {
            "value": slot.value,
            "state": slot.state,
            "source": slot.source,
            "by": slot.by,
            "was": list(slot.was),
        }
        for name, slot in slots.items()
    }


def _loaded(stored: Mapping[str, StoredSlot]) -> dict[str, Slot]:
    return {
        name: Slot(slot["value"], slot["state"], slot["source"], slot["by"], tuple(slot["was"]))
        for name, slot in stored.items()
    }
