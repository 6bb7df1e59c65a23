"""How well the customer is understood: needs, slots, items, the whole ledger. Pure.

A fact counts as right at the end of a turn when the ledger holds it with the gold value. Where the gold is not
complete, or was only implied, what else is known is neither right nor wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from evals.judging import items, values
from evals.metrics.counting import f1, share
from evals.record import Conversation, Gold, Known, Step
from evals.report import Confusion, Metric, Slot
from evals.values import item_is_right, matched, same

NONE = "nenhuma"


class Tally(NamedTuple):
    """The slots of the facts that are right, missing, and too many."""

    right: Counter[str]
    missing: Counter[str]
    extra: Counter[str]

    @property
    def faultless(self) -> bool:
        """True if nothing is missing and nothing too many."""
        return not (self.missing or self.extra)

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(*(one + two for one, two in zip(self, other, strict=True)))


def understood(conversations: Sequence[Conversation]) -> Iterator[Metric]:
    """Needs, slots, items, the joint goal, corrections."""
    yield from _needs(conversations)
    tally = _total(tally_of(step) for step in _judged_steps(conversations))
    right, guessed, gold = _sums(tally)
    yield Metric(
        name="slot_f1", label="Dados: micro-F1", value=f1(right, guessed, gold) if gold else None, of=gold
    )  # fmt: skip
    yield _items(conversations)
    turns = [_all_right(step) for step in _judged_steps(conversations)]
    yield share("jga", "Tudo certo ao fim do turno", sum(turns), len(turns))
    ends = [_all_right(step) for step in _ends(conversations)]
    yield share("jga_end", "Tudo certo ao fim da conversa", sum(ends), len(ends))
    corrected = [right for one in conversations for right in _corrections(one)]
    yield share("corrections", "Correções entendidas", sum(corrected), len(corrected))


def slots(conversations: Sequence[Conversation]) -> tuple[Slot, ...]:
    """Each slot's precision, recall and F1, the most frequent first."""
    tally = _total(tally_of(step) for step in _judged_steps(conversations))
    names = tally.right + tally.missing + tally.extra
    return tuple(_slot(name, tally) for name, _ in names.most_common())


def confusion(conversations: Sequence[Conversation]) -> Confusion:
    """Gold need against need understood, over the turns that state at most one need."""
    pairs = Counter(
        (next(iter(gold), NONE), next(iter(guessed), NONE))
        for gold, guessed in _stated(conversations)
        if len(gold) <= 1
    )
    kinds = sorted({kind for pair in pairs for kind in pair} - {NONE})
    labels = (*kinds, NONE)
    return Confusion(
        labels=labels,
        counts=tuple(tuple(pairs[gold, guess] for guess in labels) for gold in labels),
    )


def tally_of(step: Step) -> Tally:
    """The ledger of a step against its gold."""
    gold, known = step.gold or Gold(), step.known
    tally = Tally(Counter(), Counter(), Counter())
    for slot, value in gold.slots.items():
        right = any(same(slot, found, value) for found in values(known, slot))
        (tally.right if right else tally.missing)[slot] += 1
    tally.extra.update(_extra(gold, known))
    for found, meant in matched(items(known), gold.items):
        for slot, value in meant.items():
            right = slot in found and same(slot, found[slot], value)
            (tally.right if right else tally.missing)[slot] += 1
    tally.extra.update(_extra_of_items(gold, known))
    return tally


def _all_right(step: Step) -> bool:
    """True if the whole ledger is the gold: its needs, its slots, its items."""
    gold = step.gold or Gold()
    kinds = {need.kind for need in step.known.needs}
    return kinds == set(gold.needs) and tally_of(step).faultless


def _extra(gold: Gold, known: Known) -> Iterator[str]:
    """Slots known with a value that nobody told."""
    for slot in dict.fromkeys((*known.contact, *(s for need in known.needs for s in need.slots))):
        for found in dict.fromkeys(values(known, slot)):
            meant = gold.slots.get(slot, gold.implied.get(slot))
            if meant is None or not same(slot, found, meant):
                yield slot


