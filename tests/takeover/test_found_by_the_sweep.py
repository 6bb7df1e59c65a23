"""A person's word that no webhook told: found by the sweep, it takes the conversation over like any other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack

from api.sandbox import Console
from api.sandbox.arriving import Known
from api.storage.thread import Thread
from tests.takeover.simulation import Play
from tests.takeover.virtual import VirtualLoop


def played(story: Callable[[Play], Coroutine[None, None, None]]) -> None:
    """A story in virtual time in which no webhook tells of a message."""
    loop = VirtualLoop(0)
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(story(Play(0, "lines lost", loop)))
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def test_a_takeover_found_by_the_sweep_waits_for_the_message_on_its_way() -> None:
    played(_found_while_she_speaks)


async def _found_while_she_speaks(play: Play) -> None:
    async with AsyncExitStack() as speaking, play.net() as (http, to_alu):
        console = Console.begin(play.sandbox, Known(name="Jussara Lima"))
        console.write("bom dia")
        console.reply("oi, aqui é o Bruno")
        console.write("quero comprar tubo")
        await speaking.enter_async_context(play.fence.speaking(Thread(1, console.conversation_id)))
        async with play.alu(http) as to_alu.app:
            await asyncio.sleep(1.5)
            assert not _is_a_persons(play), "stored while a message was on its way"
            await speaking.aclose()
            await asyncio.sleep(1.5)
            assert _is_a_persons(play)
            await play.quiet(to_alu.app)


def _is_a_persons(play: Play) -> bool:
    theirs = "SELECT 1 FROM conversations WHERE taken OR status <> 'pending'"
    return play.raw.execute(theirs).fetchone() is not None


def test_a_line_after_a_persons_late_one_is_answered_when_given_back() -> None:
    played(_late)


async def _late(play: Play) -> None:
    """The delivery of what a person said is overtaken by that of what the customer wrote next."""
    play.fault = ""
    async with play.net() as (http, to_alu), play.alu(http) as to_alu.app:
        play.console = Console.begin(play.sandbox, Known(name="Jussara Lima"))
        play.console.open()
        await asyncio.sleep(60.0)
        play.lags.delivery = lambda: 5.0  # type: ignore[method-assign]
        play.console.reply("oi, aqui é o Bruno")
        play.lags.delivery = lambda: 0.1  # type: ignore[method-assign]
        play.console.write("quero comprar tubo")
        await asyncio.sleep(60.0)
        play.console.give_back()
        await play.quiet(to_alu.app)
        hers = [one for one in play.console.messages if one.sender and one.sender[0] == "AgentBot"]
        assert len(hers) == 1, "she left the customer's line unanswered"
