"""Who writes: the person's name, the firm's, the seller who serves them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from agent.extract.gazetteer import STATES, cities, first_names
from agent.extract.lexicon import Token, tokens
from agent.extract.page import READ, Mark, Page
from agent.extract.words import COMMON, NO_FIRM, SURNAMES, TITLES

_TITLE = r"(?:(?:o|a) )?(?:(?:seu|dona|sra?|dra?|doutora?|eng|mestre|prof)\.? )?"
_NAME_CUE = re.compile(
    r"\b(?:(?:o )?meu nome (?:completo )?(?:e|eh|:)|nome(?: completo)? ?[:=]|me chamo"
    r"|(?:pode )?me chamar? de|pode chamar de|me chama de"
    r"|aqui (?:quem fala )?(?:e|eh)(?: (?:o|a|com o|com a))|quem (?:fala|esta falando"
    r"|ta falando|escreve) (?:aqui )?(?:e|eh)"
    r"|quem fala aqui (?:e|eh)|falo com voces sou|em nome d[eoa](?= (?:seu|dona|sr)))"
    rf"[ :]{{1,3}}{_TITLE}"
)
_WEAK_NAME_CUE = re.compile(
    r"(?:\b(?:sou|aqui (?:e|eh)|aqui|eu sou|fala(?:ndo)?|att|ass|abs|atenciosamente|(?:e"
    rf"|eh)(?= [oa] ))[,.:]? {{1,2}}|\natt,?\n|\n-){_TITLE}"
)
_HERE = re.compile(
    r"(?:^|[,.!?\n] ?|\b(?:dia|tarde|noite|oi|ola"
    r"|opa) )(?P<name>[a-z]{2,15}(?: [a-z]{2,15})?) (?:aqui|falando)\b"
)
_SELLER_CUE = re.compile(
    r"\b(?:(?:meu|minha|o|a|nosso|nossa) vendedora? (?:(?:e|eh|que me atende e) )?(?:o |a )?"
    r"|vendedora? ?: ?(?:o |a )?|vendedora? (?:o |a )"
    r"|quem (?:sempre )?(?:me|nos) atende(?:u)? (?:e|eh|foi) (?:o |a )?|(?:atendid[oa]"
    r"|atendimento) (?:sempre )?(?:pel[oa]|com [oa]|d[oa]) "
    r"|(?:compr[oe]i?|compramos|falo|negocio|trato) (?:sempre )?(?:com|direto com) (?:o |a )?"
    r"|sempre (?:falo|compro|compramos) com (?:o |a )?"
    r"|cliente d[oa] )(?:vendedora? )?"
)
_SERVES = re.compile(
    r"\b(?:(?:o|a) )?(?P<name>[a-z]{2,15}(?: [a-z]{2,15})?) (?:que )?(?:sempre )?(?:ja )?(?:me"
    r"|nos) (?:atende|atendia|atendeu)\b"
)
_FIRM_CUE = re.compile(
    r"\b(?:(?:a |da |minha |nossa |nome da |o nome da )?(?:empresa|firma)(?: se chama"
    r"| chama(?:-se)?| (?:e|eh)(?: a| o)?| ?:| =)|razao social(?: e| eh)? ?:?"
    r"|nome fantasia ?:?|represento a|represent(?:ante )?d?a empresa|em nome d[ao]|(?:d"
    r"|n)?a empresa|(?P<bare>empresa|firma))[ :]{1,2}(?:a |o )?"
)
_FROM_FIRM = re.compile(
    r"\b(?:sou|somos|aqui (?:e|eh)|falo|falamos|falando|trabalho|compro|compramos|escrevo"
    r"|contato|eh|e)(?: aqui)? (?:(?:d|n)[ao]|pel[ao]|em nome d[ao])"
    r"(?: empresa| firma)? "
)
_AFTER_NAME = re.compile(
    r"(?: ?[,|(/-]{1,2} ?| )(?:d[ao]s? (?P<sector>(?:setor d[eo] )?(?:financeiro|compras"
    r"|comercial|almoxarifado|engenharia|obras?|producao|suprimentos|rh|fiscal|logistica)"
    r" (?:d[aeo] )?)?(?:(?:empresa|firma) )?)"
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_FIRM_WORD = re.compile(r"[^\W_]+(?:['.&][^\W_]+)*\.?(?:/[a-z]{1,2}\b)?|&")
_PARTICLES = frozenset({"da", "de", "do", "das", "dos"})
_FIRM_KIND = frozenset({"ltda", "me", "eireli", "epp", "s/a", "s.a", "s.a.", "sa"})
_KEPT_LARGE = frozenset({"me", "eireli", "epp", "s/a", "s.a", "s.a.", "mei"})
_FIRM_TOO = frozenset(
    {"casa", "novo", "nova", "boa", "bom", "aluminio", "perfil", "perfis", "chapas", "tubos"}
)
_MOST_NAMES, _MOST_FIRM_WORDS = 5, 6
_NO_ANSWER = re.compile(
    r"\?|\bnao (?!e\b|,)|\bprefiro\b|\bdepois\b|\bmais tarde\b|\bpra que\b|\bpor ?que\b"
    r"|\bprecis|\bqual\b|\bquanto\b|\bcade\b"
)
_LEAD = re.compile(
    r"(?:\s|[,.!:;-]|\b(?:oi+|ola|opa|bom dia|boa (?:tarde|noite)|tudo (?:bem|bom|certo)|sim"
    r"|claro|certo|ok|blz|beleza|isso|pode ser|e|eh|sou|somos"
    r"|aqui|o meu nome|meu nome|nome|me chamo|chamo|pode (?:me )?chamar de|(?:a |minha "
    r"|nossa )?(?:empresa|firma)(?: se chama| chama)?|seria"
    r"|o|a|pode colocar|coloca|poe|seu|dona|sra?|dra?)\b\.?)*"
)
_CLAUSE = re.compile(
    r"[,.;!?\n()|]+(?=\s|$)|\n| - | e (?=(?:sou|e|eh|quero|pra|para|a empresa|minha)\b)"
)


class _Name(NamedTuple):
    text: str
    start: int
    end: int


class People:
    """Reads who writes. ``is_trade`` tells whether folded words speak of a product: those are no
    name.
    """

    def __init__(self, is_trade: Callable[[str], bool]) -> None:
        self._is_trade = is_trade

    def names(self, page: Page) -> Iterator[Mark]:
        """The writer's name after a cue, and the firm that follows it ("a Ju da Metal Forte")."""
        for cue, sure in ((_NAME_CUE, True), (_WEAK_NAME_CUE, False)):
            for found in cue.finditer(page.rest):
                name = self._name(page, found.end(), anything=sure)
                if name and not _is_no_person(page, name, sure=sure):
                    yield Mark("nome", name.text, name.start, name.end)
                    yield from self._firm_after(page, name)
                    return
        yield from self._name_before(page)

    def sellers(self, page: Page) -> Iterator[Mark]:
        """The seller who already serves the writer ("o Rui me atende")."""
        for found in _SERVES.finditer(page.rest):
            name = self._name(page, found.start("name"), anything=False) or self._name(
                page, _last(found), anything=False
            )
            if name:
                yield Mark("vendedor", name.text, name.start, name.end)
                return
        for found in _SELLER_CUE.finditer(page.rest):
            name = self._name(page, found.end(), anything=False)
            if name:
                yield Mark("vendedor", name.text, name.start, name.end)
                return

    def firms_named(self, page: Page) -> Iterator[Mark]:
        """The writer's firm, called so ("a empresa é a Metal Forte")."""
        return self._first_firm(page, _FIRM_CUE)

    def firms_belonged_to(self, page: Page) -> Iterator[Mark]:
        """The writer's firm, only hinted at ("sou da Metal Forte")."""
        if not any(mark.slot == "empresa" for mark in page.marks):
            yield from self._first_firm(page, _FROM_FIRM)

    def _first_firm(self, page: Page, cue: re.Pattern[str]) -> Iterator[Mark]:
        for found in cue.finditer(page.rest):
            firm = _firm(page, found.end())
            if firm and not self._is_no_firm(page, firm) and _is_told(page, found, firm):
                yield Mark("empresa", firm.text, firm.start, firm.end)
                return

    def asked(self, page: Page) -> Iterator[Mark]:
        """Short answers to "seu nome?" and "qual empresa?"; a question or a refusal answers
        neither.
        """
        known = {mark.slot for mark in page.marks}
        wanted = [slot for slot in ("nome", "empresa") if slot in page.asked and slot not in known]
        if len(page.rest) > _LONGEST_ANSWER:
            return
        for start, end in _clauses(page.rest):
            if not wanted:
                return
            for mark in self._answer(page, start, end, wanted[0]):
                yield mark
                wanted = [slot for slot in wanted if slot != mark.slot]

    def _answer(self, page: Page, start: int, end: int, slot: str) -> Iterator[Mark]:
        if _NO_ANSWER.search(page.rest, start, min(end + 1, len(page.rest))):
            return
        lead = _LEAD.match(page.rest, start, end)
        first = lead.end() if lead else start
        yield from (
            self._name_answer(page, first, end)
            if slot == "nome"
            else self._firm_answer(page, first, end)
        )

    def _name_answer(self, page: Page, start: int, end: int) -> Iterator[Mark]:
        name = self._name(page, start, anything=True)
        if name is None or self._is_trade(page.rest[name.start : name.end]):
            return
        rest = page.rest[name.end : end].split()
        known = page.rest[name.start : name.end].split()[0] in first_names()
        if known or not rest or rest[0] in _PARTICLES or rest[0].startswith(READ):
            yield Mark("nome", name.text, name.start, name.end)
            yield from self._firm_after(page, name)

    def _firm_answer(self, page: Page, start: int, end: int) -> Iterator[Mark]:
        firm = _firm(page, start)
        if firm is None or self._is_no_firm(page, firm):
            return
        if not page.rest[firm.end : end].strip(" .!,") or page.rest[firm.end :].lstrip(" ,")[
            :1
        ] in {"", READ}:
            yield Mark("empresa", firm.text, firm.start, firm.end)

    def _name(self, page: Page, start: int, *, anything: bool) -> _Name | None:
        words = _words_from(page.rest, start)
        taken: list[Token] = []
        for at, word in enumerate(words):
            if len(taken) >= _MOST_NAMES or not _continues(
                page, taken, words, at, anything=anything
            ):
                break
            taken.append(word)
        while taken and taken[-1].word in _PARTICLES:
            taken.pop()
        return _titled(page, taken[0].start, taken[-1].end) if taken else None

    def _name_before(self, page: Page) -> Iterator[Mark]:
        for found in _HERE.finditer(page.rest):
            name = self._name(page, found.start("name"), anything=False)
            if name and name.end == found.end("name"):
                yield Mark("nome", name.text, name.start, name.end)
                yield from self._firm_after(page, _Name(name.text, name.start, found.end()))
                return

    def _firm_after(self, page: Page, name: _Name) -> Iterator[Mark]:
        after = _AFTER_NAME.match(page.rest, name.end)
        firm = _firm(page, after.end()) if after else None
        if firm and not self._is_no_firm(page, firm):
            yield Mark("empresa", firm.text, firm.start, firm.end)

    def _is_no_firm(self, page: Page, firm: _Name) -> bool:
        words = page.rest[firm.start : firm.end]
        if (
            words.split()[0] in NO_FIRM
            or words in STATES
            or tuple(words.split()) in cities().by_words
        ):
            return True
        return self._is_trade(words) and len(words.split()) == 1


