"""Which words of a person bind the company, and which question of a customer's is about them."""

from __future__ import annotations

import pytest

from agent.binding import MOST_LETTERS, asked_about, binding, sentences
from agent.ledger import Topic
from agent.mind.labels import Act

BINDING: dict[str, tuple[Topic, ...]] = {
    "fica R$ 1.240": ("price",),
    "Fica 1240": ("price",),
    "deu 1.240,00 tudo": ("price",),
    "consigo fazer por 35 a barra": ("price",),
    "faço por 1.100 no pix, pode ser?": ("price",),
    "Fechamos em R$ 1.240?": ("price",),
    "faço 5% de desconto": ("price",),
    "frete grátis": ("price",),
    "entrego até sexta": ("deadline",),
    "entrego até sexta, tá?": ("deadline",),
    "chega amanhã": ("deadline",),
    "o prazo é de 5 dias úteis": ("deadline",),
    "o pedido 4417 foi despachado": ("deadline",),
    "temos em estoque": ("stock",),
    "já te mando": ("word",),
    "vou separar pra você": ("word",),
    "pode deixar": ("word",),
    "te mando o orçamento ainda hoje": ("deadline", "word"),
    # not
    "Oi, aqui é o Rui": (),
    "Segue com a Alú": (),
    "vou te passar pra Alú": (),
    "Vou te passar pro financeiro": (),
    "Anotei: 20 barras pra Sobral": (),
    "deu 20 barras": (),
    "seu pedido é o 4417": (),
    "Pra qual cidade?": (),
    "Quer até sexta?": (),
    "Qual o valor do boleto?": (),
    "A chapa é em liga 1050, pode ser?": (),
    "": (),
    "🙂": (),
}


@pytest.mark.parametrize(("text", "topics"), BINDING.items(), ids=BINDING)
def test_what_a_persons_words_bind(text: str, topics: tuple[Topic, ...]) -> None:
    assert binding(text) == (text if topics else "", topics)


def test_only_the_sentences_that_bind_are_kept_as_they_were_said() -> None:
    text = "Oi Bia!\nQual seu nome?  Fica R$ 1.240,00 à vista.   Entrego até sexta"
    assert binding(text) == (
        "Fica R$ 1.240,00 à vista. Entrego até sexta",
        ("price", "deadline"),
    )


ASKED: dict[str, set[Topic]] = {
    "quanto ficou mesmo?": {"price"},
    "quanto ficou": {"price"},
    "qual o valor": {"price"},
    "e o desconto?": {"price"},
    "o Rui disse R$ 1.240, é isso?": {"price"},
    "que dia chega?": {"deadline"},
    "quando chega": {"deadline"},
    "e o prazo?": {"deadline"},
    "é sexta mesmo?": {"deadline"},
    "quanto tempo demora?": {"deadline"},
    "cadê meu pedido": {"deadline"},
    "já saiu?": {"deadline"},
    "tem em estoque?": {"stock"},
    "quanto ficou e que dia chega?": {"price", "deadline"},
    # not
    "quero 30 barras": set(),
    "pago 1.240 reais": set(),
    "Sobral": set(),
    "entrega em Sobral?": set(),
    "é pra sexta": set(),
    "tudo bem?": set(),
    "você é um robô?": set(),
    "": set(),
}


@pytest.mark.parametrize(("text", "topics"), ASKED.items(), ids=ASKED)
def test_what_a_customer_asks_about(text: str, topics: set[Topic]) -> None:
    assert asked_about(text, ()) == topics


@pytest.mark.parametrize(
    ("acts", "topics"), [(["asks_price"], {"price"}), (["asks_fact"], set()), (["thanks"], set())]
)
def test_a_price_that_the_mind_heard_is_asked_for(acts: list[Act], topics: set[Topic]) -> None:
    assert asked_about("e pra mim sai como", acts) == topics


def test_an_amount_is_no_end_of_a_sentence() -> None:
    assert sentences("Fica R$ 1.240,50. Ok?!  Certo") == ["Fica R$ 1.240,50.", "Ok?!", "Certo"]


def test_of_a_very_long_text_only_the_beginning_is_read() -> None:
    assert binding("a " * MOST_LETTERS + ". Fica R$ 10,00") == ("", ())
