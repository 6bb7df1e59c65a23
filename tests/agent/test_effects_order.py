"""What a conversation's screens get, and in which order: the wire contract, on which managers' folders rest."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from agent.ledger import Proposal
from agent.mind import MindUnavailable, NeedGuess, Understanding
from agent.mind.labels import Act, Mood
from agent.texts import Reason
from tests.agent.stub_mind import (
    ORDER,
    PROTOCOL,
    SUNDAY_10,
    StubMind,
    Talk,
    customer,
    done,
    effects,
    heard,
    notes,
    person,
    said,
)

pytestmark = pytest.mark.anyio

ROUTED = [
    "note",
    "add_labels",
    "set_attributes",
    "update_contact",
    "say",
    "assign_team",
    "set_status",
]
URGENT = [*ROUTED[:4], "set_priority", *ROUTED[4:]]
CONVERSATION = {
    "alu_etapa",
    "alu_necessidade",
    "alu_falta",
    "alu_resumo",
    "alu_confianca",
    "alu_motivo",
}
CONTACT = {"tipo_pessoa", "empresa", "cnpj", "cidade", "uf", "ja_cliente"}
TEAMS = {
    "compras": "comercial",
    "fornecedores": "suprimentos",
    "financeiro": "financeiro",
    "entrega": "logistica",
    "pos_venda": "pos-venda",
    "vagas": "rh",
    "outros": "atendimento",
}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def attributes(taken: object) -> dict[str, str]:
    """The conversation's attributes that a turn sets."""
    found = [e["attributes"] for e in effects(taken) if e["do"] == "set_attributes"]  # type: ignore[arg-type]  # a Taken
    return found[0] if found else {}


# --- the order ---


async def test_a_complete_order_is_handed_over_in_the_order_of_the_contract() -> None:
    assert done(await Talk(StubMind(ORDER)).says("quero 30 tubos")) == ROUTED


@pytest.mark.parametrize(
    ("text", "acts", "mood", "priority"),
    [
        ("a obra parada aqui", (), "calm", "urgent"),
        ("é URGENTE", (), "calm", "high"),
        ("que absurdo", ("complains",), "calm", "high"),
        ("que absurdo", (), "angry", "high"),
        ("que demora", (), "annoyed", "high"),
    ],
)
async def test_priority_is_set_before_the_word_to_the_customer(
    text: str, acts: tuple[Act, ...], mood: str, priority: str
) -> None:
    answer = Understanding(frozenset(acts), ORDER.needs, proposals=ORDER.proposals, mood=mood)  # type: ignore[arg-type]  # parametrised
    taken = await Talk(StubMind(answer)).says(text)
    assert done(taken) == URGENT
    assert [e["priority"] for e in effects(taken) if e["do"] == "set_priority"] == [priority]


def feeling(*moods: Mood) -> StubMind:
    """A customer in these moods, one message after the other, who then orders."""
    return StubMind(*(Understanding(mood=mood) for mood in moods), ORDER)


@pytest.mark.parametrize(
    ("moods", "told", "priority"),
    [
        (["angry", "happy"], "irritado", "high"),
        (["annoyed", "calm"], "incomodado", "high"),
        (["annoyed", "angry"], "irritado", "high"),
        (["hurried", "happy"], "com pressa", None),
        (["happy", "calm"], "satisfeito", None),
        (["calm"], "tranquilo", None),
    ],
)
async def test_the_team_is_told_the_worst_mood_of_the_conversation(
    moods: list[Mood], told: str, priority: str | None
) -> None:
    talk = Talk(feeling(*moods))
    for _ in moods:
        await talk.says("olha")
    taken = await talk.says("quero 30 tubos")
    assert f"Tom: {told}" in notes(taken)[0]
    set_ = [e["priority"] for e in effects(taken) if e["do"] == "set_priority"]
    assert set_ == ([priority] if priority else [])


async def test_a_bad_mood_outlasts_a_hand_back_and_not_the_episode() -> None:
    talk = Talk(StubMind(Understanding(mood="angry"), ORDER, ORDER))
    await talk.says("olha")
    await talk.turn("open", person("h", "Segue com a Alú"))
    await talk.turn("pending")
    assert "Tom: irritado" in notes(await talk.says("quero 30 tubos"))[0]
    await talk.turn("resolved")
    assert "Tom: tranquilo" in notes(await talk.says("quero 30 tubos"))[0]


REASONS: dict[Reason, Understanding | MindUnavailable] = {
    "complete": ORDER,
    "asked_person": heard("asks_person", nome="Bia"),
    "opted_out": heard("opts_out", nome="Bia"),
    "privacy": heard("asks_privacy", nome="Bia"),
    "mind": MindUnavailable(),
}


@pytest.mark.parametrize(("reason", "answer"), REASONS.items(), ids=REASONS)
async def test_every_hand_over_keeps_the_order_and_says_one_word(
    reason: Reason, answer: Understanding | MindUnavailable
) -> None:
    taken = await Talk(StubMind(answer), contact={"nome": "Bia"}).says("…")
    assert done(taken) == ROUTED
    assert taken.outcome["reason"] == reason
    assert attributes(taken)["alu_motivo"] == getattr(PROTOCOL.reasons, reason)
    assert all((*said(taken), *notes(taken)))