_LONGEST_ANSWER = 160


def _is_told(page: Page, cue: re.Match[str], firm: _Name) -> bool:
    """After the bare word "empresa" only capitals make a name, unless the firm was asked."""
    bare = cue.groupdict().get("bare")
    return not bare or "empresa" in page.asked or page.raw[firm.start].isupper()


def _last(found: re.Match[str]) -> int:
    return found.start("name") + found["name"].rfind(" ") + 1


def _words_from(text: str, start: int) -> list[Token]:
    """Up to eight words side by side, beginning here."""
    words: list[Token] = []
    word = _WORD.match(text, start)
    while word and len(words) < 8:
        words.append(Token(word.group(), word.start(), word.end()))
        follows = text[word.end() : word.end() + 1] == " "
        word = _WORD.match(text, word.end() + 1) if follows else None
    return words


def _continues(
    page: Page, taken: list[Token], words: list[Token], at: int, *, anything: bool
) -> bool:
    word = words[at].word
    if not taken:
        return _may_begin(page, words[at], anything=anything)
    if word in _PARTICLES:
        return at + 1 < len(words) and words[at + 1].word in SURNAMES
    if word in SURNAMES or (word in first_names() and word not in COMMON):
        return True
    return word not in COMMON and _stands_large(page, words[at])


