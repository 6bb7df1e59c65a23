"""Acts, mood and language as far as wording alone gives them away."""

from __future__ import annotations

import pytest

from agent.mind.labels import ACTS, Act, Language, Mood
from agent.mind.offline import wording
from agent.mind.offline.signals import acts_of, language_of, mood_of


def acts(text: str, *, asked: bool = True) -> set[str]:
    return set(acts_of(text, asked=asked))


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("quero falar com um atendente", "asks_person"),
        ("queria falar direto com o gerente", "asks_person"),
        ("atendimento humano por favor", "asks_person"),
        ("me transfere", "asks_person"),
        ("não quero falar com robô", "asks_person"),
        ("quero gente!", "asks_person"),
        ("prefiro não dizer", "refuses"),
        ("não vou te passar isso", "refuses"),
        ("Não quero informar meu CNPJ", "refuses"),
        ("não tenho e-mail", "refuses"),
        ("nao tenho email", "refuses"),
        ("isso não interessa", "refuses"),
        ("depois eu mando", "postpones"),
        ("te passo amanhã", "postpones"),
        ("vou ver aqui", "postpones"),
        ("deixa eu conferir", "postpones"),
        ("quando eu souber eu digo", "postpones"),
        ("ainda não sei a medida, mas já mando", "postpones"),
        ("não sei", "unsure"),
        ("sei não", "unsure"),
        ("sei lá", "unsure"),
        ("não faço ideia", "unsure"),
        ("não lembro agora", "unsure"),
        ("no sé", "unsure"),
        ("na verdade são 60", "corrects"),
        ("digo, 40", "corrects"),
        ("ops, 40", "corrects"),
        ("me enganei", "corrects"),
        ("não, é Sobral", "corrects"),
        ("não são 30, são 40", "corrects"),
        ("muda a cor pra preto", "corrects"),
        ("pra que vc quer meu nome?", "asks_why"),
        ("por que precisa disso?", "asks_why"),
        ("tem em estoque?", "asks_fact"),
        ("vocês entregam em Sobral?", "asks_fact"),
        ("qual o prazo de entrega?", "asks_fact"),
        ("aceita cartão?", "asks_fact"),
    ],
)
def test_a_wording_gives_its_act_away(text: str, act: Act) -> None:
    assert act in acts(text)


@pytest.mark.parametrize(
    "text", ["sim", "Sim!", "ss", "isso mesmo", "pode ser", "Ok.", "UHUM", "é isso"]
)
def test_a_bare_yes_affirms(text: str) -> None:
    assert acts(text) == {"affirms"}


@pytest.mark.parametrize("text", ["não", "Não.", "n", "nn", "nada não", "só isso", "era só isso"])
def test_a_bare_no_denies(text: str) -> None:
    assert acts(text) == {"denies"}


@pytest.mark.parametrize(
    "text",
    ["sim, quero 30 barras", "não é esse", "isso é caro", "ok, depois vejo o resto com o Zé"],
)
def test_yes_and_no_among_other_words_are_neither(text: str) -> None:
    assert not acts(text) & {"affirms", "denies"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("👍", {"affirms"}),
        ("👍🏽", {"affirms"}),
        ("👎", {"denies"}),
        ("🙏", {"thanks"}),
        ("❤️", {"thanks"}),
        ("👍🙏", {"affirms", "thanks"}),
        ("✅ !", {"affirms"}),
        ("😀", set()),
        ("...", set()),
        ("", set()),
        ("manda 30 👍", set()),
    ],
)
def test_an_emoji_speaks_when_it_stands_alone(text: str, found: set[str]) -> None:
    assert acts(text) == found


@pytest.mark.parametrize("text", ["prefiro não dizer", "não sei", "não tenho e-mail"])
def test_without_a_question_there_is_nothing_to_refuse_or_not_know(text: str) -> None:
    assert not acts(text, asked=False) & {"refuses", "unsure"}


@pytest.mark.parametrize("text", ["tem tubo", "temos sucata?", "faz tempo que espero", "frete"])
def test_a_statement_asks_no_fact(text: str) -> None:
    assert "asks_fact" not in acts(text)


def test_emojis_and_wordings_perform_known_acts() -> None:
    assert {act for act, _ in wording.ACTS} | set(wording.EMOJI.values()) <= set(ACTS)


def test_yes_and_no_share_no_word() -> None:
    assert not wording.YES & wording.NO


@pytest.mark.parametrize(
    ("text", "said", "mood"),
    [
        ("quero 30 barras", (), "calm"),
        ("isso é um ABSURDO", (), "angry"),
        ("vou no procon", (), "angry"),
        ("seu inútil", ("abuses",), "angry"),
        ("que demora", ("complains",), "annoyed"),
        ("que demora, um absurdo", ("complains",), "angry"),
        ("preciso urgente", (), "hurried"),
        ("é pra ontem", (), "hurried"),
        ("urgente, que demora", ("complains",), "annoyed"),
        ("ótimo, adorei", (), "happy"),
        ("🎉", (), "happy"),
        ("", (), "calm"),
    ],
)
def test_the_mood_is_the_weightiest_that_shows(
    text: str, said: tuple[Act, ...], mood: Mood
) -> None:
    assert mood_of(text, frozenset(said)) == mood


@pytest.mark.parametrize(
    "text",
    [
        "qual o processo pra comprar?",
        "material pra processo de anodização",
        "somos um escritório de advogados",
    ],
)
def test_a_word_of_trade_is_no_anger(text: str) -> None:
    assert mood_of(text, frozenset()) == "calm"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("quero um orçamento", "pt"),
        ("hola, quiero comprar tubos", "es"),
        ("¿Cuánto cuesta?", "es"),
        ("necesito precio de chapas", "es"),
        ("Hello, I need a price please", "en"),
        ("the price?", "en"),
        ("order 8871", "pt"),
        ("vocês são da Soy Alimentos?", "pt"),
        ("30", "pt"),
        ("", "pt"),
        ("👍", "pt"),
    ],
)
def test_the_language_is_portuguese_unless_words_say_otherwise(
    text: str, language: Language
) -> None:
    assert language_of(text) == language
