"""What may leave and what may not, in Portuguese as people and models write it."""

from __future__ import annotations

import re
import timeit
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.guards import Grounds, plain, violations
from agent.guards.claims import NEVER, PHRASES, claims
from agent.guards.claims.deadlines import NEEDED
from agent.guards.claims.orders import LEFT_OPEN
from agent.guards.claims.phrase import Phrases
from agent.guards.folding import fold
from agent.guards.numerals import spelt
from agent.loading import load
from agent.protocol import Protocol

NOTHING = Grounds.of(())

MUST_NOT_BE_SAID = [
    # prices
    ("money", "São cinquenta reais."),
    ("money", "O boleto é de R$ 1.250,00."),
    ("money", "R$45"),
    ("money", "Uns 200 conto."),
    ("money", "Dá 2 mil reais."),
    ("money", "Sai a US$ 30"),
    ("price", "O tubo custa 45."),
    ("price", "Fica por 45 a barra."),
    ("price", "Sai por 45."),
    ("price", "O preço é 30."),
    ("price", "O preço do perfil é trinta."),
    ("price", "O total fica 900."),
    ("price", "Trinta o metro."),
    ("price", "A partir de 20 a peça."),
    ("percentage", "Com 10% a menos."),
    ("percentage", "Dez por cento a menos."),
    ("percentage", "Uns ５％ de entrada."),
    # discounts and terms
    ("discount", "Consigo um desconto pra você."),
    ("discount", "Estamos com promoção no tubo."),
    ("discount", "O frete é grátis."),
    ("discount", "Parcelamos em 3x sem juros."),
    ("discount", "Faço um preço especial."),
    ("discount", "Te passo o melhor preço."),
    ("discount", "Tem uma opção mais barata."),
    ("discount", "Não temos desconto."),
    # stock
    ("stock", "Temos em estoque."),
    ("stock", "Tem em estoque sim!"),
    ("stock", "Esse perfil está no estoque."),
    ("stock", "É pronta entrega."),
    ("stock", "Tem disponível."),
    ("stock", "Está disponível pra retirada."),
    ("stock", "Temos sim!"),
    ("stock", "Sim, temos esse perfil."),
    ("stock", "Não temos esse."),
    ("stock", "Esse perfil está em falta."),
    ("stock", "Está esgotado."),
    ("stock", "Trabalhamos sim com essa linha."),
    ("stock", "Entregamos em Sobral."),
    # deadlines
    ("deadline", "Chega até sexta."),
    ("deadline", "Até segunda-feira tá aí."),
    ("deadline", "Chega em 3 dias úteis."),
    ("deadline", "Em dois dias chega."),
    ("deadline", "De 3 a 5 dias."),
    ("deadline", "Leva uma semana."),
    ("deadline", "Em 1 mês."),
    ("deadline", "Amanhã te respondo."),
    ("deadline", "O time responde ainda hoje."),
    ("deadline", "Hoje ainda sai."),
    ("deadline", "Te respondem hoje."),
    ("deadline", "Em até 24h."),
    ("deadline", "Te respondo em alguns minutos."),
    ("deadline", "Fica pra semana que vem."),
    ("deadline", "Até o fim do dia."),
    ("deadline", "30 barras pra sexta, combinado."),
    ("deadline", "Você precisa e recebe até sexta."),
    ("date", "Foi no domingo."),
    ("date", "Entrega 15/12."),
    ("date", "Dia 5 a gente vê."),
    ("date", "Abre às 8h."),
    ("date", "Das 08:00 em diante."),
    ("date", "Só em dezembro."),
    # state of orders and payments
    ("state", "Seu pedido foi aprovado."),
    ("state", "Seu pedido já saiu pra entrega."),
    ("state", "Pagamento confirmado!"),
    ("state", "O boleto foi enviado."),
    ("state", "Sua nota foi emitida."),
    ("state", "Seu pedido está a caminho."),
    ("state", "Seu crédito foi aprovado."),
    ("state", "Seu pedido chega logo."),
    ("state", "O Pix caiu."),
    ("state", "Localizei seu pedido aqui."),
    ("state", "Verifiquei no sistema."),
    ("state", "Vi aqui no sistema."),
    ("state", "Já cancelei."),
    ("state", "Está liberado."),
    ("state", "Seu boleto está vencido."),
    # what would be granted
    ("promise", "Garanto que sim."),
    ("promise", "Vou liberar pra você."),
    ("promise", "Podemos trocar a peça."),
    ("promise", "Reembolsamos tudo."),
    ("promise", "O envio tá garantido."),
    # how to pay
    ("payment", "Nossa chave Pix é o CNPJ."),
    ("payment", "Chave Pix: aquela de sempre"),
    ("payment", "Pode pagar no Pix."),
    ("payment", "Agência 1234"),
    ("payment", "Faça um Pix e me avise."),
    ("bank", "123e4567-e89b-12d3-a456-426614174000"),
    ("bank", "00190.00009 01234.567891 23456.789012 3 45670000012345"),
    # addresses
    ("link", "Acesse fortal.com.br"),
    ("link", "Veja em https://exemplo.invalid/x"),
    ("link", "www.algo"),
    ("link", "Chama no wa.me/5585"),
    ("link", "Manda pra mailto:ju"),
    ("link", "É fortal ponto com."),
    ("link", "Entra em loja.fortal.exemplo"),
    ("email", "Escreve pra vendas@fortal.exemplo"),
    ("phone", "Liga pro (85) 90000-1234"),
    ("phone", "Liga 3000-1234"),
    ("number", "Liga no 85900001234"),
    ("number", "CNPJ 11.222.333/0001-81"),
    ("number", "CEP 60000-000"),
    ("number", "São 120 peças."),
    ("number", "São ٣٠ peças."),
    # law, fault, person
    ("law", "Você tem direito à troca."),
    ("law", "O CDC garante isso."),
    ("law", "Pela lei, o artigo 18 vale."),
    ("law", "Esse produto é isento."),
    ("law", "O ICMS já está incluso."),
    ("law", "Você pode processar a transportadora."),
    ("fault", "Foi erro nosso."),
    ("fault", "A culpa é nossa."),
    ("fault", "Erramos na separação."),
    ("fault", "O time errou."),
    ("fault", "Mandamos o material errado."),
    ("fault", "Desculpa pelo atraso."),
    ("fault", "Assumimos a responsabilidade."),
    ("person", "Sou humana."),
    ("person", "Sou uma pessoa, claro."),
    ("person", "Não sou robô."),
    ("person", "Sou a vendedora."),
    ("person", "Aqui é uma pessoa."),
    # what a model leaks
    ("template", "Oi {{7*7}}"),
    ("template", "Oi {nome}"),
    ("template", "{% raw %}"),
    ("tokens", "Oi <|im_start|>system"),
    ("tokens", "<｜begin▁of▁sentence｜>"),
    ("tokens", "[INST] oi [/INST]"),
    ("tokens", "</s>"),
    ("tokens", "<think>hum</think>"),
    ("tokens", "### Instruction: oi"),
    ("tokens", "assistant: oi"),
    ("tokens", "Oi.\nAlú: tudo bem."),
    # form
    ("markup", "*Oi*"),
    ("markup", "_Oi_"),
    ("markup", "~Oi~"),
    ("markup", "`oi`"),
    ("markup", "# Título"),
    ("markup", "Oi:\n- tubo\n- chapa"),
    ("markup", "1. tubo"),
    ("markup", "> citado"),
    ("markup", "[aqui](assim)"),
    ("markup", "<b>oi</b>"),
    ("markup", "Silva &amp; Filhos"),
    ("markup", "Título\n==="),
    ("hidden", "Oi\u202eiO"),
    ("hidden", "O\u200bi"),
    ("hidden", "Oi\x07"),
    ("hidden", "Oi \ud800"),
    ("hidden", "te\u043cos"),
    ("questions", "Tudo bem? E você?"),
    ("length", "a" * 1001),
]


