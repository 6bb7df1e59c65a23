"""What was said while a person answered: what they asked, stated, had confirmed and promised, line by line."""

from __future__ import annotations

import pytest

from agent.extract import Extractor
from agent.ledger import Proposal
from agent.overheard import (
    MOST_QUOTED,
    asked_in,
    open_now,
    open_questions,
    overheard,
    promises,
    stated,
    unmistaken,
)
from agent.state import Message, OpenQuestion
from tests.agent.stub_mind import PROTOCOL, customer, person

FINDER = Extractor(PROTOCOL.catalogue)
HERS: OpenQuestion = {"slots": ["quantidade"], "need": "compras", "item": 0, "options": []}


def alu(id_: str, text: str = "Qual a quantidade?") -> Message:
    return {"id": id_, "role": "alu", "kind": "text", "text": text, "name": ""}


def theirs(*slots: str) -> OpenQuestion:
    return {"slots": list(slots), "need": None, "item": None, "options": []}


# --- what a person asks ---

ASKED: dict[str, set[str]] = {
    "Pra qual cidade?": {"cidade"},
    "cidade?": {"cidade"},
    "me fala a cidade": {"cidade"},
    "nome?": {"nome"},
    "Como você se chama?": {"nome"},
    "Qual o nome da empresa?": {"empresa"},
    "e a empresa?": {"empresa"},
    "Me passa seu nome e o CNPJ": {"nome", "cnpj"},
    "Quantas barras?": {"quantidade"},
    "qual a cor e a medida?": {"acabamento", "medida"},
    "Qual o número do pedido?": {"pedido", "referencia"},
    "É pra empresa ou pra você?": {"tipo_pessoa"},
    "Preciso do seu e-mail": {"email"},
    "Oi! Tudo bem? Qual seu nome?": {"nome"},
    # not
    "Oi, tudo bem?": set(),
    "Anotei a cidade.": set(),
    "Sua empresa é linda, parabéns pelo seu nome": set(),
    "pode ser?": set(),
    "": set(),
}


@pytest.mark.parametrize(("text", "slots"), ASKED.items(), ids=ASKED)
def test_what_a_person_asks(text: str, slots: set[str]) -> None:
    assert set(asked_in(text, PROTOCOL)) == slots


def test_every_wording_of_asking_asks_for_its_slot() -> None:
    for name, slot in PROTOCOL.slots.items():
        for wording in slot.asked_as:
            assert name in asked_in(f"{wording}?", PROTOCOL), wording


# --- which question is open ---

TOWN, NAME = person("h1", "Pra qual cidade?"), person("h2", "E seu nome?")
HELLO, A, B = person("h0", "Oi, sou o Rui"), customer("a", "20"), customer("b", "Sobral")

OPEN: dict[str, tuple[list[Message], OpenQuestion | None]] = {
    "nobody asked": ([A], None),
    "hers": ([alu("1")], HERS),
    "only her last one": ([alu("0"), A, alu("1")], HERS),
    "hers, answered": ([alu("1"), A], HERS),
    "hers, answered, and a person spoke": ([alu("1"), A, HELLO], None),
    "hers, and a person greets": ([alu("1"), HELLO], HERS),
    "a person's": ([TOWN], theirs("cidade")),
    "a person's two in a row": ([TOWN, NAME], theirs("cidade", "nome")),
    "the second after the first was answered": ([TOWN, B, NAME], theirs("nome")),
    "answered and thanked": ([TOWN, B, HELLO], None),
    "hers and a person's": ([alu("1"), TOWN], {**HERS, "slots": ["quantidade", "cidade"]}),
}


@pytest.mark.parametrize(("messages", "question"), OPEN.values(), ids=OPEN)
def test_which_question_is_open(messages: list[Message], question: OpenQuestion | None) -> None:
    assert open_questions(messages, HERS, PROTOCOL)[-1] == question


def test_a_question_is_open_for_the_whole_burst_that_answers_it() -> None:
    messages = [TOWN, A, B, NAME, A]
    town, name = theirs("cidade"), theirs("nome")
    assert open_questions(messages, None, PROTOCOL) == [None, town, town, town, name, name]


@pytest.mark.parametrize(
    ("messages", "handled", "question"),
    [
        ([alu("1"), B], "", HERS),
        ([alu("1"), TOWN, B], "", {**HERS, "slots": ["quantidade", "cidade"]}),
        ([alu("1"), A, TOWN, B], "", theirs("cidade")),
        ([TOWN, B, HELLO], "", None),
        ([TOWN, B, alu("1")], "b", HERS),
        ([], "", HERS),
    ],
    ids=["hers", "both", "a person's", "none", "theirs long before", "nothing said"],
)
def test_the_question_that_waiting_words_answer(
    messages: list[Message], handled: str, question: OpenQuestion | None
) -> None:
    assert open_now(messages, handled, HERS, PROTOCOL) == question


def test_each_line_overheard_is_told_with_what_it_answers() -> None:
    messages = [alu("1"), A, TOWN, B, NAME, customer("c", "Bia"), HELLO, customer("d", "oi")]
    found = overheard(messages, "", HERS, PROTOCOL)
    assert [(line.id, line.asked) for line in found] == [
        ("a", ("quantidade",)),
        ("b", ("cidade",)),
        ("c", ("nome",)),
    ]


