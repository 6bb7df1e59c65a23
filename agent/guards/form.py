"""The form of an outgoing text: plain words, alike on every screen, nothing of a model's inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

FormRule = Literal["length", "questions", "template", "tokens", "markup", "hidden"]

LONGEST = 1000
"""Characters of the longest text."""

HIDDEN = (
    "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\ue000-\uf8ff\ud800-\udfff"
    "\U000e0000-\U0010ffff"
)
"""Control, bidirectional, invisible, private characters and lone halves, for a character class."""

_MARKUP: tuple[tuple[FormRule, re.Pattern[str]], ...] = (
    ("template", re.compile(r"[{}]+|<%")),
    (
        "markup",
        re.compile(
            r"`|\*[^*]*\*|~[^~]*~|(?<![^\W_])_|_(?![^\W_])|</?[A-Za-z!?][^<>]{0,200}>?|&#?\w{1,31};"
            r"|\]\s?\(|\\"
        ),
    ),
)
_TOKENS = re.compile(
    r"<\|[^|>\n]{0,40}\|?>|\[/?inst\]|<<\s?/?sys\s?>>|</?s>|<(?:bos|eos|pad|unk)>"
    r"|<(?:start|end)_of_turn>|</?(?:think|thinking|tool_call|tool|function|answer|output)\b"
    r"|#{2,} ?(?:instruc|instruction|response|resposta|system|sistema|user|human|assistant)"
)
_ODD = re.compile(r"[`*~_<{}\[\]\\&#]")
_ROLE = re.compile(
    r"^\s*(?:assistant|assistente|system|sistema|user|usuario|human|humano|ai|model|bot|alu"
    r"|cliente|customer|atendente|instruction|response|resposta) ?:",
    re.MULTILINE,
)
_LINE_MARK = re.compile(
    r"^ {0,3}(?:#{1,6}(?:\s|$)|[-+*•>](?:\s|$)|\d{1,9}[.)]\s|={3,}|-{3,})", re.MULTILINE
)
_HIDDEN = re.compile(f"[{HIDDEN}]|(?<![\ufe0f\u2190-\u2bff\U0001f000-\U0001faff])\u200d")
_GREEK_OR_CYRILLIC = "\u0370-\u03bb\u03bd-\u052f"  # without µ, which is a unit
_TWO_ALPHABETS = re.compile(f"[a-z][{_GREEK_OR_CYRILLIC}]|[{_GREEK_OR_CYRILLIC}][a-z]")
_ASKED = re.compile(r"\?[?!\s]*")


def faults_of_form(text: str, folded: str) -> Iterator[tuple[FormRule, str]]:
    """Everything in the form of a text that must not leave, with the words concerned."""
    if _ODD.search(folded):
        yield from _marks(text, folded)
    yield from (("tokens", role[0].strip()) for role in _ROLE.finditer(folded))
    yield from (("markup", mark[0].strip()) for mark in _LINE_MARK.finditer(text))
    yield from (("hidden", ascii(odd)) for odd in _hidden(text, folded))
    if len(asked := _ASKED.findall(folded)) > 1:
        yield "questions", f"{len(asked)} questions"


def _marks(text: str, folded: str) -> Iterator[tuple[FormRule, str]]:
    for rule, pattern in _MARKUP:
        yield from ((rule, mark[0]) for mark in pattern.finditer(text))
    yield from (("tokens", token[0]) for token in _TOKENS.finditer(folded))


def _hidden(text: str, folded: str) -> Iterator[str]:
    if hidden := _HIDDEN.search(text):
        yield hidden[0]
    if not folded.isascii() and (mixed := _TWO_ALPHABETS.search(folded)):
        yield mixed[0]
