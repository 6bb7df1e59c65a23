"""CNPJ, numeric and alphanumeric, and CPF: found, checked, hidden; the oracle is validate-docbr."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from validate_docbr import CNPJ, CPF

from agent.extract.documents import mask_cpf, valid_cnpj, valid_cpf

CNPJ_ORACLE, CPF_ORACLE = CNPJ(), CPF()


@pytest.mark.parametrize(
    ("cnpj", "valid"),
    [
        ("11.222.333/0001-81", True),
        ("11222333000181", True),
        ("11 222 333 0001 81", True),
        ("11.222.333/0001-82", False),
        ("12.ABC.345/01DE-35", True),
        ("12.abc.345/01de-35", True),
        ("12ABC34501DE36", False),
        ("00000000000000", False),
        ("12ABC34501DEAB", False),
        ("1122233300018", False),
        ("", False),
        ("é" * 14, False),
    ],
)
def test_a_cnpj_is_valid_by_its_check_digits(cnpj: str, valid: bool) -> None:
    assert valid_cnpj(cnpj) is valid


@pytest.mark.parametrize(
    ("cpf", "valid"),
    [
        ("529.982.247-25", True),
        ("52998224725", True),
        ("52998224726", False),
        ("11111111111", False),
        ("5299822472", False),
        ("", False),
    ],
)
def test_a_cpf_is_valid_by_its_check_digits(cpf: str, valid: bool) -> None:
    assert valid_cpf(cpf) is valid


@given(st.from_regex(r"[0-9A-Z]{12}[0-9]{2}", fullmatch=True))
def test_we_agree_with_the_oracle_on_any_cnpj_shape(code: str) -> None:
    assert valid_cnpj(code) == CNPJ_ORACLE.validate(code)


@given(st.from_regex(r"[0-9]{11}", fullmatch=True))
def test_we_agree_with_the_oracle_on_any_cpf_shape(code: str) -> None:
    assert valid_cpf(code) == CPF_ORACLE.validate(code)


def test_we_accept_what_the_oracle_makes() -> None:
    assert all(valid_cnpj(CNPJ_ORACLE.generate()) for _ in range(50))
    assert all(valid_cpf(CPF_ORACLE.generate()) for _ in range(50))


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("segue meu cnpj 11.222.333/0001-81", "cnpj=11222333000181"),
        ("CNPJ: 11222333000181", "cnpj=11222333000181"),
        ("11 222 333 0001 81", "cnpj=11222333000181"),
        ("11.222.333/0001 - 81", "cnpj=11222333000181"),
        ("cnpj 12abc34501de35", "cnpj=12ABC34501DE35"),
        ("12.ABC.345/01DE-35", "cnpj=12ABC34501DE35"),
        ("11.222.333/0001-82", "cnpj=11222333000182!"),
        ("12.ABC.345/01DE-36", "cnpj=12ABC34501DE36!"),
        ("cnpj 12ABC34501DE36", "cnpj=12ABC34501DE36!"),
        ("abcdefghijkl12", ""),
        ("meu cpf é 529.982.247-25", "cpf=52998224725"),
        ("529982247-25", "cpf=52998224725"),
        ("529.982.247-26", "cpf=52998224726!"),
        ("meu cpf é 12345678900", "cpf=12345678900!"),
        ("85999900188", "telefone=+5585999900188"),
    ],
)
def test_documents_are_read_whatever_their_separators(
    read: Callable[..., str], text: str, facts: str
) -> None:
    assert read(text) == facts


def test_eleven_digits_that_check_are_a_cpf_unless_a_word_says_phone(
    read: Callable[..., str],
) -> None:
    both = "85999990017"
    assert valid_cpf(both)
    assert read(both) == f"cpf={both}"
    assert read(f"meu zap é {both}") == f"telefone=+55{both}"
    assert read(f"meu cpf é {both}") == f"cpf={both}"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("cpf 529.982.247-25 ok", "cpf •••.•••.•••-•• ok"),
        ("cpf 52998224725.", "cpf •••.•••.•••-••."),
        ("pedido 52998224726", "pedido 52998224726"),
        ("nada", "nada"),
    ],
)
def test_valid_cpfs_are_hidden(text: str, masked: str) -> None:
    assert mask_cpf(text) == masked
