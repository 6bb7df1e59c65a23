"""Claims in a text: what only the company can know, grant or promise, as people say it.

They err on the side of finding a claim: nobody misses a refused acknowledgement, a promise is owed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from agent.guards.claims.conduct import FAULT, LAW, PERSON
from agent.guards.claims.deadlines import DEADLINE, NEEDED
from agent.guards.claims.offers import DISCOUNT, PAYMENT, PRICE, PROMISE, STOCK
from agent.guards.claims.orders import LEFT_OPEN, STATE
from agent.guards.claims.phrase import Phrases

ClaimRule = Literal[
    "price", "discount", "payment", "stock", "promise",
    "deadline", "state", "law", "fault", "person",
]  # fmt: skip

NEVER: frozenset[ClaimRule] = frozenset({"fault", "person"})
"""What she doesn't say even in the company's words."""

PHRASES: tuple[tuple[ClaimRule, Phrases], ...] = (
    ("price", PRICE),
    ("discount", DISCOUNT),
    ("payment", PAYMENT),
    ("stock", STOCK),
    ("promise", PROMISE),
    ("deadline", DEADLINE),
    ("state", STATE),
    ("law", LAW),
    ("fault", FAULT),
    ("person", PERSON),
)


class Claim(NamedTuple):
    """A claim in a folded text: its words, and where they stand."""

    rule: ClaimRule
    words: str
    start: int
    end: int


def claims(folded: str) -> Iterator[Claim]:
    """Every claim made in a folded text, not what it leaves open or says that somebody needs."""
    for rule, phrases in PHRASES:
        for found in phrases.found_in(folded):
            if not LEFT_OPEN.surround(found) and not _is_needed(rule, found):
                yield Claim(rule, found[0], *found.span())


def _is_needed(rule: ClaimRule, found: re.Match[str]) -> bool:
    return rule == "deadline" and NEEDED.surround(found)
