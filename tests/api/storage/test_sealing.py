"""With ALU_STATE_KEY no word of a customer is in the database in clear, and nothing in clear is believed."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from api.errors import WrongSettings
from api.storage import contacts, inbox, outbox
from api.storage.checkpointer import Checkpointer, values
from api.storage.engine import opened
from api.storage.errors import SealBroken
from api.storage.seal import CLOSED, PLAIN, Key, Seal, of
from api.storage.tables import SEALED as SEALED_COLUMNS
from api.storage.tables import checkpoints, metadata
from tests.agent.stub_mind import customer, heard
from tests.api.storage.conftest import KEY, SEALED
from tests.api.storage.turn_by_turn import NOW, THREAD, conversation

MARK = "Ximenes-Barbalha"
OTHER = Key(bytes(reversed(range(32))))

# --- keys and bytes ---


@given(value=st.binary(max_size=200), place=st.text(max_size=20))
def test_what_was_closed_opens_again(value: bytes, place: str) -> None:
    for seal in (Seal(), SEALED):
        assert seal.open(seal.close(value, place), place) == value


def test_one_value_closed_twice_looks_different() -> None:
    assert SEALED.close(b"x", "p") != SEALED.close(b"x", "p")


@given(position=st.integers(0, 33), change=st.integers(1, 255))
def test_a_changed_byte_is_noticed(position: int, change: int) -> None:
    closed = bytearray(SEALED.close(b"x", "p"))
    closed[position] ^= change
    with pytest.raises(SealBroken):
        SEALED.open(bytes(closed), "p")


@pytest.mark.parametrize(
    ("seal", "stored", "told"),
    [
        (SEALED, PLAIN + b"x", "in clear"),
        (SEALED, b"", "not what was written"),
        (SEALED, CLOSED, "does not hold"),
        (SEALED, CLOSED + KEY.id, "not what was written"),
        (SEALED, CLOSED + KEY.id + b"short", "not what was written"),
        (SEALED, SEALED.close(b"x", "elsewhere"), "not what was written"),
        (SEALED, Seal((OTHER,)).close(b"x", "p"), "does not hold"),
        (Seal(), SEALED.close(b"x", "p"), "does not hold"),
        (Seal(), b"", "not what was written"),
        (Seal(), b"\x07x", "not what was written"),
    ],
)
def test_what_is_not_believed(seal: Seal, stored: bytes, told: str) -> None:
    with pytest.raises(SealBroken, match=told):
        seal.open(stored, "p")


def test_a_new_key_closes_and_the_old_one_still_opens() -> None:
    turned = Seal((OTHER, KEY))
    assert turned.open(SEALED.close(b"x", "p"), "p") == b"x"
    assert turned.close(b"x", "p")[1:5] == OTHER.id != KEY.id


@pytest.mark.parametrize(
    ("setting", "keys"),
    [
        ("", ()),
        (" , ", ()),
        (KEY.secret.hex(), (KEY,)),
        (KEY.secret.hex().upper(), (KEY,)),
        (base64.b64encode(KEY.secret).decode(), (KEY,)),
        (f"{OTHER.secret.hex()}, {base64.b64encode(KEY.secret).decode()}", (OTHER, KEY)),
    ],
)
def test_keys_are_written_in_hex_or_base64(setting: str, keys: tuple[Key, ...]) -> None:
    assert Seal.of(setting).keys == keys


@pytest.mark.parametrize("setting", ["secret", "00" * 31, "00" * 33, "zz" * 32, "ação", "=" * 44])
def test_a_key_of_another_length_is_refused_and_not_told(setting: str) -> None:
    with pytest.raises(WrongSettings, match="ALU_STATE_KEY") as refused:
        Seal.of(setting)
    assert setting not in str(refused.value)


def test_a_key_is_not_printed() -> None:
    assert KEY.secret.hex() not in repr(SEALED)
    assert repr(KEY.secret) not in repr(SEALED)


# --- the database ---


async def one_of_each(engine: AsyncEngine) -> None:
    """The mark in every table that holds words."""
    stored = conversation(engine, heard("greets", nome=MARK))
    await stored.turn("pending", {**customer("1", f"sou {MARK}"), "name": MARK})
    await stored.turn("open", customer("2", f"{MARK} de novo"))
    async with engine.begin() as tx:
        await contacts.remember(tx, 1, 9, {"nome": MARK}, NOW)
        await outbox.add(tx, THREAD, 9, 0, [{"do": "say", "text": MARK}], NOW)


async def raw(engine: AsyncEngine) -> bytes:
    """Everything a thief of the database gets: every column of every row, and SQLite's files."""
    async with engine.begin() as tx:
        found = [
            repr(tuple(row)).encode()
            for table in metadata.sorted_tables
            for row in await tx.execute(select(table))
        ]
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    files = Path(file).parent.glob(f"{Path(file).name}*") if file else []
    return b"".join([*found, *(path.read_bytes() for path in files)])