def _may_begin(page: Page, word: Token, *, anything: bool) -> bool:
    if word.word in COMMON or word.word in TITLES or len(word.word) < 2:
        return False
    return anything or word.word in first_names() or _stands_large(page, word)


def _stands_large(page: Page, word: Token) -> bool:
    return page.raw[word.start].isupper() and not page.raw.isupper()


def _titled(page: Page, start: int, end: int) -> _Name:
    words = page.words(start, end).lower().split()
    return _Name(
        " ".join(word if word in _PARTICLES else word.capitalize() for word in words), start, end
    )


def _is_no_person(page: Page, name: _Name, *, sure: bool) -> bool:
    words = page.rest[name.start : name.end]
    if words.split()[0] in first_names():
        return False
    return tuple(words.split()) in cities().by_words or (not sure and "empresa" in page.asked)


def _firm(page: Page, start: int) -> _Name | None:
    """Words of a firm's name, up to a sign or an ordinary word; "e" and "&" join two of them."""
    words: list[Token] = []
    word = _FIRM_WORD.match(page.rest, start)
    while word and len(words) < _MOST_FIRM_WORDS and _is_firm_word(page, words, word):
        words.append(Token(word.group(), word.start(), word.end()))
        if word.group().endswith(".") and word.group() != "s.a." and len(word.group()) > 3:
            break
        word = (
            _FIRM_WORD.match(page.rest, word.end() + 1)
            if page.rest[word.end() : word.end() + 1] == " "
            else None
        )
    while words and words[-1].word in _PARTICLES | {"e", "&"}:
        words.pop()
    if not words:
        return None
    end = words[-1].end - (words[-1].word.endswith(".") and words[-1].word != "s.a.")
    return _Name(_firm_title(page, words[0].start, end), words[0].start, end)


