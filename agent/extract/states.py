"""States: written beside their town, or by themselves."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from agent.extract.gazetteer import STATES, UFS
from agent.extract.page import Mark, Page

_NAMES = "|".join(sorted(STATES, key=len, reverse=True))
_UF_BESIDE = re.compile(r"(?P<joint> ?[/,(] ?| ?-{1,2} ?| )(?P<uf>[a-z]{2})(?![\w])")
_STATE_BESIDE = re.compile(
    rf"(?: ?[,(/-]{{1,2}} ?| )(?:(?:no|na|do|da|em|estado d[oea]) )?(?P<state>{_NAMES})\b"
)
_LONE_UF = re.compile(
    r"\b(?:em|de|no|na|do|da|para|pra|uf:?|estado:?(?: d[eoa])?|/) ?(?P<uf>[a-z]{2})\b"
)
_STATE = re.compile(
    r"\b(?:em|de|no|na|do|da|pro|pra|para o|estado:?|estado d[eoa]|[/,-]) ?"
    rf"(?P<state>{_NAMES})\b"
)
_PARA = re.compile(r"(?i:par)[áÁ]$")
_ANSWER = re.compile(
    rf"\W*(?:(?:e|eh|no|na|do|da|em|sou d[oea]) )?(?P<state>{_NAMES}|[a-z]{{2}})"
    r"(?:\W+(?:valeu|vlw|obrigad[oa]|obg|mesmo|viu))*\W*$"
)


def state_beside(page: Page, end: int, ufs: Collection[str]) -> tuple[str, tuple[int, int]] | None:
    """The state written after a town that ends here, and its span; it must be one of ``ufs``."""
    found = _letters_beside(page, end) or _name_beside(page, end)
    return found if found and found[0] in ufs else None


def read_states(page: Page) -> Iterator[Mark]:
    """States without a town: "sou do Ceará", "em SP"."""
    for found in _LONE_UF.finditer(page.rest):
        start, end = found.span("uf")
        letters = page.raw[start:end]
        if letters in UFS and not page.raw.isupper():
            yield Mark("uf", letters, start, end, not page.asks(end))
    for found in _STATE.finditer(page.rest):
        if _is_no_preposition(page, found):
            end = found.end("state")
            yield Mark("uf", STATES[found["state"]], found.start("state"), end, not page.asks(end))


def read_asked_state(page: Page) -> Iterator[Mark]:
    """The answer to "qual o estado?", or a state instead of a town."""
    answer = _ANSWER.match(page.rest) if page.asked & {"uf", "cidade"} else None
    uf = STATES.get(answer["state"], answer["state"].upper()) if answer else ""
    if answer and uf in UFS:
        yield Mark("uf", uf, *answer.span("state"))


def _letters_beside(page: Page, end: int) -> tuple[str, tuple[int, int]] | None:
    """Two letters in capitals or after a sign; at the end of the words, if the town was asked."""
    beside = _UF_BESIDE.match(page.rest, end)
    if beside is None:
        return None
    large = page.raw[slice(*beside.span("uf"))].isupper()
    signed = beside["joint"].strip() in {"/", "-", "(", ","}
    ends = not page.rest[beside.end() :].lstrip(" )")[:1].isalnum()
    after_sign = signed and (ends or "/" in beside["joint"])
    if large or after_sign or (ends and "cidade" in page.asked):
        return beside["uf"].upper(), beside.span("uf")
    return None


def _name_beside(page: Page, end: int) -> tuple[str, tuple[int, int]] | None:
    """The state's name: "Picos, no Piauí"."""
    beside = _STATE_BESIDE.match(page.rest, end)
    if beside and _is_no_preposition(page, beside):
        return STATES[beside["state"]], beside.span("state")
    return None


def _is_no_preposition(page: Page, found: re.Match[str]) -> bool:
    return (
        found["state"] != "para" or _PARA.match(page.words(*found.span("state"))[-4:]) is not None
    )
