"""Set-up that dies, is cut off, or is not alone: run again, it completes, with exactly one of each thing."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.responses import Response

from api.errors import AluError
from api.sandbox.records import Bot
from api.sandbox.store import put
from api.setup.applying import Outcome
from api.setup.record import HERE as RECORD
from api.setup.trouble import Stopped
from tests.api.setup.premises import FOLDERS, Meeting, Premises, premises

pytestmark = pytest.mark.anyio

MOST_RUNS = 120
Run = Callable[[], Awaitable[Outcome]]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Premises]:
    async with premises(tmp_path) as place:
        place.human_label("financeiro")
        place.inbox_with(greeting_enabled=True)
        yield place


def exactly_one_of_each(place: Premises) -> bool:
    """Nothing twice; and an administrator sees all four folders."""
    store = place.sandbox.store
    names = [
        *(("bot", one.name) for one in store.bots.values()),
        *(("team", one.name) for one in store.teams.values()),
        *(("label", one.title) for one in store.labels.values()),
        *((one.model, one.key) for one in store.definitions.values()),
        *((one.user_id, one.name) for one in store.folders.values()),
        *(("hook", one.url) for one in store.hooks.values()),
    ]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    return [one.name for one in store.folders.values()] == list(FOLDERS)


async def killed(place: Premises, run: Run, trap: Callable[[asyncio.Event], None]) -> bool:
    """Runs until the trap is sprung and the run is no more; whether it got to its end instead."""
    sprung = asyncio.Event()
    trap(sprung)
    running = asyncio.ensure_future(run())
    waiting = asyncio.ensure_future(sprung.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for task in (waiting, running):
        task.cancel()
    ended = not sprung.is_set()
    with suppress(asyncio.CancelledError):
        await running
    place.line.forget()
    return ended


def hanging(place: Premises, sprung: asyncio.Event, when: Callable[[bool], bool]) -> Meeting:
    """At the first call that ``when`` says, told whether it changes anything: no answer while the run lives."""

    async def meeting(_number: int, method: str, path: str) -> object:
        if when(changes(method, path)):
            sprung.set()
            await place.line.over.wait()
            return Response(b"", 500)
        return None

    return meeting


def changes(method: str, path: str) -> bool:
    """Trying a filter is a POST that changes nothing."""
    return method != "GET" and not path.endswith("/conversations/filter")


def answer_lost(place: Premises) -> Callable[[asyncio.Event], None]:
    """The first write arrives and is done; nobody hears of it."""

    def trap(sprung: asyncio.Event) -> None:
        place.line.after = hanging(place, sprung, bool)

    return trap


def never_sent(place: Premises) -> Callable[[asyncio.Event], None]:
    """The first write is noted, and never arrives."""

    def trap(sprung: asyncio.Event) -> None:
        place.line.before = hanging(place, sprung, bool)

    return trap


def after_the_note(place: Premises) -> Callable[[asyncio.Event], None]:
    """The first write is done, heard of and noted; the next call never arrives."""
    written = False

    def when(writes: bool) -> bool:
        nonlocal written
        before, written = written, written or writes
        return before

    def trap(sprung: asyncio.Event) -> None:
        place.line.before = hanging(place, sprung, when)

    return trap


@pytest.mark.parametrize("trap", [answer_lost, after_the_note])
async def test_killed_at_every_step_it_completes_and_can_be_undone(
    place: Premises, trap: Callable[[Premises], Callable[[asyncio.Event], None]]
) -> None:
    """Each run dies at its first write, so the whole way is gone one write at a time, and back again."""
    before, runs = place.state, 0
    steps = len((await place.plan()).actions) - 1  # the settings are no call
    while not await killed(place, place.apply, trap(place)):
        runs += 1
        assert runs < MOST_RUNS
    assert runs == steps
    assert exactly_one_of_each(place)
    assert (await place.plan()).actions == ()
    while not await killed(place, place.undo, trap(place)):
        runs += 1
        assert runs < MOST_RUNS
    assert runs == 2 * steps
    assert place.state == before


async def test_killed_before_anything_arrives_nothing_is_thought_made(place: Premises) -> None:
    """Not the bot of her name that was there already, nor a label that somebody makes meanwhile."""
    bots, now = place.sandbox.store.bots, place.sandbox.now()
    stranger = put(bots, Bot(1, "Alú", None, "https://ensaio.example.com", "t" * 24, "s" * 24, now))
    before = place.state
    assert not await killed(place, place.apply, never_sent(place))
    assert place.state == before
    label = place.human_label("compras")
    await place.apply()
    assert len(bots) == 2
    await place.undo()
    assert list(bots.values()) == [stranger]
    assert label in place.sandbox.store.labels.values()


@pytest.mark.parametrize("seed", range(4))
async def test_killed_anywhere_again_and_again_it_completes(place: Premises, seed: int) -> None:
    chance, before = random.Random(seed), place.state  # noqa: S311
    dying = chance.choice([True, False])

    def trap(sprung: asyncio.Event) -> None:
        left = chance.randrange(8, 25)

        def when(_writes: bool) -> bool:
            nonlocal left
            left -= 1
            return left < 0

        if dying:
            place.line.after = hanging(place, sprung, when)
        else:
            place.line.before = hanging(place, sprung, when)

    for _ in range(MOST_RUNS):
        if await killed(place, place.apply, trap):
            break
        dying = chance.choice([True, False])
    place.line.forget()
    await place.apply()
    assert exactly_one_of_each(place)
    await place.undo()
    assert place.state == before


async def down(status: int) -> Meeting:
    """Chatwoot answers with an error from the first label on."""
    gone = False

    async def meeting(_number: int, method: str, path: str) -> object:
        nonlocal gone
        gone = gone or (method == "POST" and path.endswith("/labels"))
        return Response(b"<h1>down</h1>", status) if gone else None

    return meeting


@pytest.mark.parametrize("status", [500, 502, 503, 429, 401, 404, 301])
async def test_chatwoot_down_in_the_middle_is_told_and_the_next_run_goes_on(
    place: Premises, status: int
) -> None:
    place.line.before = await down(status)
    with pytest.raises(
        Stopped, match=r"parei em “criar a etiqueta “compras”.*Rode de novo"
    ) as told:
        await place.apply()
    assert "<h1>" not in str(told.value)
    assert len(place.sandbox.store.teams) == 7
    assert not place.env.exists()
    assert place.sandbox.inbox().bot_id is None
    place.line.forget()
    await place.apply()
    assert len([one for one in place.line.writes if one.path.endswith("/teams")]) == 0
    assert exactly_one_of_each(place)


async def test_a_name_that_is_taken_by_something_unseen_is_told(place: Premises) -> None:
    """Refused with 422, and not there at the next look either."""

    async def taken(_number: int, method: str, path: str) -> object:
        refused = method == "POST" and path.endswith("/custom_attribute_definitions")
        return Response(b'{"message":"taken"}', 422) if refused else None

    place.line.before = taken
    with pytest.raises(Stopped, match=r"“alu_etapa” da conversa: .*o nome já é de algo que este"):
        await place.apply()
    assert place.sandbox.inbox().bot_id is None
    place.line.forget()
    await place.apply()
    assert exactly_one_of_each(place)


async def test_a_folder_that_could_not_be_opened_is_not_made_or_mended(place: Premises) -> None:
    async def broken(_number: int, _method: str, path: str) -> object:
        return Response(b"", 500) if path.endswith("/conversations/filter") else None

    place.line.before = broken
    with pytest.raises(Stopped, match="parei em “criar a pasta “Todas as conversas da IA”"):
        await place.apply()
    assert place.sandbox.store.folders == {}
    place.line.forget()
    await place.apply()
    folders = place.sandbox.store.folders
    bare = put(folders, replace(folders[3], query={"payload": []}))
    place.line.before = broken
    with pytest.raises(Stopped, match="parei em “corrigir o filtro da pasta “Falta dado”"):
        await place.apply()
    assert folders[3] == bare


async def test_what_was_made_though_the_answer_was_an_error_is_found_again(place: Premises) -> None:
    """The call is done and answered with 500: nobody knows, until the next look."""
    before = place.state

    async def failing(_number: int, method: str, path: str) -> object:
        made = method == "POST" and path.endswith(("/agent_bots", "/custom_filters"))
        return Response(b"", 500) if made else None

    for _ in range(5):
        place.line.after = failing
        with pytest.raises(Stopped, match="não se sabe se fez"):
            await place.apply()
    place.line.after = None
    await place.apply()
    assert exactly_one_of_each(place)
    await place.undo()
    assert place.state == before


async def test_nobody_there_is_told_without_a_stack(place: Premises) -> None:
    with pytest.raises(Stopped, match="não atende neste endereço"):
        await place.apply(chatwoot="http://127.0.0.1:9")


async def test_a_second_setup_in_the_same_place_waits_its_turn(place: Premises) -> None:
    results = await asyncio.gather(place.apply(), place.apply(), return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["AluError", "Outcome"]
    assert "está em andamento" in str(next(one for one in results if isinstance(one, AluError)))
    assert exactly_one_of_each(place)


@pytest.mark.parametrize("seed", range(5))
async def test_two_at_once_from_two_machines_leave_one_of_each(
    place: Premises, tmp_path: Path, seed: int
) -> None:
    """Neither knows of the other; the order of their calls is drawn."""
    before, chance = place.state, random.Random(seed)  # noqa: S311
    other = replace(place, home=tmp_path / "outra")
    other.home.mkdir()

    async def dawdling(_number: int, _method: str, _path: str) -> object:
        await asyncio.sleep(chance.choice([0, 0, 0.002, 0.005]))
        return None

    place.line.before = dawdling
    await asyncio.gather(place.apply(), other.apply())
    await place.apply()
    await other.apply()
    place.line.forget()
    await place.apply()
    await other.apply()
    assert place.line.writes == []
    assert exactly_one_of_each(place)
    (bot,) = place.sandbox.store.bots.values()
    for one in (place, other):
        assert one.settings().chatwoot_bot_token.get_secret_value() == bot.token
    await place.undo()
    await other.undo()
    assert place.state == before


async def test_both_have_looked_before_either_makes_and_the_younger_goes(
    place: Premises, tmp_path: Path
) -> None:
    other = replace(place, home=tmp_path / "outra")
    both, told = asyncio.Barrier(2), list[str]()

    async def together(_number: int, method: str, path: str) -> object:
        if method == "POST" and path.endswith("/agent_bots"):
            await both.wait()
        return None

    place.line.before = together
    await asyncio.gather(
        *(one.apply(tell=lambda did: told.append(did.what)) for one in (place, other))
    )
    assert any("remover o robô (nº 2), que está em dobro" in one for one in told)
    assert list(place.sandbox.store.bots) == [1]
    assert exactly_one_of_each(place)


async def test_a_disk_that_refuses_is_told_before_anything_is_made(place: Premises) -> None:
    place.home.joinpath(RECORD.parent).write_text("não é uma pasta", encoding="utf-8")
    with pytest.raises(AluError, match="var"):
        await place.apply()
    assert place.line.writes == []


async def test_an_inbox_deleted_in_the_middle_is_told(place: Premises) -> None:
    put(place.sandbox.store.inboxes, replace(place.sandbox.inbox(), id=2))

    async def gone(_number: int, method: str, path: str) -> object:
        if method == "POST" and path.endswith("set_agent_bot"):
            place.sandbox.store.inboxes.pop(2, None)
        return None

    place.line.before = gone
    with pytest.raises(Stopped, match="sumiu no meio"):
        await place.apply(inboxes=(2,))
    place.line.forget()
    with pytest.raises(Stopped, match="caixa 2: não existe"):
        await place.apply(inboxes=(2,))
    await place.apply(inboxes=(1,))
    assert exactly_one_of_each(place)


async def test_an_answer_that_never_comes_is_not_waited_for_forever(
    place: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.chatwoot import wire

    monkeypatch.setattr(wire, "TIMES_OUT", httpx.Timeout(0.3))

    async def silent(_number: int, method: str, path: str) -> object:
        if changes(method, path):
            await asyncio.sleep(1)
        return None

    place.line.after = silent
    with pytest.raises(Stopped, match="não respondeu a tempo"):
        await place.apply()
    place.line.forget()
    await place.apply()
    assert exactly_one_of_each(place)