@pytest.mark.anyio
async def test_in_clear_the_mark_is_found(engine: AsyncEngine) -> None:
    await one_of_each(engine)
    assert MARK.encode() in await raw(engine)


@pytest.mark.anyio
async def test_sealed_the_mark_is_nowhere_and_everything_is_read_back(sealed: AsyncEngine) -> None:
    await one_of_each(sealed)
    assert MARK.encode() not in await raw(sealed)
    async with sealed.begin() as tx:
        assert MARK in str(await values(tx, str(THREAD)))
        assert await contacts.remembered(tx, 1, 9) == {"nome": MARK}
        row = await outbox.head(tx, THREAD)
    assert row


@pytest.mark.anyio
async def test_every_column_of_bytes_is_sealed(sealed: AsyncEngine) -> None:
    await one_of_each(sealed)
    async with sealed.begin() as tx:
        for column in SEALED_COLUMNS:
            for stored in (await tx.scalars(select(column).where(column.is_not(None)))).all():
                assert stored[:1] == CLOSED
    kept_as_bytes = {
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if column.type.python_type is bytes
    }
    assert kept_as_bytes == set(SEALED_COLUMNS)


async def read_inbox(tx: AsyncConnection) -> object:
    return await inbox.unread(tx, THREAD)


async def read_outbox(tx: AsyncConnection) -> object:
    return await outbox.head(tx, THREAD)


async def read_facts(tx: AsyncConnection) -> object:
    return await contacts.remembered(tx, 1, 9)


async def read_memory(tx: AsyncConnection) -> object:
    return await values(tx, str(THREAD))


READS = [read_inbox, read_outbox, read_facts, read_memory]
Read = Callable[[AsyncConnection], Awaitable[object]]


@pytest.mark.anyio
@pytest.mark.parametrize("read", READS)
async def test_a_row_in_clear_is_refused_once_there_is_a_key(
    url: str, engine: AsyncEngine, read: Read
) -> None:
    await one_of_each(engine)
    await conversation(engine).hear("pending", customer("3", MARK))
    async with opened(url, SEALED) as sealed, sealed.begin() as tx:
        with pytest.raises(SealBroken, match="in clear") as refused:
            await read(tx)
    assert MARK not in str(refused.value)


@pytest.mark.anyio
@pytest.mark.parametrize("read", READS)
async def test_without_the_key_nothing_is_read(url: str, sealed: AsyncEngine, read: Read) -> None:
    await one_of_each(sealed)
    await conversation(sealed).hear("pending", customer("3", MARK))
    async with opened(url, Seal((OTHER,))) as other, other.begin() as tx:
        with pytest.raises(SealBroken, match="does not hold"):
            await read(tx)


@pytest.mark.anyio
async def test_the_graph_refuses_a_memory_in_clear(url: str, engine: AsyncEngine) -> None:
    await one_of_each(engine)
    async with opened(url, SEALED) as sealed:
        with pytest.raises(SealBroken, match="in clear"):
            await conversation(sealed).talk.turn("pending", customer("3", "oi"))
        with pytest.raises(SealBroken, match="in clear"):
            assert [one async for one in Checkpointer(sealed).alist(None)]


@pytest.mark.anyio
async def test_a_memory_moved_to_another_conversation_is_refused(sealed: AsyncEngine) -> None:
    await one_of_each(sealed)
    async with sealed.begin() as tx:
        await tx.execute(update(checkpoints).values(thread="1:2"))
        with pytest.raises(SealBroken, match="not what was written"):
            await values(tx, "1:2")


@pytest.mark.anyio
async def test_a_sealed_conversation_goes_on_under_a_new_key(url: str, sealed: AsyncEngine) -> None:
    await one_of_each(sealed)
    async with opened(url, Seal((OTHER, KEY))) as turned:
        await conversation(turned).turn("open", customer("3", "oi"))
        async with turned.begin() as tx:
            kept = (await tx.scalars(select(checkpoints.c.value))).all()
    assert [value[1:5] for value in kept] == [OTHER.id]


@pytest.mark.anyio
async def test_an_engine_opened_elsewhere_has_no_seal(url: str) -> None:
    bare = create_async_engine(url)
    try:
        async with bare.connect() as tx:
            with pytest.raises(TypeError, match="engine"):
                of(tx)
    finally:
        await bare.dispose()


def test_randomness_is_given() -> None:
    fixed = replace(SEALED, random=bytes)
    assert fixed.close(b"x", "p") == fixed.close(b"x", "p")
