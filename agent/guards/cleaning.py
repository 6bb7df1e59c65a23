"""Words that others wrote, made plain: a model's acknowledgement, a customer's name, a product."""

from __future__ import annotations

import re
import unicodedata

from agent.guards.form import HIDDEN

_LINES = re.compile(r"[\s\u0085\u2028\u2029]+")
_TAG = re.compile(r"</?[A-Za-z!?][^<>]{0,200}>")
_TIMES = re.compile(r"(?<=\d) ?\* ?(?=\d)")
_MARKS = re.compile(rf"[*~`{{}}<>\[\]|\\{HIDDEN}\u200d]")
_EDGE_UNDERSCORES = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
_ENTITY = re.compile(r"(&#?\w{1,31});")
_OPENING = re.compile(r"\A(?:(?:[#>+=•-]+|\d{1,9}[.)])(?:\s+|$))+")


def plain(text: str) -> str:
    """``text`` in one line without emphasis marks, tags, braces, control characters, list markers.

    What a person reads stays: "<b>Zé</b>" is "Zé", "50*50" is "50x50". Plain text stays as it is.
    """
    text = _TAG.sub("", unicodedata.normalize("NFC", text))
    text = _MARKS.sub("", _TIMES.sub("x", _LINES.sub(" ", text)))
    text = _ENTITY.sub(r"\1,", _EDGE_UNDERSCORES.sub("", text))
    text = _LINES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    return _OPENING.sub("", text)
