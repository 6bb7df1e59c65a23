"""Look, plan, do, and look again until nothing is left: what was made is found, what others made meanwhile is taken.

Whoever dies in between is followed by a run that looks first; nothing is remembered but what was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from api.chatwoot.answers import Done
from api.setup import env_file
from api.setup.found import Found, settled
from api.setup.performing import perform
from api.setup.plan import plan
from api.setup.steps import Action, Plan, Write
from api.setup.trouble import AGAIN, Stopped, is_taken, told
from api.setup.visit import Visit

Agree = Callable[[Action], bool]
Tell = Callable[[Action], None]
Planning = Callable[[Found, Sequence[Action]], Plan]
"""A plan for what was found; what was done already matters for the remarks alone."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, in order; what is left, because it was not agreed to; what a person should know."""

    done: tuple[Action, ...]
    left: tuple[Action, ...]
    remarks: tuple[str, ...]


async def planned(visit: Visit) -> Plan:
    """What there is to do. Nothing changes, here or there."""
    found = await visit.look()
    return _planning(visit)(found, ())


async def applied(visit: Visit, agree: Agree, tell: Tell) -> Outcome:
    """Does it. Raises ``AluError``; whatever was done until then stays, and the next run goes on from there."""
    return await until_nothing_is_left(visit, _planning(visit), agree, tell)


async def until_nothing_is_left(
    visit: Visit, planning: Planning, agree: Agree, tell: Tell
) -> Outcome:
    """Rounds of look, plan and do. Every round does something that no round did before, so they end."""
    taken: list[Action] = []
    answers: dict[Action, bool] = {}
    while True:
        found = await visit.look()
        visit.keeper.keep(settled(visit.keeper.record, found))
        now = planning(found, taken)
        _agreed(now.actions, agree, answers)
        todo = list(_ready(one for one in now.actions if answers.get(one, True)))
        if not todo:
            return Outcome(tuple(taken), now.actions, now.remarks)
        for action in todo:
            await _take(visit, found, action, taken)
            tell(action)


def _planning(visit: Visit) -> Planning:
    def planning(found: Found, taken: Sequence[Action]) -> Plan:
        record = settled(visit.keeper.record, found)
        sight = visit.sight(found, record)
        return plan(sight, taken, open_env=env_file.readable_by_others(visit.house.env))

    return planning


def _agreed(actions: Sequence[Action], agree: Agree, answers: dict[Action, bool]) -> None:
    for action in actions:
        if action.asks and action.ready and action not in answers:
            answers[action] = agree(action)


def _ready(actions: Iterator[Action]) -> Iterator[Action]:
    """Up to the first that needs something still to be made."""
    for action in actions:
        if not action.ready:
            return
        yield action


async def _take(visit: Visit, found: Found, action: Action, taken: list[Action]) -> None:
    if action in taken:
        raise Stopped(f"{action.what}: {_without_effect(action)}")
    taken.append(action)
    answer = await perform(visit, found, action.step)
    if not isinstance(answer, Done) and not is_taken(answer):
        raise Stopped(f"parei em “{action.what}”: {told(answer)}. {AGAIN}")


def _without_effect(action: Action) -> str:
    if isinstance(action.step, Write):
        return "gravei, mas o ambiente diz outra coisa e vale mais que o .env; tire de lá e rode de novo"
    return "o Chatwoot não guardou, ou o nome já é de algo que este token não vê; confira nas Configurações"
