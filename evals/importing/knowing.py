"""What a whole conversation shows to be somebody's, and whether a text still holds anything of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.extract.normal import fold
from agent.extract.page import MOST_LETTERS, Mark, Page
from agent.overheard import asked_in
from agent.protocol import Protocol
from evals.importing import numbers
from evals.importing.known import Known, numbers_in
from evals.importing.numbers import FEWEST_UNMISTAKABLE
from evals.importing.personal import Personal
from evals.importing.talk import Entry, Line, Talk

FIRM_FIELDS = frozenset({"empresa", "company", "company_name", "razao_social", "nome_fantasia"})
NAME_FIELDS = frozenset({"nome", "name", "vendedor"})
NOBODYS_FIELDS = frozenset(
    {"cidade", "uf", "city", "country", "country_code", "tipo_pessoa", "ja_cliente"}
)
NUMBERS = frozenset(
    {"cnpj", "cpf", "telefone", "cep", "placa", "numero", "chave", "casa", "nascimento"}
)
MOST_AT_ONCE = MOST_LETTERS // 8
"""Letters read at once: folded, one letter may become several."""

_WORD = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"[\w+(][\w ()./-]*\d")
_HOST = re.compile(r"@ ?([\w.-]+\.[a-z]+)")
_PIECE = re.compile(rf".{{1,{MOST_AT_ONCE}}}(?:\s|$)|.{{1,{MOST_AT_ONCE}}}", re.DOTALL)


def known_of(talk: Talk, personal: Personal, company: Protocol) -> Known:
    """What the conversation shows to be somebody's: who takes part, what is on record of them, what is said."""
    known = Known(personal.vocabulary)
    for name in (talk.contact.name, *(line.name for line in talk.lines)):
        known = known.with_name(_words(name), "person") if _WORD.search(name) else known
    for told in talk.contact.told:
        known = _with_field(known, told, personal)
    asked = questions(talk.entries, company)
    spoken = [
        (entry.text, asked[at]) for at, entry in enumerate(talk.entries) if isinstance(entry, Line)
    ]
    texts = [(talk.contact.phone, ()), *((line.name, ()) for line in talk.lines), *spoken]
    for text, slots in (
        *texts,
        *texts,
    ):  # names that later lines show are looked for in the earlier ones
        for piece in _PIECE.findall(text):
            known = _with(known, *personal.found(piece, known, slots))
    return known


def questions(entries: Sequence[Entry], company: Protocol) -> list[tuple[str, ...]]:
    """For each entry the slots that have been asked, by people or by her, since the customer's last line before it."""
    open_now: tuple[str, ...] = ()
    before: list[tuple[str, ...]] = []
    answered = True
    for entry in entries:
        before.append(open_now if isinstance(entry, Line) and entry.who == "customer" else ())
        if isinstance(entry, Line) and entry.who != "customer":
            asked = asked_in(entry.text, company)
            open_now = tuple(dict.fromkeys((*(() if answered else open_now), *asked)))
            answered = False
        elif isinstance(entry, Line):
            answered = True
    return before


def left_over(text: str, known: Known, personal: Personal) -> frozenset[str]:
    """The kinds of what a text still holds of somebody's: names that are nothing else, long numbers, e-mails."""
    plain = "".join(map(personal.without_towns, pieces(text)))
    found = {"nome"} if known.rare.intersection(_WORD.findall(plain)) else set[str]()
    runs = {numbers.letters_and_digits(run) for run in _RUN.findall(plain)}
    if any(number in run for number in numbers_in(known, FEWEST_UNMISTAKABLE) for run in runs):
        found.add("número")
    if any(not host.endswith("example") for host in _HOST.findall(plain)):
        found.add("e-mail")
    return frozenset(found)


def _with_field(known: Known, told: tuple[str, str], personal: Personal) -> Known:
    key, value = told
    if key in NOBODYS_FIELDS:
        return known
    if key in FIRM_FIELDS:
        return known.with_name(_words(value), "firm")
    if key in NAME_FIELDS:
        return known.with_name(_words(value), "person")
    return _with(known, *personal.found(value[:MOST_AT_ONCE], known, (key,)))


def _with(known: Known, page: Page, marks: Sequence[Mark]) -> Known:
    for mark in marks:
        found = _WORD.findall(page.text[mark.start : mark.end])
        words = tuple(word for word in found if not _is_another_spelling(word, known))
        if mark.slot == "nome" and not _is_short_for_another(words, known):
            known = known.with_name(words, "person")
        elif mark.slot == "empresa":
            known = known.with_name(words, "firm")
        elif mark.slot == "cidade":
            known = known.with_place([page.text[mark.start : mark.end]])
        elif mark.slot in NUMBERS:
            known = known.with_number(mark.value, mark.slot)
    return known


def _is_another_spelling(word: str, known: Known) -> bool:
    """Whether it is a known name written as one word, misspelt, or made small."""
    return word in known.glued or (word not in known.roles and bool(known.meant(word)))


def _is_short_for_another(words: tuple[str, ...], known: Known) -> bool:
    return len(words) == 1 and words[0] not in known.roles and bool(known.shortened(words[0]))


def _words(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(name)))


def pieces(text: str) -> list[str]:
    """A text in parts short enough to be read to their end."""
    return _PIECE.findall(text)
