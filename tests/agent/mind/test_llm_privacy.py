"""CPF, CNPJ, e-mail and phone never leave; what comes back has them again."""

from __future__ import annotations

import random

import pytest

from agent.ledger import Ledger, Proposal
from agent.mind import Line, Reading
from agent.mind.llm.privacy import Veil
from tests.agent.mind.fake_endpoint import FakeEndpoint
from tests.agent.mind.llm_room import PROTOCOL, fact, mind, said


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


HIDDEN = [
    ("meu cnpj 11.222.333/0001-81", "meu cnpj [CNPJ_1]"),
    ("cnpj:11222333000181.", "cnpj:[CNPJ_1]."),
    ("11 222 333 0001 81 é o cnpj", "[CNPJ_1] é o cnpj"),
    ("11.222.333/0001 - 81", "[CNPJ_1]"),
    ("novo 12.ABC.345/01DE-35 alfanumérico", "novo [CNPJ_1] alfanumérico"),
    ("12abc34501de35", "[CNPJ_1]"),
    ("cpf 123.456.789-09", "cpf [CPF_1]"),
    ("123456789-09", "[CPF_1]"),
    ("12345678909", "[CPF_1]"),
    ("me liga 85 99876-1234", "me liga [TELEFONE_1]"),
    ("(85) 9 9876-1234 ou (85)3232.1234", "[TELEFONE_1] ou [TELEFONE_2]"),
    ("+55 85 99876 1234", "[TELEFONE_1]"),
    ("zap:85998761234 3 barras", "zap:[TELEFONE_1] 3 barras"),
    ("só o 99876-1234", "só o [TELEFONE_1]"),
    ("fixo 3232-1234", "fixo [TELEFONE_1]"),
    ("manda pra ana.b+c@alumi-x.com.br, ok?", "manda pra [EMAIL_1], ok?"),
    ("Ana@X.com e ana@x.com", "[EMAIL_1] e [EMAIL_1]"),
    ("11.222.333/0001-81 ou 11222333000181", "[CNPJ_1] ou [CNPJ_1]"),
]
LEFT = [
    "30 barras de 6 m",
    "perfil 50x50x1,5 e 100x3000",
    "pedido 4512",
    "pedido 4500012345",
    "cep 60000-123",
    "nota 000123456",
    "R$ 12.345.678,90",
    "10 20 30 40 50",
    "liga 6063-T5 de 25/11/2026",
]


@pytest.mark.parametrize(("text", "veiled"), HIDDEN)
def test_personal_numbers_are_hidden_and_shown_again(text: str, veiled: str) -> None:
    veil = Veil.over([text])
    assert veil.hide(text) == veiled
    assert veil.hide(veil.show(veiled)) == veiled


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_personal_number_stays(text: str) -> None:
    assert Veil.over([text]).hide(text) == text


def test_a_placeholder_never_given_is_not_invented() -> None:
    assert Veil.over(["oi"]).show("[CPF_1]") == "[CPF_1]"


def test_placeholders_are_the_same_in_every_text_of_a_reading() -> None:
    veil = Veil.over(["a@b.com", "c@d.com", "a@b.com e 123.456.789-09"])
    assert veil.hide("c@d.com a@b.com 123.456.789-09") == "[EMAIL_2] [EMAIL_1] [CPF_1]"


def _forms(rng: random.Random) -> list[str]:
    def digits(count: int) -> str:
        return "".join(str(rng.randint(0, 9)) for _ in range(count))

    a, b, c, d, e = digits(2), digits(3), digits(3), digits(4), digits(2)
    area, line = f"{rng.randint(11, 99)}", f"9{digits(4)}"
    return [
        f"{a}.{b}.{c}/{d}-{e}", f"{a}{b}{c}{d}{e}", f"{a} {b} {c} {d} {e}", f"{a}.{b}.{c}.{d}-{e}",
        f"{b}.{c}.{b}-{e}", f"{b}{c}{b}{e}", f"{b} {c} {b} {e}",
        f"({area}) {line}-{d}", f"{area}{line}{d}", f"+55 {area} {line}-{d}", f"55{area}{line}{d}",
        f"{area} {line} {d}", f"{line}-{d}",
    ]  # fmt: skip


def test_generated_forms_are_all_hidden() -> None:
    rng = random.Random(7)  # noqa: S311  the same hundreds of forms each time
    forms = [form for _ in range(100) for form in _forms(rng)]
    shown = [form for form in forms if any(map(str.isdigit, _bare(Veil.over([form]).hide(form))))]
    assert shown == []


def _bare(veiled: str) -> str:
    return veiled.replace("_1]", "")


CANARIES = [
    "11.222.333/0001-81",
    "11222333000181",
    "123.456.789-09",
    "ana@exemplo.com.br",
    "98876-4321",
    "12.ABC.345/01DE-35",
]


def full() -> Reading:
    """A reading with something personal everywhere a text can be."""
    said_before = "cnpj 11.222.333/0001-81, cpf 123.456.789-09"
    ledger = (
        Ledger()
        .with_need("outros")
        .merge(
            [
                Proposal("cnpj", "11222333000181", source="1"),
                Proposal("email", "ana@exemplo.com.br", source="1"),
                Proposal("assunto", "ligar 85 98876-4321", source="1"),
            ],
            PROTOCOL,
        )
    )
    return Reading(
        (
            Line("m1", "customer", "sou ana@exemplo.com.br 85\u200b 988\u200b76-4321"),
            Line("m2", "customer", "12.ABC.345/01DE-35"),
        ),
        (Line("b", "customer", said_before), Line("h", "human", said_before, "Rui 123.456.789-09")),
        None,
        ledger,
    )


@pytest.mark.anyio
async def test_nothing_personal_is_in_the_request() -> None:
    endpoint = FakeEndpoint(said())
    await mind(endpoint).read(full())
    assert [canary for canary in CANARIES if canary in endpoint.raw[0]] == []
    assert "8876" not in endpoint.raw[0]
    assert "[CNPJ_1]" in endpoint.raw[0]


@pytest.mark.anyio
async def test_nothing_personal_is_in_the_repair() -> None:
    endpoint = FakeEndpoint(said(mood="[CPF_1]"), said())
    await mind(endpoint).read(full())
    assert [canary for canary in CANARIES if canary in endpoint.raw[1]] == []


@pytest.mark.anyio
async def test_without_the_mask_everything_is_sent() -> None:
    endpoint = FakeEndpoint(said())
    await mind(endpoint, mask=False).read(full())
    assert "123.456.789-09" in endpoint.raw[0]


@pytest.mark.anyio
async def test_what_comes_back_is_the_customers_again() -> None:
    text = "pode mandar pra rui@exemplo.com.br do pedido 4512"
    told = fact("oferta", "x", "mandar pra [EMAIL_1]")
    endpoint = FakeEndpoint(said(facts=[told], acknowledgement="Vai pro [EMAIL_1]."))
    line = Line("m1", "customer", text)
    understood = await mind(endpoint).read(Reading((line,), (), None, Ledger()))
    oferta = next(p for p in understood.proposals if p.slot == "oferta")
    assert (oferta.value, oferta.words) == ("mandar pra rui@exemplo.com.br",) * 2
