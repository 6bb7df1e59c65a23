"""The simulated customer: the same again by seed, true to its scenario, each persona as it says, and the gold of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from agent.loading import ProtocolError, read, validated
from agent.loading import load as company
from agent.mind.llm.wire import Wire
from evals.case import Case
from evals.customer import Cast, Customer, Persona, Utterance, cast, load, problems
from evals.customer.model import CustomerUnavailable, ModelCustomer, schema
from evals.customer.phrases import Talk
from evals.customer.story import ANYTHING
from evals.record import Gold
from evals.values import plain
from prompts import HERE
from tests.agent.mind.fake_endpoint import FakeEndpoint, Step

COMPANY = company(HERE)
ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "evals" / "customers").glob("*.yaml"))
NOW, NEED = "2026-11-23T10:05:00-03:00", "necessidade"

BUYER: dict[str, object] = {
    "persona": "comum",
    "need": "compras",
    "opens": [{"says": "bom dia"}],
    "says_need": "quero comprar material",
    "facts": {
        "nome": "Juliana",
        "tipo_pessoa": "pj",
        "empresa": "Metal Forte",
        "cidade": "Sobral",
        "uf": "CE",
    },
    "items": [{"produto": "perfil U", "quantidade": "30", "unidade": "barra"}],
}
QUIET_OF_NOISE = Persona(about="diz o que perguntam, em letras inteiras")


def case(known: dict[str, str] | None = None, **simulate: object) -> Case:
    """A buyer, otherwise than usual where the test says so."""
    return Case.model_validate(
        {
            "id": "cliente-de-teste",
            "title": "De teste",
            "tags": ["compras"],
            "split": "dev",
            "author": "ana",
            "setup": {"now": NOW, "contact": known or {}},
            "simulate": {**BUYER, **simulate},
            "goals": {"team": "comercial"},
        }
    )


def played(one: Case, seed: int = 0, **persona: object) -> Customer:
    """The customer of a case, by a persona made for the test."""
    acting = QUIET_OF_NOISE.model_validate({**QUIET_OF_NOISE.model_dump(), **persona})
    return Customer(one, seed, COMPANY, Cast({"comum": acting}, cast().phrases))


def by(name: str, seed: int = 0, **simulate: object) -> Customer:
    """The same buyer by a persona of ours."""
    return Customer.of(case(persona=name, **simulate), seed, COMPANY)


def told(answer: Utterance | None) -> Utterance:
    assert answer is not None, "the customer had nothing to say"
    return answer


def text(utterance: Utterance | None) -> str:
    return " / ".join(told(utterance).lines)


def facts(gold: Gold) -> set[str]:
    return {*gold.slots, *(slot for item in gold.items for slot in item)}


def conversation(customer: Customer, questions: Sequence[Sequence[str]]) -> str:
    said = [text(customer.opens())]
    for asks in questions:
        answer = customer.answers(asks, (), ())
        said.append(f"{'+'.join(asks) or '-'}: {text(answer) if answer else ''}")
    return "\n".join(said)


QUESTIONS = [
    [NEED],
    ["nome", "tipo_pessoa"],
    ["empresa"],
    ["produto", "quantidade"],
    ["cidade"],
    ["uf"],
    ["email"],
    [],
    [],
    [],
]


# the same again


PINNED = """\
bom dia
necessidade: quero comprar material
nome+tipo_pessoa: me chamo Juliana
empresa: sou da Metal Forte
produto+quantidade: prec de perfil U, valeu
cidade: é pra Sobral
uf: Ceara
email: nao tenho e-mail
-: são 30 barras
-: alguém
-: e ai?"""


def test_a_conversation_is_the_same_byte_for_byte() -> None:
    assert conversation(by("comum", 0), QUESTIONS) == PINNED


@given(st.sampled_from(sorted(cast().personas)), st.integers(0, 1000))
def test_the_same_seed_gives_the_same_conversation(name: str, seed: int) -> None:
    assert conversation(by(name, seed), QUESTIONS) == conversation(by(name, seed), QUESTIONS)


def test_other_seeds_give_other_conversations() -> None:
    assert len({conversation(by("comum", seed), QUESTIONS) for seed in range(20)}) >= 19


ELSEWHERE = """
import sys
from pathlib import Path
from agent.loading import load, read, validated
from evals.case import Case
from evals.customer import Customer
from prompts import HERE
company = load(HERE)
case = validated(Case, read(Path(sys.argv[1])), Path(sys.argv[1]))
for seed in range(6):
    customer = Customer.of(case, seed, company)
    utterance = customer.opens()
    asked = iter([["necessidade"], ["nome", "tipo_pessoa"], ["empresa", "cnpj"], ["cidade"], ["quantidade"], [], []])
    while utterance is not None:
        print(utterance, sorted(customer.settled))
        utterance = customer.answers(next(asked, []), [], [])
