"""The writer's firm: "da Metal Forte", "a empresa é a Box Norte", "KLEBER ESQUADRIAS LTDA"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from agent.extract.gazetteer import STATES, cities
from agent.extract.lexicon import Token, tokens
from agent.extract.naming import PARTICLES, Name, stands_large
from agent.extract.page import Mark, Page
from agent.extract.words import COMMON, NO_FIRM

_FIRM_CUE = re.compile(
    r"\b(?:(?:a |da |minha |nossa |nome da |o nome da )?(?:empresa|firma)(?: se chama"
    r"| chama(?:-se)?| (?:e|eh)(?: a| o)?| ?:| =)|razao social(?: e| eh)? ?:?"
    r"|nome fantasia ?:?|represento a|represent(?:ante )?d?a empresa|em nome d[ao]|(?:d"
    r"|n)?a empresa|(?P<bare>empresa|firma)|(?:minha|nossa) (?:empresa|firma),"
    r"|represent\w{1,6} d?a (?:marca|empresa|firma))[ :]{1,2}(?:a |o )?"
)
_FROM_FIRM = re.compile(
    r"\b(?:comprador|compradora|don[oa]|gerente|soci[oa]|proprietari[oa]|encarregado|engenheiro"
    r"|almoxarife|motorista|secretaria|funcionari[oa]|sou|somos|aqui (?:e|eh)|falo|falamos|falando"
    r"|trabalho|compro|compramos|escrevo|contato|eh|e)(?: aqui)?"
    r" (?:(?:d|n)[ao]|pel[ao]|em nome d[ao])(?: empresa| firma)? "
)
_AFTER_NAME = re.compile(
    r"(?: ?[,|(/-]{1,2} ?| )(?:d[ao]s? (?P<sector>(?:setor d[eo] )?(?:financeiro|compras"
    r"|comercial|almoxarifado|engenharia|obras?|producao|suprimentos|rh|fiscal|logistica)"
    r" (?:d[aeo] )?)?(?:(?:empresa|firma) )?)"
)
_FIRM_WORD = re.compile(r"[^\W_]+(?:['.&][^\W_]+)*\.?(?:/[a-z]{1,2}\b)?|&")
_FIRM_KIND = frozenset({"ltda", "me", "eireli", "epp", "s/a", "s.a", "s.a.", "sa"})
_KEPT_LARGE = frozenset({"me", "eireli", "epp", "s/a", "s.a", "s.a.", "mei"})
_FIRM_TOO = frozenset(
    {"casa", "novo", "nova", "boa", "bom", "aluminio", "perfil", "perfis", "chapas", "tubos"}
)
_JOINERS = frozenset({"&", "e", "sao"})
_MOST_WORDS = 6


class Firms:
    """Reads the writer's firm. ``is_trade`` tells whether folded words speak of a product."""

    def __init__(self, is_trade: Callable[[str], bool]) -> None:
        self._is_trade = is_trade

    def named(self, page: Page) -> Iterator[Mark]:
        """A firm called so ("a empresa é a Metal Forte")."""
        return self._first(page, _FIRM_CUE)

    def belonged_to(self, page: Page) -> Iterator[Mark]:
        """A firm only hinted at ("sou da Metal Forte"), when none was named."""
        if not any(mark.slot == "empresa" for mark in page.marks):
            yield from self._first(page, _FROM_FIRM)

    def after(self, page: Page, end: int) -> Iterator[Mark]:
        """The firm that follows a person's name ("a Ju da Metal Forte")."""
        joint = _AFTER_NAME.match(page.rest, end)
        firm = self.at(page, joint.end()) if joint else None
        if firm:
            yield firm.mark("empresa")

    def at(self, page: Page, start: int) -> Name | None:
        """The firm whose name begins here."""
        firm = _firm(page, start)
        return firm if firm and not self._is_no_firm(page.rest[firm.start : firm.end]) else None

    def _first(self, page: Page, cue: re.Pattern[str]) -> Iterator[Mark]:
        for found in cue.finditer(page.rest):
            firm = self.at(page, found.end())
            if firm and _is_told(page, found, firm):
                yield firm.mark("empresa")
                return

    def _is_no_firm(self, words: str) -> bool:
        several = tuple(words.split())
        if several[0] in NO_FIRM or words in STATES or several in cities().by_words:
            return True
        return len(several) == 1 and self._is_trade(words)


def _is_told(page: Page, cue: re.Match[str], firm: Name) -> bool:
    """After the bare word "empresa" only capitals make a name, unless the firm was asked."""
    if cue.group().endswith("do ") and " " not in firm.text:
        return False
    bare = cue.groupdict().get("bare")
    return not bare or "empresa" in page.asked or page.raw[firm.start].isupper()


def _firm(page: Page, start: int) -> Name | None:
    """Words of a firm's name, up to a sign or an ordinary word; "e" and "&" join two of them."""
    words = _firm_words(page, start)
    while words and words[-1].word in PARTICLES | _JOINERS:
        words.pop()
    if not words:
        return None
    end = words[-1].end - _ends_a_sentence(words[-1].word)
    return Name(_firm_title(page.words(words[0].start, end)), words[0].start, end)


def _firm_words(page: Page, start: int) -> list[Token]:
    words: list[Token] = []
    word = _FIRM_WORD.match(page.rest, start)
    while word and len(words) < _MOST_WORDS and _is_firm_word(page, word, first=not words):
        words.append(Token(word.group(), *word.span()))
        follows = page.rest[word.end() : word.end() + 1] == " "
        if not follows or _ends_a_sentence(word.group()):
            break
        word = _FIRM_WORD.match(page.rest, word.end() + 1)
    return words


def _ends_a_sentence(word: str) -> bool:
    return word.endswith(".") and word != "s.a."


def _is_firm_word(page: Page, word: re.Match[str], *, first: bool) -> bool:
    written = word.group()
    if first:
        return (written not in COMMON or written in _FIRM_TOO) and not written.isdigit()
    if written in {"de", "em"} and _town_follows(page.rest, word.end()):
        return False
    if written in PARTICLES or written in _JOINERS:
        return _joins(page, word)
    ordinary = written in COMMON and written not in _FIRM_KIND
    return not ordinary or stands_large(page, word.start())


def _joins(page: Page, word: re.Match[str]) -> bool:
    following = _FIRM_WORD.match(page.rest, word.end() + 1)
    return following is not None and (
        following.group() not in COMMON or page.raw[following.start()].isupper()
    )


def _town_follows(text: str, start: int) -> bool:
    words = [token.word for token in tokens(text[start : start + 48])]
    return any(
        tuple(words[:size]) in cities().by_words for size in range(1, min(len(words), 5) + 1)
    )


def _firm_title(words: str) -> str:
    shouting = words.isupper()
    return " ".join(_firm_word_title(word, shouting=shouting) for word in words.split())


def _firm_word_title(word: str, *, shouting: bool) -> str:
    low = word.lower()
    if low in PARTICLES or low in {"e", "em"}:
        return low
    if low.startswith("ltda"):
        return low.capitalize()
    if low in _KEPT_LARGE or (word.isupper() and (not shouting or not set("AEIOU") & set(word))):
        return word.upper()
    return word if not shouting and not word.islower() else word.capitalize()
