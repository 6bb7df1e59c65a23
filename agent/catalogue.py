"""The company's vocabulary, ``prompts/catalogue.yaml``, as a typed model: what it sells, in its customers' words."""

from __future__ import annotations

from pydantic import Field

from agent.room import Room


class Product(Room):
    """One thing sold: the name the team reads, and the words that mean it."""

    name: str = Field(min_length=1)
    words: tuple[str, ...] = Field(min_length=1)


class Lines(Room):
    """Product lines: those whose name means nothing else, and those recognised only after "linha"."""

    always: tuple[str, ...] = ()
    after_linha: tuple[str, ...] = ()


class Finishes(Room):
    """A finish is a treatment, a colour and a modifier, in that order; ``painted`` words only announce a colour."""

    treatments: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    painted: tuple[str, ...] = ()
    colours: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    modifiers: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Catalogue(Room):
    """Everything the extractors know about the trade. ``units`` maps a counting unit to its spellings."""

    products: tuple[Product, ...] = ()
    lines: Lines = Lines()
    finishes: Finishes = Finishes()
    alloys: tuple[str, ...] = ()
    units: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    services: tuple[str, ...] = ()
