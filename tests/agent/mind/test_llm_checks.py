"""What of a model's answer is believed: nothing unknown, nothing the customer didn't say, facts
first.
"""

from __future__ import annotations

import pytest

from agent.ledger import Ledger, Proposal
from agent.mind import Asked, NeedGuess, Reading, Understanding
from tests.agent.mind.fake_endpoint import FakeEndpoint
from tests.agent.mind.llm_room import fact, mind, reading, said


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def heard(one: Reading, **parts: object) -> Understanding:
    return await mind(FakeEndpoint(said(**parts))).read(one)


async def proposed(one: Reading, *facts: dict[str, object]) -> dict[str, str]:
    understood = await heard(one, facts=list(facts))
    return {proposal.slot: proposal.value for proposal in understood.proposals}


@pytest.mark.anyio
async def test_needs_are_sorted_and_the_unsure_are_candidates() -> None:
    guesses = [
        ("vagas", 0.3),
        ("compras", 0.6),
        ("magia", 0.99),
        ("entrega", 0.5),
        ("outros", 0.4),
        ("compras", 0.9),
    ]
    told = [{"kind": kind, "confidence": confidence} for kind, confidence in guesses]
    understood = await heard(reading("oi"), needs=told)
    assert understood.needs == (NeedGuess("compras", 0.9), NeedGuess("entrega", 0.5))
    assert understood.candidates == ("outros", "vagas")


@pytest.mark.anyio
async def test_at_most_four_needs_are_offered() -> None:
    kinds = ["compras", "vagas", "entrega", "outros", "financeiro", "pos_venda"]
    told = [{"kind": kind, "confidence": 0.2} for kind in kinds]
    assert (await heard(reading("oi"), needs=told)).candidates == tuple(kinds[:4])


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("told", "believed"), [("dados", "dados"), ("none", None), ("preco", None), (None, None)]
)
async def test_only_an_approved_answer_is_named(told: str | None, believed: str | None) -> None:
    assert (await heard(reading("oi"), answer=told)).answer == believed


@pytest.mark.anyio
async def test_mood_language_and_acts_are_passed_on() -> None:
    understood = await heard(
        reading("hola"), mood="angry", language="es", acts=["greets", "greets", "chases"]
    )
    assert (understood.mood, understood.language) == ("angry", "es")
    assert understood.acts == {"greets", "chases"}


ACKNOWLEDGEMENTS = [
    ("Perfil U e 30 barras, certo.", "Perfil U e 30 barras, certo."),
    ("  Perfil U,\n certo. ", "Perfil U, certo."),
    ("Posso ajudar em algo mais?", ""),
    ("Sai por 50 reais.", ""),
    ("Só 10% a mais.", ""),
    ("Veja www.exemplo.com", ""),
    ("Veja https://exemplo.com", ""),
    ("{{contact.name}}, certo.", ""),
    ("Anotei o [CPF_9].", ""),
    ("a" * 201, ""),
    ("", ""),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("told", "kept"), ACKNOWLEDGEMENTS)
async def test_an_acknowledgement_asks_nothing_and_brings_no_number_of_its_own(
    told: str, kept: str
) -> None:
    understood = await heard(reading("queria 30 barras de perfil u"), acknowledgement=told)
    assert understood.acknowledgement == kept


