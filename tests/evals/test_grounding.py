"""The judges' own look at what she asserts: what nobody told her is found, what somebody did is let pass."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.loading import load
from agent.protocol import Answer
from evals import grounding
from evals.grounding import Ground, answered_by, claimed, invented, ungrounded, written_by
from tests.evals.records import COMPANY, conversation, gold, person, turn

HEARD = ("oi, sou a Dalva, quero 42 barras e 10 caixas", "fica 8 na sexta? até 18")
PAINTS = Path(__file__).parents[1] / "companies" / "tintas-jangada"
FILLED = {
    "saudacao": "Boa tarde",
    "nome": "Dalva",
    "produto": "perfil U de vidro",
    "cidade": "Bom Jesus",
    "opcoes": "um orçamento ou compra ou a entrega de um pedido",
    "itens": '42 barras de perfil U branco de 50x50 mm com 6 m, 3 chapas de 1/2" e mais 2 itens',
    "time": "time da logística",
    "pessoa": "Rui",
}
TOLD = (
    "Dalva, 42 barras de perfil u de vidro 50x50 6m",
    'três chapas de 1/2" em bom jesus',
    "Rui",
)


def told(says, *heard, company=COMPANY, **more):
    """What is found in one message after the customer wrote ``heard``."""
    return [
        words for _, words in ungrounded(conversation(turn(*heard, says=says, **more)), company)
    ]


CLAIMED = [
    "O quilo sai por 42.",
    "A barra fica 42.",
    "Fica em quarenta reais.",
    "Sai por quarenta.",
    "São 42 reais a barra.",
    "É R$ 42.",
    "É R $ 42.",
    "É R$\u00a042.",
    "É R＄ ４２.",
    "Custa 42.",
    "É 42 por barra.",
    "42 o quilo.",
    "O valor é 42.",
    "A partir de 42.",
    "É o melhor preço da cidade.",
    "Dou 10% se fechar.",
    "Dez por cento se fechar.",
    "Consigo um desconto.",
    "Tá na promoção.",
    "O frete é de graça.",
    "A entrega é grátis.",
    "Fazemos em 10x sem juros.",
    "Dá pra parcelar.",
    "Em até 10x no cartão.",
    "Temos sim.",
    "Tem sim!",
    "Temos esse perfil.",
    "Tá disponível.",
    "A gente tem em estoque.",
    "É pronta entrega.",
    "Esse tá em falta.",
    "Entregamos aí.",
    "Amanhã chega.",
    "Chega na sexta.",
    "Chega em até 10 dias.",
    "São uns três dias.",
    "Em poucos dias.",
    "De 8 a 10 dias úteis.",
    "O time responde ainda hoje.",
    "Te respondem em breve.",
    "Semana que vem tá aí.",
    "Nossa chave Pix é 42.",
    "O Pix é o CNPJ.",
    "Conta corrente 42.",
    "Fica na rua das Flores.",
    "Av. Beira Mar.",
    "A loja funciona das 8 às 18.",
    "É das oito às dezoito.",
    "De segunda a sexta.",
    "Abrimos às oito.",
    "Seu boleto foi pago.",
    "O boleto de vocês já tá liberado.",
    "Já foi entregue.",
    "O material saiu pra entrega.",
    "Seu pedido está a caminho.",
    "Foi erro nosso.",
    "Vamos trocar tudo.",
    "Garanto que dá certo.",
    "Sou uma pessoa.",
    "Não sou robô.",
    "Veja em https://alu.example/42.",
]


@pytest.mark.parametrize("text", CLAIMED)
def test_a_claim_is_found_even_in_the_customers_own_words(text):
    assert list(claimed(text))
    assert told(text, *HEARD, text)


INVENTED = [
    ("São 30 barras.", "30"),
    ("São 4,2 barras.", "4,2"),
    ("São 4.200 barras.", "4.200"),
    ("São ３０ barras.", "30"),
    ("Até 18.1.", "18.1"),
    ("Fica no 8º andar, sala 9.", "9"),
    ("Liga no 85 98888-7777.", "98888"),
    ("O CNPJ é 11.222.333/0001-81.", "11.222.333"),
    ("O time vê isso na segunda.", "segunda"),
    ("Até terça-feira.", "terca"),
    ("Só em dezembro.", "em dezembro"),
    ("Manda pra vendas@fortal.example.", "vendas@fortal.example"),
    ("Tá tudo em fortal.com.br.", "fortal.com.br"),
    ("Prazer, Carla.", "Carla"),
    ("Bom dia, Márcia!", "Márcia"),
    ("Já falei com o Rui.", "Rui"),
    ("É pra Sobral, certo.", "Sobral"),
]


@pytest.mark.parametrize(("text", "words"), INVENTED)
def test_what_nobody_said_is_found(text, words):
    assert words in told(text, *HEARD)


@pytest.mark.parametrize(("text", "words"), INVENTED)
def test_it_may_be_said_once_the_customer_has_said_it(text, words):
    assert told(text, f"é {words}, viu, {text}") == []


@pytest.mark.parametrize(
    "text",
    [
        "Anotei: 42 barras e 10 caixas.",
        "Certo, 42,0 barras.",
        "Prazer, Dalva.",
        "Certo, pra sexta-feira.",
        "Segunda via, certo.",
        "Anotei: 42 barras e mais 2 itens.",
        "Beleza. Qual o número do pedido ou da nota?",
        "Combinado. Até mais!",
        "Que bom ter notícia de vocês. Vou passar pro RH.",
    ],
)
def test_the_customers_own_figures_and_names_are_grounded(text):
    assert told(text, *HEARD) == []


@pytest.mark.parametrize(
    ("says", "heard"),
    [
        ("Anotei: 30 barras.", "trinta barras"),
        ("Anotei: 45 barras.", "quarenta e cinco"),
        ("Anotei: 6 barras.", "meia dúzia"),
        ("Anotei: 24 barras.", "duas dúzias"),
        ("Anotei: 2000 kg.", "dois mil quilos"),
        ("Anotei: 1 portão preto.", "um portão preto"),
        ("Anotei: 48213.", "48.213"),
        ("Anotei: 1,5 m.", "1.50 m"),
    ],
)
def test_a_number_is_the_same_in_words_and_in_other_signs(says, heard):
    assert told(says, heard) == []


@pytest.mark.parametrize("says", ["É 50x100 mm?", "Com 0,05 m?", "Dá 0,1 m?"])
def test_a_size_in_centimetres_may_be_said_in_millimetres_and_in_metres(says):
    assert told(says, "tubo 5x10 cm") == []
    assert told(says, "tubo de 5 por 10") != []


def test_a_number_in_words_is_not_another_number():
    assert told("Anotei: 40 barras.", "quarenta e cinco barras") == ["40"]
    assert told("Anotei: 42 barras.", "4,2 barras") == ["42"]


def test_what_the_gold_tells_is_grounded_and_only_from_then_on():
    item = gold(items=({"produto": "chapa", "medida": "12 x 50", "quantidade": "~3"},))
    assert told("Anotei: chapa de 12x50.", "essa da foto", gold=item) == []
    assert told("Anotei: chapa de 12x50.", "essa da foto") == ["12", "50"]
    named = gold(slots={"nome": "Dalva Moura", "cidade": "Aracati"})
    assert told("Prazer, Dalva. Pra Aracati, certo.", "oi", gold=named) == []


def test_a_figure_that_comes_later_grounds_nothing_before():
    one = conversation(turn("oi", says="São 42 barras."), turn("42 barras", says="São 42 barras."))
    assert [(step.number, words) for step, words in ungrounded(one, COMPANY)] == [(1, "42")]


def test_of_a_person_of_the_team_the_name_may_be_said_and_no_figure():
    said = "Isso Rui já te passou: 77."
    one = conversation(person("são 77 por barra", "Rui"), turn("e aí?", says=said))
    assert [words for _, words in ungrounded(one, COMPANY)] == ["77"]


def test_each_fault_is_told_once_with_its_step():
    said = "Temos sim, e temos mais."
    one = conversation(turn("tem?", says=said))
    assert [(step.number, words) for step, words in ungrounded(one, COMPANY)] == [
        (1, "temos sim"),
        (1, "temos"),
    ]


HOURS = Answer(
    id="horario",
    asked_as=("que horas abre?",),
    text="Aqui na {empresa_nossa} a gente atende das 8 às 18, e não temos desconto.",
    valid_until=date(2026, 11, 30),
)
ANSWERING = COMPANY.model_copy(update={"answers": (HOURS,)})
SAID = "Aqui na Alumínios Fortal a gente atende das 8 às 18, e não temos desconto."


def test_an_approved_answer_may_claim_as_it_stands_while_it_is_valid():
    today, later = "2026-11-30T10:00:00-03:00", "2026-12-01T10:00:00-03:00"
    assert told(f"Boa tarde! {SAID} Como é seu nome?", company=ANSWERING, now=today) == []
    assert "desconto" in told(SAID, company=ANSWERING, now=later)
    assert "desconto" in told(SAID, company=COMPANY, now=today)


@pytest.mark.parametrize("text", ["Temos desconto.", "A gente atende das 8 às 18 amanhã."])
def test_words_of_an_approved_answer_do_not_allow_another_claim(text):
    assert told(text, company=ANSWERING)


def test_no_fixed_text_makes_a_claim_true():
    texts = COMPANY.texts.model_copy(update={"no_price": ("O quilo sai a partir de R$ 39,90.",)})
    assert "r$ 39" in told(
        "O quilo sai a partir de R$ 39,90.", company=COMPANY.model_copy(update={"texts": texts})
    )


def every_sentence(company):
    """Everything a company lets her say, its placeholders filled."""
    own = {"alu": company.persona.name, "empresa_nossa": company.company.name}
    for text in company.spoken():
        for name, value in {**FILLED, **own}.items():
            text = text.replace(f"{{{name}}}", value)
        yield text


@pytest.mark.parametrize("company", [COMPANY, load(PAINTS)], ids=["fortal", "jangada"])
def test_every_sentence_of_a_company_passes(company):
    ground, answers = written_by(company).plus(Ground.of(TOLD)), answered_by(company)
    sentences = list(every_sentence(company))
    assert len(sentences) > 100
    for text in sentences:
        assert [*claimed(text, answers), *invented(text, ground)] == [], text


def test_the_guards_are_not_asked():
    imported = [
        node.module
        for node in ast.walk(ast.parse(Path(grounding.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    ]
    assert not any("guards" in (module or "") for module in imported)


@given(st.text(max_size=60), st.text(max_size=60))
def test_it_never_raises(says, heard):
    told(says, heard)


@given(st.text("abcdeçãéABC 0123456789.,:-@/ \n", max_size=60))
def test_what_only_repeats_the_customer_invents_nothing(text):
    assert list(invented(text, Ground.of([text]))) == []


@given(st.integers(0, 10**6), st.text("abc 0123456789.,", max_size=30))
def test_a_number_is_known_or_told(number, heard):
    found = list(invented(f"São {number} barras.", Ground.of([heard])))
    assert found in ([], [str(number)])
    assert found == [] or str(number) not in heard.split()