async def test_without_a_known_contact_only_the_contact_is_left_out() -> None:
    taken = await Talk(StubMind(heard("asks_person"))).says("atendente")
    assert done(taken) == [kind for kind in ROUTED if kind != "update_contact"]


async def test_a_hand_over_ends_open_with_a_team_of_the_protocol() -> None:
    *_, team, status = effects(await Talk(StubMind(ORDER)).says("…"))
    assert team == {"do": "assign_team", "team": "comercial"}
    assert status == {"do": "set_status", "status": "open"}


# --- teams and labels ---


@pytest.mark.parametrize(("need", "team"), TEAMS.items())
async def test_each_need_has_its_team_and_its_label(need: str, team: str) -> None:
    taken = await Talk(StubMind(heard("asks_person", need=need))).says("atendente")
    assert {"do": "assign_team", "team": team} in effects(taken)
    label = need.replace("_", "-")
    labels = {"do": "add_labels", "labels": [label, "ia-transferido", "ia-falta-dado"]}
    assert labels in effects(taken)


def test_the_teams_of_the_contract_are_those_of_the_protocol() -> None:
    assert {kind: need.team for kind, need in PROTOCOL.needs.items()} == TEAMS


@pytest.mark.parametrize(
    ("text", "team"),
    [
        ("me passa pro financeiro", "financeiro"),
        ("quero falar com o RH", "rh"),
        ("Pós-Venda, por favor", "pos-venda"),
        ("é no pos venda", "pos-venda"),
        ("posvenda", "pos-venda"),
        ("LOGÍSTICA", "logistica"),
        ("alguém aí", "comercial"),
        ("sobrerh", "comercial"),
    ],
)
async def test_who_asks_for_a_team_by_name_gets_that_team(text: str, team: str) -> None:
    taken = await Talk(StubMind(heard("asks_person", need="compras"))).says(text)
    assert {"do": "assign_team", "team": team} in effects(taken)
    assert PROTOCOL.teams[team].label in said(taken)[0]
    assert PROTOCOL.teams[team].label in notes(taken)[0]


async def test_a_team_that_is_only_mentioned_does_not_get_the_conversation() -> None:
    taken = await Talk(StubMind(ORDER)).says("o financeiro da minha empresa quer 30 tubos")
    assert {"do": "assign_team", "team": "comercial"} in effects(taken)


async def test_a_team_named_some_messages_ago_is_not_the_one_asked_for() -> None:
    talk = Talk(StubMind(heard(need="compras"), heard("asks_person")))
    await talk.says("o financeiro mandou comprar")
    taken = await talk.says("quero falar com alguém")
    assert {"do": "assign_team", "team": "comercial"} in effects(taken)


LABELS: Mapping[str, tuple[Understanding, list[str]]] = {
    "complete": (ORDER, ["compras", "ia-transferido"]),
    "no need known": (heard("asks_person"), ["ia-transferido", "ia-falta-dado"]),
    "two needs": (
        Understanding(
            frozenset({"asks_person"}), (NeedGuess("compras", 0.9), NeedGuess("pos_venda", 0.9))
        ),
        ["compras", "pos-venda", "ia-transferido", "ia-falta-dado"],
    ),
    "one thing refused": (
        Understanding(
            needs=ORDER.needs,
            proposals=(
                *(p for p in ORDER.proposals if p.slot != "nome"),
                Proposal("nome", state="refused", source="m1"),
            ),
        ),
        ["compras", "ia-transferido", "ia-falta-dado"],
    ),
}


@pytest.mark.parametrize(("answer", "labels"), LABELS.values(), ids=LABELS)
async def test_labels_tell_the_needs_and_that_something_lacks(
    answer: Understanding, labels: list[str]
) -> None:
    taken = await Talk(StubMind(answer)).says("…")
    assert [e["labels"] for e in effects(taken) if e["do"] == "add_labels"] == [labels]


# --- attributes ---


async def test_a_hand_over_writes_every_attribute_of_the_contract_again() -> None:
    talk = Talk(StubMind(heard(need="compras", nome="Bia"), ORDER))
    await talk.says("…")
    assert set(attributes(await talk.says("…"))) == CONVERSATION


async def test_the_first_answer_writes_every_attribute_of_the_contract() -> None:
    found = attributes(await Talk(StubMind()).says("oi"))
    assert set(found) == CONVERSATION
    assert found["alu_etapa"] == "necessidade"
    assert found["alu_confianca"] == "baixa"


async def test_an_ordinary_turn_writes_only_what_changed() -> None:
    talk = Talk(StubMind(heard(need="compras"), heard(nome="Bia"), heard()))
    assert done(await talk.says("…")) == ["say", "set_attributes"]
    second = await talk.says("Bia")
    assert done(second) == ["say", "set_attributes", "update_contact"]
    assert set(attributes(second)) == {"alu_falta"}
    assert "update_contact" not in done(await talk.says("hm"))


