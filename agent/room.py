"""What every part of a company's files has in common: immutable, and an unknown key is an error."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1)]
Variants = Annotated[tuple[Text, ...], Field(min_length=1)]


class Room(BaseModel):
    """A part of the protocol: immutable, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)
