"""A company of another trade, without a change of code: its needs, teams, slots and words, and none of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from agent.ledger import Ledger, Slots, from_json
from agent.loading import load
from agent.resources import Resources
from api import bootstrap
from api.chat import Chat
from api.settings import Settings
from prompts import HERE

PAINT = Path(__file__).parents[1] / "companies" / "tintas-jangada"
PROTOCOL = load(PAINT)
RESOURCES = bootstrap.resources(Settings(prompts_dir=PAINT))
TUESDAY = "2026-11-24T10:00-03:00"
LUNCH = "2026-11-24T12:30-03:00"
OURS = re.compile(
    r"\bAlú\b|alum[ií]ni|fortal|\bperf(?:il|is)\b|\bbarras?\b|comercial|suprimentos|\bRH\b|atendimento",
    re.I,
)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass(frozen=True)
class Story:
    """What the customer writes, and how it must end."""

    lines: tuple[str, ...]
    team: str
    labels: frozenset[str]
    contact: dict[str, str]
    needs: dict[str, dict[str, str]]
    items: list[dict[str, str]] = field(default_factory=list)


async def told(*lines: str, now: str = TUESDAY, resources: Resources = RESOURCES) -> Chat:
    """The conversation after the customer has written these lines; ``;;`` parts a burst."""
    moment = datetime.fromisoformat(now)
    chat = Chat(resources, clock=lambda: moment)
    for line in lines:
        await chat.customer(line.split(";;"))
    return chat


async def known(chat: Chat) -> Ledger:
    return from_json((await chat.memory()).get("ledger"))


def values(slots: Slots) -> dict[str, str]:
    return {name: slot.value for name, slot in slots.items() if slot.known}


STORIES = {
    "paint for a home": Story(
        (
            "bom dia, queria 3 latas de tinta acrílica pra parede da sala",
            "Marília Teixeira",
            "é pra minha casa",
            "branco neve",
            "a sala e o corredor",
        ),
        "balcao",
        frozenset({"compras", "ia-transferido"}),
        {"nome": "Marília Teixeira", "tipo_pessoa": "pf"},
        {"compras": {"ambiente": "a sala e o corredor"}},
        [{"quantidade": "3", "unidade": "lata", "produto": "tinta acrílica", "cor": "branco neve"}],
    ),
    "two products for a painter, told in a burst": Story(
        (
            "quero 2 galões de esmalte;;e 1 balde de selador;;pra empresa",
            "Rui Sampaio",
            "Sampaio Pinturas",
            "verde mar",
            "branco gelo",
            "a fachada toda",
        ),
        "balcao",
        frozenset({"compras", "ia-transferido"}),
        {"nome": "Rui Sampaio", "tipo_pessoa": "pj", "empresa": "Sampaio Pinturas"},
        {"compras": {"ambiente": "a fachada toda"}},
        [
            {
                "quantidade": "2",
                "unidade": "galão",
                "produto": "esmalte sintético",
                "cor": "verde mar",
            },
            {"quantidade": "1", "unidade": "balde", "produto": "selador", "cor": "branco gelo"},
        ],
    ),
    "a painter who keeps the firm to himself": Story(
        (
            "quero comprar 2 galões de verniz",
            "Ana Lima",
            "pj, sou pintora",
            "não quero informar",
            "tabaco",
            "o muro e a fachada",
        ),
        "balcao",
        frozenset({"compras", "ia-transferido", "ia-falta-dado"}),
        {"nome": "Ana Lima", "tipo_pessoa": "pj"},
        {"compras": {"ambiente": "o muro e a fachada"}},
        [{"quantidade": "2", "unidade": "galão", "produto": "verniz marítimo", "cor": "tabaco"}],
    ),
    "paint that peels": Story(
        ("oi", "a tinta que eu levei descascou toda", "Marília Teixeira", "nota 45871"),
        "tecnica",
        frozenset({"pos-venda", "ia-transferido"}),
        {"nome": "Marília Teixeira"},
        {"pos_venda": {"defeito": "a tinta que eu levei descascou toda", "cupom": "nota 45871"}},
        [{"produto": "tinta"}],
    ),
    "paint that has not come": Story(
        ("boa tarde, minha tinta não chegou ainda, nota 45871", "Davi Moura", "Caucaia"),
        "motoboys",
        frozenset({"entrega", "ia-transferido"}),
        {"nome": "Davi Moura", "cidade": "Caucaia", "uf": "CE"},
        {"entrega": {"cupom": "nota 45871"}},
        [{"produto": "tinta"}],
    ),
    "a boleto": Story(
        ("preciso da segunda via do boleto 99812", "Rui Sampaio", "Sampaio Pinturas"),
        "caixa",
        frozenset({"financeiro", "ia-transferido"}),
        {"nome": "Rui Sampaio", "empresa": "Sampaio Pinturas", "tipo_pessoa": "pj"},
        {"financeiro": {"cobranca": "boleto 99812"}},
    ),
    "a person, at once": Story(
        ("queria falar com um atendente",),
        "gerencia",
        frozenset({"ia-transferido", "ia-falta-dado"}),
        {},
        {},
    ),
}


@pytest.mark.anyio
@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
async def test_a_conversation_in_another_trade_ends_in_its_own_team(story: Story) -> None:
    chat = await told(*story.lines)
    ledger = await known(chat)
    assert (chat.desk.status, chat.desk.team, chat.desk.labels) == (
        "open",
        story.team,
        story.labels,
    )
    assert values(ledger.contact) == story.contact
    assert {need.kind: values(need.slots) for need in ledger.needs} == story.needs
    assert [values(item) for need in ledger.needs for item in need.items] == story.items
    assert all(need.routed for need in ledger.needs)


@pytest.mark.anyio
@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
async def test_nothing_of_our_company_is_said_to_its_customers(story: Story) -> None:
    chat = await told(*story.lines)
    seen = "\n".join((*chat.desk.messages, *chat.desk.notes, *chat.desk.attributes.values()))
    ours = [text for text in load(HERE).spoken() if len(text) > 9 and "{" not in text]
    assert not OURS.search(seen)
    assert [text for text in ours if text in "\n".join(chat.desk.messages)] == []


@pytest.mark.anyio
@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
async def test_every_answer_has_at_most_one_question_and_no_slot_is_asked_twice(
    story: Story,
) -> None:
    moment = datetime.fromisoformat(TUESDAY)
    chat, asked = Chat(RESOURCES, clock=lambda: moment), []
    for line in story.lines:
        taken = await chat.customer(line.split(";;"))
        asked.append(tuple(taken.outcome.get("asks") or ()))
    assert all(text.count("?") <= 1 for text in chat.desk.messages)
    assert all(len(slots) <= 2 for slots in asked)
    for slot in {slot for slots in asked for slot in slots} - PROTOCOL.scoped("item"):
        assert sum(slot in slots for slots in asked) == 1


@pytest.mark.anyio
async def test_the_first_words_are_its_attendant_s() -> None:
    chat = await told("oi")
    assert chat.desk.messages == (
        "Bom dia! Eu sou a Iara, ajudante virtual da Tintas Jangada. O que vai ser hoje?",
    )


@pytest.mark.anyio
async def test_the_card_is_in_its_words() -> None:
    (card,) = (await told(*STORIES["paint that peels"].lines)).desk.notes
    assert (
        "Reclamação de tinta: tinta; o que aconteceu: a tinta que eu levei descascou toda" in card
    )
    assert "Motivo: lista completa (técnico das tintas)" in card
    assert "Sugestão: Oi, Marília! Já li o que houve com a pintura e vou ver com o técnico." in card
    assert len(card.splitlines()) <= 10


@pytest.mark.anyio
async def test_its_approved_answer_is_given() -> None:
    chat = await told("vocês preparam cor?")
    assert "A gente prepara a cor na hora, no balcão." in chat.desk.messages[0]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("now", "closed"), [(TUESDAY, False), (LUNCH, True), ("2026-03-25T10:00-03:00", True)]
)
async def test_its_hours_count(now: str, closed: bool) -> None:
    chat = await told("oi", now=now)
    assert ("A loja está fechada agora" in chat.desk.messages[0]) is closed


@pytest.mark.anyio
async def test_a_price_is_never_said() -> None:
    chat = await told("quanto custa a lata de tinta acrílica?")
    assert "Valor é com o balcão." in chat.desk.messages[0]
    assert not re.search(r"R\$|\d", chat.desk.messages[0])


# ------------------------------------------------------- what the code still knows of aluminium, and should not


@pytest.mark.anyio
@pytest.mark.parametrize(
    "line",
    [
        "3 latas de tinta acrílica branco neve",
        "quero 3 latas de tinta acrílica na cor azul jangada",
    ],
)
async def test_a_colour_that_was_said_is_not_asked(line: str) -> None:
    chat = await told(line)
    assert "cor" in values((await known(chat)).needs[0].items[0])


@pytest.mark.anyio
async def test_the_card_tells_the_colour() -> None:
    (card,) = (await told(*STORIES["paint for a home"].lines)).desk.notes
    assert "branco neve" in card


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("lines", "slot"),
    [
        (("quero verniz", "Ana Lima", "pra mim mesma", "2 galões"), "cor"),
        (
            (
                "sou representante e quero apresentar nossos vernizes",
                "Lara Prado",
                "Corval Ltda",
                "lara@corval.com.br",
            ),
            "oferta",
        ),
    ],
)
async def test_an_answer_to_another_question_is_not_taken_for_this_one(
    lines: tuple[str, ...], slot: str
) -> None:
    chat = await told(*lines)
    need = (await known(chat)).needs[0]
    assert slot in (await chat.memory())["ledger"]["asked"]
    assert values({**need.slots, **(need.items[0] if need.items else {})}).get(slot) not in lines


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("lines", "slot"),
    [
        (("quero 2 galões de esmalte", "Ana Lima", "pra mim mesma", "azul"), "cor"),
        (
            (
                "quero 2 galões de esmalte",
                "Ana Lima",
                "pra mim mesma",
                "verde mar",
                "o portão da garagem",
            ),
            "ambiente",
        ),
    ],
)
async def test_an_answer_in_the_words_of_the_trade_is_not_off_topic(
    lines: tuple[str, ...], slot: str
) -> None:
    chat = await told(*lines)
    need = (await known(chat)).needs[0]
    assert values({**need.slots, **need.items[0]}).get(slot) == lines[-1]


@pytest.mark.anyio
async def test_a_need_with_an_id_of_its_own_is_understood() -> None:
    needs = {
        ("assistencia" if kind == "pos_venda" else kind): need
        for kind, need in PROTOCOL.needs.items()
    }
    needs["assistencia"] = needs["assistencia"].model_copy(update={"like": "pos_venda"})
    protocol = PROTOCOL.model_copy(update={"needs": needs})
    renamed = Resources.of(protocol, bootstrap.offline_mind(protocol))
    chat = await told("oi", "a tinta que eu levei descascou toda", resources=renamed)
    assert [need.kind for need in (await known(chat)).needs] == ["assistencia"]


@pytest.mark.anyio
async def test_a_wrong_cnpj_is_asked_back_wherever_in_the_burst_it_stands() -> None:
    chat = await told(
        "quero 2 galões de verniz", "Ana Lima", "pra empresa", "11.222.333/0001-82;;é esse aí"
    )
    assert chat.last.outcome.get("asks") == ["cnpj"]
