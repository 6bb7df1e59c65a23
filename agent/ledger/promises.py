"""What people of the team told the customer that binds the company: theirs, with their name. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Topic = Literal["price", "deadline", "stock", "word"]
"""What a promise is about; ``word``: that something will be done, nothing she is asked about."""

MOST_PROMISES = 8


@dataclass(frozen=True, slots=True)
class Promise:
    """The words, who said them (empty: no name is known), the message they come from, what they are about."""

    text: str
    by: str
    source: str
    about: tuple[Topic, ...]


def kept(promises: tuple[Promise, ...], new: Promise) -> tuple[Promise, ...]:
    """With one more, in place of what the same message said before; beyond the most, a mere word goes first."""
    told = (*(one for one in promises if one.source != new.source), new)
    if len(told) <= MOST_PROMISES:
        return told
    slightest = next((one for one in told if one.about == ("word",)), told[0])
    return tuple(one for one in told if one is not slightest)
