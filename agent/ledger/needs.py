"""The ledger itself: the contact, the needs and their items, what is missing, what may be asked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from agent.ledger.items import alike, by_item, counted, holds, item_for, same_product
from agent.ledger.promises import Promise, kept
from agent.ledger.slots import ITEM_WEIGHT, KNOWN, Proposal, Slot, Slots, taken, with_implied
from agent.protocol import Protocol, Question, Requirement, Scope, Stage


@dataclass(frozen=True, slots=True)
class Gap:
    """A requirement not met: which slots would meet it, which of them may still be asked, of which item."""

    need: str
    slots: tuple[str, ...]
    askable: tuple[str, ...]
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """One need of the conversation. ``routed``: a team already has it."""

    kind: str
    slots: Slots = field(default_factory=dict)
    items: tuple[Slots, ...] = ()
    routed: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything known in one conversation. Immutable: each method answers a new one.

    ``asked`` counts how often each slot was asked; ``loose`` holds facts said before any need was understood;
    ``promises`` is what people of the team told the customer that binds the company.
    """

    contact: Slots = field(default_factory=dict)
    needs: tuple[Need, ...] = ()
    asked: Mapping[str, int] = field(default_factory=dict)
    loose: tuple[Proposal, ...] = ()
    promises: tuple[Promise, ...] = ()

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

    def with_need_instead(self, kind: str, source: str = "") -> Ledger:
        """With that kind in place of the first open need; what was told of it stays."""
        if any(need.kind == kind for need in self.open_needs):
            return self._with_first(kind)
        if not self.open_needs:
            return self.with_need(kind, source)
        first = self.open_needs[0]
        return self._with_need_instead(first, replace(first, kind=kind, source=source))

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

    def put_right(
        self, facts: Iterable[Proposal], kind: str | None, source: str, protocol: Protocol
    ) -> Ledger:
        """With what the team put right, also of needs that a team has already: they stay with it."""
        handed_over = bool(self.needs) and not self.open_needs
        ledger = self.reopened() if handed_over else self
        if kind:
            ledger = ledger.with_need_instead(kind, source)
        ledger = ledger.merge(facts, protocol)
        return ledger.routed() if handed_over else ledger

    def wiped(self, slots: Iterable[str], source: str) -> Ledger:
        """Without what the team took off the contact's panel: it is unknown, and may be told and asked anew."""
        old = {name: self.contact[name] for name in slots if name in self.contact}
        gone = {n: Slot("", "reopened", source, "team", (*s.was, s.value)) for n, s in old.items()}
        return replace(self, contact={**self.contact, **gone})

    def reopened(self) -> Ledger:
        """Given back by a human: the needs of the last hand-over are hers again."""
        return replace(self, needs=tuple(replace(need, routed=False) for need in self.needs))

    def with_asked(self, slots: Iterable[str]) -> Ledger:
        """With one more asking of each slot counted."""
        counted = {**self.asked, **{slot: self.asked.get(slot, 0) + 1 for slot in slots}}
        return replace(self, asked=counted)

    def with_promise(self, promise: Promise) -> Ledger:
        """With what a person of the team told the customer."""
        return replace(self, promises=kept(self.promises, promise))

    def new_episode(self) -> Ledger:
        """After "resolved": what is known or refused of the contact stays, the needs were dealt with."""
        lasting = KNOWN | {"refused"}
        return Ledger({n: slot for n, slot in self.contact.items() if slot.state in lasting})

    def known_to(self, protocol: Protocol) -> Ledger:
        """Without what a changed protocol no longer knows."""
        return replace(
            self,
            contact=_of(self.contact, protocol),
            needs=tuple(
                replace(
                    need,
                    slots=_of(need.slots, protocol),
                    items=tuple(_of(item, protocol) for item in need.items),
                )
                for need in self.needs
                if need.kind in protocol.needs
            ),
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
            ledger = replace(ledger, contact=taken(ledger.contact, proposal, protocol))
        ledger = replace(ledger, contact=with_implied(ledger.contact, protocol))
        if not ledger.open_needs:
            waiting = dict.fromkeys((*sorted_["need"], *sorted_["item"]))
            return replace(ledger, loose=tuple(waiting))
        for proposal in sorted_["need"]:
            ledger = ledger._with_detail(proposal, protocol)
        for facts in by_item(sorted_["item"]):
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

    def asked_in_vain(self, protocol: Protocol) -> tuple[str, ...]:
        """The slots that were asked, are still lacking, and are not answered by just any words."""
        lacking = (slot for gap in self.gaps(protocol) for slot in gap.askable)
        asked = (slot for slot in lacking if self.asked.get(slot) and not protocol.slots[slot].free)
        return tuple(dict.fromkeys(asked))

    def missing(self, protocol: Protocol) -> tuple[str, ...]:
        """The slots that a team would still have to ask, once each, alternatives joined by ``/``."""
        return tuple(dict.fromkeys("/".join(gap.slots) for gap in self.gaps(protocol)))

    def _with_first(self, kind: str) -> Ledger:
        """With the open need of that kind before the others: it decides the team."""
        dealt_with = tuple(need for need in self.needs if need.routed)
        ordered = sorted(self.open_needs, key=lambda need: need.kind != kind)
        return replace(self, needs=(*dealt_with, *ordered))

    def _with_need_instead(self, old: Need, new: Need) -> Ledger:
        return replace(self, needs=tuple(new if need is old else need for need in self.needs))

    def _with_detail(self, proposal: Proposal, protocol: Protocol) -> Ledger:
        ledger = self
        for need in self._needs_for(proposal, protocol):
            told = replace(need, slots=taken(need.slots, proposal, protocol))
            ledger = ledger._with_need_instead(need, told)
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
        if any(holds(item, facts) for item in need.items):
            return self
        if self.asked.get("quantidade") or len(need.items) == 1:
            facts = counted(need.items, facts)
        place = item_for(need.items, facts)
        if place is None and _doubtful(need.items, facts):
            return self
        items = list(need.items)
        if place is None:
            items.append(same_product(items, facts))
            place = len(items) - 1
        for fact in facts:
            items[place] = taken(items[place], fact, protocol)
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


def _of(slots: Slots, protocol: Protocol) -> Slots:
    known = slots.keys() <= protocol.slots.keys()
    return slots if known else {n: slot for n, slot in slots.items() if n in protocol.slots}


def _doubtful(items: tuple[Slots, ...], facts: list[Proposal]) -> bool:
    """What a person of the team tells of an item, at odds with what is known of it, makes no new one."""
    names = [fact.value for fact in facts if fact.slot in ITEM_WEIGHT]
    named = bool(names) and not any(alike(item, names) for item in items)
    return bool(items) and facts[0].by == "human" and not named


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