def _extra_of_items(gold: Gold, known: Known) -> Iterator[str]:
    """Facts of items that nobody told; where no item was told, what is noted is neither right nor wrong."""
    if not gold.items:
        return
    found = items(known)
    pairs = matched(found, gold.items)
    for one, meant in pairs:
        for slot, value in one.items():
            if slot not in meant or not same(slot, value, meant[slot]):
                yield slot
    for one in found:
        if not any(one is other for other, _ in pairs):
            yield from one


def _judged_steps(conversations: Iterable[Conversation]) -> list[Step]:
    """The customer's turns of which everything told is written down."""
    return [
        step
        for one in conversations
        for step in one.played.steps
        if step.kind in ("user", "attached") and step.gold and step.gold.complete
        and step.before != "open"
    ]  # fmt: skip


def _ends(conversations: Iterable[Conversation]) -> list[Step]:
    last = (_judged_steps([one])[-1:] for one in conversations)
    return [step for steps in last for step in steps]


def _stated(conversations: Iterable[Conversation]) -> Iterator[tuple[set[str], list[str]]]:
    """For each turn with a gold need: the needs it states, and those understood that were not told before."""
    for one in conversations:
        for step in one.played.steps:
            if step.fresh is not None and step.kind == "user" and step.before == "pending":
                gold = set(step.fresh)
                told = set(step.gold.needs) - gold if step.gold else set[str]()
                yield gold, [guess.kind for guess in step.needs if guess.kind not in told]


def _needs(conversations: Sequence[Conversation]) -> Iterator[Metric]:
    right, guessed, gold = Counter[str](), Counter[str](), Counter[str]()
    exact = of = 0
    for meant, found in _stated(conversations):
        gold.update(meant)
        guessed.update(set(found))
        right.update(meant & set(found))
        if meant:
            of += 1
            exact += meant == set(found)
    scores = [f1(right[kind], guessed[kind], gold[kind]) for kind in gold]
    yield Metric(
        name="need_f1",
        label="Necessidade: macro-F1",
        value=sum(scores) / len(scores) if scores else None,
        of=sum(gold.values()),
    )
    yield share("need_accuracy", "Necessidade: acerto", exact, of)


def _items(conversations: Sequence[Conversation]) -> Metric:
    right = found = meant = 0
    for step in _ends(conversations):
        gold = step.gold.items if step.gold else ()
        pairs = matched(items(step.known), gold)
        right += sum(item_is_right(one, other) for one, other in pairs)
        found, meant = found + len(items(step.known)), meant + len(gold)
    value = f1(right, found, meant) if meant else None
    return Metric(name="item_f1", label="Itens: F1", value=value, of=meant)


def _corrections(one: Conversation) -> Iterator[bool]:
    ends = _ends([one])
    if not ends:
        return
    last = ends[-1]
    gold, known = last.gold or Gold(), last.known
    judged = [step for step in one.played.steps if step.number <= last.number]
    for slot in (slot for step in judged for slot in step.corrected):
        if slot in gold.slots:
            yield any(same(slot, found, gold.slots[slot]) for found in values(known, slot))
        else:
            yield all(_agrees(slot, *pair) for pair in matched(items(known), gold.items))


def _agrees(slot: str, found: Mapping[str, str], meant: Mapping[str, str]) -> bool:
    return slot not in meant or (slot in found and same(slot, found[slot], meant[slot]))


def _total(tallies: Iterable[Tally]) -> Tally:
    total = Tally(Counter(), Counter(), Counter())
    for one in tallies:
        total = total.plus(one)
    return total


def _sums(tally: Tally) -> tuple[int, int, int]:
    """Right, guessed, gold."""
    right, missing, extra = (sum(counts.values()) for counts in tally)
    return right, right + extra, right + missing


def _slot(name: str, tally: Tally) -> Slot:
    right, missing, extra = (counts[name] for counts in tally)
    return Slot(
        name=name,
        precision=right / (right + extra) if right + extra else 0.0,
        recall=right / (right + missing) if right + missing else 0.0,
        f1=f1(right, right + extra, right + missing),
        of=right + missing,
    )
