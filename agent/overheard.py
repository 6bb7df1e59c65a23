"""What was said while a person answered: what the customer told them, what they asked, stated and promised. Pure.

A customer's line answers the question before it, whoever asked. What a person of the team says is theirs: a fact only
where the words are certain of it ("Anotei: 20 barras", "seu pedido é o 4417", "é pra Sobral?" — "isso"), and never
against the customer's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.binding import binding, sentences
from agent.extract.finding import Finding
from agent.extract.normal import fold
from agent.ledger import Promise, Proposal
from agent.mind import Line
from agent.mind.facts import Finder, of_line
from agent.mind.offline.signals import acts_of
from agent.protocol import Protocol
from agent.state import Message, OpenQuestion
from agent.transcript import after, lines, missed, unanswered

MOST_QUOTED = 200
FEW_WORDS = 3
ASKING = re.compile(
    r"\?|\b(?:me (?:pass[ae]|di[zg]a?|mand[ae]|inform[ae]|fala|envi[ae]|confirm[ae])|preciso d[aeo]"
    r"|qual|quais|so falta|falta so)\b"
)
NOTING = re.compile(
    r"\b(?:anot(?:ei|ado|ada|ando)|registr(?:ei|ado)|lancei|confirmad[oa]|confirmando|recapitulando|resumindo"
    r"|(?:seu|o) pedido (?:fica|ficou)|entao (?:sao|e|fica|ficam))\b"
)
GIVING = re.compile(r"\b(?:sou|me chamo|meu nome|aqui (?:e|quem fala))\b")
PAPERS = frozenset({"pedido", "nota", "boleto"})
NEVER_THEIRS = frozenset({"nome", "vendedor", "telefone", "cpf", "valor", "data"})
"""Findings that a person of the team more likely says of themselves, or that bind the company."""


def asked_in(text: str, protocol: Protocol) -> tuple[str, ...]:
    """The slots that a person's line asks for, by the words of the protocol; the longest wording wins.

    A slot's label alone is a question where there is hardly another word ("e a empresa?").
    """
    asking = [folded for folded in map(fold, sentences(text)) if ASKING.search(folded)]
    found = (slot for sentence in asking for slot in _asked_in(sentence, protocol))
    return tuple(dict.fromkeys(found))


def open_questions(
    messages: Sequence[Message], hers: OpenQuestion | None, protocol: Protocol
) -> list[OpenQuestion | None]:
    """The question open before each message, and after the last: Alú's last one (``hers``) or a person's.

    Several in a row are one; whatever the customer has answered is closed by the next.
    """
    last = next((m["id"] for m in reversed(messages) if m["role"] == "alu"), "")
    question: OpenQuestion | None = None
    found, answered = [], False
    for message in messages:
        found.append(question)
        if message["role"] == "customer":
            answered = True
            continue
        asked = hers if message["id"] == last else _asked_by(message, protocol)
        question = _together(None if answered else question, asked)
        answered = False
    return [*found, question]


def open_now(
    messages: Sequence[Message], handled: str, hers: OpenQuestion | None, protocol: Protocol
) -> OpenQuestion | None:
    """The question that the customer's next words, or those that wait, answer: hers if nobody spoke since."""
    if all(message["role"] != "human" for _, message in after(messages, handled)):
        return hers
    waiting = unanswered(messages, handled)
    return open_questions(messages, hers, protocol)[len(messages) - len(waiting)]


def overheard(
    messages: Sequence[Message], handled: str, hers: OpenQuestion | None, protocol: Protocol
) -> tuple[Line, ...]:
    """The customer's lines since ``handled`` that a person has answered, each with what it may answer."""
    unread = missed(messages, handled)
    if not unread:
        return ()
    open_before = dict(
        zip((m["id"] for m in messages), open_questions(messages, hers, protocol), strict=False)
    )
    questions = ((line, open_before[line.id]) for line in lines(unread))
    return tuple(
        replace(line, asked=tuple(question["slots"])) if question else line
        for line, question in questions
    )


def stated(
    messages: Sequence[Message], handled: str, finder: Finder, protocol: Protocol
) -> tuple[Proposal, ...]:
    """What people of the team have stated or had confirmed since ``handled``, as theirs."""
    return tuple(
        proposal
        for place, message in after(messages, handled)
        if message["role"] == "human"
        for proposal in _facts_of(message, messages[place + 1 :], finder, protocol)
    )


