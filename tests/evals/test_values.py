"""When a value that was found is the one that was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.values import item_is_right, matched, normal, pairs_right, plain, same

SLOTS = st.sampled_from(["nome", "cidade", "pedido", "cep", "cnpj", "medida", "quantidade"])
FACTS = st.dictionaries(
    st.sampled_from(["produto", "quantidade", "unidade", "medida"]),
    st.sampled_from(["perfil U", "tubo", "10", "30", "barra"]),
    max_size=4,
)
ITEMS = st.lists(FACTS, max_size=8)
FEW = st.lists(FACTS, max_size=4)

U = {"produto": "perfil U", "quantidade": "30", "unidade": "barra"}
T = {"produto": "perfil T", "quantidade": "10", "unidade": "barra"}


@pytest.mark.parametrize(
    ("slot", "found", "meant"),
    [
        ("nome", "joao silva", "João Silva"),
        ("cidade", "São  Gonçalo", "sao goncalo"),
        ("cnpj", "11.222.333/0001-81", "11222333000181"),
        ("medida", "50 x 50mm", "50×50 mm"),
        ("medida", "1”", '1"'),
        ("medida", "50x100 mm", "5x10 cm"),
        ("medida", "12,7", "1,27 cm"),
        ("comprimento", "0,8 m", "80 cm"),
        ("comprimento", "800 mm", "0,80m"),
        ("quantidade", "1,5", "1.5"),
        ("unidade", "m2", "m²"),
        ("pedido", "nota 48213", "pedido 48213"),
        ("pedido", "48213", "48.213"),
        ("cep", "60160-230", "60160230"),
        ("assunto", "quero a 2ª via do boleto", "~2ª via"),
        ("problema", "Vieram AMASSADOS", "~amassado"),
        ("pedido", "nota 48213", "~48213"),
        ("assunto", "qualquer coisa", "~"),
    ],
)
def test_the_same_in_another_spelling(slot, found, meant):
    assert same(slot, found, meant)


@pytest.mark.parametrize(
    ("slot", "found", "meant"),
    [
        ("nome", "João", "João Silva"),
        ("cidade", "Sobral", "Sobradinho"),
        ("cnpj", "11222333000181", "11222333000182"),
        ("medida", "50x30 mm", "50x50 mm"),
        ("medida", "50x10 mm", "5x10 cm"),
        ("medida", "4x8 mm", "4x8 pés"),
        ("comprimento", "8 m", "80 cm"),
        ("quantidade", "15", "1,5"),
        ("pedido", "pedido", "48213"),
        ("pedido", "nota 482130", "~48213"),
        ("pedido", "nota 148213", "~48213"),
        ("problema", "quebrado na vendedora", "~dor"),
        ("assunto", "boleto", "~segunda via"),
        ("assunto", "", "~boleto"),
        ("assunto", "", "~"),
        ("nome", "", "Juliana"),
    ],
)
def test_another_value_is_not_the_same(slot, found, meant):
    assert not same(slot, found, meant)


@given(SLOTS, st.text(max_size=20), st.text(max_size=20))
def test_it_does_not_matter_which_was_found(slot, one, other):
    if not (one.startswith("~") or other.startswith("~")):
        assert same(slot, one, other) == same(slot, other, one)


@given(SLOTS, st.text(min_size=1, max_size=20).filter(lambda text: not text.startswith("~")))
def test_a_value_is_itself(slot, value):
    assert same(slot, value, value)
    assert normal("nome", value) == plain(value)


def test_an_item_is_right_when_every_fact_meant_is_there():
    assert item_is_right({**U, "acabamento": "branco"}, U)
    assert not item_is_right({**U, "unidade": "peça"}, U)
    assert not item_is_right({"produto": "perfil U", "quantidade": "30"}, U)
    assert pairs_right(T, U) == 1


def test_items_are_compared_with_those_most_like_them_in_any_order():
    assert matched([T, U], [U, T]) == [(U, U), (T, T)]
    assert matched([T], [U, T]) == [({}, U), (T, T)]
    assert matched([], [U]) == [({}, U)]
    assert matched([U, T], []) == []


def test_of_two_that_fit_alike_the_whole_one_is_paired():
    lean, rich = {"produto": "perfil U", "quantidade": "30"}, {**U, "acabamento": "branco"}
    assert matched([lean], [rich, lean]) == [({}, rich), (lean, lean)]


def test_one_that_was_missed_does_not_shift_a_long_list():
    meant = [{"produto": f"perfil {letter}", "quantidade": "10"} for letter in "ABCDEFGH"]
    assert matched(meant[1:], meant) == [({}, meant[0]), *((item, item) for item in meant[1:])]


def test_of_a_long_list_those_alike_are_paired_by_place():
    alike = [{"produto": "tubo", "linha": str(place)} for place in range(7)]
    meant = [{"produto": "tubo"}] * 7
    assert [found for found, _ in matched(alike, meant)] == alike


@given(ITEMS, ITEMS)
def test_everything_meant_is_paired_and_nothing_found_twice(found, meant):
    pairs = matched(found, meant)
    assert [item for _, item in pairs] == meant
    used = [id(item) for item, _ in pairs if item]
    assert len(used) == len(set(used))
    assert set(used) <= {id(item) for item in found}


def recalled(found, meant):
    return sum(pairs_right(*pair) for pair in matched(found, meant))


@given(FEW, FEW, st.data())
def test_a_right_fact_more_never_lowers_what_is_recalled(found, meant, data):
    before = recalled(found, meant)
    if meant:
        extra = data.draw(st.sampled_from(meant))
        assert recalled([*found, extra], meant) >= before
    gaps = [
        (place, item) for place, item in enumerate(found) if any(set(m) - set(item) for m in meant)
    ]
    if gaps:
        place, item = data.draw(st.sampled_from(gaps))
        told = data.draw(st.sampled_from([m for m in meant if set(m) - set(item)]))
        slot = data.draw(st.sampled_from(sorted(set(told) - set(item))))
        richer = [*found[:place], {**item, slot: told[slot]}, *found[place + 1 :]]
        assert recalled(richer, meant) >= before
