"""How to reach somebody: e-mail, phone, CEP. Own patterns: they read more layouts than phonenumbers
(ADR 0003).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.extract.page import Mark, Page

_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9_%+-][a-z0-9._%+-]{0,63}@(?:[a-z0-9-]{1,63}\.)"
    r"{1,6}[a-z]{2,24}(?![a-z0-9@])"
)
_SPOKEN_EMAIL = re.compile(
    r"(?<![a-z0-9._-])(?P<box>[a-z0-9_][a-z0-9._-]{0,63}) ?(?:@|arroba ) ?(?P<host>[a-z0-9-]{1,63}"
    r"(?:(?:\.| ponto )(?:com|net|org|ind|br)){1,3})(?![a-z0-9])"
)
_LINK = re.compile(r"https?://\S{1,500}|\bwww\.\S{1,500}")
_PHONE = re.compile(
    r"(?<![\w,])(?<!\d[./-])(?=[+(\d])(?P<country>\+? ?\(?55\)?[ .-]{0,2})?(?:\(? ?0? ?(?:xx)"
    r"?(?P<ddd>[1-9]\d) ?\)?[ .-]{0,3})"
    r"(?P<number>9[ .-]{0,2}\d{4}[ .-]{0,3}\d{4}|[2-9]\d{3}[ .-]{0,3}\d{4})(?![\w]|[.,/-]\d)"
)
_FOREIGN_PHONE = re.compile(r"(?<![\w+])\+ ?(?!55)[1-9](?:[ ().-]?\d){7,14}(?!\w)")
_LOCAL_PHONE = re.compile(
    r"(?<![\w.,/-])(?:9[ .]?)?\d{4}-\d{4}(?![\w-])|(?<!\w)0[38]00[ -]?\d{3}[ -]?\d{3,4}(?!\w)"
)
_CEP = re.compile(r"(?<![\w.,/-])(?:\d{5} ?- ?\d{3}|\d{2}\.\d{3} ?- ?\d{3})(?![\w-]|[.,/]\d)")
_NAMED_CEP = re.compile(r"\bcep\b[^\d\n]{0,12}(?P<cep>\d{2}\.?\d{3}[ .-]?\d{3})(?!\d)")
_ASKED_CEP = re.compile(r"(?<![\w.,/-])(?P<cep>\d{2}\.?\d{3}[ .-]?\d{3})(?!\w)")
_NOT_DIGIT = re.compile(r"\D")

_AREA_CODE = re.compile(r"1[1-9]|2[12478]|3[1-578]|4[1-9]|5[1345]|6[1-9]|7[134579]|8[1-9]|9[1-9]")


def read_emails(page: Page) -> Iterator[Mark]:
    """E-mails in lower case, "arroba" and "ponto com" said in words too; links are read past."""
    written = list(_EMAIL.finditer(page.rest)) if "@" in page.rest else []
    yield from (Mark("email", found.group(), *found.span()) for found in written)
    if not written and ("@" in page.rest or " arroba" in page.rest):
        yield from (_spoken(found) for found in _SPOKEN_EMAIL.finditer(page.rest))


def read_links(page: Page) -> Iterator[Mark]:
    """Addresses of pages: nothing in them is a fact."""
    return (Mark("", "", *link.span()) for link in _LINK.finditer(page.rest))


def read_phones(page: Page) -> Iterator[Mark]:
    """Phones with an area code, as E.164; without one a number is no finding, but is read past."""
    taken = 0
    for phone in _PHONE.finditer(page.rest):
        if _AREA_CODE.fullmatch(phone["ddd"]) and _could_be_a_phone(phone):
            taken = phone.end()
            yield Mark(
                "telefone", "+55" + phone["ddd"] + _digits(phone["number"]), phone.start(), taken
            )
    for phone in _FOREIGN_PHONE.finditer(page.rest, taken):
        yield Mark("telefone", "+" + _digits(phone.group()), *phone.span())


def read_local_phones(page: Page) -> Iterator[Mark]:
    """Phones without an area code."""
    return (Mark("", "", *phone.span()) for phone in _LOCAL_PHONE.finditer(page.rest))


def read_ceps(page: Page) -> Iterator[Mark]:
    """CEPs in their layout, or eight digits that are said or asked to be one."""
    for cep in _CEP.finditer(page.rest):
        yield Mark("cep", _digits(cep.group()), *cep.span())
    bare = _ASKED_CEP if "cep" in page.asked else _NAMED_CEP
    for cep in bare.finditer(page.rest):
        if not _CEP.match(page.rest, cep.start("cep")):
            yield Mark("cep", _digits(cep["cep"]), *cep.span("cep"))


def _spoken(found: re.Match[str]) -> Mark:
    host = found["host"].replace(" ponto ", ".")
    return Mark("email", f"{found['box']}@{host}", *found.span())


def _could_be_a_phone(phone: re.Match[str]) -> bool:
    """Ten digits without any phone layout may be an old code: landlines begin with 2 to 5."""
    number = _digits(phone["number"])
    return len(number) == 9 or number[0] in "2345" or phone.group() != _digits(phone.group())


def _digits(text: str) -> str:
    return _NOT_DIGIT.sub("", text)
