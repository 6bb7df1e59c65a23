"""The writer's firm: "da Metal Forte", "a empresa é a Box Norte", "KLEBER ESQUADRIAS LTDA"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from agent.extract.gazetteer import STATES, cities, first_names
from agent.extract.lexicon import Token, tokens
from agent.extract.naming import PARTICLES, Name, stands_large
from agent.extract.page import Mark, Page
from agent.extract.trade import Trade
from agent.extract.words import COMMON, FIRM_KINDS, FIRM_WORDS, NO_FIRM, TITLES

SECTOR = (
    r"(?:financeiro|compras|comercial|almoxarifado|engenharia|obras?|producao|suprimentos|rh|fiscal"
    r"|logistica|contabilidade|faturamento|administrativo|adm|administracao|expedicao|diretoria"
    r"|projetos|qualidade|juridico|recepcao|portaria|contas a pagar|manutencao|pcp)"
)
_FIRM_CUE = re.compile(
    r"\b(?:(?:empresa|firma)(?: se chama| chama(?:-se)?| (?:e|eh|es)(?: a| o| la)?| ?:| =)"
    r"|razao social(?: (?:e|eh|mudou pra))? ?:?|nome fantasia ?:?"
    r"|represent(?:o|amos) a(?: marca| empresa| firma)?|[en]m? ?o? nome d[ao]"
    rf"|(?:minha|nossa|pra|para|pra a) (?:empresa|firma),"
    rf"|(?:minha|nossa) (?:{'|'.join(sorted(FIRM_KINDS))}),(?= [ao] )"
    r"|represent\w{1,6} d?a (?:marca|empresa|firma)"
    r"|(?P<bare>empresa|firma))[ :]{1,2}(?:a |o )?"
)
_FROM_FIRM = re.compile(
    r"\b(?:comprador|compradora|contadora?|zeladora?|estagiari[oa]|don[oa]|gerente|soci[oa]|proprietari[oa]|encarregad[oa]|engenheir[oa]|sindic[oa]"
    r"|almoxarife|motorista|secretari[oa]|funcionari[oa]|vendedora?|consultora?|diretora?"
    r"|assistente|auxiliar|analista|supervisora?|arquitet[oa]|sou|soy|somos"
    r"|aqui(?: (?:e|eh)|(?= da ))|falo|falamos|falando|trabalho|compro|compramos|escrevo)(?: aqui)?"
    r" (?:(?:d|n)[ao]|pel[ao]|em nome d[ao])(?: empresa| firma)? "
)
_HINT = re.compile(
    rf"\b(?:(?:eh|e|contato|{SECTOR}) d[ao]|somos [ao]|(?:represent(?:o|ante|amos)|socia) (?:comercial )?"
    r"d?[ao])(?: empresa| firma)? "
)
_FOR_FIRM = re.compile(
    r"\b(?:(?:e|eh|seria|fatur\w{1,3}|orcamento|cotacao|pedido|nota|compra\w{0,2}) (?:e )?"
    r"(?:pra|para|p/)|no nome d[ao]|em nome d[ao]|(?:sai|sair|vai|fatur\w{1,3}) pel[ao])(?: [ao])?"
    r"(?: empresa| firma)? "
)
_KIND_CUE = re.compile(
    r"(?<!entrega )(?<!entregar )(?<!frete )(?<!obra )\b(?:(?:pra|para|p/) [ao]|(?:es)?to(?:u)? n[ao]) "
)
_BUT = re.compile(r"\bmas (?:a empresa )?(?:e|eh) [ao] ")
_WHOLE = re.compile(r"^\W*(?:(?:e|eh|sou|falo) )?d[ao] ")
_LINE = re.compile(r"\n\s*(?:-\s*)?(?=[^\s])")
_LINES_OF_A_SIGNATURE = 3
_BY_KIND = re.compile(
    r"\b(?:construtora|vidracaria|serralh[ae]ria|marcenaria|metalurgica|incorporadora|madeireira"
    r"|refrigeracao|usinagem|ferragens|distribuidora|ferragista) (?=[a-z])"
)
_LEGAL = re.compile(r"\b(?:ltda|eireli|epp|s/a|s\.a)\b")
_AFTER_NAME = re.compile(
    r"(?: ?[,|(/-]{1,2} ?| |\n)(?:d[ao]s? (?P<sector>(?:setor d[eo] )?"
    rf"{SECTOR} (?:d[aeo] )?)?(?:(?:empresa|firma) )?)"
)
_CLAUSE_START = re.compile(r"(?:^|[,.;:!?\n] ?)(?=[a-z0-9])")
_FIRM_WORD = re.compile(r"[^\W_]+(?:['.&][^\W_]+)*\.?(?:/[a-z]{1,2}\b)?|&")
_FIRM_KIND = frozenset({"ltda", "me", "eireli", "epp", "s/a", "s.a", "s.a.", "sa"})
_KEPT_LARGE = frozenset({"me", "eireli", "epp", "s/a", "s.a", "s.a.", "mei"})
_FIRM_TOO = frozenset(
    {
        "casa",
        "comercial",
        "novo",
        "nova",
        "boa",
        "bom",
        "aluminio",
        "perfil",
        "perfis",
        "revenda",
        "chapas",
        "tubos",
    }
)
_JOINERS = frozenset({"&", "e", "sao"})
_MOST_WORDS = 6


class Firms:
    """Reads the writer's firm. ``trade``: the words that are material, not names."""

    def __init__(self, trade: Trade) -> None:
        self._trade = trade

    def named(self, page: Page) -> Iterator[Mark]:
        """A firm called so ("a empresa é a Metal Forte")."""
        yield from (firm.mark("empresa") for firm in islice(self._told(page, _FIRM_CUE), 1))

    def belonged_to(self, page: Page) -> Iterator[Mark]:
        """A firm only hinted at, when none was named: "sou da Metal Forte", "é pra Box Norte",
        "Construtora Alvorada", "Usinagem Precisa Ltda".
        """
        if any(mark.slot == "empresa" for mark in page.marks):
            return
        for reader in (
            self._from,
            self._hinted,
            self._for,
            self._by_law,
            self._by_kind,
            self._after_kind_cue,
            self._but,
            self._whole,
        ):
            firm = next(reader(page), None)
            if firm:
                yield firm.mark("empresa")
                return

    def after(self, page: Page, end: int) -> Iterator[Mark]:
        """The firm that follows a person's name ("a Ju da Metal Forte")."""
        joint = _AFTER_NAME.match(page.rest, end)
        firm = self.at(page, joint.end()) if joint else None
        if joint and firm and _is_told(page, joint, firm):
            yield firm.mark("empresa")

    def beside(self, page: Page, end: int) -> Iterator[Mark]:
        """The firm that stands between commas after a person's name ("a Ju, Metal Forte"): in
        capitals, with a firm's word unless who writes was asked.
        """
        firm = self.at(page, end + 2) if page.rest.startswith(", ", end) else None
        if firm is None or not self._is_proper(page, firm) or not _ends_clause(page, firm):
            return
        if page.asked & {"nome", "empresa"} or _has_firm_word(page, firm):
            yield firm.mark("empresa")

    def below(self, page: Page, end: int) -> Iterator[Mark]:
        """The firm on a line of its own in a signature, under the name that ends here."""
        for line in islice(_LINE.finditer(page.rest, end), _LINES_OF_A_SIGNATURE):
            firm = self.at(page, line.end())
            if firm and self._is_proper(page, firm) and _ends_line(page, firm):
                yield firm.mark("empresa")
                return

    def at(self, page: Page, start: int) -> Name | None:
        """The firm whose name begins here."""
        firm = _firm(page, start)
        return firm if firm and not self._is_no_firm(page.rest[firm.start : firm.end]) else None

    def is_evident(self, page: Page, firm: Name) -> bool:
        """Whether the name alone tells a firm: several words that begin large, or a firm's word."""
        words = _main_words(page, firm)
        if self._trade.is_all(page.rest[firm.start : firm.end]) or len(words) < 2:
            return False
        return _is_large(page, firm) or any(word.word in FIRM_WORDS for word in words)

    def _told(self, page: Page, cue: re.Pattern[str]) -> Iterator[Name]:
        for found in cue.finditer(page.rest):
            firm = self.at(page, found.end())
            if firm and _is_told(page, found, firm):
                yield firm

    def _from(self, page: Page) -> Iterator[Name]:
        return self._told(page, _FROM_FIRM)

    def _hinted(self, page: Page) -> Iterator[Name]:
        for found in _HINT.finditer(page.rest):
            firm = self.at(page, found.end())
            joins = page.raw[found.start() : found.start() + 2].lower() == "e "
            if firm and not joins and (_is_large(page, firm) or self.is_evident(page, firm)):
                yield firm

    def _for(self, page: Page) -> Iterator[Name]:
        for found in _FOR_FIRM.finditer(page.rest):
            firm = self.at(page, found.end())
            if firm and self.is_evident(page, firm) and not _is_person(page, firm):
                yield firm

    def _after_kind_cue(self, page: Page) -> Iterator[Name]:
        """The firm for which it is, or where the writer is now: "agora to na Alfa Box"."""
        for firm in self._proper(page, _KIND_CUE):
            if _has_firm_word(page, firm):
                yield firm

    def _but(self, page: Page) -> Iterator[Name]:
        """The firm said instead of what was asked: "o CNPJ não passo, mas é a Granja Alfa"."""
        if page.asked & {"empresa", "cnpj"}:
            yield from self._proper(page, _BUT)

    def _whole(self, page: Page) -> Iterator[Name]:
        """A message that says no more than "da Serralheria Alfa"."""
        for firm in self._proper(page, _WHOLE):
            if _has_firm_word(page, firm) and not page.rest[firm.end :].strip(" .!\n"):
                yield firm

    def _proper(self, page: Page, cue: re.Pattern[str]) -> Iterator[Name]:
        for found in cue.finditer(page.rest):
            firm = self.at(page, found.end())
            if firm and self._is_proper(page, firm):
                yield firm

    def _is_proper(self, page: Page, firm: Name) -> bool:
        """Whether the name is a firm's by itself, all its words in capitals."""
        person = _is_person(page, firm) and not _has_firm_word(page, firm)
        return not person and _is_large(page, firm) and self.is_evident(page, firm)

    def _by_kind(self, page: Page) -> Iterator[Name]:
        for found in _BY_KIND.finditer(page.rest):
            firm = self.at(page, found.start())
            if firm and _is_large(page, firm) and self.is_evident(page, firm):
                yield firm

    def _by_law(self, page: Page) -> Iterator[Name]:
        for clause in _CLAUSE_START.finditer(page.rest) if _LEGAL.search(page.rest) else ():
            firm = self.at(page, clause.end())
            if firm and _LEGAL.search(page.rest, firm.start, firm.end):
                yield firm

    def _is_no_firm(self, words: str) -> bool:
        several = tuple(words.split())
        if several[0] in NO_FIRM or len(words) < 3:
            return True
        if words in STATES or several in cities().by_words:
            return True
        return len(several) == 1 and (words in FIRM_KINDS or self._trade.is_all(words))