def test_nothing_is_overheard_of_what_waits_or_was_read() -> None:
    assert overheard([A, B], "", None, PROTOCOL) == ()
    assert overheard([A, HELLO, B], "h0", None, PROTOCOL) == ()


# --- what a person states ---

YES, NO = customer("y", "isso mesmo"), customer("n", "não")
STATED: dict[str, tuple[list[Message], set[tuple[str, str]]]] = {
    "noted": (
        [person("h", "Anotei: 20 barras pra Sobral")],
        {("quantidade", "20"), ("unidade", "barra"), ("cidade", "Sobral"), ("uf", "CE")},
    ),
    "noted, and then said": (
        [person("h", "Anotado! 20 barras.")],
        {("quantidade", "20"), ("unidade", "barra")},
    ),
    "noted, and then something else": (
        [person("h", "Anotei seu pedido. Temos chapa de 2mm.")],
        set(),
    ),
    "a paper": (
        [person("h", "seu pedido é o 4417")],
        {("pedido", "pedido 4417"), ("referencia", "pedido 4417")},
    ),
    "a paper asked about": ([person("h", "é o pedido 4417?")], set()),
    "a paper confirmed": (
        [person("h", "é o pedido 4417?"), YES],
        {("pedido", "pedido 4417"), ("referencia", "pedido 4417")},
    ),
    "a town confirmed": ([person("h", "É pra Sobral?"), YES], {("cidade", "Sobral"), ("uf", "CE")}),
    "a town confirmed by pode sim": (
        [person("h", "É pra Sobral?"), customer("y", "pode sim")],
        {("cidade", "Sobral"), ("uf", "CE")},
    ),
    "a town denied": ([person("h", "É pra Sobral?"), NO], set()),
    "a town asked": ([person("h", "É pra Sobral?")], set()),
    "a town asked, then another person": ([person("h", "É pra Sobral?"), HELLO, YES], set()),
    "only the last question is confirmed": (
        [person("h", "É pra Sobral? Tudo bem?"), YES],
        set(),
    ),
    "an offer": ([person("h", "Temos chapa de 2mm e 3mm")], set()),
    "a price": ([person("h", "Anotado, fica R$ 1.240")], set()),
    "their own name": ([person("h", "Anotado! Aqui é o Caio")], set()),
    "their own name confirmed": ([person("h", "Oi, aqui é o Caio, tudo bem?"), YES], set()),
    "the customer's own words": ([customer("a", "anotei: 20 barras pra Sobral")], set()),
    "nothing": ([], set()),
}


@pytest.mark.parametrize(("messages", "told"), STATED.values(), ids=STATED)
def test_what_a_person_states_for_certain(
    messages: list[Message], told: set[tuple[str, str]]
) -> None:
    found = stated(messages, "", FINDER, PROTOCOL)
    assert {(one.slot, one.value) for one in found} == told
    assert all((one.by, one.source) == ("human", "h") for one in found)


def test_two_items_of_two_sentences_stay_two() -> None:
    text = "Anotei 20 barras de tubo quadrado. Anotei também 5 chapas lisas."
    found = stated([person("h", text)], "", FINDER, PROTOCOL)
    assert len({one.item for one in found if one.slot == "produto"}) == 2


def test_what_was_read_before_is_not_stated_again() -> None:
    messages = [person("h", "Anotei: 20 barras"), person("i", "seu pedido é o 4417")]
    assert {one.source for one in stated(messages, "h", FINDER, PROTOCOL)} == {"i"}


# --- promises ---


def test_promises_are_kept_with_name_and_message() -> None:
    messages = [
        person("h1", "Fica R$ 900", "Rui"),
        customer("a", "fica R$ 800?"),
        alu("1", "O time te responde até sexta"),
        person("h2", "oi", "Carla"),
        person("h3", "Entrego até sexta", "Carla"),
    ]
    found = list(promises(messages, ""))
    assert [(one.by, one.source, one.about) for one in found] == [
        ("Rui", "h1", ("price",)),
        ("Carla", "h3", ("deadline",)),
    ]
    assert [one.source for one in promises(messages, "h1")] == ["h3"]


def test_a_long_promise_is_quoted_in_part() -> None:
    (found,) = promises([person("h", "Fica R$ 900 " + "e mais um tanto " * 60)], "")
    assert len(found.text) == MOST_QUOTED


# --- names ---


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("o Rui disse 900", False),
        ("o Rui falou que era até sexta", False),
        ("Rui", True),
        ("é Rui Lima", True),
        ("oi, eu sou o Rui da Metal Forte", True),
        ("meu nome também é Rui, quero 30", True),
    ],
)
def test_a_name_that_is_a_persons_counts_only_where_it_is_given(text: str, kept: bool) -> None:
    name = Proposal("nome", "Rui", "Rui", "a")
    town = Proposal("cidade", "Rui", "Rui", "a")
    messages = [person("h", "Oi", "Rui Braga"), customer("a", text)]
    assert unmistaken((name, town), messages) == ((name, town) if kept else (town,))
    assert unmistaken((name, town), messages[1:]) == (name, town)
