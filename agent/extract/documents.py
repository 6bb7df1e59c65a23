"""CNPJ and CPF: found whatever their separators, checked by their own digits.

The CNPJ is alphanumeric since July 2026 (IN RFB 2.229/2024): twelve of 0-9 and A-Z, then two
digits, modulo 11 over ``ord(character) - 48``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.extract.page import Mark, Page

_CNPJ_WEIGHTS = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
_CPF_WEIGHTS = (11, 10, 9, 8, 7, 6, 5, 4, 3, 2)
_SEPARATORS = re.compile(r"[^0-9A-Za-z]")
_CNPJ_SHAPE = re.compile(r"[0-9A-Z]{12}[0-9]{2}")
_CPF_SHAPE = re.compile(r"[0-9]{11}")
_CUE_REACH = 24

_CNPJ = re.compile(
    r"(?<![a-z0-9])(?:\d{2}[. ]?\d{3}[. ]?\d{3} ?[/ ]? ?\d{4} ?[- ]? ?"
    r"|[0-9a-z]{2}\.?[0-9a-z]{3}\.?[0-9a-z]{3}(?: ?/ ?)?[0-9a-z]{4}(?: ?- ?)?)[0-9]{2}(?![a-z0-9])"
)
_CNPJ_LAYOUT = re.compile(r".{2}\..{3}\..{3} ?/ ?.{4} ?- ?..")
_CPF = re.compile(r"(?<![\d.,])(?<!\+)\d{3}[. ]?\d{3}[. ]?\d{3} ?[-. /]? ?\d{2}(?![\d])")
_CPF_LAYOUT = re.compile(r"\d{3}\.\d{3}\.\d{3} ?[-./] ?\d{2}|\d{9}-\d{2}")
_WRITTEN_CPF = re.compile(r"(?<!\d)[0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{3} ?[-. /]? ?[0-9]{2}(?!\d)")
_PHONE_CUE = re.compile(r"fone|\btel|whats|\bzap|celular|\bcel\b|contato|\bligar?\b|\bchama|numero")


def valid_cnpj(text: str) -> bool:
    """Whether the text, separators apart, is a CNPJ, numeric or alphanumeric."""
    code = _bare(text)
    if not _CNPJ_SHAPE.fullmatch(code) or len(set(code)) == 1:
        return False
    return code[12:] == _check(code[:12], _CNPJ_WEIGHTS)


def valid_cpf(text: str) -> bool:
    """Whether the text, separators apart, is a CPF."""
    code = _bare(text)
    if not _CPF_SHAPE.fullmatch(code) or len(set(code)) == 1:
        return False
    return code[9:] == _check(code[:9], _CPF_WEIGHTS)


def mask_cpf(text: str) -> str:
    """The text with every valid CPF hidden, for logs and notes."""
    return _WRITTEN_CPF.sub(_hide, text)


def read_cnpj(page: Page) -> Iterator[Mark]:
    """CNPJs; fourteen letters and digits that fail the check are one only in its layout or after
    its name.
    """
    for shape in _CNPJ.finditer(page.rest):
        written = shape.group()
        if valid_cnpj(written):
            yield Mark("cnpj", _bare(written), *shape.span())
        elif _looks_like_cnpj(page, shape):
            yield Mark("cnpj", _bare(written), *shape.span(), problem="check_digits")


def read_cpf(page: Page) -> Iterator[Mark]:
    """CPFs; eleven bare digits are one when they check and nothing says that they are a phone."""
    for shape in _CPF.finditer(page.rest):
        named = _named(page, "cpf", shape.start())
        if valid_cpf(shape.group()):
            if named or not _is_phone(page, shape):
                yield Mark("cpf", _bare(shape.group()), *shape.span())
        elif named or _CPF_LAYOUT.fullmatch(shape.group()):
            yield Mark("cpf", _bare(shape.group()), *shape.span(), problem="check_digits")


def _hide(written: re.Match[str]) -> str:
    return "•••.•••.•••-••" if valid_cpf(written.group()) else written.group()


def _bare(text: str) -> str:
    return _SEPARATORS.sub("", text).upper()


def _check(code: str, weights: tuple[int, ...]) -> str:
    """The two check digits; the second counts the first."""
    for lead in (weights[1:], weights):
        total = sum((ord(letter) - 48) * weight for letter, weight in zip(code, lead, strict=True))
        code += str((11 - total % 11) % 11 % 10)
    return code[-2:]


def _looks_like_cnpj(page: Page, shape: re.Match[str]) -> bool:
    written = shape.group()
    if _CNPJ_LAYOUT.fullmatch(written):
        return True
    return _bare(written).isdigit() or (
        _has_digits(written) and _named(page, "cnpj", shape.start())
    )


def _has_digits(written: str) -> bool:
    return sum(letter.isdigit() for letter in written) > len(written) // 2


def _named(page: Page, name: str, at: int) -> bool:
    return name in page.asked or name in page.text[max(0, at - _CUE_REACH) : at]


def _is_phone(page: Page, shape: re.Match[str]) -> bool:
    before = page.text[max(0, shape.start() - _CUE_REACH) : shape.start()]
    spaced = " " in shape.group() and not _CPF_LAYOUT.fullmatch(shape.group())
    return spaced or _PHONE_CUE.search(before) is not None
