"""Who writes, and the seller who serves them: "aqui é a Ju", "o Rui me atende"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.extract.firms import Firms
from agent.extract.gazetteer import cities, first_names
from agent.extract.lexicon import Token
from agent.extract.naming import PARTICLES, Name, stands_large, words_from
from agent.extract.page import Mark, Page
from agent.extract.words import COMMON, FIRM_WORDS, SURNAMES, TITLES

_TITLE = r"(?:(?:o|a) )?(?:(?:seu|dona|sra?|dra?|doutora?|eng|mestre|prof)\.? )?"
_NAME_CUE = re.compile(
    r"(?:\bnome(?: completo)? ?[:=]|(?:^|\n)nome(?= )|\b(?:o )?meu nome (?:completo )?(?:e|eh|:)"
    r"|\bme chamo|\b(?:pode )?(?:me )?chamar? de|\bme chama de"
    r"|\baqui (?:quem fala )?(?:e|eh) (?:com )?[oa](?= )"
    r"|\bquem (?:fala|esta falando|ta falando|escreve) (?:aqui )?(?:e|eh))"
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
    r"\b(?:(?:o|a) )?(?P<name>[a-z]{2,15}(?: [a-z]{2,15})?) (?:d[aoe] (?:loja|vendas|comercial"
    r"|balcao) )?(?:que )?(?:sempre )?(?:ja )?(?:me"
    r"|nos) (?:atende|atendia|atendeu)\b"
)
_MOST_NAMES = 5


class People:
    """Reads who writes and who serves them, and with ``firms`` the firm said after the name."""

    def __init__(self, firms: Firms) -> None:
        self._firms = firms

    def writers(self, page: Page) -> Iterator[Mark]:
        """The writer's name after a cue, and the firm that follows it ("a Ju da Metal Forte")."""
        for cue, sure in ((_NAME_CUE, True), (_WEAK_NAME_CUE, False)):
            for found in cue.finditer(page.rest):
                name = person_at(page, found.end(), anything=sure)
                if name and not _is_no_person(page, name, sure=sure):
                    yield from self._with_firm(page, name, name.end)
                    return
        yield from self._writers_here(page)

    def sellers(self, page: Page) -> Iterator[Mark]:
        """The seller who already serves the writer ("o Rui me atende")."""
        for start in _seller_places(page.rest):
            name = person_at(page, start)
            if name:
                yield name.mark("vendedor")
                return

    def _writers_here(self, page: Page) -> Iterator[Mark]:
        for found in _HERE.finditer(page.rest):
            name = person_at(page, found.start("name"))
            if name and name.end == found.end("name"):
                yield from self._with_firm(page, name, found.end())
                return

    def _with_firm(self, page: Page, name: Name, end: int) -> Iterator[Mark]:
        yield name.mark("nome")
        yield from self._firms.after(page, end)


def person_at(page: Page, start: int, *, anything: bool = False) -> Name | None:
    """The person whose name begins here: a known first name, or a capital, or ``anything``."""
    words = words_from(page.rest, start)
    taken: list[Token] = []
    for at, word in enumerate(words[:_MOST_NAMES]):
        fits = _may_follow(page, words, at) if taken else _may_begin(page, word, anything=anything)
        if not fits:
            break
        taken.append(word)
    if not taken or any(word.word in FIRM_WORDS for word in taken):
        return None
    return _titled(page, taken[0].start, taken[-1].end)


def _seller_places(text: str) -> Iterator[int]:
    for found in _SERVES.finditer(text):
        yield found.start("name")
        yield found.start("name") + found["name"].rfind(" ") + 1
    yield from (found.end() for found in _SELLER_CUE.finditer(text))


def _may_begin(page: Page, word: Token, *, anything: bool) -> bool:
    if word.word in COMMON or word.word in TITLES or len(word.word) < 2:
        return False
    return anything or word.word in first_names() or stands_large(page, word.start)


def _may_follow(page: Page, words: list[Token], at: int) -> bool:
    word = words[at].word
    if word in PARTICLES:
        return at + 1 < len(words) and words[at + 1].word in SURNAMES
    if word in SURNAMES:
        return True
    return word not in COMMON and (word in first_names() or stands_large(page, words[at].start))


def _titled(page: Page, start: int, end: int) -> Name:
    words = page.words(start, end).lower().split()
    title = " ".join(word if word in PARTICLES else word.capitalize() for word in words)
    return Name(title, start, end)


def _is_no_person(page: Page, name: Name, *, sure: bool) -> bool:
    words = page.rest[name.start : name.end]
    if words.split()[0] in first_names():
        return False
    return tuple(words.split()) in cities().by_words or (not sure and "empresa" in page.asked)
