"""A record against what its case expects: everything that did not come true. Pure.

Nothing is raised and nothing is chosen here: which failures decide is said by the case's ``reward_basis``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from agent.protocol import Protocol
from evals.agreed import Agreed
from evals.case import Basis, Expect, Goals, Mode, Path
from evals.gold import NEED
from evals.promises import PROMISES
from evals.reading import Loaded, Place
from evals.record import Conversation, Failure, Gold, Known, Played, Step
from evals.values import item_is_right, matched, same

PARENTHESIS = re.compile(r" \([^)]*\)")

Fault = tuple[Basis, Place, str, object, object]
"""Which kind of expectation, its key in the file, what it is about, what was expected, what was found."""


def judged(
    loaded: Loaded, seed: int, played: Played, company: Protocol, agreement: Agreed
) -> Conversation:
    """The conversation with its failures."""
    case = loaded.case
    last = next((step.gold for step in reversed(played.steps) if step.gold), Gold())
    one = Conversation(
        id=case.id,
        seed=seed,
        title=case.title,
        tags=case.tags,
        split=case.split,
        author=case.author,
        persona=case.simulate.persona if case.simulate else "",
        file=f"{loaded.path.parent.name}/{loaded.path.name}",
        team=case.goals.team,
        handoff_due=case.goals.handoff_due,
        required=required(last, agreement),
        lacking=lacking(played, agreement),
        played=played,
        basis=case.reward_basis,
    )
    if played.ended == "infra":
        return one
    failures = [*_turns(loaded, one), *_end(loaded, one, company), *_promises(one, company)]
    return one.model_copy(update={"failures": tuple(failures)})


def required(gold: Gold, agreement: Agreed) -> tuple[str, ...]:
    """The slots that had to be known or refused before a hand-over, after the gold needs; alternatives by ``/``."""
    return tuple(
        dict.fromkeys(
            "/".join(requirement.slots)
            for need in gold.needs
            for requirement in agreement.required.get(need, ())
            if _applies(requirement.when, gold, every=True)
            and not _applies(requirement.unless, gold, every=False)
        )
    )


def lacking(played: Played, agreement: Agreed) -> tuple[str, ...]:
    """Of the required slots, those neither known nor refused nor put off at the first hand-over, by gold."""
    step = next((step for step in played.steps if step.handed_over), None)
    if step is None or step.gold is None:
        return ()
    return tuple(one for one in required(step.gold, agreement) if not _met(one, step.gold))


def _applies(conditions: Mapping[str, str], gold: Gold, *, every: bool) -> bool:
    met = [
        slot in gold.slots and value in ("*", gold.slots[slot])
        for slot, value in conditions.items()
    ]
    return all(met) if every else any(met)


def _met(requirement: str, gold: Gold) -> bool:
    names = requirement.split("/")
    known = gold.slots.keys() | set(gold.refused) | gold.implied.keys()
    of_items = bool(gold.items) and all(any(name in item for name in names) for item in gold.items)
    return any(name in known for name in names) or of_items


def _turns(loaded: Loaded, one: Conversation) -> Iterator[Failure]:
    for number, (turn, step) in enumerate(zip(loaded.case.turns, one.played.steps, strict=False)):
        for basis, place, what, expected, found in _turn(turn.expect, step):
            line = loaded.line("turns", number, "expect", *place)
            yield _failure(step.number, basis, what, expected, found, line)


def _turn(expect: Expect, step: Step) -> Iterator[Fault]:
    yield from _path(expect.path, step)
    yield from _understood(expect, step)
    yield from _asked(expect, step)
    yield from _spoken(expect, step)
    for what, wanted, found in (
        ("act", expect.act, step.act),
        ("reason", expect.reason, step.reason),
        ("status", expect.status, step.after),
    ):
        if wanted is not None and wanted != found:
            yield "state", (what,), what, wanted, found


def _path(path: Path | None, step: Step) -> Iterator[Fault]:
    if path and not WALKS[path.mode](step.path, path.nodes):
        yield "path", ("path",), f"path ({path.mode})", " ".join(path.nodes), " ".join(step.path)


def _in_order(walked: Sequence[str], wanted: Sequence[str]) -> bool:
    rest = iter(walked)
    return all(node in rest for node in wanted)


WALKS: dict[Mode, Callable[[Sequence[str], Sequence[str]], bool]] = {
    "strict": lambda walked, wanted: tuple(walked) == tuple(wanted),
    "unordered": lambda walked, wanted: sorted(walked) == sorted(wanted),
    "subset": _in_order,
    "superset": lambda walked, wanted: set(walked) <= set(wanted),
}
"""How the nodes walked may compare with those wanted; ``superset``: none beside them is walked."""


def _understood(expect: Expect, step: Step) -> Iterator[Fault]:
    kinds = {need.kind for need in step.known.needs}
    for need in expect.need or ():
        if need not in kinds:
            yield "need", ("need",), "need", need, ", ".join(sorted(kinds)) or "none"
    if expect.need == () and step.needs:
        yield "need", ("need",), "need", "none", ", ".join(guess.kind for guess in step.needs)
    for slot, value in expect.slots.items():
        if not any(same(slot, found, value) for found in values(step.known, slot)):
            yield "slots", ("slots", slot), slot, value, " | ".join(values(step.known, slot))
    if expect.items is not None:
        yield from _items(expect.items, step.known)
    for slot in expect.refused:
        if values(step.known, slot):
            yield "slots", ("refused",), slot, "refused", " | ".join(values(step.known, slot))
    if missing := set(expect.acts) - set(step.acts):
        yield "need", ("acts",), "acts", ", ".join(sorted(missing)), ", ".join(step.acts)


def _items(wanted: Sequence[Mapping[str, str]], known: Known) -> Iterator[Fault]:
    found = items(known)
    if len(found) != len(wanted):
        yield "slots", ("items",), "items", len(wanted), len(found)
    for place, (one, other) in enumerate(matched(found, wanted)):
        if not item_is_right(one, other):
            yield "slots", ("items", place), f"item {place + 1}", _facts(other), _facts(one)


def _asked(expect: Expect, step: Step) -> Iterator[Fault]:
    asked = ", ".join(step.asks) or "nothing"
    if expect.asks is not None and set(expect.asks) != set(step.asks):
        yield "asks", ("asks",), "asks", ", ".join(expect.asks) or "nothing", asked
    for slot in expect.asks_not:
        if slot in step.asks:
            yield "asks", ("asks_not",), "asks", f"not {slot}", asked
    if expect.asks_something is not None and expect.asks_something != bool(step.asks):
        yield "asks", ("asks_something",), "asks something", expect.asks_something, asked
    if "max_questions" in expect.model_fields_set and _questions(step) > expect.max_questions:
        yield "asks", ("max_questions",), "questions", expect.max_questions, _questions(step)


def _questions(step: Step) -> int:
    return sum(text.count("?") for text in step.said)


def _spoken(expect: Expect, step: Step) -> Iterator[Fault]:
    if expect.silence is not None and expect.silence == bool(step.said):
        yield "silence", ("silence",), "silence", expect.silence, " / ".join(step.said) or "silence"
    if says := expect.says:
        if not says.min <= len(step.said) <= says.max:
            yield "content", ("says",), "messages", f"{says.min} to {says.max}", len(step.said)
        longest = max(map(len, step.said), default=0)
        if longest > says.max_chars:
            yield "content", ("says", "max_chars"), "characters", says.max_chars, longest
    for key in expect.uses:
        if key not in step.uses:
            yield "content", ("uses",), "text", key, ", ".join(step.uses)
    if expect.answer is not None and expect.answer != step.answer:
        yield "content", ("answer",), "answer", expect.answer, step.answer or "none"
    yield from _patterns(expect.says_re, expect.never_re, step.said)


def _patterns(wanted: Iterable[str], never: Iterable[str], said: Sequence[str]) -> Iterator[Fault]:
    for pattern in wanted:
        if not _matching(pattern, said):
            yield "content", ("says_re",), "says", pattern, " / ".join(said) or "nothing"
    for pattern in never:
        if found := _matching(pattern, said):
            yield "content", ("never_re",), "never says", pattern, found


def _matching(pattern: str, texts: Sequence[str]) -> str:
    return next((text for text in texts if re.search(pattern, text, re.IGNORECASE)), "")


def _end(loaded: Loaded, one: Conversation, company: Protocol) -> Iterator[Failure]:
    faults = [*_screen(loaded.case.goals, one, company), *_course(loaded.case.goals, one)]
    if loaded.case.simulate:
        faults += [*_gold_at_end(one)]
    for basis, place, what, expected, found in faults:
        yield _failure(0, basis, what, expected, found, loaded.line("goals", *place))


def _screen(goals: Goals, one: Conversation, company: Protocol) -> Iterator[Fault]:
    screen = one.played.screen
    reason = getattr(company.reasons, goals.reason) if goals.reason else None
    for key, wanted, found in (
        ("status", goals.status, screen.status),
        ("team", goals.team, screen.team),
        ("priority", goals.priority, screen.priority),
        ("stage", goals.stage, screen.attributes.get("alu_etapa", "")),
        ("reason", reason, screen.attributes.get("alu_motivo", "")),
    ):
        if wanted is not None and wanted != found:
            yield "state", (key,), key, wanted, found
    if goals.handoff is not None and goals.handoff != _handed_over(one.played):
        yield "state", ("handoff",), "hand-over", goals.handoff, not goals.handoff
    yield from _labels(goals, screen.labels)
    yield from _facts_shown("attributes", goals.attributes, screen.attributes)
    yield from _facts_shown("contact", goals.contact, screen.contact)
    for slot in goals.contact_absent:
        if screen.contact.get(slot):
            yield "slots", ("contact_absent",), slot, "unknown", screen.contact[slot]
    if goals.missing is not None and sorted(goals.missing) != _missing(screen.attributes, company):
        shown = screen.attributes.get("alu_falta", "")
        yield "state", ("missing",), "missing", ", ".join(goals.missing) or "nothing", shown
    yield from _notes(goals, screen.notes)


def _labels(goals: Goals, labels: Sequence[str]) -> Iterator[Fault]:
    for label in goals.labels.contains:
        if label not in labels:
            yield "state", ("labels", "contains"), "labels", label, ", ".join(labels)
    for label in goals.labels.absent:
        if label in labels:
            yield "state", ("labels", "absent"), "labels", f"not {label}", ", ".join(labels)


def _facts_shown(
    where: str, wanted: Mapping[str, str], found: Mapping[str, str]
) -> Iterator[Fault]:
    for name, value in wanted.items():
        if not same(name, found.get(name, ""), value):
            yield "slots", (where, name), f"{where}: {name}", value, found.get(name, "")


def _missing(attributes: Mapping[str, str], company: Protocol) -> list[str]:
    """What alu_falta shows, as slots."""
    by_label = {slot.label.lower(): name for name, slot in company.slots.items()}
    by_label["a necessidade"] = NEED
    shown = PARENTHESIS.sub("", attributes.get("alu_falta", "")).lower()
    parts = [part for part in shown.split(", ") if part not in ("", "nada")]
    alternatives = ([part] if part in by_label else part.split(" ou ") for part in parts)
    return sorted("/".join(by_label.get(one, one) for one in part) for part in alternatives)


def _notes(goals: Goals, notes: Sequence[str]) -> Iterator[Fault]:
    wanted = goals.notes
    if wanted is None:
        return
    if wanted.count is not None and wanted.count != len(notes):
        yield "state", ("notes", "count"), "notes", wanted.count, len(notes)
    for pattern in wanted.contains:
        if not _matching(pattern, notes):
            yield "state", ("notes", "contains"), "note with", pattern, " / ".join(notes)
    for pattern in wanted.never:
        if found := _matching(pattern, notes):
            yield "state", ("notes", "never"), "no note with", pattern, found
    longest = max((len(note.splitlines()) for note in notes), default=0)
    if longest > wanted.max_lines:
        yield "state", ("notes", "max_lines"), "lines of a note", wanted.max_lines, longest


def _course(goals: Goals, one: Conversation) -> Iterator[Fault]:
    steps = one.played.steps
    said = [text for step in steps for text in step.said]
    most = goals.messages.max
    if len(said) < goals.messages.min or (most is not None and len(said) > most):
        yield "content", ("messages",), "messages", f"{goals.messages.min} to {most}", len(said)
    for slot, times in {**dict.fromkeys(goals.never_asked, 0), **goals.asked_at_most}.items():
        asked = sum(slot in step.asks for step in steps)
        if asked > times:
            place = "asked_at_most" if slot in goals.asked_at_most else "never_asked"
            yield "asks", (place,), f"{slot} asked at most", times, asked
    limit = goals.max_questions_to_route
    if limit is not None and (asked := questions_to_route(one.played)) > limit:
        yield "asks", ("max_questions_to_route",), "questions to route", limit, asked
    yield from _patterns(goals.says_re, goals.never_re, said)


def _gold_at_end(one: Conversation) -> Iterator[Fault]:
    """What a simulated customer told must all be known at the end."""
    gold = next((step.gold for step in reversed(one.played.steps) if step.gold), Gold())
    known = one.played.steps[-1].known if one.played.steps else Known()
    kinds = {need.kind for need in known.needs}
    for need in gold.needs:
        if need not in kinds:
            yield "need", (), "need", need, ", ".join(sorted(kinds)) or "none"
    for slot, value in gold.slots.items():
        if not any(same(slot, found, value) for found in values(known, slot)):
            yield "slots", (), slot, value, " | ".join(values(known, slot))
    if gold.items:  # of a need without items, what is noted beside it is neither right nor wrong
        for basis, _, what, expected, found in _items(gold.items, known):
            yield basis, (), what, expected, found


def _promises(one: Conversation, company: Protocol) -> Iterator[Failure]:
    for name, (promise, label, basis) in PROMISES.items():
        for step, found in promise(one, company):
            yield _failure(step.number, basis, f"promise: {name}", label, found, step.line)


def values(known: Known, slot: str) -> list[str]:
    """Every value known of a slot: the contact's, the needs'."""
    rooms = [known.contact, *(need.slots for need in known.needs)]
    return [room[slot] for room in rooms if slot in room]


def items(known: Known) -> list[dict[str, str]]:
    """Every item of every need."""
    return [item for need in known.needs for item in need.items]


def questions_to_route(played: Played) -> int:
    """How many questions were asked until the first hand-over, or at all."""
    asked = 0
    for step in played.steps:
        asked += bool(step.asks)
        if step.handed_over:
            break
    return asked


def _handed_over(played: Played) -> bool:
    return any(step.handed_over for step in played.steps)


def _facts(item: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in item.items()) or "nothing"


def _failure(
    turn: int, basis: Basis, what: str, expected: object, found: object, line: int
) -> Failure:
    return Failure(
        turn=turn, basis=basis, what=what, expected=str(expected), found=str(found), line=line
    )