def _is_firm_word(page: Page, words: list[Token], word: re.Match[str]) -> bool:
    written = word.group()
    if not words:
        return (written not in COMMON or written in _FIRM_TOO) and not written.isdigit()
    if written in {"de", "em"} and _town_follows(page.rest, word.end()):
        return False
    if written in _PARTICLES or written in {"&", "e", "sao"}:
        return _joins(page, word)
    return (
        written in _FIRM_KIND
        or written not in COMMON
        or _stands_large(page, Token(written, *word.span()))
    )


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


def _firm_title(page: Page, start: int, end: int) -> str:
    words = page.words(start, end)
    shouting = words.isupper()
    return " ".join(_firm_word_title(word, shouting=shouting) for word in words.split())


def _firm_word_title(word: str, *, shouting: bool) -> str:
    low = word.lower()
    if low in _PARTICLES or low in {"e", "em"}:
        return low
    if low.startswith("ltda"):
        return low.capitalize()
    if low in _KEPT_LARGE or (word.isupper() and (not shouting or not set("AEIOU") & set(word))):
        return word.upper()
    return word if not shouting and not word.islower() else word.capitalize()


def _clauses(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for cut in (*_CLAUSE.finditer(text), None):
        end = cut.start() if cut else len(text)
        if text[start:end].strip():
            spans.append((start, end))
        start = cut.end() if cut else end
    return spans
