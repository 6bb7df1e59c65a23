"""The company's vocabulary, ``prompts/catalogue.yaml``, as a typed model: what it sells, in its customers' words."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class _Room(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Product(_Room):
    """One thing sold: the name the team reads, and the words that mean it."""

    name: str = Field(min_length=1)
    words: tuple[str, ...] = Field(min_length=1)


class Lines(_Room):
    """Product lines: those whose name means nothing else, and those recognised only after "linha"."""

    always: tuple[str, ...] = ()
    after_linha: tuple[str, ...] = ()


class Finishes(_Room):
    """A finish is a treatment, a colour and a modifier, in that order; ``painted`` words only announce a colour."""

    treatments: dict[str, tuple[str, ...]] = {}
    painted: tuple[str, ...] = ()
    colours: dict[str, tuple[str, ...]] = {}
    modifiers: dict[str, tuple[str, ...]] = {}


class Catalogue(_Room):
    """Everything the extractors know about the trade. ``units`` maps a counting unit to its spellings."""

    products: tuple[Product, ...] = ()
    lines: Lines = Lines()
    finishes: Finishes = Finishes()
    alloys: tuple[str, ...] = ()
    units: dict[str, tuple[str, ...]] = {}
    services: tuple[str, ...] = ()