async def test_a_turn_that_changes_nothing_writes_nothing() -> None:
    talk = Talk(StubMind(heard("greets"), heard("greets"), heard("greets")))
    await talk.says("oi")
    assert done(await talk.says("olá")) == ["say"]


@pytest.mark.parametrize(
    ("probability", "word"),
    [(0.9, "alta"), (0.85, "alta"), (0.7, "media"), (0.6, "media"), (0.5, "baixa")],
)
async def test_confidence_in_the_words_of_the_contract(probability: float, word: str) -> None:
    answer = Understanding(needs=(NeedGuess("compras", probability),))
    assert attributes(await Talk(StubMind(answer)).says("…"))["alu_confianca"] == word


async def test_the_contact_gets_the_attributes_of_the_contract_and_no_others() -> None:
    facts = dict.fromkeys(CONTACT, "x") | {"nome": "Bia", "email": "bia@exemplo.com.br"}
    proposals = tuple(Proposal(slot, value, source="m1") for slot, value in facts.items())
    answer = Understanding(needs=(NeedGuess("outros", 0.9),), proposals=proposals)
    taken = await Talk(StubMind(answer)).says("…")
    (found,) = [e for e in effects(taken) if e["do"] == "update_contact"]
    assert (found["name"], found["email"]) == ("Bia", "bia@exemplo.com.br")
    assert set(found["attributes"]) == CONTACT


async def test_the_stage_follows_the_protocol() -> None:
    talk = Talk(
        StubMind(
            heard("greets"),
            heard(need="compras"),
            heard(nome="Bia", tipo_pessoa="pf"),
            heard("asks_person"),
        )
    )
    stages = [attributes(await talk.says("…")).get("alu_etapa") for _ in range(4)]
    assert stages == ["necessidade", "qualificar", "coletar", "humano"]


async def test_what_is_being_asked_just_now_is_not_yet_unanswered() -> None:
    found = attributes(await Talk(StubMind(heard(need="compras"))).says("quero comprar"))
    assert "não respondeu" not in found["alu_falta"]


async def test_a_state_that_no_longer_fits_the_city_leaves_the_contact() -> None:
    talk = Talk(
        StubMind(
            heard(need="compras", cidade="Sobral", uf="CE"),
            Understanding(proposals=(Proposal("cidade", "Picos", source="m2", corrects=True),)),
        )
    )
    await talk.says("sou de Sobral")
    taken = await talk.says("na verdade Picos")
    (found,) = [e["attributes"] for e in effects(taken) if e["do"] == "update_contact"]
    assert found == {"cidade": "Picos", "uf": ""}


@pytest.mark.parametrize("odd", ["\x00", "\u202e", "\ud83d"], ids=["NUL", "bidi", "lone half"])
@pytest.mark.parametrize("slot", ["problema", "empresa"])
async def test_no_hidden_character_reaches_a_screen(slot: str, odd: str) -> None:
    answer = heard("asks_person", need="entrega", **{slot: f"abc{odd}def"})
    taken = await Talk(StubMind(answer)).says(f"abc{odd}def")
    assert ascii(odd)[1:-1] not in ascii(effects(taken))


async def test_the_card_has_at_most_ten_lines_and_no_hidden_characters() -> None:
    needs = tuple(NeedGuess(kind, 0.9) for kind in PROTOCOL.needs)
    answer = Understanding(frozenset({"asks_person"}), needs, proposals=ORDER.proposals)
    talk = Talk(StubMind(answer))
    await talk.turn("open", customer("a", "oi"))
    card = notes(await talk.turn("pending", customer("b", "atendente \x00\u202e")))[0]
    assert len(card.splitlines()) <= 10
    assert "\x00" not in card


# --- out of hours ---


async def test_out_of_hours_the_first_answer_says_so_and_the_second_does_not() -> None:
    talk = Talk(StubMind(heard("greets"), heard(need="compras")), now=SUNDAY_10)
    (notice,) = PROTOCOL.texts.out_of_hours
    assert notice in said(await talk.says("oi"))[0]
    assert notice not in said(await talk.says("quero comprar"))[0]


async def test_out_of_hours_a_hand_over_says_it_once_in_its_own_words() -> None:
    text = said(await Talk(StubMind(ORDER), now=SUNDAY_10).says("…"))[0]
    assert text.count("fora do horário") == 1


@pytest.mark.parametrize("acts", ["asks_person", "chases"])
async def test_out_of_hours_nobody_is_said_to_come_now(acts: Act) -> None:
    talk = Talk(StubMind(ORDER, heard(acts)), now=SUNDAY_10)
    await talk.says("…")
    assert "fora do horário" in said(await talk.says("…"))[0]


async def test_out_of_hours_without_a_mind_nobody_is_said_to_come_now() -> None:
    text = said(await Talk(StubMind(MindUnavailable()), now=SUNDAY_10).says("…"))[0]
    assert "fora do horário" in text


async def test_in_hours_nothing_is_said_of_hours() -> None:
    assert "horário" not in said(await Talk(StubMind(ORDER)).says("…"))[0]
