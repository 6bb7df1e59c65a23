"""A line whose webhook was lost is found, also where later events of its conversation did arrive."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from api.adoption import Adoption
from api.hearing import Told
from api.sandbox.courier import Post, Sender
from tests.journeys.world import World, world

pytestmark = pytest.mark.anyio


async def test_a_later_event_does_not_hide_it(tmp_path: Path) -> None:
    async with world(tmp_path, network=_losing("50x50")) as here:
        account = here.sandbox.store.account
        here.sandbox.store.account = replace(account, pending_on_failure=True)
        talk = here.talk()
        assert len(await talk.write("bom dia")) == 1
        assert await talk.write("quero 30 barras de tubo quadrado 50x50 branco") == []
        adoption = _adoption(here)
        assert await adoption.adopt() == 1
        await here.settled()
        assert len(talk.said) == 2
        assert await adoption.adopt() == 0


async def test_one_state_is_looked_at_once(tmp_path: Path) -> None:
    """She says nothing to a thank-you, and on servers before 4.10 an answer leaves the customer waiting."""
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write("bom dia")
        conversation = talk.console.conversation
        here.sandbox.store.conversations[talk.id] = replace(
            conversation, waiting_since=conversation.created_at
        )
        adoption = _adoption(here)
        for _ in range(3):
            assert await adoption.adopt() == 0
        looks = [path for _, path in here.wire.calls if path == f"conversations/{talk.id}/messages"]
        assert looks == [f"conversations/{talk.id}/messages"] * 2  # her answer, one look


def _losing(word: str) -> Callable[[Sender], Sender]:
    """A network that loses what the customer says with ``word`` in it, and brings everything else."""

    def between(send: Sender) -> Sender:
        async def sending(post: Post) -> int | None:
            body = json.loads(post.body)
            theirs = body["event"] == "message_created" and body["message_type"] == "incoming"
            return None if theirs and word in body["content"] else await send(post)

        return sending

    return between


def _adoption(here: World) -> Adoption:
    """As the sweep has it."""
    door = here.body.door

    async def hear(one: Told) -> bool:
        consequence = await door.hearing.put(one)
        if consequence != "nothing":
            door.dispatcher.wake(one.report.thread, consequence)
        return consequence in ("line", "turn")

    engine = here.body.health.engine
    return Adoption(door.telling.chatwoot, (1,), engine, hear, door.clock, door.metrics)