CASES = [
    pytest.param("aqui é a márcia", fact("nome", "Marcia", "a márcia"), "Marcia", id="name"),
    pytest.param(
        "aqui é a márcia",
        fact("nome", "Mônica", "a márcia"),
        "a márcia",
        id="name misread: her words",
    ),
    pytest.param("aqui é a márcia", fact("nome", "Mônica"), None, id="name not said"),
    pytest.param("banana", fact("nome", "ana"), None, id="part of a word"),
    pytest.param("sou da Alfa Vidros", fact("empresa", "Alfa Vidros"), "Alfa Vidros", id="company"),
    pytest.param("pra minha casa", fact("tipo_pessoa", "pf", "pra minha casa"), "pf", id="choice"),
    pytest.param(
        "pra minha casa", fact("tipo_pessoa", "gente", "minha casa"), None, id="no such choice"
    ),
    pytest.param(
        "pra minha casa",
        fact("tipo_pessoa", "pj", "nossa empresa"),
        None,
        id="choice without words",
    ),
    pytest.param(
        "o vidro quebrou",
        fact("problema", "avaria", "o vidro quebrou"),
        "o vidro quebrou",
        id="free",
    ),
    pytest.param(
        "o vidro quebrou",
        fact("problema", "o vidro quebrou", ""),
        "o vidro quebrou",
        id="value as words",
    ),
    pytest.param(
        "o vidro quebrou", fact("problema", "atraso", "atrasou"), None, id="free not said"
    ),
    pytest.param(
        "quero um trilho", fact("produto", "Trilho", "um trilho"), "um trilho", id="product unknown"
    ),
    pytest.param(
        "pedido de ontem", fact("pedido", "ontem", "pedido de ontem"), None, id="no number"
    ),
    pytest.param("é o P-77", fact("pedido", "77", "o P-77"), "o P-77", id="number in their form"),
    pytest.param(
        "umas trinta",
        fact("quantidade", "30", "umas trinta"),
        None,
        id="number only a finder may tell",
    ),
    pytest.param(
        "quero 30", fact("quantidade", "30", "30"), "30", id="number the finder reads when asked"
    ),
    pytest.param("quero 30", fact("quantidade", "300", "300"), None, id="number not said"),
    pytest.param(
        "quero 30", fact("quantidade", "40", "30"), "30", id="number misread: their words"
    ),
    pytest.param(
        "moro em Fortaleza", fact("cidade", "Fortaleza"), None, id="town only a finder may tell"
    ),
    pytest.param("oi", fact("cnpj", "11222333000181"), None, id="document not said"),
    pytest.param("oi", fact("preco", "10", "oi"), None, id="no such slot"),
    pytest.param("oi", fact("problema", "", ""), None, id="nothing at all"),
    pytest.param("oi", fact("problema", "!!", "!!"), None, id="signs only"),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("text", "told", "value"), CASES)
async def test_a_claim_is_believed_as_far_as_the_words_go(
    text: str, told: dict[str, object], value: str | None
) -> None:
    found = await proposed(reading(text), told)
    assert found.get(str(told["slot"])) == value


@pytest.mark.anyio
async def test_stated_facts_win_over_claims() -> None:
    found = await proposed(
        reading("30 barras de perfil u pra Sobral"),
        fact("quantidade", "40", "30 barras"),
        fact("cidade", "Caucaia", "Sobral"),
        fact("produto", "Tubo", "perfil u"),
    )
    assert (found["quantidade"], found["cidade"], found["produto"]) == ("30", "Sobral", "perfil u")


@pytest.mark.anyio
async def test_what_was_said_before_is_not_said_again() -> None:
    first = reading("sou a Rita", "ok")
    later = Reading(first.lines[1:], first.lines[:1], None, Ledger())
    assert await proposed(later, fact("nome", "Rita")) == {}


@pytest.mark.anyio
@pytest.mark.parametrize("line", [2, 1, 0, -3, 99])
async def test_a_claim_is_of_the_line_that_holds_its_words(line: int) -> None:
    understood = await heard(
        reading("oi", "sou a Rita", "Rita"), facts=[fact("nome", "Rita", "sou a Rita", line=line)]
    )
    assert [proposal.source for proposal in understood.proposals] == ["m2"]


