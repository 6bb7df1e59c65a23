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

_ANYWHERE: tuple[tuple[FormRule, re.Pattern[str]], ...] = (
    ("template", re.compile(r"[{}]+|<%")),
    (
        "tokens",
        re.compile(
            r"<\|[^|>\n]{0,40}\|?>|\[/?inst\]|<<\s?/?sys\s?>>|</?s>|<(?:bos|eos|pad|unk)>"
            r"|<(?:start|end)_of_turn>|</?(?:think|thinking|tool_call|tool|function|answer|output)\b"
            r"|#{2,} ?(?:instruc|instruction|response|resposta|system|sistema|user|human|assistant)"
        ),
    ),
    (
        "markup",
        re.compile(
            r"`|\*[^*]*\*|~[^~]*~|(?<![^\W_])_|_(?![^\W_])|</?[a-z!?][^<>]{0,200}>?|&#?\w{1,31};"
            r"|\]\s?\(|\\"
        ),
    ),
)
_LINE_STARTS: tuple[tuple[FormRule, re.Pattern[str]], ...] = (
    (
        "tokens",
        re.compile(
            r"^\s*(?:assistant|assistente|system|sistema|user|usuario|human|humano|ai|model|bot"
            r"|alu|cliente|customer|atendente|instruction|response|resposta) ?:",
            re.MULTILINE,
        ),
    ),
    (
        "markup",
        re.compile(
            r"^ {0,3}(?:#{1,6}(?:\s|$)|[-+*•>](?:\s|$)|\d{1,9}[.)]\s|={3,}|-{3,})", re.MULTILINE
        ),
    ),
)
_ODD = re.compile(r"[`*~_<{}\[\]\\&#]")
_HIDDEN = re.compile(f"[{HIDDEN}]|(?<![\ufe0f\u2190-\u2bff\U0001f000-\U0001faff])\u200d")
_TWO_ALPHABETS = re.compile("[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]")
_ASKED = re.compile(r"\?[?!\s]*")


def faults_of_form(text: str, folded: str) -> Iterator[tuple[FormRule, str]]:
    """Everything in the form of a text that must not leave, with the words concerned."""
    yield from _odd_characters(folded)
    yield from _hidden_characters(text, folded)
    if len(asked := _ASKED.findall(folded)) > 1:
        yield "questions", f"{len(asked)} questions"


def _odd_characters(folded: str) -> Iterator[tuple[FormRule, str]]:
    everywhere = _ANYWHERE if _ODD.search(folded) else ()
    for rule, pattern in (*everywhere, *_LINE_STARTS):
        for found in pattern.finditer(folded):
            yield rule, found[0].strip()


def _hidden_characters(text: str, folded: str) -> Iterator[tuple[FormRule, str]]:
    if hidden := _HIDDEN.search(text):
        yield "hidden", ascii(hidden[0])
    if not folded.isascii() and (mixed := _TWO_ALPHABETS.search(folded)):
        yield "hidden", ascii(mixed[0])