def _main_words(page: Page, firm: Name) -> list[Token]:
    found = tokens(page.rest[firm.start : firm.end])
    return [word for word in found if word.word not in PARTICLES | _JOINERS]


def _is_large(page: Page, firm: Name) -> bool:
    """Whether every word of weight begins with a capital that means something."""
    return all(
        stands_large(page, firm.start + word.start) or word.word[0].isdigit()
        for word in _main_words(page, firm)
    )


def _has_firm_word(page: Page, firm: Name) -> bool:
    return any(word.word in FIRM_WORDS for word in _main_words(page, firm))


def _ends_clause(page: Page, firm: Name) -> bool:
    return page.rest[firm.end :].lstrip(" ")[:1] in {"", ",", ".", ";", "!", "\n"}


def _ends_line(page: Page, firm: Name) -> bool:
    return page.rest[firm.end :].lstrip(" .,")[:1] in {"", "\n"}


def _is_person(page: Page, firm: Name) -> bool:
    words = tokens(page.rest[firm.start : firm.end])
    first = words[0].word
    return (first in first_names() or first in TITLES) and not any(
        word.word in FIRM_WORDS for word in words
    )


def _is_told(page: Page, cue: re.Match[str], firm: Name) -> bool:
    """Whether these words after a cue name a firm. Small letters do if it was asked, or in two words
    side by side ("da metal forte", not "da serralheria da esquina"), but not after a bare "empresa".
    """
    if _is_nickname(cue, firm) or (cue.group().endswith("do ") and _is_person(page, firm)):
        return False
    words = _main_words(page, firm)
    if page.asked & {"nome", "empresa"}:
        return True
    if any(stands_large(page, firm.start + word.start) for word in words):
        return True
    apart = len(words) < 2 or words[1].start - words[0].end > 1
    return not apart and not cue.groupdict().get("bare")


