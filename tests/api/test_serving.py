"""A server of ours on a real socket, inside the loop that runs already."""

from __future__ import annotations

import asyncio
import os
import signal
import socket

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.errors import AluError
from api.serving import configured, listening, served, until_told_to_stop

pytestmark = pytest.mark.anyio


def application(answered: asyncio.Event | None = None) -> Starlette:
    async def hello(_request: Request) -> Response:
        if answered:
            await answered.wait()
        return PlainTextResponse("olá")

    return Starlette(routes=[Route("/", hello)])


async def test_it_answers_while_the_block_lasts_and_is_gone_after() -> None:
    async with served(application()) as url, httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(url)
        assert (answer.status_code, answer.text) == (200, "olá")
        assert not {"server", "date"} & set(answer.headers)
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(url)


async def test_a_port_that_is_taken_is_told_with_the_remedy() -> None:
    async with served(application()) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(AluError, match="--port"):
            async with served(application(), port=port):
                pytest.fail("two at one door")


async def test_an_application_that_does_not_start_is_told() -> None:
    class Broken(Starlette):
        async def __call__(self, scope: object, receive: object, send: object) -> None:
            raise ZeroDivisionError

    with pytest.raises(AluError, match="did not start"):
        async with served(Broken()):
            pytest.fail("it does not serve")


async def test_the_signals_of_the_host_stay_its_own() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    async with served(application()):
        assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
async def test_told_to_stop_it_lets_what_is_being_answered_end(told: signal.Signals) -> None:
    answered, loop = asyncio.Event(), asyncio.get_running_loop()
    try:
        with listening("127.0.0.1", 0) as door:
            url = f"http://127.0.0.1:{door.getsockname()[1]}"
            serving = asyncio.create_task(until_told_to_stop(application(answered), door))
            async with httpx.AsyncClient(trust_env=False) as client:
                asking = asyncio.create_task(client.get(url))
                await asyncio.sleep(0.2)
                os.kill(os.getpid(), told)
                await asyncio.sleep(0.1)
                assert not serving.done()
                answered.set()
                assert (await asking).text == "olá"
            async with asyncio.timeout(8):
                await serving
    finally:
        for one in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(one)


def test_no_path_is_logged_for_it_holds_a_secret() -> None:
    assert configured(application()).access_log is False


def test_a_door_on_either_family_is_closed_after_its_block() -> None:
    for host in ("127.0.0.1", "::1"):
        try:
            with listening(host, 0) as door:
                assert door.getsockname()[1] > 0
        except AluError:
            assert host == "::1"  # a machine without IPv6
        else:
            assert isinstance(door, socket.socket)
            assert door.fileno() == -1


async def test_what_is_said_is_sent_at_once() -> None:
    """A door that does not name TCP leaves Nagle's algorithm on: an answer in two pieces comes 40 ms late."""
    told: list[int] = []

    async def hears(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted = writer.get_extra_info("socket")
        told.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    with listening("127.0.0.1", 0) as door:
        async with await asyncio.start_server(hears, sock=door):
            reader, writer = await asyncio.open_connection(*door.getsockname())
            assert await reader.read() == b""
            writer.close()
            await writer.wait_closed()
    assert told == [1]
