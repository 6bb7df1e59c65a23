"""Where a text leads somebody to a door or a page: streets, quarters, e-mails, links, profiles. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from agent.extract import contact
from agent.extract.naming import PARTICLES, stands_large
from agent.extract.page import READ, Mark, Page

_EMAIL = re.compile(r"(?<!\S)[^\s@,;:<>()\"]+ ?@ ?[^\s@,;:<>()\"]+\.[a-z]{2,}(?:\.[a-z]{2})?")
_LINK = re.compile(
    r"(?:https?://|\bwww\.)\S+"
    r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|net|org|ind|adv|eng|arq|app|io|site|online|shop|store)(?:\.br)?(?:/\S*)?(?!\w)"
    r"|(?<![\w@.-])(?:wa\.me|bit\.ly|goo\.gl|t\.me|maps\.app\.goo\.gl|linktr\.ee)/\S+"
)
_PROFILE = re.compile(r"(?<![\w@.])@ ?[a-z0-9_](?:[a-z0-9_.]*[a-z0-9_])?")
_SMALL = r"(?:d[aeo]s?|e)"
_STOP = (
    r"(?:em|no|na|pra|para|que|de|n|no\.|bairro|cep|centro|numero|perto|ao|proxim[oa]|com|esquina|e|apto|ap|casa|quadra"
    r"|lote|bloco|qd|lt|bl|km|cidade|hoje|amanha|entrega|fica|quanto|quero|preciso|frente)"
)
_NAME = (
    rf"(?:{_SMALL} )*(?P<name>(?!{_STOP}\b)(?:[a-z]{{1,3}}\.|[a-z0-9']+)"
    rf"(?: (?:{_SMALL} )?(?!{_STOP}\b)(?:[a-z]{{1,3}}\.|[a-z']+)){{0,4}})"
)
_STREET = re.compile(
    r"\b(?:rua|r\.|av\.?|avenida|rodovia|rod\.|alameda|al\.|trav\.|tv\.|praca|pca\.|beco|viela|ladeira|logradouro"
    rf"|endereco ?:|bairro ?:?) {_NAME}"
)
_AREA = re.compile(
    r"\b(?P<kind>travessa|estrada|vila|jardim|jd\.?|parque|pq\.?|conjunto|conj\.?|residencial|condominio|cond\.?|edificio"
    r"|ed\.|predio|loteamento|sitio|fazenda|povoado|distrito|comunidade|assentamento|galpao)"
    rf" {_NAME}"
)
_NEVER_TRADE = re.compile(
    r"residencial|condominio|cond\.?|edificio|predio|loteamento|jd\.?|fazenda|povoado|assentamento|sitio"
)
_UNIT = re.compile(
    r"\b(?:n[o.]{0,2}|numero|num|casa|ap(?:to?)?\.?|apartamento|bloco|bl|quadra|qd|lote|lt|sala|galpao|km|andar|torre)"
    r"[ :.]{0,3}(?P<code>\d{1,5})(?!\w|,\d)"
)
_NUMBER = re.compile(
    r"(?:,? ?(?:n[o.]{0,2} ?|numero )?)(?P<code>\d{1,5})(?!\d|[,./-]\d)(?= ?(?:$|[,.;\n-]| [a-z]))"
)
_COUNTED = re.compile(
    r" ?(?:barras?|brs?|pecas?|pcs?|unidades?|und?|kgs?|quilos?|metros?|m2?|mm|cm|chapas?|reais|dias?)\b"
)


def read_emails(page: Page) -> Iterator[Mark]:
    """E-mails, with "arroba" and "ponto" in words too."""
    for mark in contact.read_emails(page):
        yield Mark("email", mark.value, mark.start, mark.end)


def read_more_emails(page: Page) -> Iterator[Mark]:
    """What has an @ within and a point after it."""
    for found in _EMAIL.finditer(page.rest):
        yield Mark("email", found.group().replace(" ", ""), *found.span())


def read_links(page: Page) -> Iterator[Mark]:
    """Addresses of pages, and names of profiles."""
    for found in _LINK.finditer(page.rest):
        end = found.end() - len(found.group()) + len(found.group().rstrip(".,;:!?)"))
        yield Mark("link", page.rest[found.start() : end], found.start(), end)
    for found in _PROFILE.finditer(page.rest):
        yield Mark("perfil", found.group().lstrip("@ "), *found.span())


def streets(ends: Callable[[str], bool]) -> Callable[[Page], Iterator[Mark]]:
    """Reads the names of streets, quarters, buildings and farms, and where there is one, the numbers beside it.

    ``ends``: whether a word in small letters is none of a name. What is called with a word of the trade
    (``travessa``, ``conjunto``) is a place only before a capital or a number.
    """

    def read_streets(page: Page) -> Iterator[Mark]:
        named = [found for found in _STREET.finditer(page.rest) if READ not in found.group()]
        named += [found for found in _AREA.finditer(page.rest) if _is_place(page, found, ends)]
        spans = [_span(page, found, ends) for found in named]
        yield from (Mark("endereco", page.text[start:end], start, end) for start, end in spans)
        if spans:
            yield from _house_numbers(page, [end for _, end in spans])

    return read_streets


def _is_place(page: Page, found: re.Match[str], ends: Callable[[str], bool]) -> bool:
    first = found["name"].split()[0]
    if stands_large(page, found.start("name")):
        return True
    if ends(first):
        return False
    beside = _NUMBER.match(page.rest, found.end()) is not None
    return beside or _NEVER_TRADE.fullmatch(found["kind"]) is not None


def _span(page: Page, found: re.Match[str], ends: Callable[[str], bool]) -> tuple[int, int]:
    """The name alone: it ends before the first word in small letters that is none of a name."""
    start = end = found.start("name")
    for word in re.finditer(r"[a-z0-9']+", found["name"]):
        if end > start and ends(word.group()) and not stands_large(page, start + word.start()):
            break
        end = end if word.group() in PARTICLES else start + word.end()
    return start, end


def _house_numbers(page: Page, ends: list[int]) -> Iterator[Mark]:
    beside = [_NUMBER.match(page.rest, end) for end in ends]
    taken: set[int] = set()
    for found in (*(one for one in beside if one), *_UNIT.finditer(page.rest)):
        if found.start("code") not in taken and not _COUNTED.match(page.rest, found.end()):
            taken.add(found.start("code"))
            yield Mark("casa", found["code"], *found.span("code"))
