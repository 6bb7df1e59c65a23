"""What does not fit together in a protocol whose every field is well typed. Pure: where, and what is wrong."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator

from agent.protocol import Protocol, Question, Requirement
from agent.texts import Notes, Texts

Place = tuple[str | int, ...]
Problem = tuple[Place, str]

HANDOVERS = tuple(key for key in Texts.model_fields if key.startswith("handover"))

REMINDERS = ("reminder", "reminder_opening")

COMPANY_WORDS = frozenset({"alu", "empresa_nossa", "saudacao"})
"""Placeholders that always have a value."""

ALLOWED: dict[str, frozenset[str]] = {
    "disambiguate": frozenset({"opcoes"}),
    "noted_items": frozenset({"itens"}),
    "pleased": frozenset({"nome"}),
    "greeting_back": frozenset({"nome"}),
    "told_by_team": frozenset({"pessoa"}),
    **{key: frozenset({"nome"}) for key in REMINDERS},
    **{key: frozenset({"nome", "time"}) for key in HANDOVERS},
}
"""Placeholders that a text may use beside the company's words."""

QUOTING: dict[str, frozenset[str]] = {"undelivered": frozenset({"texto"})}
"""Placeholders that a note for the team must use; it may use no other."""

ASKING = frozenset({"ask_need", "ask_need_again", "disambiguate", "cnpj_invalid", "reminder"})
"""The texts that are questions; no other may ask, for a message has one question at most."""

QUESTION_WORDS = frozenset({"nome", "produto", "cidade"})


def placeholders(text: str) -> frozenset[str]:
    """The names between braces in a text. A brace that opens nothing raises ``ValueError``."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def contradictions(protocol: Protocol) -> Iterator[Problem]:
    """Every problem, in the order of the file's sections."""
    yield from _wrong_slots(protocol)
    yield from _wrong_needs(protocol)
    yield from _wrong_questions(protocol)
    yield from _wrong_answers(protocol)
    yield from _wrong_texts(protocol)
    yield from _wrong_notes(protocol)


def _wrong_slots(protocol: Protocol) -> Iterator[Problem]:
    for name, slot in protocol.slots.items():
        for key, others in (("depends_on", slot.depends_on), ("implied_by", slot.implied_by)):
            for other in sorted(set(others) - set(protocol.slots)):
                yield ("slots", name, key), f"unknown slot {other!r}"
        for other in sorted(set(slot.depends_on) & set(protocol.slots)):
            if protocol.slots[other].scope != slot.scope:
                yield ("slots", name, "depends_on"), f"{other!r} is of another scope"
        for value in sorted(set(slot.implied_by.values())):
            yield from _no_choice(("slots", name, "implied_by"), name, value, protocol)


def _no_choice(place: Place, name: str, value: str, protocol: Protocol) -> Iterator[Problem]:
    choices = protocol.slots[name].choices if name in protocol.slots else {}
    if choices and value not in (*choices, "*"):
        yield place, f"{value!r} is no choice of {name!r}"


def _wrong_needs(protocol: Protocol) -> Iterator[Problem]:
    if protocol.default_team not in protocol.teams:
        yield ("default_team",), f"unknown team {protocol.default_team!r}"
    for kind, need in protocol.needs.items():
        if need.team not in protocol.teams:
            yield ("needs", kind, "team"), f"unknown team {need.team!r}"
        yield from _strange_words(("needs", kind, "first_reply"), need.first_reply, {"nome"})
        for index, text in enumerate(need.heard):
            yield from _plain_text(("needs", kind, "heard", index), text)
        for number, requirement in enumerate(need.required):
            place = ("needs", kind, "required", number)
            yield from _wrong_requirement(place, kind, requirement, protocol)


def _wrong_requirement(
    place: Place, kind: str, requirement: Requirement, protocol: Protocol
) -> Iterator[Problem]:
    named = {*requirement.slots, *requirement.when, *requirement.unless}
    unknown = sorted(named - set(protocol.slots))
    yield from ((place, f"unknown slot {slot!r}") for slot in unknown)
    for name, value in (*requirement.when.items(), *requirement.unless.items()):
        yield from _no_choice(place, name, value, protocol)
    if not unknown and len({protocol.slots[name].scope for name in requirement.slots}) > 1:
        yield place, "alternatives are of one scope"
    if not any(_can_ask(question, kind, requirement) for question in protocol.questions):
        yield place, f"no question asks for {' or '.join(requirement.slots)}"


