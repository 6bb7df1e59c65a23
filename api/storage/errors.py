"""What storage refuses, named for the next move.

TurnLost     somebody else was quicker: throw the turn away, start again from the inbox
UnitMisused  a call of the checkpointer at the wrong time: a bug of the caller
SealBroken   a row is in clear, of another key, or not what was written: a person has to look
"""

from __future__ import annotations

from api.errors import AluError


class TurnLost(Exception):
    """The conversation moved on while the turn was being decided. Nothing of the turn may be stored."""


class UnitMisused(Exception):
    """A unit is written once, after its run ended well; it takes no call afterwards."""


class SealBroken(AluError):
    """A sealed value can't be trusted or opened; the message names its place, never its content."""