@pytest.mark.parametrize(("rule", "text"), MUST_NOT_BE_SAID)
def test_what_nobody_said_is_not_said(rule: str, text: str) -> None:
    assert rule in {violation.rule for violation in violations(text, NOTHING)}


CUSTOMER = [
    "oi, sou a Ju, preciso de 30 barras de tubo 50x50 branco pra sexta, entrega em sobral",
    "aliás 40, e trinta e cinco chapas de 2,5mm, e 2 mil rebites, e uma duzia de puxador",
    "tem em estoque? tem desconto? chega até sexta?",
    "nota 12345, boleto de 1250 reais, pedido 4455, paguei 30% dia 10/12",
    "meu cnpj 11222333000181, fone 85 90000-1234, ju_silva@exemplo.com.br, site exemplo.com.br",
    "liga 6063-T5, 1/2 por 1/8, não chegou, espero desde ontem, abre 8h? chave "
    "123E4567-e89b-12d3-a456-426614174000",
]
HEARD = Grounds.of((), CUSTOMER)

MAY_BE_SAID = [
    "Perfeito, Ju, 30 barras de tubo 50x50 branco pra Sobral.",
    "Anotei: 40 barras e 35 chapas de 2.5 mm, 2.000 rebites e 12 puxadores.",
    "Anotei, Ju, você precisa pra sexta.",
    "Certo, você precisa de 30 barras até sexta-feira.",
    "Certo, boleto da nota 12.345.",
    "Entendi, o boleto é de R$ 1.250,00.",
    "Entendi, o pagamento de 30 % no dia 10.",
    "Certo, 10/12.",
    "Pedido 4455, certo.",
    "Certo, CNPJ 11.222.333/0001-81.",
    "Telefone (85) 90000-1234, anotado.",
    "Telefone +55 85 90000-1234, anotado.",
    "Seu e-mail é ju_silva@exemplo.com.br, certo?",
    "Anotei o site exemplo.com.br.",
    "A chave é 123e4567-e89b-12d3-a456-426614174000.",
    "Perfil 6063-T5 de 6 m.",
    "Cantoneira 1/2 por 1/8.",
    "Poxa, espera desde ontem, que chato.",
    "Poxa, que chato, seu pedido não chegou ainda.",
    "Poxa, o material chegou amassado, sinto muito.",
    "Poxa, faltou material na entrega, entendi.",
    "Certo, às 8h.",
    "Sobre o desconto, quem fecha é o time.",
    "Sobre estoque, o time te confirma.",
    "Vou ver com o time se tem em estoque.",
    "O time confirma quando seu pedido chega.",
    "O time te diz se dá desconto.",
    "O preço quem te passa é o time.",
    "O orçamento quem faz é o time comercial.",
    "Entendi, é a segunda via do boleto.",
    "Claro, te ajudo com o boleto vencido.",
    "Ah, o pagamento do boleto, entendi.",
    "Recebi o comprovante, vou deixar com o time.",
    "Obrigada por confirmar o pagamento.",
    "Claro, posso te ajudar com isso.",
    "Bom dia! Como posso te ajudar hoje?",
    "Boa tarde, Zé 😊",
    "Oi 👩‍🔧!",
    "Que bom te ver, Marco!",
    "Fico à disposição.",
    "Entendi, você quer falar com uma pessoa.",
    "Vou chamar uma pessoa de verdade.",
    "Sou a Alú, assistente virtual, e não sou do comercial.",
    "Beleza, retirada na loja.",
    "Legal, trabalhar com a gente.",
    "Entendi, quer mandar seu currículo pra produção.",
    "Certo, você ofereceu parafusos pra gente.",
    "Certo, a garantia da esquadria.",
    "Certo, a linha Suprema.",
    "Certo, o valor e a data.",
    "Temos como te ajudar sim.",
    "Entendo a urgência.",
    "Desculpa, não entendi.",
    "Desculpa pelo transtorno.",
    "Achei que era outro material.",
    "Me diz a medida, pode ser em mm?",
    "Hein?? Não entendi.",
    "Silva & Filhos, certo.",
    "Telha de alumínio, chapa xadrez, cantoneira e tubo.",
    "Anotado:\ntubo,\nchapa.",
    "Obrigada pelas informações, Seu Raimundo.",
    "Prazer, Мария.",
    "Prazer, 李明.",
    "Medida 50*30.",
    "Umas ~5 barras.",
    "Arquivo planta_baixa recebido.",
    "",
]


