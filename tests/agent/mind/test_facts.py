"""From findings to proposals: which slots a finding fills, in which state, about which item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from agent.extract.finding import Finding
from agent.ledger import Ledger
from agent.mind import Asked, Line, Reading
from agent.mind.facts import facts, of_line
from tests.agent.stub_mind import PROTOCOL


class Found:
    """A finder that knows its texts; it remembers what it was asked."""

    def __init__(self, known: Mapping[str, tuple[Finding, ...]]) -> None:
        self._known = known
        self.calls: list[tuple[str, tuple[str, ...], str]] = []

    def find(self, text: str, asked: tuple[str, ...] = (), ddd: str = "") -> tuple[Finding, ...]:
        self.calls.append((text, asked, ddd))
        return self._known.get(text, ())


def finding(slot: str, value: str, item: int | None = None, *, sure: bool = True) -> Finding:
    return Finding(slot, value, value, 0, len(value), item, sure)


def line(text: str, id_: str = "m1") -> Line:
    return Line(id_, "customer", text)


def made(*findings: Finding, asked: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """Slot, value and state of each proposal that one line's findings make."""
    proposals = of_line(line("x"), findings, PROTOCOL, asked)
    return [(p.slot, p.value, p.state) for p in proposals]


def test_a_finding_fills_its_slot_with_its_words_and_source() -> None:
    one = Finding("nome", "Zé", "me chamo Zé", 0, 11)
    (proposal,) = of_line(line("me chamo Zé", "m7"), (one,), PROTOCOL, ())
    assert (proposal.slot, proposal.value, proposal.words) == ("nome", "Zé", "me chamo Zé")
    assert (proposal.source, proposal.by, proposal.item, proposal.need) == (
        "m7",
        "customer",
        None,
        None,
    )
    assert proposal.corrects is False


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (finding("cidade", "Sobral"), "confirmed"),
        (finding("cidade", "Sobral", sure=False), "inferred"),
        (
            Finding("cnpj", "11222333000100", "11222333000100", 0, 14, problem="check_digits"),
            "invalid",
        ),
        (
            Finding("cnpj", "1", "1", 0, 1, sure=False, problem="check_digits"),
            "invalid",
        ),
    ],
)
def test_how_sure_a_finding_is_becomes_its_state(one: Finding, state: str) -> None:
    assert made(one) == [(one.slot, one.value, state)]


@pytest.mark.parametrize("slot", ["telefone", "cpf", "data", "inventado"])
def test_what_no_slot_of_the_company_wants_is_dropped(slot: str) -> None:
    assert made(finding(slot, "1")) == []


@pytest.mark.parametrize(
    ("slot", "filled"),
    [
        ("boleto", {"referencia": "boleto 8871"}),
        ("nota", {"referencia": "nota 8871", "pedido": "nota 8871"}),
        ("pedido", {"referencia": "pedido 8871", "pedido": "pedido 8871"}),
        ("orcamento", {"referencia": "orçamento 8871", "pedido": "orçamento 8871"}),
    ],
)
def test_a_number_is_a_reference_under_its_own_name(slot: str, filled: dict[str, str]) -> None:
    proposals = made(finding(slot, "8871"))
    assert {name: value for name, value, _ in proposals} == filled
    assert {state for _, _, state in proposals} == {"confirmed"}


@pytest.mark.parametrize(
    ("findings", "asked", "reference"),
    [
        (("valor",), (), None),
        (("valor",), ("nome",), None),
        (("valor",), ("referencia",), "valor 300,00"),
        (("valor", "data"), (), "valor 300,00, data 10/11"),
        (("valor", "data"), ("referencia",), "valor 300,00, data 10/11"),
        (("data",), ("referencia",), None),
    ],
)
def test_an_amount_is_a_reference_with_its_date_or_when_asked(
    findings: tuple[str, ...], asked: tuple[str, ...], reference: str | None
) -> None:
    values = {"valor": "300,00", "data": "10/11"}
    found = made(*(finding(slot, values[slot]) for slot in findings), asked=asked)
    assert dict((slot, value) for slot, value, _ in found).get("referencia") == reference  # noqa: C402


def test_a_date_belongs_to_the_amount_not_to_the_number() -> None:
    assert ("referencia", "nota 8871", "confirmed") in made(
        finding("nota", "8871"), finding("data", "10/11")
    )


def test_the_measures_of_one_item_are_one_value() -> None:
    found = made(
        finding("produto", "chapa", 0),
        finding("medida", "2x1 m", 0),
        finding("medida", "3 mm", 0, sure=False),
        finding("produto", "tubo", 1),
        finding("medida", "50x50 mm", 1),
    )
    assert found == [
        ("produto", "chapa", "confirmed"),
        ("medida", "2x1 m, 3 mm", "inferred"),
        ("produto", "tubo", "confirmed"),
        ("medida", "50x50 mm", "confirmed"),
    ]


def test_a_measure_said_twice_is_said_once() -> None:
    assert made(finding("medida", "3 mm", 0), finding("medida", "3 mm", 0)) == [
        ("medida", "3 mm", "confirmed")
    ]


def test_items_keep_their_numbers() -> None:
    found = (finding("produto", "tubo", 0), finding("produto", "chapa", 3))
    assert [p.item for p in of_line(line("x"), found, PROTOCOL, ())] == [0, 3]


def test_lines_that_were_missed_come_first_and_answer_nothing() -> None:
    finder = Found(
        {"30": (finding("quantidade", "30", 0),), "tubo": (finding("produto", "tubo", 0),)}
    )
    reading = Reading(
        lines=(line("30", "m3"),),
        before=(),
        asked=Asked(("quantidade",), "compras"),
        ledger=Ledger(),
        ddd="88",
        missed=(line("tubo", "m1"), line("nada", "m2")),
    )
    found = facts(reading, finder, PROTOCOL)
    assert [(p.slot, p.source) for p in found] == [("produto", "m1"), ("quantidade", "m3")]
    assert finder.calls == [("tubo", (), "88"), ("nada", (), "88"), ("30", ("quantidade",), "88")]


def test_a_line_written_to_a_person_answers_what_that_person_asked() -> None:
    finder = Found({})
    missed = replace(line("Sobral", "m1"), asked=("cidade",))
    new = replace(line("30", "m2"), asked=("nome",))
    reading = Reading((new,), (), Asked(("quantidade",)), Ledger(), missed=(missed,))
    facts(reading, finder, PROTOCOL)
    assert finder.calls == [("Sobral", ("cidade",), ""), ("30", ("nome",), "")]


def test_without_a_question_nothing_was_asked() -> None:
    finder = Found({})
    assert facts(Reading((line("oi"),), (), None, Ledger()), finder, PROTOCOL) == ()
    assert finder.calls == [("oi", (), "")]