"""


@pytest.mark.parametrize("path", CASES[:1], ids=lambda path: path.stem)
def test_it_is_the_same_in_another_process(path: Path) -> None:
    """Words are hashed otherwise in each process; nothing may hang on that."""
    said = {
        subprocess.run(
            [sys.executable, "-c", ELSEWHERE, str(path)],
            env={**os.environ, "PYTHONHASHSEED": seed},  # noqa: TID251
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
    assert len(said.pop()) > 1000


def test_seeds_in_a_row_go_through_all_openings() -> None:
    openings = [{"says": f"abertura {number}"} for number in range(5)]
    said = {text(played(case(opens=openings), seed).opens()) for seed in range(5)}
    assert said == {f"abertura {number}" for number in range(5)}


# what is told, and its gold


def test_an_opening_tells_what_the_case_says_it_tells() -> None:
    opening = {
        "says": ["oi", "30 barras de perfil U"],
        "tells": ["produto", "quantidade", "unidade"],
    }
    customer = played(case(opens=[opening]))
    utterance = customer.opens()
    assert utterance.lines == ("oi", "30 barras de perfil U")
    assert utterance.fresh == ("compras",)
    assert utterance.gold == Gold(
        needs=("compras",),
        items=({"produto": "perfil U", "quantidade": "30", "unidade": "barra"},),
        implied={},
    )
    assert customer.settled >= {NEED, "produto", "quantidade", "unidade"}
    assert not customer.settled & {"nome", "cidade"}


@pytest.mark.parametrize(
    ("tells", "fresh"),
    [
        ([], ()),
        (["nome"], ()),
        (["nome", "cidade"], ()),
        (["produto"], ("compras",)),
        ([NEED], ("compras",)),
    ],
)
def test_a_need_is_stated_by_a_product_a_subject_or_in_so_many_words(
    tells: list[str], fresh: tuple[str, ...]
) -> None:
    customer = played(case(opens=[{"says": "olá", "tells": tells}]))
    assert customer.opens().fresh == fresh
    assert (NEED in customer.settled) == bool(fresh)


def test_the_need_is_told_in_the_scenarios_words_and_once() -> None:
    customer = played(case())
    customer.opens()
    first = told(customer.answers([NEED], ["compras", "financeiro"]))
    assert first.lines == ("quero comprar material",)
    assert (first.fresh, first.gold.needs) == (("compras",), ("compras",))
    again = told(customer.answers([NEED], ["compras", "financeiro"]))
    assert again.fresh == ()
    assert again.lines[0] in cast().phrases.needs["compras"]


def test_a_value_is_told_as_it_stands_in_the_facts() -> None:
    for slot, value in (("nome", "Juliana"), ("empresa", "Metal Forte"), ("cidade", "Sobral")):
        for seed in range(10):
            customer = played(case(), seed)
            customer.opens()
            answer = told(customer.answers([slot]))
            assert value in text(answer)
            assert answer.gold.slots[slot] == value


def test_the_scenarios_words_come_before_all_phrases() -> None:
    own = {"quantidade": ["umas trinta barras", "30 br"], "nome": ["Ju"]}
    said: set[str] = set()
    for seed in range(12):
        customer = played(case(words=own), seed)
        customer.opens()
        answer = told(customer.answers(["quantidade"]))
        said.add(text(answer))
        assert answer.gold.items == ({"quantidade": "30", "unidade": "barra"},)
    assert said == {"umas trinta barras", "30 br"}


def test_own_words_tell_the_unit_only_where_they_name_it() -> None:
    customer = played(case(words={"quantidade": ["trinta"]}))
    customer.opens()
    assert told(customer.answers(["quantidade"])).gold.items == ({"quantidade": "30"},)


def test_own_words_tell_also_what_stands_in_them() -> None:
    items = [
        {"produto": "perfil U", "acabamento": "branco", "quantidade": "30", "unidade": "barra"}
    ]
    own = {"produto": ["é perfil u branco"], "cidade": ["Sobral-CE"]}
    customer = played(case(items=items, words=own))
    customer.opens()
    assert told(customer.answers(["produto"])).gold.items == (
        {"produto": "perfil U", "acabamento": "branco"},
    )
    assert told(customer.answers(["cidade"])).gold.slots == {"cidade": "Sobral", "uf": "CE"}
    customer = played(case(words={"cidade": ["ce sabe, Sobral"]}))
    customer.opens()
    assert told(customer.answers(["cidade"])).gold.slots == {"cidade": "Sobral"}


def test_free_words_are_gold_as_the_case_writes_them() -> None:
    one = case(need="outros", facts={"nome": "Ju", "assunto": "~visita da escola"}, items=[])
    customer = played(one)
    customer.opens()
    answer = told(customer.answers(["assunto"]))
    assert "visita da escola" in text(answer)
    assert "~" not in text(answer)
    assert answer.gold.slots == {"assunto": "~visita da escola"}


def test_a_cnpj_is_told_with_its_signs_or_without_and_means_the_same() -> None:
    said = set()
    for seed in range(20):
        customer = played(case(facts={"cnpj": "39061725000206"}), seed, tone="curt")
        customer.opens()
        answer = told(customer.answers(["cnpj"]))
        said.add(text(answer))
        assert answer.gold.slots["cnpj"] == "39061725000206"
    assert said == {"39.061.725/0002-06", "39061725000206"}


def test_whoever_names_a_company_buys_for_one() -> None:
    customer = played(case())
    customer.opens()
    gold = told(customer.answers(["empresa"])).gold
    assert gold.slots == {"empresa": "Metal Forte", "tipo_pessoa": "pj"}
    assert "tipo_pessoa" in customer.settled


def test_the_state_follows_from_the_town_and_is_not_told_by_it() -> None:
    customer = played(case(words={"cidade": ["Sobral"]}))
    customer.opens()
    gold = told(customer.answers(["cidade"])).gold
    assert (gold.slots, gold.implied) == ({"cidade": "Sobral"}, {"uf": "CE"})
    assert "uf" not in customer.settled
    gold = told(customer.answers(["uf"])).gold
    assert (gold.slots["uf"], gold.implied) == ("CE", {})


def test_a_phrase_that_names_the_state_tells_it() -> None:
    seen = set()
    for seed in range(40):
        customer = played(case(), seed)
        customer.opens()
        answer = told(customer.answers(["cidade"]))
        assert ("CE" in text(answer)) == ("uf" in answer.gold.slots)
        seen.add("uf" in answer.gold.slots)
    assert seen == {True, False}


def test_what_earlier_conversations_told_is_known_from_the_start() -> None:
    customer = played(case(known={"nome": "Wanda", "cidade": "Horizonte"}))
    assert customer.opens().gold.slots == {"nome": "Wanda", "cidade": "Horizonte"}
    assert customer.settled >= {"nome", "cidade"}


def test_what_is_known_already_is_not_told_unasked() -> None:
    customer = played(case(known={"nome": "Juliana", "cidade": "Sobral"}))
    customer.opens()
    said = []
    while answer := customer.answers([]):
        said.append(text(answer))
    assert any("Metal Forte" in line for line in said)
    assert not any("Juliana" in line or "Sobral" in line for line in said)


def test_a_state_is_not_told_unasked_unless_the_scenario_volunteers_it() -> None:
    facts_alone = {"nome": "Ju", "cidade": "Sobral", "uf": "CE"}
    for volunteers in ([], ["uf"]):
        customer = played(
            case(facts=facts_alone, words={"cidade": ["Sobral"]}, volunteers=volunteers, items=[])
        )
        gold = customer.opens().gold
        while answer := customer.answers([]):
            gold = answer.gold
        assert ("uf" in gold.slots) == bool(volunteers)


def test_a_refused_state_is_not_told_with_the_town() -> None:
    for seed in range(20):
        customer = played(case(refuses=["uf"]), seed)
        customer.opens()
        assert "CE" not in text(customer.answers(["cidade"]))


def test_who_said_to_buy_for_themselves_may_still_name_a_company() -> None:
    customer = played(case(facts={"tipo_pessoa": "pf", "empresa": "Metal Forte"}))
    customer.opens()
    assert told(customer.answers(["empresa"])).gold.slots == {"empresa": "Metal Forte"}
    customer = played(case(known={"tipo_pessoa": "pf"}))
    customer.opens()
    gold = told(customer.answers(["empresa"])).gold
    assert gold.slots == {"tipo_pessoa": "pf", "empresa": "Metal Forte"}


@pytest.mark.parametrize(
    ("need", "implied"),
    [("financeiro", {"assunto": ANYTHING}), ("entrega", {"problema": ANYTHING}), ("vagas", {}), ("compras", {})],
)  # fmt: skip
def test_how_a_need_is_brought_up_may_tell_its_subject(need: str, implied: dict[str, str]) -> None:
    customer = played(case(need=need, facts={}, items=[]))
    customer.opens()
    assert told(customer.answers([NEED])).gold.implied == implied


def test_only_the_first_lines_may_lose_their_greeting() -> None:
    opening = {"says": "bom dia, tem perfil?", "tells": ["produto"]}
    hurried = {"noise": {"no_greeting": 1.0}}
    customer = played(case(opens=[opening], words={"nome": ["oi, é Juliana"]}), **hurried)
    assert customer.opens().lines == ("tem perfil?",)
    assert told(customer.answers(["nome"])).lines == ("oi, é Juliana",)


def test_several_items_are_told_together() -> None:
    items = [
        {"produto": "cantoneira", "quantidade": "20", "unidade": "barra", "acabamento": "natural"},
        {"produto": "barra chata", "quantidade": "1", "unidade": "barra", "acabamento": "natural"},
    ]
    customer = played(case(items=items))
    customer.opens()
    first = told(customer.answers(["produto"]))
    assert text(first) == "cantoneira e barra chata"
    assert first.gold.items == ({"produto": "cantoneira"}, {"produto": "barra chata"})
    second = told(customer.answers(["quantidade"]))
    assert text(second) == "20 barras de cantoneira e 1 barra de barra chata"
    third = told(customer.answers(["acabamento"]))
    assert text(third).count("natural") == 1
    assert third.gold.items == tuple(items)
    for seed in range(10):
        [both] = answered(played(case(items=items), seed), ["produto", "quantidade"])
        assert "cantoneira" in text(both)
        assert "barra chata" in text(both)
        assert both.gold.items[1] == {
            "produto": "barra chata",
            "quantidade": "1",
            "unidade": "barra",
        }


def test_two_answers_may_come_in_one_breath_and_tell_both() -> None:
    seen = set()
    for seed in range(20):
        customer = played(case(), seed)
        customer.opens()
        answer = told(customer.answers(["produto", "quantidade"]))
        seen.add(text(answer))
        assert answer.gold.items == (
            {"produto": "perfil U", "quantidade": "30", "unidade": "barra"},
        )
    assert "30 barras de perfil U" in seen
    assert len(seen) > 5


# what is not told


def test_a_refusal_tells_nothing_and_settles_the_slot() -> None:
    customer = played(case(refuses=["cidade"]))
    customer.opens()
    answer = told(customer.answers(["cidade"]))
    assert "Sobral" not in text(answer)
    assert (answer.gold.slots, answer.gold.refused) == ({}, ("cidade",))
    assert "cidade" in customer.settled


def test_a_refusal_beside_an_answer_says_what_it_is_about() -> None:
    for seed in range(10):
        customer = played(case(refuses=["nome"]), seed)
        customer.opens()
        answer = told(customer.answers(["nome", "tipo_pessoa"]))
        assert "nome" in text(answer)
        assert answer.gold.slots == {"tipo_pessoa": "pj"}
        assert answer.gold.refused == ("nome",)


def test_what_is_put_off_is_told_when_it_is_asked_again() -> None:
    customer = played(case(postpones=["cidade"]))
    customer.opens()
    first = told(customer.answers(["cidade"]))
    assert "Sobral" not in text(first)
    assert (first.gold.slots, first.gold.refused) == ({}, ("cidade",))
    assert "cidade" not in customer.settled
    second = told(customer.answers(["cidade"]))
    assert (second.gold.slots["cidade"], second.gold.refused) == ("Sobral", ())


def test_what_is_put_off_and_never_found_is_not_known_the_second_time() -> None:
    customer = played(case(postpones=["email"]))
    customer.opens()
    phrases = cast().phrases
    assert text(customer.answers(["email"])) not in phrases.slots["email"].lacks
    assert text(customer.answers(["email"])) in phrases.slots["email"].lacks


@pytest.mark.parametrize(
    "simulate",
    [{}, {"unknown": ["email"]}, {"unknown": ["email"], "facts": {"email": "ju@metal.example"}}],
)
def test_what_is_not_known_is_said_not_to_be(simulate: dict[str, object]) -> None:
    customer = played(case(**simulate))
    customer.opens()
    answer = told(customer.answers(["email"]))
    assert text(answer) in cast().phrases.slots["email"].lacks
    assert answer.gold.refused == ("email",)
    assert "email" not in customer.settled, "she may ask in other words"


def test_one_of_two_that_would_do_is_answer_enough() -> None:
    seen = set()
    for seed in range(30):
        customer = played(case(facts={"empresa": "Metal Forte", "cnpj": "39061725000206"}), seed)
        customer.opens()
        gold = told(customer.answers(["empresa", "cnpj"])).gold
        assert gold.refused == ()
        seen.add(frozenset(gold.slots) - {"tipo_pessoa"})
    assert seen == {frozenset({"empresa"}), frozenset({"empresa", "cnpj"})}


def test_a_number_that_is_not_known_is_not_mentioned_beside_the_company() -> None:
    customer = played(case(refuses=["cnpj"]))
    customer.opens()
    answer = told(customer.answers(["empresa", "cnpj"]))
    assert "CNPJ" not in text(answer)
    assert (answer.gold.slots["empresa"], answer.gold.refused) == ("Metal Forte", ())


def test_to_refuse_the_company_is_to_refuse_its_number() -> None:
    customer = played(case(refuses=["empresa"]))
    customer.opens()
    answer = told(customer.answers(["empresa", "cnpj"]))
    assert (len(answer.lines), answer.gold.refused) == (1, ("cnpj", "empresa"))
    assert customer.settled >= {"empresa", "cnpj"}


def test_who_buys_for_themselves_says_so_once_when_asked_for_a_company() -> None:
    customer = played(case(facts={"tipo_pessoa": "pf"}, words={"tipo_pessoa": ["é pra mim"]}))
    customer.opens()
    answer = told(customer.answers(["empresa", "cnpj"]))
    assert text(answer) == "é pra mim"
    assert answer.gold.slots == {"tipo_pessoa": "pf"}


# what comes by itself


WRONG = {"slot": "quantidade", "wrong": "20", "says": "na verdade são 30", "after": 2}


def test_a_fact_is_told_wrongly_until_it_is_corrected() -> None:
    customer = played(case(corrects=[WRONG], words={"quantidade": ["30 barras", "20 br"]}))
    customer.opens()
    first = told(customer.answers(["quantidade"]))
    assert (text(first), first.gold.items) == ("20 br", ({"quantidade": "20", "unidade": "barra"},))
    second = told(customer.answers(["nome"]))
    assert second.lines[-1] == "na verdade são 30"
    assert second.corrected == ("quantidade",)
    assert second.gold.items == ({"quantidade": "30", "unidade": "barra"},)
    third = told(customer.answers(["quantidade"]))
    assert (text(third), third.corrected) == ("30 barras", ())


def test_the_correction_itself_answers_the_question_for_it() -> None:
    customer = played(case(corrects=[WRONG]))
    customer.opens()
    customer.answers(["quantidade"])
    assert told(customer.answers(["quantidade"])).lines == ("na verdade são 30",)


def test_what_was_never_told_wrongly_is_not_corrected() -> None:
    customer = played(case(corrects=[WRONG]))
    customer.opens()
    for slot in ("nome", "empresa", "cidade"):
        answer = told(customer.answers([slot]))
        assert (answer.corrected, len(answer.lines)) == ((), 1)


def test_beside_a_wrong_town_any_state_may_be_inferred() -> None:
    wrong = {"slot": "cidade", "wrong": "Natal", "says": "digo, Sobral", "after": 2}
    for seed in range(10):
        customer = played(case(corrects=[wrong]), seed)
        customer.opens()
        first = told(customer.answers(["cidade"])).gold
        assert (first.slots, first.implied) == ({"cidade": "Natal"}, {"uf": ANYTHING})
        second = told(customer.answers(["nome"])).gold
        assert (second.slots["cidade"], second.implied) == ("Sobral", {"uf": "CE"})


def test_volunteers_come_one_with_each_answer() -> None:
    customer = played(case(volunteers=["cidade", "quantidade"], words={"cidade": ["Sobral"]}))
    customer.opens()
    first = told(customer.answers(["nome"]))
    assert (first.gold.slots, first.gold.items) == ({"nome": "Juliana", "cidade": "Sobral"}, ())
    assert told(customer.answers(["empresa"])).gold.items == (
        {"quantidade": "30", "unidade": "barra"},
    )


def test_a_fact_told_unasked_is_more_than_a_bare_value() -> None:
    for seed in range(10):
        asked, unasked = (
            text(answered(played(case(volunteers=volunteers), seed), [slot])[0])
            for volunteers, slot in (([], "empresa"), (["empresa"], "email"))
        )
        assert "Metal Forte" in asked
        assert unasked.split(", ")[-1] != "Metal Forte"
        assert unasked.endswith("Metal Forte")
    own = played(case(volunteers=["cidade"], words={"cidade": ["Sobral", "é em Sobral"]}))
    assert text(answered(own, ["nome"])[0]).endswith("é em Sobral")


def test_something_else_comes_beside_the_answer_when_its_time_has_come() -> None:
    digresses = [{"says": "que horas fecham?", "after": 2}, {"says": "aceita cartão?", "after": 2}]
    customer = played(case(digresses=digresses))
    customer.opens()
    said = [
        told(customer.answers([slot])).lines[1:] for slot in ("nome", "empresa", "cidade", "nome")
    ]
    assert said == [(), ("que horas fecham?",), ("aceita cartão?",), ()]


THEN = {
    "need": "financeiro",
    "says": ["ah, e a segunda via do boleto"],
    "after": 2,
    "facts": {"assunto": "~segunda via", "referencia": "boleto 20817"},
    "tells": ["assunto"],
}


def test_a_second_need_comes_up_once_and_its_facts_can_be_asked_afterwards() -> None:
    customer = played(case(then=THEN, opens=[{"says": "perfil U?", "tells": ["produto"]}]))
    customer.opens()
    first = told(customer.answers(["referencia"]))
    assert first.gold.refused == ("referencia",), "there is nothing to pay yet"
    second = told(customer.answers(["nome"]))
    assert (second.lines[-1], second.fresh) == ("ah, e a segunda via do boleto", ("financeiro",))
    assert second.gold.needs == ("compras", "financeiro")
    assert second.gold.slots["assunto"] == "~segunda via"
    third = told(customer.answers(["referencia"]))
    assert "boleto 20817" in text(third)
    assert (third.fresh, third.gold.slots["referencia"]) == ((), "boleto 20817")


def test_a_second_need_waits_until_the_first_was_told() -> None:
    customer = played(case(then={**THEN, "after": 1}))
    customer.opens()
    assert told(customer.answers([NEED])).fresh == ("compras",)
    assert told(customer.answers(["nome"])).fresh == ("financeiro",)


def test_unasked_they_tell_the_need_then_what_is_required_then_ask_how_it_goes_then_wait() -> None:
    customer = played(case(then={**THEN, "after": 9}), nudges=(2, 2))
    customer.opens()
    said = []
    while answer := customer.answers([]):
        said.append(answer)
    assert said[0].fresh == ("compras",)
    last = said[-3].gold
    assert facts(last) >= {"nome", "empresa", "cidade", "produto", "quantidade", "assunto"}
    assert [one.fresh for one in said if one.fresh] == [("compras",), ("financeiro",)]
    assert said[-3].gold.slots["referencia"] == "boleto 20817"
    assert [text(one) in cast().phrases.talk["plain"].nudge for one in said[-3:]] == [
        False,
        True,
        True,
    ]
    assert all(len(one.lines) == 1 for one in said)


def test_unasked_a_mistake_is_set_right_before_anything_else() -> None:
    opening = {"says": "20 barras", "tells": ["quantidade", "unidade"]}
    customer = played(case(corrects=[{**WRONG, "after": 9}], opens=[opening]))
    assert customer.opens().gold.items == ({"quantidade": "20", "unidade": "barra"},)
    assert told(customer.answers([])).corrected == ("quantidade",)


def test_a_wish_for_a_person_comes_after_so_many_answers() -> None:
    customer = played(case(wants_person_after=2))
    assert not customer.opens().wants_person
    wishes = [
        told(customer.answers([slot])).wants_person for slot in ("nome", "empresa", "cidade", "uf")
    ]
    assert wishes == [False, False, True, False]


# personas: each does what it says


def answered(customer: Customer, *questions: Sequence[str]) -> list[Utterance]:
    customer.opens()
    return [told(customer.answers(asks)) for asks in questions]


def test_apressado_answers_in_a_word_or_two() -> None:
    for seed in range(20):
        for one in answered(
            by("apressado", seed), ["nome"], ["empresa"], ["cidade"], ["quantidade"]
        ):
            assert sum(len(line.split()) for line in one.lines) <= 3


def test_falante_tells_two_more_facts_and_comum_none() -> None:
    for seed in range(20):
        [one] = answered(by("falante", seed), ["nome"])
        assert len(facts(one.gold) - {"nome", "tipo_pessoa", "uf", "unidade"}) >= 1
        assert len(facts(one.gold)) >= 3
        [other] = answered(by("comum", seed), ["nome"])
        assert facts(other.gold) == {"nome"}


def test_confuso_often_answers_another_slot_first_and_later_the_one_asked() -> None:
    strayed = 0
    for seed in range(40):
        first, second = answered(by("confuso", seed), ["nome"], ["nome"])
        strayed += "nome" not in first.gold.slots
        assert facts(first.gold), "another slot, but one"
        assert second.gold.slots["nome"] == "Juliana"
    assert 10 < strayed < 38


def test_desconfiado_asks_why_once_or_twice_and_then_tells() -> None:
    times = set()
    for seed in range(30):
        pairs = [(slot, [slot]) for slot in ("nome", "empresa", "cidade")]
        said = answered(by("desconfiado", seed), *(asks for _, asks in pairs for _ in range(2)))
        kept = [
            slot
            for (slot, _), one in zip(pairs, said[::2], strict=True)
            if slot not in facts(one.gold)
        ]
        times.add(tuple(kept))
        assert facts(said[-1].gold) >= {"nome", "empresa", "cidade"}
    assert times == {("nome",), ("nome", "empresa")}


def test_why_they_ask_in_words_of_their_own() -> None:
    [one] = answered(
        played(case(), asks_why=(1, 1), says={"why": ["e pra quê, minha filha?"]}), ["nome"]
    )
    assert one.lines == ("e pra quê, minha filha?",)


def test_irritado_insists_on_a_person_only_if_the_scenario_wants_it() -> None:
    questions = [["nome"], ["empresa"], ["cidade"], ["quantidade"], []]
    insisting = answered(by("irritado", wants_person_after=2), *questions)
    assert [one.wants_person for one in insisting] == [False, False, True, True, True]
    assert len({text(one).lower() for one in insisting[2:]}) == 3
    assert not any(one.wants_person for one in answered(by("irritado"), *questions))


def test_quieto_answers_every_second_question() -> None:
    questions = [["nome"], ["empresa"], ["empresa"], ["cidade"], ["cidade"]]
    said = answered(by("quieto"), *questions)
    assert [facts(one.gold) for one in said] == [
        {"nome"},
        {"nome"},
        {"nome", "empresa", "tipo_pessoa"},
        {"nome", "empresa", "tipo_pessoa"},
        facts(said[4].gold) | {"cidade"},
    ]
    signs = {plain(sign) for sign in cast().personas["quieto"].says.sign}
    for one in (said[1], said[3]):
        assert plain(text(one)).rstrip("?.") in {sign.rstrip("?.") for sign in signs}


def test_portugal_and_formal_speak_in_their_own_tone() -> None:
    phrases = cast().phrases.slots["nome"].says
    for tone, name in (("portugal", "portugal"), ("formal", "formal")):
        said = {text(answered(by(name, seed), ["nome"])[0]) for seed in range(30)}
        lines = {plain(line.format("Juliana")) for line in phrases[tone]}
        assert any(plain(one).rstrip(".") in {line.rstrip(".") for line in lines} for one in said)
        assert not any("me chamo" in one for one in said)


def test_of_two_slots_only_the_first_is_told_by_whoever_answers_in_part() -> None:
    first, second = answered(
        played(case(), partly=1), ["nome", "tipo_pessoa"], ["nome", "tipo_pessoa"]
    )
    assert facts(first.gold) == {"nome"}
    assert facts(second.gold) == {"nome", "tipo_pessoa"}


def test_courtesies_come_by_chance() -> None:
    opening = {"says": "tem perfil U?", "tells": ["produto"]}
    customer = played(case(opens=[opening]), greets=1, thanks=1, together=0)
    greeting, question = customer.opens().lines
    assert greeting in cast().phrases.talk["plain"].greeting
    assert question == "tem perfil U?"
    assert told(customer.answers(["nome"])).lines[-1] in cast().phrases.talk["plain"].thanks


def test_nobody_greets_twice() -> None:
    assert played(case(opens=[{"says": "Bom dia, tem tubo?"}]), greets=1).opens().lines == (
        "Bom dia, tem tubo?",
    )


def test_answers_stand_in_one_line_or_in_a_line_each() -> None:
    for together, lines in ((1, 1), (0, 2)):
        [one] = answered(played(case(), together=together), ["nome", "tipo_pessoa"])
        assert len(one.lines) == lines


def test_a_new_persona_needs_no_code(tmp_path: Path) -> None:
    own = "personas: {mudo: {about: só diz hm, evades_every: 2, says: {sign: [hm]}}}"
    (tmp_path / "personas.yaml").write_text(own, encoding="utf-8")
    (tmp_path / "phrases.yaml").write_text(
        (ROOT / "evals" / "phrases.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    customer = Customer(case(persona="mudo"), 0, COMPANY, load(tmp_path))
    customer.opens()
    customer.answers(["nome"])
    assert told(customer.answers(["empresa"])).lines == ("hm",)


# laws


ASKABLE = [*(list(question.asks) for question in COMPANY.questions), [NEED]]
asked = st.lists(st.sampled_from([*ASKABLE, []]), max_size=12)
people = st.sampled_from(sorted(cast().personas))
RICH: dict[str, object] = {
    "refuses": ["email"],
    "postpones": ["cidade"],
    "unknown": ["pedido"],
    "corrects": [WRONG],
    "digresses": [{"says": "que horas fecham?", "after": 1}],
    "then": THEN,
    "volunteers": ["produto"],
}


@settings(deadline=None)
@given(people, st.integers(0, 500), asked)
def test_gold_only_grows_and_changes_only_by_a_correction(
    name: str, seed: int, questions: list[list[str]]
) -> None:
    then = {**THEN, "facts": {"assunto": "~segunda via"}}
    customer = by(name, seed, **{**RICH, "then": then})
    before, settled = customer.opens().gold, customer.settled
    for asks in questions:
        utterance = customer.answers(asks)
        if utterance is None:
            continue
        now = utterance.gold
        assert now.needs[: len(before.needs)] == before.needs
        assert utterance.fresh == now.needs[len(before.needs) :]
        changed = {slot for slot in before.slots if now.slots.get(slot) != before.slots[slot]}
        changed |= {
            slot
            for old, new in zip(before.items, now.items, strict=False)
            for slot in old
            if new.get(slot) != old[slot]
        }
        assert changed == set(utterance.corrected)
        assert len(now.items) >= len(before.items)
        assert set(before.refused) - set(now.refused) <= facts(now)
        assert settled <= customer.settled
        assert not now.slots.keys() & now.implied.keys()
        before, settled = now, customer.settled


@settings(deadline=None)
@given(people, st.integers(0, 500), st.permutations(ASKABLE))
def test_every_slot_asked_is_told_refused_put_off_or_not_known(
    name: str, seed: int, questions: list[list[str]]
) -> None:
    customer = by(name, seed, **RICH)
    customer.opens()
    either = {slot: {slot} for slots in ASKABLE for slot in slots} | {
        slot: {"empresa", "cnpj"} for slot in ("empresa", "cnpj")
    }
    for asks in questions:
        for _ in range(2):
            gold = told(customer.answers(asks)).gold
        if asks != [NEED]:
            for slot in asks:
                assert either[slot] & {*facts(gold), *gold.refused}, slot
        else:
            assert gold.needs[0] == "compras"


@settings(deadline=None)
@given(people, st.integers(0, 500), asked)
def test_what_is_refused_is_never_told(name: str, seed: int, questions: list[list[str]]) -> None:
    secret = {**BUYER["facts"], "email": "ju@segredo.example"}  # type: ignore[dict-item]
    customer = by(name, seed, facts=secret, refuses=["email", "cidade"])
    said = [customer.opens(), *(customer.answers(asks) for asks in questions)]
    for utterance in filter(None, said):
        assert not {"email", "cidade"} & facts(utterance.gold)
        assert not any("segredo" in line or "Sobral" in line for line in utterance.lines)


@settings(deadline=None)
@given(people, st.integers(0, 500), asked)
def test_names_numbers_and_towns_are_never_misspelt(
    name: str, seed: int, questions: list[list[str]]
) -> None:
    customer = by(name, seed)
    before: set[str] = set()
    said: list[str] = []
    for utterance in [customer.opens(), *(customer.answers(asks) for asks in questions)]:
        if utterance is None:
            continue
        said += utterance.lines
        for slot in ("nome", "empresa", "cidade"):
            if slot in facts(utterance.gold) - before:
                assert any(utterance.gold.slots[slot] in line for line in said)
        before = facts(utterance.gold)


# the scenarios that there are


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_scenario_opens_and_answers_everything(path: Path) -> None:
    one = validated(Case, read(path), path)
    assert one.simulate is not None
    for seed in range(max(4, len(one.simulate.opens))):
        customer = Customer.of(one, seed, COMPANY)
        utterance: Utterance | None = customer.opens()
        for asks in [asks for asks in ASKABLE for _ in range(3)]:
            utterance = told(customer.answers(asks))
            assert all(map(str.strip, utterance.lines))
            if one.simulate.wants_person_after is None:
                assert not utterance.wants_person
        while following := customer.answers([]):
            utterance = following
            if utterance.wants_person:
                break
        assert utterance is not None
        if one.simulate.wants_person_after is None:
            asked_for = {slot for asks in ASKABLE for slot in asks} & set(one.simulate.facts)
            kept_back = {*one.simulate.refuses, *one.simulate.unknown, "cnpj"}
            assert asked_for - kept_back <= facts(utterance.gold)
            assert utterance.gold.needs[0] == one.simulate.need


def test_there_are_phrases_for_every_slot_of_the_protocol() -> None:
    assert set(cast().phrases.slots) == set(COMPANY.slots)
    assert set(cast().phrases.needs) == set(COMPANY.needs)


def test_a_slots_phrases_say_its_value() -> None:
    """A phrase without the value tells nothing; one for a choice must be of a value that there is."""
    for name, wording in cast().phrases.slots.items():
        choices = COMPANY.slots[name].choices
        assert not choices or set(wording.values) == set(choices)
        assert wording.says or wording.values, name
        for lines in wording.says.values():
            assert all("{}" in line for line in lines), name


# what a scenario may not be


WRONG_SCENARIOS: dict[str, tuple[dict[str, object], tuple[str | int, ...], str]] = {
    "persona": ({"persona": "ninguém"}, ("persona",), "no persona 'ninguém'"),
    "opening tells a stranger": (
        {"opens": [{"says": "oi"}, {"says": "sou pj", "tells": ["cnpj"]}]},
        ("opens", 1, "tells"),
        "'cnpj', which is neither",
    ),
    "opening tells a secret": (
        {"opens": [{"says": "sou Ju", "tells": ["nome"]}], "refuses": ["nome"]},
        ("opens", 0, "tells"),
        "refused or not known",
    ),
    "opening is right already": (
        {"opens": [{"says": "são 30", "tells": ["quantidade"]}], "corrects": [WRONG]},
        ("opens", 0, "tells"),
        "rightly",
    ),
    "corrects a stranger": (
        {"corrects": [{**WRONG, "slot": "medida"}]},
        ("corrects", 0, "slot"),
        "'medida' is neither",
    ),
    "corrects what is right": (
        {"corrects": [{**WRONG, "wrong": "30"}]},
        ("corrects", 0, "wrong"),
        "right value already",
    ),
    "corrects a secret": (
        {"corrects": [WRONG], "refuses": ["quantidade"]},
        ("corrects", 0, "slot"),
        "refused",
    ),
    "corrects twice": ({"corrects": [WRONG, WRONG]}, ("corrects", 1, "slot"), "twice"),
    "a fact of no slot": ({"facts": {"apelido": "Ju"}}, ("facts", "apelido"), "no slot"),
    "a fact of an item": ({"facts": {"medida": "2 mm"}}, ("facts", "medida"), "of an item"),
    "an item with a name": ({"items": [{"nome": "Ju"}]}, ("items", 0, "nome"), "of no item"),
    "a choice that is none": (
        {"facts": {"tipo_pessoa": "PJ"}},
        ("facts", "tipo_pessoa"),
        "'PJ' is none of pf, pj",
    ),
    "volunteers a stranger": ({"volunteers": ["email"]}, ("volunteers",), "'email' is neither"),
    "volunteers a secret": (
        {"volunteers": ["nome"], "refuses": ["nome"]},
        ("volunteers",),
        "'nome' is refused",
    ),
    "refuses no slot": ({"refuses": ["cep", "rg"]}, ("refuses",), "no slot 'rg'"),
    "does not know a fact": ({"unknown": ["nome"]}, ("unknown",), "yet a fact"),
    "words for a stranger": ({"words": {"email": ["a@b.example"]}}, ("words", "email"), "neither"),
    "words without the fact": (
        {"facts": {"assunto": "~segunda via"}, "words": {"assunto": ["segunda via", "a 2a via"]}},
        ("words", "assunto", 1),
        "does not hold 'segunda via'",
    ),
    "the same need twice": (
        {"then": {**THEN, "need": "compras"}},
        ("then", "need"),
        "what they want already",
    ),
    "the second tells a stranger": (
        {"then": {**THEN, "tells": ["pedido"]}},
        ("then", "tells"),
        "'pedido', which is neither",
    ),
    "the second contradicts": (
        {"then": {**THEN, "facts": {"nome": "Rui"}, "tells": []}},
        ("then", "facts", "nome"),
        "another value",
    ),
}


@pytest.mark.parametrize(
    ("simulate", "place", "why"), WRONG_SCENARIOS.values(), ids=list(WRONG_SCENARIOS)
)
def test_a_scenario_that_contradicts_itself_is_told_with_its_place(
    simulate: dict[str, object], place: tuple[str | int, ...], why: str
) -> None:
    found = [
        words for at, words in problems(case(**simulate), COMPANY) if at == ("simulate", *place)
    ]
    assert any(why in words for words in found), found


def test_nothing_is_wrong_with_a_scenario_that_fits() -> None:
    opening = {"says": "20 barras", "tells": ["quantidade", "unidade", NEED]}
    assert list(problems(case(**RICH, opens=[opening]), COMPANY)) == []
    fixed = case().model_copy(update={"simulate": None})
    assert list(problems(fixed, COMPANY)) == []
    with pytest.raises(ValueError, match="its lines are fixed"):
        Customer.of(fixed, 0, COMPANY)


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        ("personas.yaml", "partly: 0.1", "partly: 1.1", "personas.comum.partly: Input should be less"),
        ("personas.yaml", "partly: 0.1", "party: 0.1", "personas.comum.party: Extra inputs"),
        ("personas.yaml", "asks_why: [1, 2]", "asks_why: [2, 1]", "asks_why: Value error, at least comes"),
        ("personas.yaml", "evades_every: 2", "evades_every: 1", "never answers"),
        ("phrases.yaml", '"{}-{uf}"', '"{}-{estado}"', "unknown slot 'estado'"),
        ("phrases.yaml", "    nudge: [\"e aí?\"", "    nudges: [\"e aí?\"", "talk.plain.nudges: Extra"),
    ],
)  # fmt: skip
def test_a_wrong_cast_names_file_line_and_key(
    tmp_path: Path, file: str, old: str, new: str, why: str
) -> None:
    for name in ("personas.yaml", "phrases.yaml"):
        words = (ROOT / "evals" / name).read_text(encoding="utf-8")
        assert name != file or old in words
        changed = words.replace(old, new, 1) if name == file else words
        (tmp_path / name).write_text(changed, encoding="utf-8")
    with pytest.raises(ProtocolError) as wrong:
        load(tmp_path)
    [problem] = wrong.value.problems
    assert why in problem
    assert problem.startswith(f"{tmp_path / file}:")


def test_a_tone_without_words_of_its_own_is_plain() -> None:
    plain_talk = cast().phrases.talk["plain"]
    assert set(Talk.model_fields) == {key for key in Talk.model_fields if getattr(plain_talk, key)}


# played by a model


def answer(lines: list[str], tells: list[str]) -> Step:
    return Step(json.dumps({"lines": lines, "tells": tells}))


def by_model(one: Case, *steps: Step) -> tuple[ModelCustomer, FakeEndpoint]:
    endpoint = FakeEndpoint(*steps)
    wire = Wire.open(
        schema(one),
        base_url="http://model.test/v1",
        api_key=SecretStr(""),
        model="fake",
        method="json_schema",
        max_tokens=300,
        temperature=None,
        client=endpoint.client(),
    )
    return ModelCustomer(
        one, 0, COMPANY, wire, Cast({"comum": QUIET_OF_NOISE}, cast().phrases)
    ), endpoint


@pytest.mark.anyio
async def test_a_model_plays_the_same_scenario() -> None:
    customer, endpoint = by_model(
        case(), answer(["sou Juliana", "da Metal Forte"], ["nome", "empresa"]), answer([], [])
    )
    assert (await customer.opens()).lines == ("bom dia",)
    first = told(await customer.answers(["nome"], (), ["Como é seu nome?"]))
    assert first.lines == ("sou Juliana", "da Metal Forte")
    assert first.gold.slots == {"nome": "Juliana", "empresa": "Metal Forte", "tipo_pessoa": "pj"}
    assert customer.settled >= {"nome", "empresa"}
    assert endpoint.said("user") == "Cliente: bom dia\nAtendente: Como é seu nome?"
    system = endpoint.said("system")
    assert "- cidade: Sobral" in system
    assert "Alumínios Fortal" in system
    assert await customer.answers([], (), ["Certo."]) is None


@pytest.mark.anyio
async def test_what_a_model_tells_is_checked_against_the_scenario() -> None:
    one = case(
        refuses=["cidade"], facts={"nome": "Juliana", "cidade": "Sobral", "email": "j@o.example"}
    )
    lies = answer(["umas 3 barras", "prefiro não dizer"], ["quantidade", "cidade", "nome", NEED])
    customer, endpoint = by_model(one, lies, answer(["Juliana"], []))
    await customer.opens()
    first = told(await customer.answers(["cidade"]))
    assert first.gold.slots == {"nome": "Juliana"}, "it says so, and it may"
    assert first.gold.items == ({"unidade": "barra"},) or first.gold.items == ()
    assert first.gold.refused == ("cidade",)
    assert first.fresh == ("compras",)
    assert "Sobral" not in endpoint.said("system").split("Nunca diga")[0]


@pytest.mark.anyio
async def test_a_model_tells_what_stands_in_its_lines_even_unsaid() -> None:
    customer, _ = by_model(case(), answer(["aqui é Juliana, de Sobral"], []))
    await customer.opens()
    assert told(await customer.answers(["nome"])).gold.slots == {
        "nome": "Juliana",
        "cidade": "Sobral",
    }


@pytest.mark.anyio
async def test_the_wish_for_a_person_is_the_scenarios() -> None:
    customer, endpoint = by_model(case(wants_person_after=0))
    await customer.opens()
    assert told(await customer.answers(["nome"])).wants_person
    assert endpoint.bodies == []


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("step", "why"),
    [
        (Step(status=429), "http 429"),
        (Step("oi, sou eu"), "not json"),
        (Step('{"lines": "oi"}'), "wrong schema"),
        (Step(""), "empty"),
    ],
)
async def test_a_model_without_a_usable_answer_says_so(step: Step, why: str) -> None:
    customer, _ = by_model(case(), step)
    await customer.opens()
    with pytest.raises(CustomerUnavailable, match=why):
        await customer.answers(["nome"])