@pytest.mark.parametrize("text", MAY_BE_SAID)
def test_what_is_harmless_or_the_customers_own_is_said(text: str) -> None:
    assert violations(text, HEARD) == ()


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("stock", "Tem em estoque."),
        ("discount", "Tem desconto."),
        ("deadline", "Chega até sexta."),
        ("deadline", "30 barras pra sexta."),
        ("deadline", "Você precisa pra amanhã, e chega amanhã."),
        ("state", "O pagamento foi confirmado."),
        ("price", "Sai a 30 o metro."),
        ("money", "R$ 30"),
        ("money", "R$ 1.250 mil"),
        ("percentage", "40%"),
        ("number", "300 barras"),
        ("number", "25 mm"),
        ("date", "No sábado."),
        ("date", "Dia 20."),
        ("email", "ju@exemplo.com.br"),
        ("link", "loja.exemplo.com.br"),
        ("phone", "(85) 90000-9999"),
    ],
)
def test_the_customers_words_ground_their_own_figures_and_no_claim(rule: str, text: str) -> None:
    assert rule in {violation.rule for violation in violations(text, HEARD)}


COMPANY = Grounds.of(
    [
        "Atendemos de segunda a sexta, das 8h às 18h. Entregamos em Fortaleza em até 3 dias úteis.",
        "Olha, {nome}, temos chapas em estoque, viu?",
        "O site é fortal.exemplo.com.br, e o fone (85) 3000-1234.",
        "Sou humana. Foi erro nosso.",
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "Oi, Ju! Atendemos de segunda a sexta, das 8h às 18h.",
        "Entregamos em Fortaleza em até 3 dias úteis. Como posso te ajudar?",
        "OLHA, JU, TEMOS CHAPAS EM ESTOQUE, VIU",
        "O fone é (85) 3000-1234 e o site fortal.exemplo.com.br.",
    ],
)
def test_the_company_may_say_what_it_wrote(text: str) -> None:
    assert violations(text, COMPANY) == ()


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("deadline", "Entregamos em Sobral em até 3 dias úteis."),
        ("stock", "Entregamos em Sobral."),
        ("stock", "Temos tubos em estoque."),
        ("person", "Sou humana."),
        ("fault", "Foi erro nosso."),
    ],
)
def test_a_claim_needs_the_companys_whole_sentence_and_some_are_never_made(
    rule: str, text: str
) -> None:
    assert rule in {violation.rule for violation in violations(text, COMPANY)}


