"""Each promise: a conversation that breaks it is told with place and words, the nearest innocent one is not."""

from __future__ import annotations

import pytest

from evals.promises import PROMISES
from evals.record import Known, NeedKnown, Said
from tests.evals.records import (
    COMPANY,
    conversation,
    gold,
    handed_over,
    known,
    person,
    resolved,
    screen,
    turn,
)

LONG_CARD = {"do": "note", "text": "\n".join(f"linha {n}" for n in range(11))}
WHOLE_CARD = {"do": "note", "text": "\n".join(f"linha {n}" for n in range(10))}
TWICE = Known(
    needs=(
        NeedKnown(kind="compras", items=({"produto": "tubo"},), routed=True),
        NeedKnown(kind="compras", items=({},)),
    )
)
SECOND_CARD = {"do": "note", "text": "outro cartão"}


def asks(*slots, says="Pode me dizer?", **more):
    return turn("oi", says=says, asks=slots, act="ask", **more)


def sent(kind, text="", **more):
    return turn(heard=(Said(role="customer", kind=kind, text=text),), kind="attached", **more)


def back(says=(), **more):
    """A person gives the conversation back."""
    return turn(kind="status", says=says, **more)


def broken(name, one):
    promise, _, _ = PROMISES[name]
    return [(step.number, words) for step, words in promise(one, COMPANY)]


GUILTY = [
    (
        "grounded",
        conversation(turn("oi", says="Bom dia!"), turn("quanto?", says="Sai por 42.")),
        (2, "sai por 42"),
    ),
    ("grounded", conversation(turn("é 42, né?", says="Isso, R$ 42.")), (1, "r$ 42")),
    (
        "person",
        conversation(turn("quero uma pessoa", wants_person=True), turn("oi?"), handed_over("alô")),
        (1, "no hand-over in this turn or the next"),
    ),
    (
        "person",
        conversation(turn("me passa pra alguém", wants_person=True)),
        (1, "no hand-over in this turn or the next"),
    ),
    (
        "silence",
        conversation(person("oi", says="Posso ajudar?", silence_due=True)),
        (1, "Posso ajudar?"),
    ),
    ("silence", conversation(turn("oi"), turn("kkk", says="Oi!", silence_due=True)), (2, "Oi!")),
    ("redundant", conversation(asks("nome", settled=("nome", "telefone"))), (1, "nome")),
    ("redundant", conversation(asks("telefone", settled=("telefone",))), (1, "telefone")),
    ("known", conversation(asks("nome", known=known(contact={"nome": "Dalva"}))), (1, "nome")),
    ("known", conversation(asks("cnpj", known=known(refused=["cnpj"]))), (1, "cnpj")),
    ("known", conversation(asks("telefone")), (1, "telefone")),
    (
        "known",
        conversation(
            asks("pedido", need="entrega", known=known("entrega", slots={"pedido": "nota 1"}))
        ),
        (1, "pedido"),
    ),
    (
        "known",
        conversation(
            asks(
                "quantidade",
                need="compras",
                item=1,
                known=known("compras", items=[{}, {"quantidade": "3"}]),
            )
        ),
        (1, "quantidade"),
    ),
    ("one_question", conversation(turn("oi", says=("Oi!", "Bom dia!"))), (1, "2 messages")),
    ("one_question", conversation(asks("nome", "cidade", "uf")), (1, "asks nome, cidade, uf")),
    (
        "one_question",
        conversation(asks("nome", says="Seu nome? E a cidade?")),
        (1, "Seu nome? E a cidade?"),
    ),
    (
        "one_question",
        conversation(asks("nome", says="Anotado.")),
        (1, "asks nome without a question"),
    ),
    (
        "one_question",
        conversation(turn("oi", says="Qual seu telefone?")),
        (1, "asks nothing: Qual seu telefone?"),
    ),
    (
        "loop",
        conversation(asks("cidade"), asks("cidade"), turn("?"), asks("cidade", "uf")),
        (4, "cidade, 3 times"),
    ),
    (
        "loop",
        conversation(asks("cidade"), asks("cidade"), person("oi"), back(), asks("cidade")),
        (5, "cidade, 3 times"),
    ),
    ("card", conversation(handed_over("oi", but=("note",))), (1, "0 cards")),
    (
        "card",
        conversation(handed_over("oi", effects=(SECOND_CARD, *handed_over().effects))),
        (1, "2 cards"),
    ),
    (
        "card",
        conversation(handed_over("oi", effects=(LONG_CARD, *handed_over(but=("note",)).effects))),
        (1, "a card too long"),
    ),
    ("word", conversation(handed_over("oi", but=("say",))), (1, "hands over without a word")),
    (
        "team",
        conversation(handed_over("oi", but=("assign_team",))),
        (1, "hands over without a team or a label"),
    ),
    (
        "team",
        conversation(handed_over("oi", but=("add_labels",))),
        (1, "hands over without a team or a label"),
    ),
    ("answered", conversation(turn("quero 30 barras", reason="resting")), (1, "says nothing")),
    (
        "answered",
        conversation(turn("quero 30 barras", reason="nothing_to_say")),
        (1, "says nothing"),
    ),
    ("answered", conversation(turn("oi", says="Oi!"), sent("audio")), (2, "says nothing")),
    ("answered", conversation(sent("sticker", "cadê meu pedido")), (1, "says nothing")),
    (
        "repeats",
        conversation(turn("a", says="Anotado."), turn("b", says="Anotado.")),
        (2, "Anotado."),
    ),
    (
        "repeats",
        conversation(turn("a", says="Anotado."), turn("!"), turn("b", says="Anotado.")),
        (3, "Anotado."),
    ),
    (
        "up",
        conversation(turn("oi", says="Oi!"), ended="crashed", error="KeyError"),
        (1, "KeyError"),
    ),
    ("up", conversation(ended="crashed", error="KeyError"), (1, "KeyError")),
]

