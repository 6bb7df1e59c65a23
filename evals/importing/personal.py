"""What in a text is somebody's: every reader of personal data in its order, each on what the others have left."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from agent.extract import Extractor, Finding
from agent.extract.gazetteer import STATES
from agent.extract.normal import trace
from agent.extract.page import READ, SIGN, Mark, Page, Reader, open_page
from agent.extract.towns import Towns
from agent.protocol import Protocol
from evals.importing import addresses, numbers
from evals.importing.known import Known
from evals.importing.names import Names
from evals.importing.vocabulary import Vocabulary, vocabulary

KEPT = frozenset(
    {"produto", "linha", "liga", "acabamento", "medida", "comprimento", "quantidade", "unidade", "valor", "data", "uf"}
)  # fmt: skip
"""What the extractors find that is nobody's: it stays as it stands."""

PAPERS = frozenset({"pedido", "nota", "boleto", "orcamento"})
_OF_SEVERAL_WORDS = re.compile(rf"\b(?:{'|'.join(name for name in STATES if ' ' in name)})\b")
_READ_SIGNS = frozenset({READ, *SIGN.values()})


class Personal:
    """Finds what is somebody's. Built once for a company."""

    def __init__(self, company: Protocol, *, towns: bool) -> None:
        self.vocabulary: Vocabulary = vocabulary(company)
        self._extractor = Extractor(company.catalogue)
        self._names = Names(self.vocabulary)
        self._towns = Towns()
        self._replaces_towns = towns
        self._first: tuple[Reader, ...] = (
            addresses.read_emails,
            addresses.read_more_emails,
            addresses.read_links,
            numbers.read_keys,
            numbers.read_documents,
            numbers.read_people_documents,
            numbers.read_phones,
            numbers.read_papers,
            numbers.read_ceps,
            numbers.plates(self.vocabulary.ordinary),
        )
        self._streets = addresses.streets(self.vocabulary.ends_a_place)

    def found(
        self, text: str, known: Known, asked: tuple[str, ...] = (), *, called: bool = False
    ) -> tuple[Page, list[Mark]]:
        """The page and the marks on it, in reading order; ``slot`` of each is the kind of what it is.

        ``asked``: the slots of the open question. ``called``: the text is somebody's name and nothing else.
        """
        page = open_page(text, trace(text), asked, "")
        facts = self._extractor.find(text, asked)
        said = _on(page, facts)
        called_so = [*_as("nome", said, "nome", "vendedor"), *_as("empresa", said, "empresa")]
        later: tuple[Reader, ...] = (
            lambda page: numbers.read_known(page, known, numbers.FEWEST_UNMISTAKABLE),
            lambda page: _papers(said, page),
            lambda page: self._town_marks(said, known, page),
            _states,
            lambda _: _as("", said, *KEPT, *_codes(said)),
            self._streets,
            lambda page: numbers.read_known(page, known),
            numbers.read_more_phones,
            numbers.read_others,
            lambda page: self._names.read(page, known, _free(page, called_so), called=called),
        )
        for read in (*self._first, *later):
            page = page.take(_free(page, read(page)))
        return page, sorted((mark for mark in page.marks if mark.slot), key=lambda mark: mark.start)

    def without_towns(self, text: str) -> str:
        """The text, folded, with the names of towns blanked."""
        page = open_page(text, trace(text), (), "")
        towns = (Mark("", "", town.start, town.end) for town in self._towns.find(page))
        return page.take(towns).rest

    def _town_marks(self, said: Iterable[Mark], known: Known, page: Page) -> Iterator[Mark]:
        """Towns, which stay (a mark without a kind) unless they are to be replaced."""
        kind = "cidade" if self._replaces_towns else ""
        yield from _as(kind, said, "cidade")
        for town in self._towns.find(page):
            if page.text[town.start : town.end] in known.places:
                yield Mark(kind, town.towns[0].name, town.start, town.end)


def _states(page: Page) -> Iterator[Mark]:
    """States whose names are those of people, too, stay: Santa Catarina, São Paulo."""
    for found in _OF_SEVERAL_WORDS.finditer(page.rest):
        yield Mark("", "", *found.span())


def _on(page: Page, findings: Iterable[Finding]) -> list[Mark]:
    """What the extractors found, as marks on the page; what lies beyond its end, or in half a word, is none."""
    marks = (
        Mark(
            one.slot,
            one.value,
            bisect_left(page.offsets, one.start),
            bisect_left(page.offsets, one.end),
        )
        for one in findings
    )
    return [
        mark for mark in marks if mark.start < mark.end <= len(page.text) and _is_whole(page, mark)
    ]


def _is_whole(page: Page, mark: Mark) -> bool:
    """Whether the mark begins and ends between words: no number is read out of "Milton"."""
    edges = ((at - 1, at) for at in (mark.start, mark.end) if 0 < at < len(page.text))
    return not any(page.text[one].isalpha() and page.text[two].isalpha() for one, two in edges)


def _free(page: Page, marks: Iterable[Mark]) -> list[Mark]:
    """The marks on words that nothing has been read of, of two on the same words the first."""
    kept: list[Mark] = []
    for mark in marks:
        taken = any(sign in _READ_SIGNS for sign in page.rest[mark.start : mark.end])
        if not taken and not any(_overlap(mark, one) for one in kept):
            kept.append(mark)
    return kept


def _overlap(one: Mark, two: Mark) -> bool:
    return one.start < two.end and two.start < one.end


def _as(kind: str, said: Iterable[Mark], *slots: str) -> list[Mark]:
    """The marks of some slots, as of this kind."""
    return [mark._replace(slot=kind) for mark in said if mark.slot in slots]


def _papers(said: Iterable[Mark], page: Page) -> Iterator[Mark]:
    for mark in said:
        if mark.slot in PAPERS:
            yield from numbers.parts(page, mark.start, mark.end)


def _codes(said: Iterable[Mark]) -> frozenset[str]:
    """Codes of products stay where each has letters: digits alone may be anything's number."""
    codes = [mark.value for mark in said if mark.slot == "codigo"]
    return frozenset({"codigo"}) if codes and not any(map(str.isdecimal, codes)) else frozenset()