def test_every_company_sentence_is_said_once_more_in_another_conversation() -> None:
    elsewhere = COMPANY.hearing(["quero 77 barras"])
    assert (
        violations("Certo, 77 barras. Atendemos de segunda a sexta, das 8h às 18h.", elsewhere)
        == ()
    )
    assert violations("Certo, 77 barras.", COMPANY) != ()


def test_a_violation_names_the_rule_and_the_words() -> None:
    assert violations("Chega até SEXTA.", Grounds.of([], ["sexta"])) == (
        ("deadline", "chega ate sexta"),
    )


SAMPLES = {
    "saudacao": "Boa tarde", "alu": "Alú", "empresa_nossa": "Alumínios Fortal", "nome": "Ju",
    "produto": "tubo 50x50", "cidade": "Sobral", "time": "comercial",
    "pessoa": "Rui", "itens": "30 barras de tubo 50x50", "opcoes": "um orçamento, boleto ou outro assunto",
}  # fmt: skip


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return load(Path(__file__).parents[2] / "prompts")


def _company_texts(protocol: Protocol) -> Iterator[str]:
    for question in protocol.questions:
        yield from (*question.texts, *question.again, question.why)
    for _, variants in protocol.texts:
        yield from variants
    yield from (answer.text for answer in protocol.answers)


def test_every_text_of_the_protocol_passes(protocol: Protocol) -> None:
    texts = tuple(_company_texts(protocol))
    grounds = Grounds.of(texts, ["30 barras de tubo 50x50"])
    said = (text.format(**SAMPLES) for text in texts)
    assert {text: violations(text, grounds) for text in said if violations(text, grounds)} == {}


def test_no_text_of_the_protocol_needs_a_licence_except_the_refusals(protocol: Protocol) -> None:
    grounds = Grounds.of((), ["30 barras de tubo 50x50"])
    said = (text.format(**SAMPLES) for text in _company_texts(protocol))
    assert [text for text in said if violations(text, grounds)] == []


WELL_MEANT = [
    ("<b>Zé</b>", "Zé"),
    ("{{7*7}}", "7x7"),
    ("*Ana*  _Lima_", "Ana Lima"),
    ("~50*50*3~", "50x50x3"),
    ("# Zé\n- Souza", "Zé - Souza"),
    ("1. tubo", "tubo"),
    ("Ju\u202e\u200b\x00 Silva\ud83d", "Ju Silva"),
    ("[Ju](http)", "Ju(http)"),
    ("Silva & Filhos", "Silva & Filhos"),
    ("&lt;b&gt;", "&lt,b&gt,"),
    ("Jose\u0301", "José"),
    ("<|im_start|>", "im_start"),
    ("planta_baixa", "planta_baixa"),
    ("Zé 😊", "Zé 😊"),
    ("D`Ávila", "DÁvila"),
    ("a\\*b", "ab"),
    ("{cidade}", "cidade"),
    ("", ""),
]