def _is_nickname(joint: re.Match[str], firm: Name) -> bool:
    """Whether this is "Zé do Gesso" rather than somebody "do Grupo Norte"."""
    return joint.group().endswith("do ") and " " not in firm.text


def _firm(page: Page, start: int) -> Name | None:
    """Words of a firm's name, up to a sign or an ordinary word; "e" and "&" join two of them."""
    words = _firm_words(page, start)
    while words and words[-1].word in PARTICLES | _JOINERS:
        words.pop()
    if not words:
        return None
    end = words[-1].end - _ends_a_sentence(words[-1].word)
    written = page.words(words[0].start, end)
    shouting = written.isupper() and (" " in written or page.raw.isupper())
    return Name(_firm_title(written, shouting=shouting), words[0].start, end)


def _firm_words(page: Page, start: int) -> list[Token]:
    words: list[Token] = []
    word = _FIRM_WORD.match(page.rest, start)
    while word and len(words) < _MOST_WORDS and _is_firm_word(page, word, start):
        words.append(Token(word.group(), *word.span()))
        follows = page.rest[word.end() : word.end() + 1] == " "
        if not follows or _ends_a_sentence(word.group()):
            break
        word = _FIRM_WORD.match(page.rest, word.end() + 1)
    return words


def _ends_a_sentence(word: str) -> bool:
    return word.endswith(".") and word != "s.a." and len(word) > 2


