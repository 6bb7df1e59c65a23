"""What she knew beside what a careful reader knew."""

from __future__ import annotations

import pytest

from evals.record import Gold, Known, NeedKnown
from evals.reports.compared import compared
from tests.evals.reports.invented import step


def facts(known: Known, gold: Gold | None) -> list[tuple[str, str, str, str]]:
    rows = compared(step(1, known=known, gold=gold))
    return [(one.slot, one.known, one.meant, one.verdict) for one in rows]


@pytest.mark.parametrize(
    ("known", "gold", "rows"),
    [
        ({"nome": "Ana"}, Gold(slots={"nome": "ana"}), [("nome", "Ana", "ana", "right")]),
        ({"nome": "Ana"}, Gold(slots={"nome": "Bia"}), [("nome", "Ana", "Bia", "wrong")]),
        ({}, Gold(slots={"nome": "Bia"}), [("nome", "", "Bia", "missing")]),
        ({"nome": "Ana"}, Gold(), [("nome", "Ana", "", "extra")]),
        ({"nome": "Ana"}, Gold(complete=False), [("nome", "Ana", "", "unjudged")]),
        ({"uf": "CE"}, Gold(implied={"uf": "CE"}), [("uf", "CE", "", "implied")]),
        ({"nome": "Ana"}, None, [("nome", "Ana", "", "unjudged")]),
        (
            {"assunto": "segunda via do boleto"},
            Gold(slots={"assunto": "~Segunda Via"}),
            [("assunto", "segunda via do boleto", "~Segunda Via", "right")],
        ),
    ],
)
def test_a_fact_has_its_verdict(
    known: dict[str, str], gold: Gold | None, rows: list[tuple[str, str, str, str]]
) -> None:
    assert facts(Known(contact=known), gold) == rows


def test_what_is_refused_is_a_fact() -> None:
    gold = Gold(refused=("cnpj",))
    assert facts(Known(refused=("cnpj",)), gold) == [("cnpj", "recusado", "recusado", "right")]
    assert facts(Known(), gold) == [("cnpj", "", "recusado", "missing")]


def test_a_slot_that_two_needs_have_is_right_if_either_is() -> None:
    needs = (
        NeedKnown(kind="entrega", slots={"pedido": "11"}),
        NeedKnown(kind="pos_venda", slots={"pedido": "22"}),
    )
    gold = Gold(slots={"pedido": "22"})
    assert facts(Known(needs=needs), gold) == [("pedido", "11 | 22", "22", "right")]


def test_items_are_compared_with_those_most_like_them() -> None:
    found = ({"produto": "chapa"}, {"produto": "perfil U", "quantidade": "3"})
    gold = Gold(items=({"produto": "perfil U", "quantidade": "30"},))
    assert facts(Known(needs=(NeedKnown(kind="compras", items=found),)), gold) == [
        ("item 1 · produto", "perfil U", "perfil U", "right"),
        ("item 1 · quantidade", "3", "30", "wrong"),
        ("item 2 · produto", "chapa", "", "extra"),
    ]