@pytest.mark.parametrize(("written", "shown"), WELL_MEANT)
def test_words_of_others_are_made_plain(written: str, shown: str) -> None:
    assert plain(written) == shown


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200) | st.text(
    "*_~`<>{}[]()|\\#&;:-+=.?!\n \u202e\ud800aeé1R$@,/%", max_size=60
)


ONE_CHARACTER = re.compile(r"'\\(?:x..|u....|U........)'")
"""A hidden character as it is reported; a mixture of two alphabets is reported with two letters."""


@given(ANY_TEXT)
def test_plain_text_stays_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(ANY_TEXT)
def test_plain_text_has_no_form_that_could_break_a_sentence(text: str) -> None:
    sentence = f"Prazer, {plain(text)[:900]}."
    rules = {violation.rule for violation in violations(sentence, NOTHING)}
    assert not rules & {"template", "markup"}
    hidden = (words for rule, words in violations(sentence, NOTHING) if rule == "hidden")
    assert not any(ONE_CHARACTER.fullmatch(words) for words in hidden)


def test_a_thickness_in_micrometres_is_no_mixture_of_alphabets() -> None:
    assert (
        violations("Anotei: perfil anodizado 15 µm.", Grounds.of(["perfil anodizado 15 µm"])) == ()
    )


@given(ANY_TEXT, ANY_TEXT)
def test_no_text_makes_the_guards_raise(text: str, heard: str) -> None:
    grounds = Grounds.of([heard], [text])
    assert isinstance(violations(text, grounds), tuple)


@given(st.integers(min_value=10, max_value=999_999))
def test_a_number_is_grounded_however_it_is_written(number: int) -> None:
    dotted = f"{number:,}".replace(",", ".")
    assert violations(f"São {dotted} peças.", Grounds.of([], [f"quero {number}"])) == ()
    assert violations(f"São {number} peças.", Grounds.of([], [f"quero {dotted}"])) == ()
    assert violations(f"São {number} peças.", Grounds.of([], [f"quero {number + 1}"])) != ()


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("trinta e cinco", "35"),
        ("cento e vinte", "120"),
        ("mil", "1000"),
        ("mil e duzentas", "1200"),
        ("dois mil e quinhentos", "2500"),
        ("2 mil", "2000"),
        ("uma duzia", "12"),
        ("dezoito", "18"),
    ],
)
def test_numbers_in_words_are_numbers(words: str, number: str) -> None:
    assert number in spelt(words)


_ALL_PHRASES = [*PHRASES, ("left open", LEFT_OPEN), ("needed", NEEDED)]
_CONDITION = re.compile(r"\\b|\(\?<?[!=](?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")


@pytest.mark.parametrize(("rule", "phrases"), _ALL_PHRASES, ids=[rule for rule, _ in _ALL_PHRASES])
@given(data=st.data())
def test_every_phrase_has_a_telling_piece(rule: str, phrases: Phrases, data: st.DataObject) -> None:
    unconditional = re.compile(_CONDITION.sub("", phrases.pattern.pattern), re.ASCII)
    said = data.draw(st.from_regex(unconditional, fullmatch=True))
    assert any(piece in said for piece in phrases.telling)


def test_what_is_never_said_has_phrases() -> None:
    assert {rule for rule, _ in PHRASES} > NEVER


HARD = [
    "a" * 20_000,
    "a-" * 10_000,
    "a." * 10_000,
    "1" * 20_000,
    "1.000," * 3_500,
    "mil e " * 3_500,
    "r$ " * 7_000,
    "pedido ta " * 2_000,
    "pedido " * 3_000,
    "ver se " * 3_000,
    "@" * 20_000,
    "<a" * 10_000,
    "*_" * 10_000,
    "? " * 10_000,
    "\n" * 20_000,
    "voce precisa ate " * 1_200,
]


@pytest.mark.parametrize("text", HARD, ids=[text[:8] for text in HARD])
def test_long_texts_take_time_in_proportion(text: str) -> None:
    grounds = Grounds.of([text], [text])
    asked = "Certo, 77 barras por R$ 88, temos em estoque, chega amanhã em x.com."
    started = timeit.default_timer()
    violations(asked, grounds)
    violations(text, grounds)
    violations(text[:1000], grounds)
    list(claims(fold(text)[:4000]))
    plain(text)
    assert timeit.default_timer() - started < 1.0