def _can_ask(question: Question, kind: str, requirement: Requirement) -> bool:
    right_need = not question.needs or kind in question.needs
    return right_need and bool(set(question.asks) & set(requirement.slots))


def _wrong_questions(protocol: Protocol) -> Iterator[Problem]:
    for number, question in enumerate(protocol.questions):
        place = ("questions", number)
        for slot in sorted(set(question.asks) - set(protocol.slots)):
            yield (*place, "asks"), f"unknown slot {slot!r}"
        for need in sorted(set(question.needs) - set(protocol.needs)):
            yield (*place, "needs"), f"unknown need {need!r}"
        yield from _plain_text((*place, "why"), question.why)
        for key, texts in (("texts", question.texts), ("again", question.again)):
            if all("{produto}" in text for text in texts):
                yield (
                    (*place, key),
                    "one variant must do without {produto}: it is known of several items only",
                )
            for index, text in enumerate(texts):
                yield from _strange_words((*place, key, index), text, QUESTION_WORDS)
                yield from _wrong_asking((*place, key, index), text, 1)


def _wrong_answers(protocol: Protocol) -> Iterator[Problem]:
    times = Counter(answer.id for answer in protocol.answers)
    for number, answer in enumerate(protocol.answers):
        if times[answer.id] > 1:
            yield ("answers", number, "id"), f"{answer.id!r} is there {times[answer.id]} times"
        yield from _plain_text(("answers", number, "text"), answer.text)


def _wrong_texts(protocol: Protocol) -> Iterator[Problem]:
    for key in Texts.model_fields:
        for index, text in enumerate(getattr(protocol.texts, key)):
            place: Place = ("texts", key, index)
            yield from _strange_words(place, text, ALLOWED.get(key, frozenset()))
            yield from _wrong_asking(place, text, 1 if key in ASKING else 0)
    for key in (*REMINDERS, *HANDOVERS):
        if all("{nome}" in text for text in getattr(protocol.texts, key)):
            yield ("texts", key), "one variant must do without {nome}: it may not be known"
    if all("{pessoa}" in text for text in protocol.texts.told_by_team):
        yield (
            ("texts", "told_by_team"),
            "one variant must do without {pessoa}: no name may be known",
        )
    if not any(map(_fits_at_last, protocol.texts.handover_trouble)):
        yield ("texts", "handover_trouble"), "one variant must do without {nome} and {saudacao}"


def _fits_at_last(text: str) -> bool:
    """The last resort knows no customer and has no clock."""
    return "{nome}" not in text and "{saudacao}" not in text


def _wrong_notes(protocol: Protocol) -> Iterator[Problem]:
    for key in Notes.model_fields:
        text, quoted = getattr(protocol.notes, key), QUOTING.get(key, frozenset())
        yield from _unknown_words(("notes", key), text, quoted)
        for word in sorted(quoted):
            if f"{{{word}}}" not in text:
                yield ("notes", key), f"it must say {{{word}}}"


def _plain_text(place: Place, text: str) -> Iterator[Problem]:
    """A text said as it stands: no placeholder but the company's words, no question."""
    yield from _strange_words(place, text, frozenset())
    yield from _wrong_asking(place, text, 0)


def _wrong_asking(place: Place, text: str, marks: int) -> Iterator[Problem]:
    if text.count("?") != marks:
        yield place, "a question has exactly one question mark, any other text none"


def _strange_words(
    place: Place, text: str, allowed: frozenset[str] | set[str]
) -> Iterator[Problem]:
    yield from _unknown_words(place, text, COMPANY_WORDS | allowed)


def _unknown_words(
    place: Place, text: str, allowed: frozenset[str] | set[str]
) -> Iterator[Problem]:
    try:
        strange = placeholders(text) - allowed
    except ValueError as unbalanced:
        yield place, f"braces do not match: {unbalanced}"
        return
    for word in sorted(strange):
        yield place, f"unknown placeholder {{{word}}}"
