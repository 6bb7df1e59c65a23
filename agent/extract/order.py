"""The order in which the words of a message are consumed. Most errors of extraction are a wrong
order.
"""

from __future__ import annotations

from agent.catalogue import Catalogue
from agent.extract import (
    amounts,
    contact,
    dates,
    documents,
    measures,
    profiles,
    references,
    relations,
)
from agent.extract.answers import Answers
from agent.extract.corrections import kept
from agent.extract.finding import Finding
from agent.extract.finishes import FinishReader
from agent.extract.firms import Firms
from agent.extract.items import group
from agent.extract.lengths import Lengths
from agent.extract.normal import trace
from agent.extract.page import Page, Reader, open_page
from agent.extract.people import People
from agent.extract.places import Places
from agent.extract.products import Products
from agent.extract.profiles import Alloys, Lines
from agent.extract.quantities import Quantities
from agent.extract.services import Services
from agent.extract.streets import read_streets
from agent.extract.trade import Trade
from agent.extract.units import Units


class Extractor:
    """What a text says, without a model.

    Built once from the company's vocabulary; ``find`` answers the facts of one text in reading
    order, their spans in that text. ``asked``: slots of the open question, in whose light a short
    answer is read.
    ``ddd``: area code of the sender's phone, for towns whose name several states share. Never
    raises, whatever the text.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._first = _readers_of_who_and_where(catalogue)
        self._then = _readers_of_what(catalogue)
        self._notices: tuple[Reader, ...] = (*_NOTICES, Services(catalogue))

    def find(self, text: str, asked: tuple[str, ...] = (), ddd: str = "") -> tuple[Finding, ...]:
        """The facts of a text."""
        page = open_page(text, trace(text), asked, ddd)
        page = _read(_read(page, self._first).count(), self._then)
        for notice in self._notices:
            page = page.note(notice(page))
        return group(page.keep(kept(page)))


def _read(page: Page, readers: tuple[Reader, ...]) -> Page:
    for read in readers:
        page = page.take(read(page))
    return page


def _readers_of_who_and_where(catalogue: Catalogue) -> tuple[Reader, ...]:
    trade = Trade(catalogue)
    firms = Firms(trade)
    people = People(firms, trade)
    return (
        *_WHO,
        people.sellers,
        firms.named,
        people.writers,
        firms.belonged_to,
        people.named_after_firms,
        Places(trade.words),
        Answers(firms, trade),
        *_WHEN_AND_WHICH,
    )


def _readers_of_what(catalogue: Catalogue) -> tuple[Reader, ...]:
    units = Units(catalogue)
    return (
        *_SIZES,
        Alloys(catalogue, units.pattern),
        Lines(catalogue),
        Products(catalogue),
        measures.read_bare_inches,
        measures.read_thicknesses,
        FinishReader(catalogue),
        Lengths(units),
        Quantities(units),
        measures.read_asked_measure,
        references.read_asked_reference,
        amounts.read_asked_amount,
    )


_WHO: tuple[Reader, ...] = (
    contact.read_emails,
    contact.read_links,
    references.read_boleto_lines,
    documents.read_cnpj,
    documents.read_cpf,
    references.read_references,
    contact.read_phones,
    contact.read_local_phones,
    contact.read_ceps,
    amounts.read_amounts,
    read_streets,
    dates.read_dates,
)

_WHEN_AND_WHICH: tuple[Reader, ...] = (
    dates.read_relative_dates,
    profiles.read_codes,
    profiles.read_asked_code,
)
_SIZES: tuple[Reader, ...] = (
    measures.read_joined_measures,
    measures.read_single_measures,
    measures.read_gauges,
)
_NOTICES: tuple[Reader, ...] = (
    relations.read_kind_of_person,
    relations.read_customer,
    relations.read_way,
    dates.read_deadlines,
)
