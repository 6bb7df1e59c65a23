"""The name of a conversation: two numbers, and one string for LangGraph and for keys."""

from __future__ import annotations

from typing import NamedTuple


class Thread(NamedTuple):
    """A conversation by its account and the number that the account's screens show. As text: ``"1:42"``."""

    account: int
    conversation: int

    def __str__(self) -> str:
        return f"{self.account}:{self.conversation}"
