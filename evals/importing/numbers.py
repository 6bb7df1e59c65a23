"""Where a text holds numbers that lead to somebody: documents, phones, papers, accounts, plates, keys. Pure.

Each reader sees what the ones before have left. What is measured, counted, priced or dated is no such number, and is
taken off the page before ``read_others`` looks at what remains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.extract import contact, documents, references
from agent.extract.page import Mark, Page, Reader
from evals.importing.known import Known, numbers_in

FEWEST_DIGITS = 3
FEWEST_OF_A_KEY = 30
FEWEST_OF_OTHERS = 5
FEWEST_KNOWN = 4
FEWEST_UNMISTAKABLE = 6
"""A known number of so many digits is that number, whatever else it might be taken for."""

_UUID = re.compile(
    r"(?<!\w)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?!\w)|(?<!\w)(?=[0-9a-f]*[a-f])[0-9a-f]{24,64}(?!\w)"
)
_KEY = re.compile(r"(?<!\d)(?:\d{20,60}|\d{3,}(?:[ .-]{1,2}\d{1,}){3,14})(?!\d)")
_NAMED_CPF = re.compile(r"\bcpf\b[^\d\n]{0,14}(?P<code>\d(?:[ ./-]{0,2}\d){10})(?!\d)")
_NAMED_CNPJ = re.compile(
    r"\bcnpj\b[^\d\n]{0,14}(?P<code>\d(?:[ ./-]{0,3}[0-9a-z]){11}(?:[ ./-]{0,3}\d){2})(?![0-9a-z])"
)
_NAMED_PHONE = re.compile(
    r"\b(?:tel(?:efones?)?|fones?|cel(?:ular)?|zap|whats(?:app)?|wpp|ramal|contato|liga\w{0,2}|chama\w{0,2}|numero)\b"
    r"[^\d\n]{0,18}(?P<code>\+?\(?\d(?:[ ().-]{0,3}\d){7,13})(?!\d)"
)
_SPACED = re.compile(
    r"(?<!\d)\+?\d(?:[ .-]\d){7,}(?!\d)|(?<![\d,])\d{2}(?:[ .-]\d{2}){3,6}(?![\d,])"
)
_LOOSE_PHONE = re.compile(
    r"(?<![\w,])(?:\+?55[ ._/-]{0,2})?\(?0?[1-9]\d\)?[ ._/-]{0,3}9[ ._/-]{0,2}\d{4}[ ._/-]{0,3}\d{4}(?!\d)"
)
_PLATE = re.compile(r"(?<!\w)(?P<letters>[a-z]{3})(?P<joint>[ -]?)\d[a-j0-9]\d{2}(?!\w)")
_NAMED_PLATE = re.compile(r"\bplacas?\b[^\n]{0,20}$")
_NAMED = re.compile(
    r"\b(?:ag(?:encia)?|c/?c|conta(?: corrente| poupanca)?|rg|identidade|ie|inscricao(?: estadual| municipal)?|cnh|pis"
    r"|nis|ctps|matricula|crea|cau|renavam|chassi|protocolos?|rastre\w{2,6}|cte|ct-e|minuta|romaneio|processo|contrato"
    r"|chave(?: pix)?|pix|comprovante|nsu|autenticacao|cadastro|codigo do cliente|serie)\b"
    r"[^\d\n]{0,14}(?P<code>(?:[a-z]{1,3}-?)?\d[\d./-]*[\dx])(?![\w,])"
)
_ENDING = re.compile(
    r"\b(?:final|finais|terminad[oa]s? (?:em|com)|termina (?:em|com)|ultimos (?:\w+ )?(?:digitos|numeros)(?: sao| e)?)"
    r"[: ]{1,2}(?P<code>\d{3,6})(?![\w,])"
)
_BORN = re.compile(r"\bnasc\w*\b[^\d\n]{0,14}(?P<code>\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})(?!\d)")
_DIGIT_WORDS = {
    "zero": "0", "um": "1", "uma": "1", "dois": "2", "duas": "2", "tres": "3", "quatro": "4", "cinco": "5",
    "seis": "6", "meia": "6", "sete": "7", "oito": "8", "nove": "9",
}  # fmt: skip
_DIGIT_WORD = f"(?:{'|'.join(_DIGIT_WORDS)})"
_SPOKEN = re.compile(rf"\b{_DIGIT_WORD}(?:[ ,.-]{{1,2}}{_DIGIT_WORD}){{6,}}\b")
_OTHER = re.compile(r"(?<![\w,])(?<!\d[.-])\d(?:[./-]?\d){4,}(?![\w]|,\d)")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{2}|\d{4})|\d{4}-\d{2}-\d{2}")


def read_keys(page: Page) -> Iterator[Mark]:
    """Keys of invoices and of Pix, the digits that pay a boleto, numbers told digit by digit in words."""
    for found in _UUID.finditer(page.rest):
        yield Mark("chave", found.group(), *found.span())
    for found in _KEY.finditer(page.rest):
        if len(digits(found.group())) >= FEWEST_OF_A_KEY:
            yield Mark("numero", digits(found.group()), *found.span())
    for found in _SPOKEN.finditer(page.rest):
        told = "".join(_DIGIT_WORDS[word] for word in re.findall(_DIGIT_WORD, found.group()))
        yield Mark("soletrado", _phone(told), *found.span())


def read_documents(page: Page) -> Iterator[Mark]:
    """CNPJ and CPF, valid or not."""
    for mark in documents.read_cnpj(page):
        yield Mark("cnpj", mark.value, mark.start, mark.end)
    yield from _coded(page, _NAMED_CNPJ, "cnpj")


def read_people_documents(page: Page) -> Iterator[Mark]:
    """CPF, valid or not."""
    for mark in documents.read_cpf(page):
        yield Mark("cpf", mark.value, mark.start, mark.end)
    yield from _coded(page, _NAMED_CPF, "cpf")


def read_papers(page: Page) -> Iterator[Mark]:
    """Numbers of orders, invoices, boletos and quotes, and whatever else is numbered and named before."""
    for mark in references.read_references(page):
        yield from parts(page, mark.start, mark.end)
    for pattern in (_NAMED, _ENDING):
        for found in pattern.finditer(page.rest):
            yield from parts(page, *found.span("code"))
    yield from _coded(page, _BORN, "nascimento")


def read_phones(page: Page) -> Iterator[Mark]:
    """Phones, with and without area code, however they are spaced."""
    for mark in (*contact.read_phones(page), *contact.read_local_phones(page)):
        yield Mark("telefone", _phone(page.rest[mark.start : mark.end]), mark.start, mark.end)


def read_more_phones(page: Page) -> Iterator[Mark]:
    """Phones that only the words before or their spacing tell."""
    yield from _coded(page, _NAMED_PHONE, "telefone")
    for found in (*_LOOSE_PHONE.finditer(page.rest), *_SPACED.finditer(page.rest)):
        yield Mark("telefone", _phone(found.group()), *found.span())


def read_ceps(page: Page) -> Iterator[Mark]:
    """Postal codes."""
    return (Mark("cep", mark.value, mark.start, mark.end) for mark in contact.read_ceps(page))


def plates(trade: frozenset[str]) -> Reader:
    """Reads the plates of cars, old and new; three letters of the ``trade`` before four digits are a product."""

    def read_plates(page: Page) -> Iterator[Mark]:
        for found in _PLATE.finditer(page.rest):
            named = _NAMED_PLATE.search(page.rest[: found.start()]) is not None
            if named or (found["joint"] != " " and found["letters"] not in trade):
                yield Mark("placa", letters_and_digits(found.group()), *found.span())

    return read_plates


def read_known(page: Page, known: Known, least: int = FEWEST_KNOWN) -> Iterator[Mark]:
    """Numbers of at least so many digits that the conversation has shown to be somebody's."""
    for number in numbers_in(known, least):
        spaced = r"[ ./-]?".join(re.escape(letter) for letter in number.lower())
        for found in re.finditer(rf"(?<!\w){spaced}(?!\w)", page.rest):
            yield Mark(known.numbers[number], number, *found.span())