INNOCENT = [
    ("grounded", conversation(turn("quero 10 barras", says="Anotei: 10 barras."))),
    (
        "grounded",
        conversation(
            turn("essa", says="Chapa de 12 x 50.", gold=gold(items=({"medida": "12 x 50"},)))
        ),
    ),
    ("person", conversation(handed_over("quero uma pessoa", wants_person=True))),
    ("person", conversation(turn("quero uma pessoa", wants_person=True), handed_over("e aí?"))),
    (
        "person",
        conversation(turn("quero uma pessoa", wants_person=True, before="open", after="open")),
    ),
    ("silence", conversation(person("oi", silence_due=True), turn("oi", says="Oi!"))),
    ("silence", conversation(back())),
    ("redundant", conversation(asks("cidade", settled=("nome", "telefone")))),
    (
        "known",
        conversation(asks("cidade", known=known(contact={"nome": "Dalva"}, refused=["cnpj"]))),
    ),
    (
        "known",
        conversation(
            asks(
                "quantidade",
                need="compras",
                item=0,
                known=known("compras", items=[{}, {"quantidade": "3"}]),
            )
        ),
    ),
    (
        "known",
        conversation(
            asks("pedido", need="entrega", known=known("financeiro", slots={"pedido": "1"}))
        ),
    ),
    ("known", conversation(asks("quantidade", need="compras", item=7, known=known("compras")))),
    ("known", conversation(asks("produto", need="compras", item=0, known=TWICE))),
    ("one_question", conversation(asks("nome", "cidade"), turn("ok", says="Anotado."), turn("!"))),
    ("loop", conversation(asks("cidade"), asks("cidade"), asks("nome"))),
    ("loop", conversation(asks("necessidade"), asks("necessidade"), asks("necessidade"))),
    ("loop", conversation(asks("produto"), asks("produto"), resolved(), asks("produto"))),
    ("card", conversation(handed_over("oi"), person("oi"), back(effects=(SECOND_CARD,)))),
    (
        "card",
        conversation(handed_over("oi", effects=(WHOLE_CARD, *handed_over(but=("note",)).effects))),
    ),
    ("known", conversation(asks("produto", need="compras", item=0, known=known("compras")))),
    ("word", conversation(handed_over("oi"), turn("!"))),
    ("team", conversation(handed_over("oi"), turn("oi", says="Oi!"))),
    (
        "answered",
        conversation(turn("oi", says="Oi!"), turn("👍", reason="nothing_to_say"), turn("...")),
    ),
    ("answered", conversation(turn("Mensagem automática", reason="automated"))),
    (
        "answered",
        conversation(turn("kkk", silence_due=True), turn("oi", before="open", after="open")),
    ),
    (
        "answered",
        conversation(sent("sticker"), sent("reaction"), sent("audio", says="Não ouço áudio.")),
    ),
    ("answered", conversation(back(), turn(kind="again", silence_due=True), turn(kind="silence"))),
    (
        "repeats",
        conversation(
            turn("a", says="Anotado."), turn("b", says="Certo."), turn("c", says="Anotado.")
        ),
    ),
    ("repeats", conversation(turn("a", says="Anotado."), turn(kind="unsaid", says="Anotado."))),
    ("up", conversation(turn("oi", says="Oi!"))),
    ("up", conversation(turn("oi"), ended="infra", error="timeout")),
]


@pytest.mark.parametrize(("name", "one", "place"), GUILTY)
def test_who_breaks_a_promise_is_told_with_place_and_words(name, one, place):
    assert place in broken(name, one)


@pytest.mark.parametrize(("name", "one"), INNOCENT)
def test_the_nearest_innocent_is_let_pass(name, one):
    assert broken(name, one) == []


@pytest.mark.parametrize("name", PROMISES)
def test_every_promise_has_both(name):
    assert name in {one[0] for one in GUILTY}
    assert name in {one[0] for one in INNOCENT}


CLEAN = conversation(
    turn("bom dia, 30 barras de perfil u", says="Bom dia! Qual seu nome?", asks=("nome",)),
    handed_over("Dalva"),
    person("oi Dalva", silence_due=True),
    screen=screen(status="open", team="comercial"),
)


@pytest.mark.parametrize("name", PROMISES)
def test_a_clean_conversation_breaks_none(name):
    assert broken(name, CLEAN) == []


@pytest.mark.parametrize("name", PROMISES)
def test_nothing_breaks_nothing(name):
    assert broken(name, conversation()) == []