@pytest.mark.anyio
async def test_the_line_named_comes_before_the_first_that_fits() -> None:
    understood = await heard(reading("Rita", "Rita"), facts=[fact("nome", "Rita", line=2)])
    assert [proposal.source for proposal in understood.proposals] == ["m2"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("text", "asked", "state", "expected"),
    [
        ("prefiro não passar", Asked(("cnpj",)), "refused", [("cnpj", "refused")]),
        ("depois mando", Asked(("cnpj",)), "later", [("cnpj", "later")]),
        ("não vou dar meu CNPJ", None, "refused", [("cnpj", "refused")]),
        ("prefiro não passar", None, "refused", []),
        ("prefiro não passar", Asked(("nome",)), "refused", []),
    ],
)
async def test_only_what_was_asked_or_named_is_refused_or_put_off(
    text: str, asked: Asked | None, state: str, expected: list[tuple[str, str]]
) -> None:
    understood = await heard(
        reading(text, asked=asked), facts=[fact("cnpj", "", text, state=state)]
    )
    assert [(p.slot, p.state) for p in understood.proposals] == expected


@pytest.mark.anyio
async def test_a_refusal_without_words_is_of_the_last_line() -> None:
    one = reading("hum", "não", asked=Asked(("email",)))
    understood = await heard(one, facts=[fact("email", state="refused")])
    assert understood.proposals == (Proposal("email", source="m2", state="refused"),)


def items(understood: Understanding) -> dict[int | None, dict[str, str]]:
    grouped: dict[int | None, dict[str, str]] = {}
    for proposal in understood.proposals:
        grouped.setdefault(proposal.item, {})[proposal.slot] = proposal.value
    return grouped


@pytest.mark.anyio
async def test_what_a_model_adds_joins_the_item_it_shares_a_fact_with() -> None:
    understood = await heard(
        reading("30 barras de perfil u e 5 chapas de chapa xadrez fosca"),
        facts=[
            fact("produto", "chapa xadrez", item=1),
            fact("acabamento", "fosca", item=1),
        ],
    )
    assert items(understood)[1] == {
        "produto": "chapa xadrez", "quantidade": "5", "unidade": "chapa", "acabamento": "fosca",
    }  # fmt: skip


@pytest.mark.anyio
async def test_as_many_items_on_both_sides_are_the_same_in_order() -> None:
    understood = await heard(
        reading("30 barras de perfil u natural"), facts=[fact("acabamento", "natural", item=4)]
    )
    assert items(understood) == {
        0: {"produto": "perfil u", "quantidade": "30", "unidade": "barra", "acabamento": "natural"}
    }


@pytest.mark.anyio
async def test_an_item_that_only_the_model_saw_is_one_more() -> None:
    understood = await heard(
        reading("30 barras de perfil u e um rolo de manta"),
        facts=[
            fact("produto", "perfil u", item=1),
            fact("produto", "manta", "rolo de manta", item=2),
        ],
    )
    assert [item.get("produto") for item in items(understood).values()] == [
        "perfil u",
        "rolo de manta",
    ]


@pytest.mark.anyio
async def test_without_stated_items_the_models_own_numbers_stand() -> None:
    understood = await heard(
        reading("trilho e roldana"),
        facts=[fact("produto", "trilho", item=1), fact("produto", "roldana", item=2)],
    )
    assert items(understood) == {1: {"produto": "trilho"}, 2: {"produto": "roldana"}}


@pytest.mark.anyio
async def test_a_stated_fact_is_a_correction_when_the_model_says_so() -> None:
    told = [
        fact("quantidade", "60", "60 barras", corrects=True),
        fact("nome", "Rita", "sou Rita", corrects=True),
    ]
    understood = await heard(reading("sou Rita, na verdade 60 barras"), facts=told)
    assert {p.slot: p.corrects for p in understood.proposals} == {
        "quantidade": True, "unidade": False, "nome": True,
    }  # fmt: skip


@pytest.mark.anyio
async def test_of_several_values_in_the_words_the_claimed_one_is_taken_and_no_other() -> None:
    text = "de 3 m e 6 m"
    assert (await proposed(reading("oi", text)))["comprimento"] == "6 m"
    told = await heard(reading(text), facts=[fact("comprimento", "9 m", text)])
    assert "9 m" not in {p.value for p in told.proposals}
