"""The one function that prepares text for Chatwoot: nothing in it is a template, a mark-up or an order to a screen.

Chatwoot renders Liquid in every outgoing text and reads it as CommonMark (4.9 and later) before WhatsApp reads it
again; older servers pass it on as it is. So nothing is escaped with backslashes, which older servers would show: each
letter that could mean something is replaced by one that looks the same and means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from agent.effects import Effect

LONGEST_TEXT = 4096  # WhatsApp's text body; Chatwoot neither splits nor checks
LONGEST_NOTE = 20_000
LONGEST_ATTRIBUTE = 1500

_HARD_SPACE = "\u00a0"
_UNSPEAKABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff]"
)
_ALIKE = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ", "\\": "∖", "|": "¦"})
_LIQUID = re.compile(r"\{(?=[{%])|[%}](?=\})")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_LINK = re.compile(r"\](?=[(\[:])")
_RULE = re.compile(r"^(?=[-=+ ]*$)[+ ]*[-=][-=+ ]*$", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]*>+", re.MULTILINE)
_MARKER = re.compile(r"^[ \t]*(#{1,6}|[-+]|\d{1,9}[.)])[ \t]+", re.MULTILINE)
_MARGIN = re.compile(r"^[ \t]+|(?<![ \t])[ \t]+$", re.MULTILINE)
_BLANKS = re.compile(r"\n{3,}")


def prepared(text: str, longest: int = LONGEST_TEXT) -> str:
    """``text`` as it may be posted, at most ``longest`` characters. Preparing twice changes nothing."""
    text = speakable(text[: 2 * longest]).translate(_ALIKE)
    text = _LIQUID.sub(lambda brace: brace[0] + " ", text)
    text = _ENTITY.sub("＆", _TAG.sub("‹", _UNDERSCORE.sub("ˍ", text)))
    text = _blocks_flattened(_LINK.sub("] ", text))
    return clipped(_BLANKS.sub("\n\n", text).strip(), longest)


def posted(effect: Effect) -> str:
    """The text of a message as Chatwoot gets it; empty for effects that are none."""
    match effect["do"]:
        case "say":
            return prepared(effect["text"])
        case "note":
            return prepared(effect["text"], LONGEST_NOTE)
        case _:
            return ""


def speakable(text: str) -> str:
    """``text`` without what no database, parser or screen should meet: controls, lone surrogates, turned writing."""
    return _UNSPEAKABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def clipped(text: str, longest: int) -> str:
    """``text``, cut with an ellipsis where it is longer than ``longest``."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def storable(attributes: Mapping[str, str]) -> dict[str, str]:
    """Attributes as Chatwoot keeps them: nothing unspeakable, no value longer than it takes."""
    return {
        speakable(key): clipped(speakable(value), LONGEST_ATTRIBUTE)
        for key, value in attributes.items()
    }


def _blocks_flattened(text: str) -> str:
    """No heading, list, quote, rule or code block begins at any line."""
    text = _QUOTE.sub(lambda quote: "›" * quote[0].count(">"), _MARGIN.sub("", text))
    text = _RULE.sub("—", text)
    return _MARKER.sub(lambda marker: marker[1] + _HARD_SPACE, text)
