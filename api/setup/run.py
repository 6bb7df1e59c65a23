"""The four ways to run set-up: show, check, apply, undo. Each answers with an exit code: 1 where something is left."""

from __future__ import annotations

import asyncio
import secrets
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console

from api import bootstrap, settings
from api.errors import AluError
from api.setup import tables
from api.setup.applying import Outcome, Tell, applied, planned
from api.setup.given import Ask, Given, House, Question
from api.setup.record import HERE, alone
from api.setup.steps import Action, Link, Plan, Turn
from api.setup.undoing import to_undo, undone
from api.setup.visit import visiting

NOTHING = "Nada a fazer: a conta está como a Alú precisa."
NOTHING_LEFT = "Nada a remover: não há nada que o setup tenha criado."
READY = "Pronto. Agora: alu serve"
REMOVED = "Pronto: a conta está como antes do setup."
HOW = "Para fazer: alu setup --apply, com as mesmas opções."
YES = frozenset({"s", "sim", "y", "yes"})
OPTIONS: dict[type, str] = {Turn: "--silence-inbox", Link: "--replace-bot"}
BYTES_OF_PATH = 24


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person agreed to already, and how she wants to be told."""

    silence: bool = False
    replace: bool = False
    sure: bool = False
    as_json: bool = False


def house(env: Path) -> House:
    """What lies around this process: its settings, its ``.env``, its record."""
    now = partial(settings.from_environment, env)
    secret = partial(secrets.token_urlsafe, BYTES_OF_PATH)
    return House(bootstrap.company(now()), now, env, HERE, secret, asyncio.sleep)


async def show(given: Given, house: House, wish: Wish, ask: Ask) -> int:
    """The plan, and nothing else. 0."""
    plan = await _planned(given, house, wish, ask)
    if plan.actions and not wish.as_json:
        Console().print(HOW, highlight=False)
    return 0


async def check(given: Given, house: House, wish: Wish, ask: Ask) -> int:
    """The drift: 1 where there is any."""
    return 1 if (await _planned(given, house, wish, ask)).actions else 0


async def apply(given: Given, house: House, wish: Wish, ask: Ask) -> int:
    """Does what there is to do; 1 where something was not agreed to."""
    with alone(house.record):
        async with visiting(given, house, ask, "make") as visit:
            outcome = await applied(visit, partial(_agreed, wish, ask), _teller(wish))
    _ended(wish, outcome, READY if outcome.done else NOTHING)
    return 1 if outcome.left else 0


async def undo(given: Given, house: House, wish: Wish, ask: Ask) -> int:
    """Takes back what set-up made; 1 where some of it needs another person's token."""
    with alone(house.record):
        async with visiting(given, house, ask, "undo") as visit:
            plan = await to_undo(visit)
            if plan.actions and not wish.sure and not _sure(plan, ask):
                sys.stderr.write("Nada mudou.\n")
                return 1
            outcome = await undone(visit, _teller(wish))
            left = not visit.keeper.record.empty
    _ended(wish, outcome, REMOVED if outcome.done else NOTHING_LEFT)
    return 1 if left else 0


async def _planned(given: Given, house: House, wish: Wish, ask: Ask) -> Plan:
    async with visiting(given, house, ask) as visit:
        plan = await planned(visit)
    if wish.as_json:
        sys.stdout.write(tables.as_json(done=(), left=plan.actions, remarks=plan.remarks))
        return plan
    console = Console()
    if plan.actions:
        tables.plan(console, f"Conta {visit.place.account} de {visit.place.chatwoot}", plan.actions)
    else:
        console.print(NOTHING, highlight=False)
    tables.remarks(console, plan.remarks)
    return plan


def _agreed(wish: Wish, ask: Ask, action: Action) -> bool:
    """Agreed to by an option, or by an answer; where nobody is there to answer, not."""
    by_option = {Turn: wish.silence, Link: wish.replace}
    if by_option.get(type(action.step), False):
        return True
    return _yes(Question(f"{action.asks} [s/N]", OPTIONS[type(action.step)]), ask)


def _sure(plan: Plan, ask: Ask) -> bool:
    for action in plan.actions:
        sys.stderr.write(f"{action.what}\n")
    return _yes(Question(f"Remover isto do Chatwoot ({len(plan.actions)})? [s/N]", "--yes"), ask)


def _yes(question: Question, ask: Ask) -> bool:
    try:
        return ask(question).strip().lower() in YES
    except AluError as nobody:
        sys.stderr.write(f"{nobody}\n")
        return False


def _teller(wish: Wish) -> Tell:
    """Tells each step as it is done; beside JSON, on the other channel."""
    channel = sys.stderr if wish.as_json else sys.stdout

    def tell(action: Action) -> None:
        channel.write(f"feito: {action.what}\n")
        channel.flush()

    return tell


def _ended(wish: Wish, outcome: Outcome, told: str) -> None:
    if wish.as_json:
        done, left = outcome.done, outcome.left
        sys.stdout.write(tables.as_json(done=done, left=left, remarks=outcome.remarks))
        return
    console = Console()
    if outcome.left:
        tables.plan(console, "Ficou por fazer, porque ninguém concordou", outcome.left)
    else:
        console.print(told, highlight=False)
    tables.remarks(console, outcome.remarks)
