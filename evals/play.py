"""One case with one seed, played: the customer's turns go in, a record comes out. It judges nothing."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Sequence
from typing import Protocol, TypeVar

from agent.protocol import Protocol as Company
from evals.case import (
    Again,
    Attached,
    Clock,
    Edited,
    Event,
    HumanSays,
    Noted,
    Setup,
    Silence,
    StatusChanged,
    Stepped,
    Turn,
    Unsaid,
)
from evals.customer import Utterance
from evals.customer.model import CustomerUnavailable
from evals.gold import Page
from evals.reading import Loaded
from evals.record import Gold, Played, Said, Step
from evals.stage import Stage, later

T = TypeVar("T")

QUIET = ("human_says", "again", "edits")
"""Events at which nothing is said to the customer."""
MOST_LETTERS = 200  # of an error


class Player(Protocol):
    """A simulated customer: what they say first, and what they answer; None when nothing is left to say."""

    @property
    def settled(self) -> frozenset[str]: ...

    def opens(self) -> Utterance | Awaitable[Utterance]: ...

    def answers(
        self, asks: Sequence[str], options: Sequence[str], said: Sequence[str]
    ) -> Utterance | Awaitable[Utterance | None] | None: ...


async def play(loaded: Loaded, stage: Stage, customer: Player | None = None) -> Played:
    """The record of one conversation: ``crashed`` where the graph raises, ``infra`` where a customer's model fails."""
    case = loaded.case
    if case.simulate and customer:
        going = _simulated(stage, case.simulate.max_turns, customer)
    else:
        going = _fixed(stage, loaded)
    ended = asyncio.ensure_future(going)
    await asyncio.wait({ended})
    if wrong := ended.exception():
        return Played(
            steps=tuple(stage.steps),
            screen=stage.screen,
            ended="infra" if isinstance(wrong, CustomerUnavailable) else "crashed",
            error=f"{type(wrong).__name__}: {wrong}"[:MOST_LETTERS],
        )
    return ended.result()


async def _fixed(stage: Stage, loaded: Loaded) -> Played:
    company = stage.resources.protocol
    page = Page(_known_before(loaded.case.setup, complete=loaded.case.gold == "complete"))
    for number, turn in enumerate(loaded.case.turns):
        step = await _turn(stage, turn, loaded.line("turns", number))
        page = _read(page, turn, step, company)
        stage.steps[-1] = _told(step, turn, page)
        page = page.routed() if step.handed_over else page
    return Played(steps=tuple(stage.steps), screen=stage.screen)


async def _turn(stage: Stage, turn: Turn, line: int) -> Step:
    if turn.user is not None:
        return await stage.customer(
            [Said(role="customer", text=text) for text in turn.user], line=line
        )
    match turn.event:
        case Attached(kind=kind, text=text):
            return await stage.customer(
                [Said(role="customer", kind=kind, text=text)], "attached", line
            )
        case Silence(silence=silence):
            return stage.waits("silence", later(stage.now, silence), line)
        case Clock(clock=moment):
            return stage.waits("clock", moment, line)
        case Again():
            return await stage.again(line)
        case Unsaid():
            return await stage.unsaid(line)
        case Stepped(step=step):
            return await stage.stepped(step, line)
        case event:
            return await _by_the_team(stage, event, line)


async def _by_the_team(stage: Stage, event: Event | None, line: int) -> Step:
    match event:
        case HumanSays(human_says=texts, by=name):
            return await stage.human(texts, name, line)
        case Noted(note=texts, by=name):
            return await stage.noted(texts, name, line)
        case Edited(edits=values):
            return await stage.edited(values, line)
        case StatusChanged(status=status):
            return await stage.status(status, line)
        case _:
            raise TypeError(f"nobody plays {event!r}")


def _read(page: Page, turn: Turn, step: Step, company: Company) -> Page:
    if step.kind == "status" and step.before == "resolved":
        contact = frozenset(n for n, slot in company.slots.items() if slot.scope == "contact")
        return page.ended(contact).after(turn.expect)
    return page.after(turn.expect)


def _told(step: Step, turn: Turn, page: Page) -> Step:
    """The step with what its case says of it."""
    expect = turn.expect
    people = step.before != "pending" or step.kind in QUIET or _only_answers_the_team(step)
    return step.model_copy(
        update={
            "gold": page.gold,
            "fresh": tuple(expect.need) if expect.need is not None else None,
            "corrected": page.corrected,
            "settled": page.settled,
            "silence_due": people,
            "wants_person": expect.wants_person,
        }
    )


def _only_answers_the_team(step: Step) -> bool:
    return step.kind == "note" and not step.handed_over


def _known_before(setup: Setup, *, complete: bool) -> Gold:
    return Gold(slots=dict(setup.contact), complete=complete)


async def _simulated(stage: Stage, most_turns: int, customer: Player) -> Played:
    utterance: Utterance | None = await _spoken(customer.opens())
    while utterance is not None:
        said = [Said(role="customer", text=line) for line in utterance.lines]
        step = _with_gold(await stage.customer(said), utterance, customer)
        stage.steps[-1] = step
        if step.after != "pending":
            return Played(steps=tuple(stage.steps), screen=stage.screen, ended="routed")
        if _repeats(stage.steps):
            return Played(steps=tuple(stage.steps), screen=stage.screen, ended="repeating")
        if len(stage.steps) >= most_turns:
            return Played(steps=tuple(stage.steps), screen=stage.screen, ended="max_turns")
        utterance = await _spoken(customer.answers(step.asks, step.options, step.said))
    return Played(steps=tuple(stage.steps), screen=stage.screen, ended="silent")


async def _spoken(said: T | Awaitable[T]) -> T:
    return await said if inspect.isawaitable(said) else said


def _with_gold(step: Step, utterance: Utterance, customer: Player) -> Step:
    return step.model_copy(
        update={
            "gold": utterance.gold,
            "fresh": utterance.fresh,
            "corrected": utterance.corrected,
            "settled": tuple(sorted({*customer.settled, "telefone"})),
            "wants_person": utterance.wants_person,
        }
    )


def _repeats(steps: Sequence[Step]) -> bool:
    """She said the very same thing twice in a row."""
    return len(steps) > 1 and bool(steps[-1].said) and steps[-1].said == steps[-2].said