def read_others(page: Page) -> Iterator[Mark]:
    """Any other number of five digits and more, but for dates."""
    for found in _OTHER.finditer(page.rest):
        number = digits(found.group())
        if len(number) >= FEWEST_OF_OTHERS and not _DATE.fullmatch(found.group()):
            yield Mark("numero", number.lstrip("0") or number, *found.span())


def digits(text: str) -> str:
    """Only the digits."""
    return "".join(letter for letter in text if letter.isdecimal())


def letters_and_digits(text: str) -> str:
    """Only letters and digits, large."""
    return "".join(letter for letter in text if letter.isalnum()).upper()


def _coded(page: Page, pattern: re.Pattern[str], kind: str) -> Iterator[Mark]:
    for found in pattern.finditer(page.rest):
        code = letters_and_digits(found["code"])
        yield Mark(kind, _phone(code) if kind == "telefone" else code, *found.span("code"))


def parts(page: Page, start: int, end: int) -> Iterator[Mark]:
    """The parts of a number that signs divide, each by itself: so that one is known again without the other."""
    for part in re.finditer(r"\d(?:\.?\d)+", page.rest[start:end]):
        number = digits(part.group()).lstrip("0")
        if len(number) >= FEWEST_DIGITS:
            yield Mark("numero", number, start + part.start(), start + part.end())


def _phone(written: str) -> str:
    """A phone as what its owner alone has of it: the last eight digits; those from abroad whole, with their sign."""
    plain = digits(written)
    if written.lstrip("( ").startswith("+") and not plain.startswith("55"):
        return f"+{plain}"
    return plain[-8:]
