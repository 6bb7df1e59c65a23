"""A conversation on the stage: when lines are done, what is shown meanwhile, and how long is waited."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable

import httpx
import pytest

from api.sandbox.courier import Post
from api.stage import orders
from api.stage.calm import Calm, resting
from tests.api.stage.room import Room

pytestmark = pytest.mark.anyio


async def given(*lines: str) -> AsyncGenerator[str, None]:
    for line in lines:
        yield line


def script(*lines: str) -> list[orders.Order]:
    return [orders.read(line) for line in lines]


async def played(room: Room, *lines: str, calm: Calm | None = None) -> bool:
    """With the courier at work, as in an application that lives."""
    courier = asyncio.create_task(room.world.sandbox.courier.run())
    try:
        return await room.play(calm).performed(script(*lines))
    finally:
        courier.cancel()


async def test_what_happens_is_shown_in_its_order() -> None:
    room = Room()
    assert await played(room, "oi", "/abrir", "/responder Bom dia", "/espera aberta")
    signs = ("│ oi", "› /abrir", "situação aberta", "responsável Bruno", "│ Bom dia", "✓ como")
    places = [room.shown.index(sign) for sign in signs]
    assert places == sorted(places)


async def test_a_script_ends_at_what_is_not_as_it_expects() -> None:
    room = Room()
    assert not await played(room, "/espera resolvida", "nunca dita")
    assert "ficou:    pendente" in room.shown
    assert "nunca dita" not in room.shown


async def test_a_script_ends_where_it_leaves() -> None:
    room = Room()
    assert await played(room, "oi", "/sair", "nunca dita")
    assert "nunca dita" not in room.shown


async def test_the_next_line_waits_until_everything_is_delivered() -> None:
    room = Room()
    delivered: list[int] = []

    async def slowly(_: Post) -> int:
        await asyncio.sleep(0.2)
        delivered.append(len(room.talk.messages))
        return 200

    room.world.sandbox.connect(slowly)
    assert await played(room, "oi", "tudo bem?")
    assert delivered == [1, 2]


async def test_the_next_line_waits_until_she_rests() -> None:
    room = Room()
    asked: list[int] = []

    async def at_rest() -> bool:
        asked.append(len(room.talk.messages))
        if len(asked) == 3:
            room.talk.reply("demorei")
        return len(asked) > 3

    assert await played(room, "oi", "/espera pendente", calm=Calm(at_rest, 0.01, 5))
    assert asked[:4] == [1, 1, 1, 2]
    assert room.shown.index("demorei") < room.shown.index("/espera")


async def test_the_wait_has_an_end_and_says_so() -> None:
    async def never() -> bool:
        return False

    room, began = Room(), time.monotonic()
    assert await played(room, "oi", calm=Calm(never, 0.01, 0.3))
    assert 0.3 <= time.monotonic() - began < 2
    assert "(já são 0 s de espera; o roteiro segue)" in room.shown


async def test_piped_lines_are_all_done_and_a_wrong_one_is_remembered() -> None:
    room = Room()
    courier = asyncio.create_task(room.world.sandbox.courier.run())
    assert not await room.play().piped(
        given("oi", "/xyz", "/espera aberta", "tudo bem?", "/sair", "x")
    )
    assert await room.play().piped(given("/nota certo"))
    courier.cancel()
    assert "/xyz: não conheço" in room.shown
    assert "tudo bem?" in room.shown
    assert [one.content for one in room.talk.messages] == ["oi", "tudo bem?", "certo"]


async def test_when_all_is_over_nobody_looks_any_more() -> None:
    room = Room()
    await played(room, "oi")
    shown = room.shown
    room.talk.write("depois")
    assert room.shown == shown


def figures(backlog: str, queued: str) -> Callable[[httpx.Request], httpx.Response]:
    text = (
        "# HELP alu_backlog_seconds Age\n"
        f"alu_backlog_seconds {backlog}\n"
        'alu_effects_total{kind="say"} 7.0\n'
        f'alu_outbox_unfinished{{state="queued"}} {queued}\n'
        'alu_outbox_unfinished{state="parked"} 0.0\n'
    )
    return lambda _: httpx.Response(200, text=text)


def unreachable(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("down")


ANSWERS = {
    "all read and told": (figures("0.0", "0.0"), True),
    "something unread": (figures("0.0001", "0.0"), False),
    "something unread just now": (figures("1e-05", "0.0"), False),
    "something to tell": (figures("0.0", "2.0"), False),
    "not well": (lambda _: httpx.Response(503), False),
    "figures by other names": (lambda _: httpx.Response(200, text="alu_turns_total 3.0\n"), False),
    "nobody there": (unreachable, False),
}


@pytest.mark.parametrize("case", ANSWERS)
async def test_she_rests_when_her_figures_say_so(case: str) -> None:
    answer, at_rest = ANSWERS[case]
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        assert await resting(client, "http://alu")() is at_rest
