"""The protocol as a model: what it answers about itself, and the table of needs that managers rely on."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from agent.consistency import ALLOWED, ASKING, contradictions, placeholders
from agent.loading import load
from agent.protocol import Protocol, Requirement
from agent.texts import Reason, Reasons, Texts
from prompts import HERE

FORTAL = load(HERE)
PAINT = load(Path(__file__).parents[1] / "companies" / "tintas-jangada")
COMPANIES = pytest.mark.parametrize("protocol", [FORTAL, PAINT], ids=["fortal", "tintas-jangada"])


@pytest.mark.parametrize(
    ("need", "team", "must"),
    [
        (
            "compras",
            "comercial",
            ["nome", "tipo_pessoa", "empresa", "cidade", "produto/codigo", "quantidade"],
        ),
        ("fornecedores", "suprimentos", ["nome", "empresa", "oferta", "email"]),
        ("financeiro", "financeiro", ["nome", "empresa/cnpj", "assunto", "referencia"]),
        ("entrega", "logistica", ["nome", "pedido", "cidade", "problema"]),
        ("pos_venda", "pos-venda", ["nome", "pedido", "problema"]),
        ("vagas", "rh", ["nome", "area", "cidade"]),
        ("outros", "atendimento", ["nome", "assunto"]),
    ],
)
def test_each_need_of_our_company_has_its_team_and_what_must_be_known(
    need: str, team: str, must: list[str]
) -> None:
    required = {"/".join(one.slots) for one in FORTAL.needs[need].required}
    assert FORTAL.team_of(need) == team
    assert required - {"uf"} == set(must)


def test_a_company_is_asked_only_of_a_company() -> None:
    company = next(one for one in FORTAL.needs["compras"].required if one.slots == ("empresa",))
    assert company.when == {"tipo_pessoa": "pj"}


@pytest.mark.parametrize("slot", ["telefone", "cpf"])
def test_phone_and_cpf_are_never_asked(slot: str) -> None:
    assert not any(slot in question.asks for question in FORTAL.questions)
    assert slot not in FORTAL.slots


@COMPANIES
def test_a_protocol_that_loads_contradicts_nothing(protocol: Protocol) -> None:
    assert list(contradictions(protocol)) == []


@COMPANIES
def test_a_protocol_does_not_change(protocol: Protocol) -> None:
    with pytest.raises(ValidationError):
        protocol.default_team = "rh"


@COMPANIES
def test_the_slots_of_the_three_scopes_are_all_the_slots(protocol: Protocol) -> None:
    scopes = [protocol.scoped(scope) for scope in ("contact", "need", "item")]
    assert frozenset().union(*scopes) == set(protocol.slots)
    assert sum(map(len, scopes)) == len(protocol.slots)


def test_another_company_has_item_slots_of_its_own() -> None:
    assert PAINT.scoped("item") == {"produto", "cor", "embalagem", "quantidade", "unidade"}


@pytest.mark.parametrize(
    ("need", "team"), [("entrega", "logistica"), ("nenhuma", "atendimento"), (None, "atendimento")]
)
def test_the_team_of_a_need_or_the_default(need: str | None, team: str) -> None:
    assert FORTAL.team_of(need) == team


@COMPANIES
def test_what_is_none_of_the_others_is_vague(protocol: Protocol) -> None:
    assert protocol.vague == {"outros"}


@COMPANIES
def test_one_need_wants_items(protocol: Protocol) -> None:
    assert [need for need in protocol.needs if protocol.wants_items(need)] == ["compras"]
    assert protocol.need_with_items == "compras"


def test_two_needs_that_want_items_are_no_clue() -> None:
    compras = PAINT.needs["compras"]
    for needs in ({"a": compras, "b": compras}, {"a": PAINT.needs["outros"]}):
        assert Protocol.model_validate({**dict(PAINT), "needs": needs}).need_with_items is None


@pytest.mark.parametrize(
    ("raw", "requirement"),
    [
        ("nome", Requirement(slots=("nome",))),
        (
            {"slot": "empresa", "when": {"tipo_pessoa": "pj"}},
            Requirement(slots=("empresa",), when={"tipo_pessoa": "pj"}),
        ),
        ({"any": ["empresa", "cnpj"]}, Requirement(slots=("empresa", "cnpj"))),
        ({"any": ["a"], "unless": {"b": "*"}}, Requirement(slots=("a",), unless={"b": "*"})),
        ({"slots": ["a"]}, Requirement(slots=("a",))),
    ],
)
def test_a_requirement_may_be_written_short(raw: object, requirement: Requirement) -> None:
    need = {
        "label": "x",
        "option": "x",
        "about": "x",
        "team": "x",
        "required": [raw],
        "first_reply": "x",
    }
    assert type(PAINT.needs["outros"]).model_validate(need).required == (requirement,)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Oi.", set()),
        ("Oi, {nome}!", {"nome"}),
        ("{saudacao}, {nome}! {nome}?", {"saudacao", "nome"}),
        ("{{nome}}", set()),
        ("{}", {""}),
    ],
)
def test_the_placeholders_of_a_text(text: str, names: set[str]) -> None:
    assert placeholders(text) == names


@pytest.mark.parametrize("text", ["{nome", "nome}", "{no{me}", "}{"])
def test_braces_that_do_not_match_have_no_placeholders(text: str) -> None:
    with pytest.raises(ValueError, match=r"brace|[{}]"):
        placeholders(text)


@COMPANIES
def test_everything_said_as_it_stands_is_listed(protocol: Protocol) -> None:
    spoken = protocol.spoken()
    said = (
        *protocol.texts.greeting,
        *protocol.texts.handover,
        *protocol.questions[0].texts,
        *protocol.questions[0].again,
        protocol.questions[0].why,
        protocol.answers[0].text,
        *(need.option for need in protocol.needs.values()),
        *(text for need in protocol.needs.values() for text in need.heard),
        *(team.label for team in protocol.teams.values()),
        protocol.company.name,
    )
    assert set(said) <= set(spoken)


def test_every_reason_of_the_code_is_in_the_company_s_words() -> None:
    assert set(get_args(Reason)) == set(Reasons.model_fields)


def test_the_texts_that_the_rules_name_exist() -> None:
    assert set(ALLOWED) | ASKING <= set(Texts.model_fields)


@COMPANIES
def test_the_first_greeting_says_that_she_is_virtual(protocol: Protocol) -> None:
    assert all(
        "virtual" in text for text in (*protocol.texts.greeting, *protocol.texts.i_am_virtual)
    )


@COMPANIES
def test_no_text_is_given_twice(protocol: Protocol) -> None:
    for key in Texts.model_fields:
        variants = getattr(protocol.texts, key)
        assert len(set(variants)) == len(variants), key


def test_the_two_companies_share_no_sentence() -> None:
    assert set(FORTAL.spoken()) & set(PAINT.spoken()) == {"outro assunto"}
