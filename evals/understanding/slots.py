"""How well facts are extracted: micro-F1 over (slot, canonical value) pairs, and per slot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.extract.finding import Finding
from agent.extract.normal import fold
from evals.understanding.gold import Annotated

Find = Callable[[str, tuple[str, ...]], Sequence[Finding]]
Pair = tuple[str, str]
SPOKEN = frozenset({"nome", "empresa", "cidade", "produto", "vendedor", "linha", "acabamento"})


@dataclass(frozen=True, slots=True)
class Compared:
    """One message: the facts that are right, missing, and too many."""

    text: str
    right: tuple[Pair, ...]
    missing: tuple[Pair, ...]
    extra: tuple[Pair, ...]


def compared(texts: Sequence[Annotated], find: Find) -> list[Compared]:
    """Each message's facts against what was found."""
    return [_compared(one, find(one.text, one.asked)) for one in texts]


def micro(found: Sequence[Compared], slot: str | None = None) -> tuple[float, float, float, int]:
    """Precision, recall, F1 and the number of gold pairs, of one slot or of all."""

    def count(pairs: tuple[Pair, ...]) -> int:
        return sum(slot in (None, name) for name, _ in pairs)

    right = sum(count(one.right) for one in found)
    gold = right + sum(count(one.missing) for one in found)
    guessed = right + sum(count(one.extra) for one in found)
    if not gold + guessed:
        return 1.0, 1.0, 1.0, 0
    return right / max(1, guessed), right / max(1, gold), 2 * right / (gold + guessed), gold


def slots(found: Sequence[Compared]) -> list[str]:
    """Every slot that occurs, the most frequent first."""
    seen = Counter(name for one in found for name, _ in (*one.right, *one.missing, *one.extra))
    return [name for name, _ in seen.most_common()]


def _compared(one: Annotated, findings: Sequence[Finding]) -> Compared:
    gold = Counter(_normal(pair) for pair in one.facts)
    found = Counter(_normal(_pair(finding)) for finding in findings)
    return Compared(
        one.text,
        tuple((gold & found).elements()),
        tuple((gold - found).elements()),
        tuple((found - gold).elements()),
    )


def _pair(finding: Finding) -> Pair:
    slot = f"{finding.slot}_invalido" if finding.problem else finding.slot
    return slot, finding.value


def _normal(pair: Pair) -> Pair:
    """Names and other spoken words are compared without accents and capitals; all else letter by letter."""
    slot, value = pair
    return slot, fold(value) if slot in SPOKEN else value
