"""Facts as a person would say them, in Portuguese."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent import phrases
from agent.ledger import Need, Slot, Slots
from agent.loading import load
from prompts import HERE

FORTAL = load(HERE)
PAINT = load(Path(__file__).parents[1] / "companies" / "tintas-jangada")


def slots(**values: str) -> Slots:
    return {name: Slot(value) for name, value in values.items()}


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("barra", "barras"),
        ("caixa", "caixas"),
        ("rolo", "rolos"),
        ("perfil", "perfis"),
        ("gradil", "gradis"),
        ("portão", "portões"),
        ("galão", "galões"),
        ("metal", "metais"),
        ("marfim", "marfins"),
        ("par", "pares"),
        ("puxador", "puxadores"),
        ("verniz", "verniz"),
        ("lápis", "lápis"),
        ("peça", "peças"),
        ("fita", "fitas"),
        ("kg", "kg"),
        ("t", "t"),
        ("m", "m"),
        ("m²", "m²"),
        ("ACM", "ACM"),
        ("LED", "LED"),
    ],
)
def test_the_plural_of_a_word(one: str, many: str) -> None:
    assert phrases.plural(one) == many


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a e b"),
        (["a", "b", "c"], "a, b e c"),
    ],
)
def test_a_list_in_one_breath(parts: list[str], text: str) -> None:
    assert phrases.listed(parts) == text


def test_a_list_of_options_ends_in_or() -> None:
    assert phrases.listed(["a", "b", "c"], "ou") == "a, b ou c"


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (slots(), "material"),
        (slots(produto="tubo"), "tubo"),
        (slots(codigo="SU-053"), "SU-053"),
        (slots(produto="perfil", codigo="SU-053", linha="suprema"), "perfil SU-053 linha suprema"),
        (slots(produto="tubo", quantidade="1", unidade="barra"), "1 barra de tubo"),
        (slots(produto="tubo", quantidade="30", unidade="barra"), "30 barras de tubo"),
        (slots(produto="tubo", quantidade="30"), "30 tubos"),
        (slots(produto="tubo", quantidade="1"), "1 tubo"),
        (slots(produto="portão", quantidade="2"), "2 portões"),
        (slots(produto="chapa xadrez", quantidade="5", unidade="chapa"), "5 chapas xadrez"),
        (slots(produto="perfil U", quantidade="20"), "20 perfis U"),
        (slots(produto="bobina", quantidade="200", unidade="kg"), "200 kg de bobina"),
        (slots(quantidade="40", unidade="barra"), "40 barras de material"),
        (
            slots(
                produto="tubo",
                medida="50x50 mm",
                acabamento="branco",
                liga="6063-T5",
                comprimento="6 m",
            ),
            "tubo 6063-T5 branco de 50x50 mm com 6 m",
        ),
    ],
)
def test_an_item_as_one_says_it(facts: Slots, text: str) -> None:
    assert phrases.item(facts, FORTAL) == text


@pytest.mark.parametrize("state", ["refused", "later", "invalid", "reopened"])
def test_what_is_not_known_of_an_item_is_left_out(state: str) -> None:
    facts = {**slots(produto="tubo"), "acabamento": Slot("branco", state)}  # type: ignore[arg-type]  # from a table
    assert phrases.item(facts, FORTAL) == "tubo"


@pytest.mark.parametrize(
    ("many", "text"),
    [
        (1, "tubo"),
        (2, "tubo e tubo"),
        (4, "tubo, tubo, tubo e tubo"),
        (5, "tubo, tubo, tubo, tubo e mais 1 item"),
        (9, "tubo, tubo, tubo, tubo e mais 5 itens"),
    ],
)
def test_a_long_list_of_items_is_cut_short(many: int, text: str) -> None:
    assert phrases.items([slots(produto="tubo")] * many, FORTAL) == text


def test_no_items_are_no_words() -> None:
    assert phrases.items([], FORTAL) == ""


@pytest.mark.parametrize(
    ("need", "text"),
    [
        (Need("compras"), "Compras: sem detalhes ainda"),
        (Need("compras", items=(slots(produto="tubo", quantidade="2"),)), "Compras: 2 tubos"),
        (
            Need("compras", slots(prazo="sexta"), (slots(produto="tubo"), slots(produto="calha"))),
            "Compras: tubo e calha; prazo: sexta",
        ),
        (
            Need("entrega", {**slots(pedido="pedido 4521"), "problema": Slot("", "refused")}),
            "Entrega: pedido ou nota: pedido 4521",
        ),
    ],
)
def test_a_need_in_one_line(need: Need, text: str) -> None:
    assert phrases.need(need, FORTAL) == text


def test_a_need_is_called_what_the_company_calls_it() -> None:
    assert (
        phrases.need(Need("pos_venda", slots(cupom="nota 1")), PAINT)
        == "Reclamação de tinta: cupom ou nota: nota 1"
    )


@pytest.mark.parametrize(
    ("product", "text"),
    [
        ("tubo quadrado", "10 tubos quadrados"),
        ("barra chata", "10 barras chatas"),
        ("telha ondulada", "10 telhas onduladas"),
        ("vergalhão redondo", "10 vergalhões redondos"),
        ("chapa perfurada", "10 chapas perfuradas"),
    ],
)
def test_an_adjective_agrees_with_its_product(product: str, text: str) -> None:
    assert phrases.item(slots(produto=product, quantidade="10"), FORTAL) == text


@pytest.mark.xfail(
    strict=True, reason="phrases.plural: the second half of a compound takes the plural"
)
def test_a_compound_takes_its_plural_where_people_put_it() -> None:
    assert phrases.plural("mão-amiga") == "mãos-amigas"


@pytest.mark.parametrize("unit", ["l", "ml", "cm", "mm"])
def test_an_abbreviated_unit_has_no_plural(unit: str) -> None:
    assert phrases.plural(unit) == unit


def test_an_item_is_told_with_every_slot_that_its_company_has() -> None:
    facts = slots(
        produto="tinta acrílica", cor="branco neve", embalagem="lata de 18 litros", quantidade="3"
    )
    assert "branco neve" in phrases.item(facts, PAINT)
