"""The fence: a takeover waits for the message on its way, and no message passes a takeover."""

from __future__ import annotations

import asyncio
import gc

import pytest

from api import fence as fences
from api.fence import Fence
from api.storage.thread import Thread
from tests.api.home import until

pytestmark = pytest.mark.anyio

HERE, THERE = Thread(1, 1), Thread(1, 2)


async def speak(fence: Fence, log: list[str], answered: asyncio.Event) -> None:
    async with fence.speaking(HERE):
        log.append("speaks")
        await answered.wait()
        log.append("spoke")


async def take(fence: Fence, log: list[str], thread: Thread = HERE) -> None:
    async with fence.taking_over(thread):
        log.append(f"taken {thread.conversation}")


async def test_a_takeover_is_stored_after_the_message_on_its_way() -> None:
    fence, log, answered = Fence(), [], asyncio.Event()
    speaking = asyncio.create_task(speak(fence, log, answered))
    await until(lambda: log)
    taking = asyncio.create_task(take(fence, log))
    await asyncio.sleep(0.01)
    assert log == ["speaks"]
    answered.set()
    await asyncio.gather(speaking, taking)
    assert log == ["speaks", "spoke", "taken 1"]


async def test_no_message_begins_while_a_takeover_is_being_stored() -> None:
    fence, log, stored = Fence(), list[str](), asyncio.Event()

    async def storing() -> None:
        async with fence.taking_over(HERE):
            log.append("storing")
            await stored.wait()
            log.append("stored")

    answered = asyncio.Event()
    answered.set()
    taking = asyncio.create_task(storing())
    await until(lambda: log)
    speaking = asyncio.create_task(speak(fence, log, answered))
    await asyncio.sleep(0.01)
    assert log == ["storing"]
    stored.set()
    await asyncio.gather(taking, speaking)
    assert log == ["storing", "stored", "speaks", "spoke"]


async def test_another_conversation_is_not_waited_for() -> None:
    fence, log, answered = Fence(), [], asyncio.Event()
    speaking = asyncio.create_task(speak(fence, log, answered))
    await until(lambda: log)
    await take(fence, log, THERE)
    answered.set()
    await speaking
    assert log == ["speaks", "taken 2", "spoke"]


async def test_a_message_without_an_answer_keeps_no_webhook_beyond_its_patience(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fences, "PATIENCE", 0.05)
    fence, log, answered = Fence(), [], asyncio.Event()
    speaking = asyncio.create_task(speak(fence, log, answered))
    await until(lambda: log)
    async with asyncio.timeout(1):
        await take(fence, log)
        await take(fence, log)
    assert log == ["speaks", "taken 1", "taken 1"]
    answered.set()
    await speaking
    async with asyncio.timeout(1):
        await take(fence, log)


async def test_two_takeovers_of_one_moment_are_stored_one_after_the_other() -> None:
    fence, inside, most = Fence(), 0, 0

    async def one() -> None:
        nonlocal inside, most
        async with fence.taking_over(HERE):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1

    await asyncio.gather(*(one() for _ in range(10)))
    assert most == 1


async def test_a_takeover_that_fails_or_is_cancelled_leaves_the_fence_open() -> None:
    fence = Fence()
    with pytest.raises(ZeroDivisionError):
        async with fence.taking_over(HERE):
            raise ZeroDivisionError
    begun = asyncio.Event()
    speaking = asyncio.create_task(speak(fence, [], begun))
    waiting = asyncio.create_task(take(fence, []))
    await asyncio.sleep(0.01)
    waiting.cancel()
    speaking.cancel()
    await asyncio.gather(waiting, speaking, return_exceptions=True)
    async with asyncio.timeout(0.5):
        await take(fence, [])


async def test_an_error_in_what_stores_is_no_lack_of_patience() -> None:
    with pytest.raises(TimeoutError):
        async with Fence().taking_over(HERE):
            raise TimeoutError


async def test_nothing_is_kept_of_conversations_in_which_nothing_goes_on() -> None:
    fence = Fence()
    for number in range(1000):
        await take(fence, [], Thread(1, number))
    gc.collect()
    assert len(fence._locks) == 0
