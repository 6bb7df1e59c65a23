"""Five thousand deliveries, each several times, in no order, by two webhooks: the answers are those of a clean run."""

from __future__ import annotations

import difflib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from api.sandbox import Console
from api.sandbox.records import Hook
from api.sandbox.store import put
from api.storage.tables import outbox
from tests.journeys.leaping import Leaping
from tests.journeys.rough import Rough
from tests.journeys.world import Talk, World, world

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

SEED = 20261124
BRUNO = 2
BOT_SECRET, ACCOUNT_SECRET = "segredo-do-robo-0001", "segredo-da-conta-0002"
BOT_PATH, ACCOUNT_PATH = "caminho-do-robo-com-22-letras", "caminho-da-conta-com-22-letras"
PATIENCE = {"debounce_quiet": 0.9, "debounce_complete": 0.9, "debounce_cap": 4.0}
HEARD = ("conversation_created", "conversation_status_changed", "conversation_updated", "message_created",
         "message_updated", "contact_created", "contact_updated", "conversation_typing_on")  # fmt: skip

Step = Callable[[Talk], object]


def writes(*texts: str) -> Step:
    return lambda talk: [talk.console.write(text) for text in texts]


def replies(text: str) -> Step:
    return lambda talk: talk.console.reply(text)


def notes(text: str) -> Step:
    return lambda talk: talk.console.note(text)


def opens(talk: Talk) -> None:
    talk.console.open()


def gives_back(talk: Talk) -> None:
    talk.console.give_back()


def resolves(talk: Talk) -> None:
    talk.console.resolve()


def snoozes(talk: Talk) -> None:
    talk.console.snooze()


def types(talk: Talk) -> None:
    talk.console.type()


PLOTS: Sequence[tuple[str, Sequence[Step]]] = [
    ("Jussara Lima", [  # buys, is handed over, is helped, comes back
        writes("bom dia", "quero 30 barras de tubo quadrado 50x50 branco"),
        writes("sou a Jussara, da Metalúrgica Serrana", "de Sobral"),
        replies("Oi Jussara, aqui é o Bruno. Já faço seu orçamento."), writes("obrigada!"), resolves,
        writes("oi, preciso de mais 10 chapas de 2 mm"), writes("é isso mesmo, pode seguir")]),
    ("Raimundo Nonato", [  # a person speaks while it is pending, and gives it back
        writes("boa tarde, quero vender sucata pra vocês"), replies("Olá, sou o Bruno, te ajudo."),
        writes("tenho 200 kg de perfil usado"), notes("cliente antigo"), gives_back,
        writes("meu nome é Raimundo, da Sucatas Vale"), types]),
    ("Lia", [  # a manager opens, resolves, the customer returns
        writes("oi"), opens, writes("alguém?"), resolves, writes("meu boleto venceu, sou a Lia Prado da Vidros Lia"),
        writes("é o boleto 4512"), gives_back]),
    ("Tadeu Braga", [  # asks for a person at once
        writes("quero falar com um atendente"), writes("oi?"), resolves,
        writes("oi de novo", "cadê meu pedido 8831?"), writes("Tadeu, de Maracanaú, chegou só metade"),
        opens, gives_back]),
    ("Ana Célia", [  # after-sales, opened, given back twice
        writes("a porta veio riscada, pedido 7720"), opens, gives_back, writes("meu nome é Ana Célia"), opens,
        writes("?"), gives_back]),
    ("Zé", [  # a job, then silence; snoozed
        writes("vocês tão contratando?", "sou soldador"), writes("José Mauro, de Caucaia"), snoozes,
        writes("alguma novidade?"), resolves, types, writes("obrigado")]),
    ("Dona Socorro", [  # changes her mind in a burst
        writes("quero 5 tubos redondos de 1 polegada", "não, 8 tubos", "natural"),
        writes("pra mim mesma, em Fortaleza"), writes("Socorro Alves"),
        opens, replies("Oi dona Socorro!"), gives_back, writes("e o prazo?")]),
]  # fmt: skip
STORIES = [*PLOTS, *((f"{name} Bezerra", steps) for name, steps in PLOTS)]