def _is_firm_word(page: Page, word: re.Match[str], start: int) -> bool:
    written = word.group()
    if word.start() == start:
        return _may_begin(page, word)
    if written in {"de", "em"} and _town_follows(page.rest, word.end()):
        return False
    if written in PARTICLES or written in _JOINERS:
        return _joins(page, word, start)
    ordinary = (
        written.rstrip(".") in COMMON
        and written not in _FIRM_KIND
        and not written.startswith("alumini")
    )
    return not ordinary or stands_large(page, word.start())


def _may_begin(page: Page, word: re.Match[str]) -> bool:
    """Whether a firm may be called so: "3 Irmãos" may, "3 irmãos" and "quero" may not."""
    written = word.group()
    if written.isdigit():
        follows = page.rest[word.end() : word.end() + 1] == " "
        return follows and page.raw[word.end() + 1 : word.end() + 2].isupper()
    return written not in COMMON or written in _FIRM_TOO


def _joins(page: Page, word: re.Match[str], start: int) -> bool:
    """Whether a name that began here goes on after "da" or "e": one in capitals does so in capitals."""
    following = _FIRM_WORD.match(page.rest, word.end() + 1)
    if following is None:
        return False
    large = page.raw[following.start()].isupper()
    return large if stands_large(page, start) else large or following.group() not in COMMON


def _town_follows(text: str, start: int) -> bool:
    words = [token.word for token in tokens(text[start : start + 48])]
    return any(
        tuple(words[:size]) in cities().by_words for size in range(1, min(len(words), 5) + 1)
    )


def _firm_title(words: str, *, shouting: bool) -> str:
    return " ".join(_firm_word_title(word, shouting=shouting) for word in words.split())


def _firm_word_title(word: str, *, shouting: bool) -> str:
    low = word.lower()
    if low in PARTICLES or low in {"e", "em", "del", "y"}:
        return low
    if low.startswith("ltda"):
        return low.capitalize()
    if low in _KEPT_LARGE or (word.isupper() and (not shouting or not set("AEIOU") & set(word))):
        return word.upper()
    return word if not shouting and not word.islower() else word.capitalize()
