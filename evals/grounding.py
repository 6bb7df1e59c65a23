"""What she asserts that nobody told her: an own look, which shares nothing with the guards it watches. Pure.

A number is grounded when it stands in the company's words, in the customer's, or in the gold of the conversation. A
claim (price, deadline, stock, discount, bank data, the state of an order) only when it is part of an approved answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from agent.protocol import Protocol
from evals.record import Conversation, Gold, Step
from evals.values import plain

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
CLAIMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"r\$",
        r"\b\d+ reais\b",
        r"\ba partir de\b",
        r"\d\s*%",
        r"\bpor cento\b",
        r"\b(?:tem|temos|ha|tenho) (?:sim )?(?:em estoque|disponivel|pronta entrega)\b",
        r"\bem estoque\b",
        r"\bpronta entrega\b",
        r"\bdisponive(?:l|is)\b",
        r"\bdescontos?\b",
        r"\bpromoc",
        r"\bgratis\b",
        r"\bfrete (?:gratis|e|fica|sai|custa)\b",
        r"\bparcela",
        r"\b(?:ate|em|dentro de) \w+ (?:dias?|horas?|semanas?|minutos?)\b",
        r"\b(?:dias?|horas?) uteis\b",
        r"\bprazo (?:e|de)\b",
        r"\b(?:chegam?|entreg(?:o|a|amos)|sai|saem) (?:hoje|amanha|segunda|terca|quarta|quinta|sexta|sabado)\b",
        r"\bchave pix\b",
        r"\bpix (?:e|da)\b",
        r"\bagencia \d",
        r"\bconta corrente\b",
        r"\b(?:boleto|nota|pedido|pagamento) (?:ja )?(?:foi|esta|ta|saiu|consta)\b",
        r"\b(?:pago|paga|quitad[oa]|confirmad[oa]) no sistema\b",
        r"\bfoi (?:erro|falha) noss[oa]\b",
        r"\bvamos (?:trocar|devolver|reembolsar)\b",
        r"\b(?:rua|avenida|av\.) [a-z]",
        r"\bsou (?:uma )?(?:pessoa|humana)\b",
        r"\bdas \d{1,2}\s?h",
        r"\babr(?:e|imos) (?:as|de)\b",
        r"https?://",
        r"\bwww\.",
    )
)


def ungrounded(conversation: Conversation, company: Protocol) -> Iterator[tuple[Step, str]]:
    """Every step that asserts something without ground, with the words."""
    answers, written = answered_by(company), written_by(company)
    heard: list[str] = []
    for step in conversation.played.steps:
        heard += [one.text for one in step.heard if one.role == "customer"]
        for text in step.said:
            yield from ((step, words) for words in claimed(text, answers))
            yield from ((step, words) for words in invented(text, written, heard, step.gold))


def claimed(text: str, answers: str) -> Iterator[str]:
    """The claims of a text that no approved answer makes. ``answers``: what the company confirmed, folded."""
    folded = plain(text)
    for claim in CLAIMS:
        if (found := claim.search(folded)) and found[0] not in answers:
            yield found[0]


def invented(
    text: str, written: str, heard: Iterable[str], gold: Gold | None = None
) -> Iterator[str]:
    """The numbers of a text that nobody said. ``written``: what the company wrote, folded."""
    known = _numbers(written) | {n for line in heard for n in _numbers(plain(line))} | _of(gold)
    yield from (number for number in NUMBER.findall(plain(text)) if _tight(number) not in known)


@lru_cache(maxsize=8)
def _joined(texts: tuple[str, ...]) -> str:
    return plain("\n".join(texts))


def written_by(company: Protocol) -> str:
    """Everything the company wrote for her to say, folded."""
    return _joined(tuple(company.spoken()))


def answered_by(company: Protocol) -> str:
    """The approved answers, folded."""
    return _joined(tuple(answer.text for answer in company.answers))


def _numbers(text: str) -> set[str]:
    """Every number of a text, whole and in its parts: "50x50" and "48.213" hold several spellings."""
    whole = NUMBER.findall(text)
    parts = [part for one in whole for part in re.split(r"[.,]", one)]
    return {_tight(one) for one in (*whole, *parts)}


def _tight(number: str) -> str:
    """Without the signs of thousands and decimals, in which the same number is written in several ways."""
    return re.sub(r"[.,]", "", number).lstrip("0") or "0"


def _of(gold: Gold | None) -> set[str]:
    if gold is None:
        return set()
    values = (*gold.slots.values(), *(v for item in gold.items for v in item.values()))
    return {number for value in values for number in _numbers(plain(value))}
