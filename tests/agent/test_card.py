"""The notes for the team: short, of what is known, with nothing in them that runs or should not be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent import card
from agent.guards import Grounds, violations
from agent.ledger import Ledger, Need, Promise, Proposal, Slot, SlotState
from agent.mind.labels import Mood
from agent.protocol import Protocol
from agent.texts import Reason
from tests.agent.stub_mind import PROTOCOL, customer, person

CPF = "529.982.247-25"  # the example of every textbook
WHO = {
    "nome": "Bia Prado",
    "cidade": "Sobral",
    "uf": "CE",
    "tipo_pessoa": "pj",
    "empresa": "Metal Forte",
}
ITEM = {"produto": "tubo", "quantidade": "30"}


def ledger(*needs: str, state: SlotState = "confirmed", **facts: str) -> Ledger:
    opened = Ledger(needs=tuple(Need(kind) for kind in needs))
    return opened.merge(
        (Proposal(slot, value, value, "m1", state, item=0) for slot, value in facts.items()),
        PROTOCOL,
    )


FULL = ledger("compras", **WHO, **ITEM)


def handed(
    known: Ledger = FULL, reason: Reason = "complete", mood: Mood = "calm", protocol: Protocol = PROTOCOL,
    said: tuple[str, ...] = (),
) -> str:  # fmt: skip
    messages = [customer("m1", "oi"), *(person(f"h{n}", text) for n, text in enumerate(said))]
    return card.handoff(known, messages, mood, reason, "comercial", protocol)


def line(text: str, title: str) -> str:
    return next(one for one in text.splitlines() if one.startswith(f"{title}: "))


def test_a_complete_card_says_everything_in_order() -> None:
    titles = [one.partition(":")[0] for one in handed(said=("Já separei.",)).splitlines()]
    assert titles == [
        "Cliente",
        "Compras",
        "Falta",
        "Tom",
        "O time já disse (Rui)",
        "Motivo",
        "Sugestão",
    ]


def test_the_client_is_told_in_words_and_with_the_place_last() -> None:
    told = line(handed(), "Cliente")
    assert told.startswith("Cliente: Bia Prado")
    assert told.endswith("Sobral/CE")
    assert "empresa" in told
    assert "pj" not in told


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (Ledger(), "ainda não se apresentou"),
        (ledger(nome="Bia"), "Bia"),
        (ledger(cidade="Sobral"), "Sobral"),
        (ledger(nome="Bia", cidade="Sobral"), "Bia, Sobral"),
        (ledger(nome="Bia", state="refused"), "ainda não se apresentou"),
        (ledger(cnpj="11222333000100", state="invalid"), "ainda não se apresentou"),
    ],
)
def test_only_what_is_known_of_the_client_is_told(known: Ledger, told: str) -> None:
    assert card.who(known, PROTOCOL) == told


# --- what is missing, and why ---


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (Ledger(), "a necessidade"),
        (FULL, "nada"),
        (ledger("vagas"), "nome, área, cidade"),
        (ledger("vagas", nome="", state="refused"), "nome (preferiu não informar), área, cidade"),
        (ledger("vagas", area="", state="later"), "nome, área (ficou de mandar), cidade"),
        (ledger("vagas").with_asked(["cidade"]), "nome, área, cidade (não respondeu)"),
        (ledger("financeiro", nome="Bia", assunto="boleto", referencia="1"), "empresa ou cnpj"),
        (
            ledger("financeiro", nome="Bia", assunto="boleto", referencia="1").merge(
                [Proposal("cnpj", "11222333000100", "", "m1", "invalid")], PROTOCOL
            ),
            "empresa ou cnpj (não confere)",
        ),
    ],
)
def test_what_is_missing_is_told_with_why(known: Ledger, told: str) -> None:
    assert card.missing(known, PROTOCOL) == told


@pytest.mark.parametrize(
    ("state", "why"), [("later", "ficou de mandar"), ("refused", "preferiu não informar")]
)
def test_what_is_missing_of_an_item_is_told_with_why(state: SlotState, why: str) -> None:
    known = ledger("compras", produto="tubo", **WHO).merge(
        [Proposal("quantidade", "", "", "m2", state)], PROTOCOL
    )
    assert card.missing(known.with_asked(["quantidade"]), PROTOCOL) == f"quantidade ({why})"


# --- needs, tone, promises, reason ---


@pytest.mark.parametrize("mood", card.MOODS)
def test_every_mood_has_its_word(mood: Mood) -> None:
    assert line(handed(mood=mood), "Tom") == f"Tom: {card.MOODS[mood]}"


@pytest.mark.parametrize("reason", list(type(PROTOCOL.reasons).model_fields))
def test_every_reason_is_told_with_the_team(reason: Reason) -> None:
    told = line(handed(reason=reason), "Motivo")
    assert told == f"Motivo: {getattr(PROTOCOL.reasons, reason)} (time comercial)"


def test_at_most_three_needs_are_told_each_on_its_line() -> None:
    text = handed(ledger("compras", "vagas", "entrega", "financeiro"))
    titles = [one.partition(":")[0] for one in text.splitlines()]
    assert titles[1:4] == ["Compras", "Vagas", "Entrega"]
    assert "Financeiro" not in titles


def test_when_every_need_is_routed_the_last_is_told() -> None:
    known = ledger("compras", "vagas").routed()
    assert [one.partition(":")[0] for one in card.needs(known, PROTOCOL)] == ["Vagas"]


def test_the_last_word_of_the_team_is_told_as_theirs() -> None:
    assert line(handed(said=("Vou ver.", "Chega amanhã.")), "O time já disse (Rui)").endswith(
        "Chega amanhã."
    )
    assert "O time já disse" not in handed()


def test_promises_are_told_each_as_theirs_before_any_last_word() -> None:
    said = [
        Promise("fica R$ 900", "Rui", "h1", ("price",)),
        Promise("entrego até sexta", "Carla", "h2", ("deadline",)),
        Promise("e 5% de desconto", "Rui", "h3", ("price",)),
        Promise("já te mando", "", "h4", ("word",)),
    ]
    known = replace(FULL, promises=tuple(said))
    text = handed(known, said=("Segue com a Alú.",))
    assert line(text, "O time já disse (Rui)") == (
        "O time já disse (Rui): fica R$ 900 / e 5% de desconto; (Carla): entrego até sexta; "
        "(atendente): já te mando"
    )
    assert "Segue" not in text


def test_a_person_without_a_name_is_called_atendente() -> None:
    assert card.promises([person("h1", "Oi", name="")]) == "O time já disse (atendente): Oi"


def test_who_asked_for_a_person_is_quoted() -> None:
    text = card.handoff(
        FULL, [customer("m1", "quero o Rui")], "calm", "asked_person", "comercial", PROTOCOL
    )
    assert line(text, "Escreveu") == "Escreveu: quero o Rui"


# --- whom the team will find, and what they read twice ---


def test_what_belongs_to_another_team_is_told_with_that_team() -> None:
    text = handed(ledger("compras", "financeiro", assunto="boleto"))
    assert line(text, "Financeiro").endswith(" (é com o time financeiro)")
    assert "é com o" not in line(text, "Compras")


def test_the_need_that_decides_is_never_another_teams() -> None:
    text = card.handoff(FULL, [], "calm", "told_by_human", "financeiro", PROTOCOL)
    assert "é com o" not in text


def test_a_long_need_of_another_team_still_tells_the_team() -> None:
    text = handed(ledger("compras", "pos_venda", problema="torto " * 200))
    assert line(text, "Pós-venda").endswith(" (é com o time do pós-venda)")


def test_out_of_hours_the_card_says_so() -> None:
    text = card.handoff(FULL, [], "calm", "complete", "comercial", PROTOCOL, people_answer=False)
    assert line(text, "Motivo") == "Motivo: dados completos (time comercial, fora do horário agora)"
    assert "horário" not in handed()


@pytest.mark.parametrize("people_answer", [True, False])
def test_where_nothing_is_new_one_line_says_so_and_why_it_comes_back(people_answer: bool) -> None:
    text = card.unchanged("asked_person", "comercial", PROTOCOL, people_answer=people_answer)
    assert text.startswith("Sem novidade desde meu último resumo. Motivo: pediu para falar")
    assert "\n" not in text
    assert ("fora do horário" in text) is not people_answer


@pytest.mark.parametrize(
    ("other", "mood"),
    [
        (ledger("compras", **WHO, produto="tubo", quantidade="40"), "calm"),
        (ledger("compras", **{**WHO, "cidade": "Caucaia"}, **ITEM), "calm"),
        (ledger("compras", "vagas", **WHO, **ITEM), "calm"),
        (FULL.with_promise(Promise("fica R$ 900", "Rui", "h1", ("price",))), "calm"),
        (ledger("compras", nome="", state="refused"), "calm"),
        (FULL, "angry"),
    ],
)
def test_the_mark_is_another_where_the_card_tells_another_thing(other: Ledger, mood: Mood) -> None:
    mark = card.mark(FULL, "calm", PROTOCOL)
    assert card.mark(other, mood, PROTOCOL) != mark
    assert len(mark) == card.MARK_LETTERS


def test_the_mark_is_the_same_for_the_same_and_tells_no_name() -> None:
    mark = card.mark(FULL, "calm", PROTOCOL)
    assert card.mark(FULL.with_asked(["cidade"]).routed(), "calm", PROTOCOL) == mark
    assert "Bia" not in mark


# --- harmless and short ---


@pytest.mark.parametrize(
    "name", ["{{7*7}}", "<b>Zé</b>", "*Zé*", "`Zé`", "{nome}", "<script>x</script>"]
)
def test_a_strange_name_is_harmless(name: str) -> None:
    assert not set("{}<>*`") & set(handed(ledger("compras", nome=name)))


@pytest.mark.parametrize("name", ["<b>", "{}", "**"])
def test_a_name_of_marks_only_is_no_name(name: str) -> None:
    text = handed(ledger("compras", nome=name))
    assert line(text, "Cliente") == "Cliente: ainda não se apresentou"
    assert line(text, "Sugestão").startswith("Sugestão: Oi!")


@pytest.mark.parametrize(
    "known",
    [
        ledger("compras", nome=CPF),
        ledger("pos_venda", problema=f"meu cpf é {CPF}, chegou torto"),
        ledger("pos_venda", problema=f"cpf {CPF.replace('.', '').replace('-', '')}"),
    ],
)
def test_no_cpf_is_on_the_card(known: Ledger) -> None:
    text = handed(known, said=(f"Confirmei o CPF {CPF}",))
    assert not any(part in text for part in ("529", "982", "247"))


def test_a_masked_cpf_can_be_seen_as_one() -> None:
    known = ledger("pos_venda", problema=f"meu cpf é {CPF}")
    assert "..-" not in handed(known)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"CPF {CPF}", "CPF •••.•••.•••-••"),
        ("cpf 52998224725, ok", "cpf •••.•••.•••-••, ok"),
        (f"{CPF} e {CPF}", "•••.•••.•••-•• e •••.•••.•••-••"),
        ("*Zé*\n<b>da</b> {{Silva}}", "Zé da Silva"),
        ("11.222.333/0001-81", "11.222.333/0001-81"),
        ("", ""),
    ],
)
def test_what_a_screen_shows_is_one_plain_line_without_a_cpf(text: str, shown: str) -> None:
    assert card.shown(text) == shown


def test_the_mask_of_a_cpf_is_no_markup() -> None:
    assert not violations(card.shown(f"cpf {CPF}"), Grounds.of(()))


def test_a_cnpj_is_no_secret() -> None:
    told = line(handed(ledger("compras", cnpj="11222333000181")), "Cliente")
    assert "11222333000181" in "".join(filter(str.isdigit, told))


def test_a_card_has_at_most_ten_lines_none_of_them_long() -> None:
    known = ledger(
        "compras", "pos_venda", "vagas", "outros", nome="B" * 900, problema="torto\n" * 200
    )
    text = card.handoff(
        known, [customer("m1", "quero\n" * 300), person("h1", "sim\n" * 300)], "angry", "asked_person",
        "comercial", PROTOCOL,
    )  # fmt: skip
    lines = text.splitlines()
    assert len(lines) <= card.MOST_LINES
    assert max(map(len, lines)) <= card.MOST_LETTERS
    assert lines[-1].startswith("Sugestão: ")


# --- the note after a hand-back ---


def test_given_back_she_says_that_she_is_back_and_what_she_knows() -> None:
    text = card.returned(FULL, [customer("m1", "oi"), person("h1", "Já separei.")], PROTOCOL)
    titles = [one.partition(":")[0] for one in text.splitlines()]
    assert titles[0] == "Voltei. Respondo quando o cliente escrever."
    assert titles[1:] == ["Cliente", "Compras", "Falta", "O time já disse (Rui)"]


def test_given_back_knowing_nothing_she_says_so() -> None:
    lines = card.returned(Ledger(), [], PROTOCOL).splitlines()
    assert lines[1:] == ["Cliente: ainda não se apresentou", "Falta: a necessidade"]


def test_a_slot_without_a_value_is_not_told() -> None:
    need = Need("vagas", slots={"area": Slot("", "refused")})
    assert card.needs(Ledger(needs=(need,)), PROTOCOL) == ["Vagas: sem detalhes ainda"]