@dataclass(frozen=True)
class Told:
    """A conversation in the end, as Chatwoot keeps it; lines that Chatwoot writes by itself are left out."""

    lines: list[tuple[str, bool, str]]
    standing: object
    customer: tuple[object, ...]

    @classmethod
    def of(cls, talk: Talk) -> Told:
        person = talk.console.customer
        lines = [
            (one.sender[0], one.private, one.content or "")
            for one in talk.console.messages
            if one.sender
        ]
        return cls(
            lines, talk.console.standing, (person.name, person.email, person.custom_attributes)
        )


async def test_five_thousand_rough_deliveries_end_as_the_clean_ones(tmp_path: Path) -> None:
    (tmp_path / "clean").mkdir()
    clean = await _clean(tmp_path / "clean")
    rough, unsent = await _rough(tmp_path)
    for (name, _), told, after in zip(STORIES, clean, rough, strict=True):
        assert after == told, f"{name}, seed {SEED}:\n{_difference(told, after)}\nunsent: {unsent}"


async def _clean(folder: Path) -> list[Told]:
    async with world(folder, moment=Leaping(), **PATIENCE) as here:
        return await _told(here, lambda: None)


async def _rough(folder: Path) -> tuple[list[Told], list[str]]:
    clock = Leaping()
    rough = Rough(random.Random(SEED), clock)  # noqa: S311
    async with world(
        folder, moment=clock, network=rough.network, webhook_secrets=(ACCOUNT_SECRET, BOT_SECRET),
        webhook_path_token=(BOT_PATH, ACCOUNT_PATH), **PATIENCE,
    ) as here:  # fmt: skip
        here.under_way = lambda: rough.busy
        rough.secrets = _two_webhooks(here)
        told = await _told(here, rough.next_step)
        rough.last_step()
        await here.settled(30)
        assert [Told.of(talk) for talk in _talks(here)] == told, "late copies changed something"
        unsent = await _unsent(here)
    assert rough.answers.total() >= 5_000, f"seed {SEED}"
    assert set(rough.answers) == {200}, f"seed {SEED}"
    return told, unsent


async def _told(here: World, between: Callable[[], None]) -> list[Told]:
    """All stories at once, a step of each at a time."""
    talks = [here.talk(name) for name, _ in STORIES]
    for number in range(max(len(steps) for _, steps in STORIES)):
        for talk, (_, steps) in zip(talks, STORIES, strict=True):
            if number < len(steps):
                steps[number](talk)
        between()
        await here.settled(30)
    return [Told.of(talk) for talk in talks]


def _difference(clean: Told, rough: Told) -> str:
    before, after = (
        [*map(str, one.lines), str(one.standing), str(one.customer)] for one in (clean, rough)
    )
    return "\n".join(difflib.unified_diff(before, after, "clean", "rough", lineterm=""))


async def _unsent(here: World) -> list[str]:
    """What was not told, and why."""
    rows = select(outbox).where(outbox.c.state != "sent")
    async with here.body.door.hearing.engine.begin() as tx:
        return [f"{row.conversation}:{row.turn}:{row.part} {row.kind} {row.state} {row.reason}"
                for row in await tx.execute(rows)]  # fmt: skip


def _talks(here: World) -> list[Talk]:
    return [
        Talk(here, Console(here.sandbox, number, BRUNO)) for number in range(1, len(STORIES) + 1)
    ]


def _two_webhooks(here: World) -> dict[str, str]:
    """The bot's and the account's, each with its own path and secret."""
    at_bot, at_account = (
        f"{here.url}/webhooks/chatwoot/{path}" for path in (BOT_PATH, ACCOUNT_PATH)
    )
    store = here.sandbox.store
    put(store.bots, replace(here.sandbox.bot(), url=at_bot, secret=BOT_SECRET))
    put(store.hooks, Hook(1, at_account, "Alú", HEARD, ACCOUNT_SECRET))
    return {at_bot: BOT_SECRET, at_account: ACCOUNT_SECRET}