def unmistaken(proposals: Sequence[Proposal], messages: Sequence[Message]) -> tuple[Proposal, ...]:
    """Without a name that is a person's of the team, spoken of and not given ("o Rui disse 900")."""
    people = {_first(one["name"]) for one in messages if one["role"] == "human"} - {""}
    if not people:
        return tuple(proposals)
    texts = {one["id"]: one["text"] for one in messages}
    return tuple(
        one
        for one in proposals
        if one.slot != "nome"
        or _first(one.value) not in people
        or _is_given(texts.get(one.source, ""))
    )


def promises(messages: Sequence[Message], noted: str) -> Iterator[Promise]:
    """What people of the team told the customer since ``noted`` that binds the company."""
    for _, message in after(messages, noted):
        if message["role"] == "human":
            words, about = binding(message["text"])
            if about:
                yield Promise(words[:MOST_QUOTED], message["name"], message["id"], about)


def _first(name: str) -> str:
    return fold(name).strip().partition(" ")[0]


def _is_given(text: str) -> bool:
    """True if the words give a name as one's own: they say so, or are hardly more than a name."""
    return len(text.split()) <= FEW_WORDS or GIVING.search(fold(text)) is not None


def _asked_in(sentence: str, protocol: Protocol) -> Iterator[str]:
    short = len(sentence.split()) <= FEW_WORDS
    wordings = [
        (fold(wording), name)
        for name, slot in protocol.slots.items()
        for wording in (*slot.asked_as, *((slot.label,) if short or not slot.asked_as else ()))
    ]
    for wording in sorted({words for words, _ in wordings}, key=len, reverse=True):
        sentence, times = re.subn(rf"\b{re.escape(wording)}\b", " ", sentence)
        yield from (name for words, name in wordings if times and words == wording)


def _asked_by(message: Message, protocol: Protocol) -> OpenQuestion | None:
    slots = asked_in(message["text"], protocol) if message["role"] == "human" else ()
    return {"slots": list(slots), "need": None, "item": None, "options": []} if slots else None


def _together(old: OpenQuestion | None, new: OpenQuestion | None) -> OpenQuestion | None:
    if old is None or new is None:
        return new or old
    return {**old, "slots": list(dict.fromkeys((*old["slots"], *new["slots"])))}


def _affirmed(later: Sequence[Message]) -> bool:
    """True if the next word is the customer's, and a yes."""
    return any(
        one["role"] == "customer" and "affirms" in acts_of(one["text"], asked=True)
        for one in later[:1]
    )


def _facts_of(
    message: Message, later: Sequence[Message], finder: Finder, protocol: Protocol
) -> Iterator[Proposal]:
    certain, told = _certain_and_told(message["text"], affirmed=_affirmed(later))
    found = [one for one in finder.find(certain) if _is_sure(one)] if certain else []
    if any(map(str.isdigit, told)):
        found += [one for one in finder.find(told) if _is_sure(one) and one.slot in PAPERS]
    line = Line(message["id"], "human", message["text"], message["name"])
    for proposal in of_line(line, tuple(found), protocol, ()):
        yield replace(proposal, by="human")


def _certain_and_told(text: str, *, affirmed: bool) -> tuple[str, str]:
    """The sentences that are certain of all they say, a last question that was affirmed among them; and the others.

    A note by itself ("Anotado!") makes the next sentence certain. What is asked and not affirmed says nothing.
    """
    certain: list[str] = []
    told: list[str] = []
    noting = False
    said = sentences(text)
    for sentence in said:
        asks = sentence.endswith("?")
        cue = NOTING.search(fold(sentence))
        if asks:
            certain += [f"{sentence.rstrip('?!')}."] if affirmed and sentence is said[-1] else []
        else:
            (certain if cue or noting else told).append(sentence)
        noting = cue is not None and not _says_more(sentence)
    return "\n".join(certain), "\n".join(told)


def _says_more(sentence: str) -> bool:
    """True if a sentence says more than that something is noted."""
    return any(map(str.isalnum, NOTING.sub("", fold(sentence))))


def _is_sure(finding: Finding) -> bool:
    return finding.sure and not finding.problem and finding.slot not in NEVER_THEIRS
