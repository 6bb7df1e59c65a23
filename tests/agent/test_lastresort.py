"""What people read, and the customer, when the protocol itself can't go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent import lastresort
from agent.consistency import placeholders
from agent.desk import Desk
from agent.guards import violations
from agent.guards.grounds import Grounds
from agent.loading import load
from agent.protocol import Protocol
from agent.texts import Notes
from prompts import HERE

PAINT = load(Path(__file__).parents[1] / "companies" / "tintas-jangada")
COMPANIES = pytest.mark.parametrize("protocol", [load(HERE), PAINT], ids=["fortal", "jangada"])


@COMPANIES
def test_in_trouble_people_take_over_and_the_customer_hears_a_word(protocol: Protocol) -> None:
    effects = lastresort.trouble(protocol)
    assert [one["do"] for one in effects] == ["note", "say", "assign_team", "set_status"]
    desk = Desk().after(effects)
    assert (desk.status, desk.team) == ("open", protocol.default_team)
    assert desk.notes == (protocol.notes.trouble,)
    (word,) = desk.messages
    assert protocol.teams[protocol.default_team].label in word
    assert not placeholders(word)
    assert not violations(word, Grounds.of(protocol.spoken()))


def with_words(*variants: str) -> Protocol:
    texts = PAINT.texts.model_copy(update={"handover_trouble": variants})
    return PAINT.model_copy(update={"texts": texts})


@pytest.mark.parametrize(
    ("variants", "word"),
    [
        (("{nome}, chamei o {time}.", "Chamei o {time}."), "Chamei o gerente."),
        (("{saudacao}! Chamei o {time}.", "Chamei alguém."), "Chamei alguém."),
        (("Aqui é a {alu}, da {empresa_nossa}.",), "Aqui é a Iara, da Tintas Jangada."),
    ],
)
def test_the_first_variant_that_needs_nothing_unknown_is_said(
    variants: tuple[str, ...], word: str
) -> None:
    assert Desk().after(lastresort.trouble(with_words(*variants))).messages == (word,)


def test_silently_a_note_is_left_and_people_take_over() -> None:
    desk = Desk().after(lastresort.silently("olha aqui"))
    assert (desk.status, desk.notes, desk.messages) == ("open", ("olha aqui",), ())


@COMPANIES
def test_every_note_is_short_and_of_its_own(protocol: Protocol) -> None:
    notes = [getattr(protocol.notes, key) for key in Notes.model_fields]
    assert len(set(notes)) == len(notes)
    assert max(map(len, notes)) <= 160
    assert "{texto}" in protocol.notes.undelivered
