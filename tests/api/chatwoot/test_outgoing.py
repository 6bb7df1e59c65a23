"""Nothing that leaves is a template, a mark-up or an order to a screen."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.chatwoot.outgoing import clipped, prepared, speakable

HARD = "\u00a0"

NEUTRAL = [
    ("Olá, Maria! Tudo bem?", "Olá, Maria! Tudo bem?"),
    ("{{contact.name}}", "{ {contact.name} }"),
    ("{% if true %}x{% endif %}", "{ % if true % }x{ % endif % }"),
    ("{{{x}}}", "{ { {x} } }"),
    ("{ x }", "{ x }"),
    ("**negrito** e *itálico*", "∗∗negrito∗∗ e ∗itálico∗"),
    ("_itálico_ e joao_silva@x.example", "ˍitálicoˍ e joao_silva@x.example"),
    ("~~x~~ `{{a}}`", "∼∼x∼∼ ˋ{ {a} }ˋ"),
    ("linha\\\nlinha", "linha∖\nlinha"),
    ("[clique](https://x.example)", "[clique] (https://x.example)"),
    ("[x]: https://x.example", "[x] : https://x.example"),
    ("<b>oi</b> <!-- --> <https://x.example>", "‹b>oi‹/b> ‹!-- --> ‹https://x.example>"),
    ("3 < 4 e 5 > 4", "3 < 4 e 5 > 4"),
    ("&copy; &#42; P&D", "＆copy; ＆#42; P&D"),
    ("# título\n## outro", f"#{HARD}título\n##{HARD}outro"),
    ("1. um\n2) dois\n- três\n+ quatro", f"1.{HARD}um\n2){HARD}dois\n-{HARD}três\n+{HARD}quatro"),
    ("1.200 kg e 2,5 m", "1.200 kg e 2,5 m"),
    ("> citado\n >> duas", "› citado\n›› duas"),
    ("título\n===\nx\n---", "título\n—\nx\n—"),
    ("    código\n\tcódigo", "código\ncódigo"),
    ("fim de linha  \nx", "fim de linha\nx"),
    ("|a|b|\n|-|-|", "¦a¦b¦\n¦-¦-¦"),
    ("a\r\nb\rc", "a\nb\nc"),
    ("a\n\n\n\n\nb", "a\n\nb"),
    ("a\0b\x1b[31mc\u202ed\ud800e", "ab[31mcde"),
    ("👩‍🔧 ok", "👩‍🔧 ok"),
    ("   ", ""),
]


@pytest.mark.parametrize(("text", "leaves"), NEUTRAL)
def test_text_means_what_it_shows(text, leaves):
    assert prepared(text) == leaves


MARKS = st.text(alphabet="{}%*_~`<>[]()#-+=.|&;1a \n\\!:é\0\u202e", max_size=60) | st.text(
    max_size=60
)
BLOCK = re.compile(r"^[ \t]*(#{1,6}[ \t]|[-+*][ \t]|\d{1,9}[.)][ \t]|>| {4}|```|~~~)", re.MULTILINE)


@settings(max_examples=400, deadline=None)
@given(MARKS)
def test_no_text_leaves_with_a_meaning_and_preparing_twice_changes_nothing(text):
    leaves = prepared(text)
    assert not re.search(r"\{\{|\{%|[*~`\\]|\]\(|<[A-Za-z/!?]", leaves)
    assert not BLOCK.search(leaves)
    assert prepared(leaves) == leaves
    leaves.encode()


def test_text_beyond_the_channels_limit_is_cut():
    assert len(prepared("a" * 5000)) == 4096
    assert prepared("a" * 5000).endswith("a…")
    assert clipped("abc", 3) == "abc"
    assert clipped("ab cd", 4) == "ab…"


def test_names_and_attributes_keep_their_marks():
    assert speakable("A*B\0 {{x}}") == "A*B {{x}}"


@pytest.mark.parametrize(
    "unit", ["-", "{", "|", "&#", "[", "-= ", ">", "\n", "1", "x          ", " ", "> ", "_", "<a"]
)
def test_the_work_grows_with_the_text_and_no_faster(unit):
    def seconds(times):
        text = unit * (times // len(unit)) + "x"
        begun = time.perf_counter()
        prepared(text, 10**6)
        return time.perf_counter() - begun

    assert (
        min(seconds(40_000) for _ in range(3)) < 20 * min(seconds(5_000) for _ in range(3)) + 0.01
    )
