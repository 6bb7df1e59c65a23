"""The operator's verbs of ``alu``, on both databases, filled by storage itself and by turns of the real graph."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, make_url, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from typer.testing import CliRunner

from agent.effects import Effect
from agent.state import Message, Status
from agent.waiting import NextStep, Quiet
from api import cli
from api.errors import AluError
from api.operator import moves
from api.operator.names import meant
from api.operator.tables import when
from api.storage import (
    conversations,
    dead_letters,
    inbox,
    migrations,
    outbox,
    silences,
    slips,
    turns,
)
from api.storage.conversations import Report
from api.storage.dead_letters import DeadLetter
from api.storage.engine import connect, opened
from api.storage.outbox import Row
from api.storage.retention import erase
from api.storage.seal import Key, Seal
from api.storage.silences import Silent
from api.storage.tables import outbox as outbox_rows
from api.storage.thread import Thread
from api.storage.turns import TurnRow
from api.turns import own_message
from tests.agent.stub_mind import ORDER, customer, heard, person
from tests.api.storage import by_hand
from tests.api.storage import conftest as storage
from tests.api.storage.turn_by_turn import Stored, conversation, delivery

ROOT = Path(__file__).parents[2]
CLOSED_PORT = "postgresql+psycopg://alu:segredo@127.0.0.1:9/alu"
KEY = Key(bytes(range(32)))
THREAD = Thread(1, 42)
CANARY = "canário"
SAY: Effect = {"do": "say", "text": f"um {CANARY} pousou aqui"}
NOTE: Effect = {"do": "note", "text": f"nota com {CANARY}"}
LABEL: Effect = {"do": "add_labels", "labels": ["compras"]}
READING = [
    ("outbox", "list"),
    ("outbox", "retry", "1:1:1"),
    ("outbox", "retry", "--all-parked"),
    ("outbox", "drop", "1:1:1", "--yes"),
    ("conversation", "list"),
    ("conversation", "show", "1"),
    ("graph", "--conversation", "1"),
]
T = TypeVar("T")

postgres_server = storage.postgres_server
postgres = storage.postgres
sqlite_template = storage.sqlite_template
url = storage.url


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # the commands know no other clock


def ago(**span: float) -> datetime:
    return now() - timedelta(**span)


class Ran(NamedTuple):
    """A command that ended. ``error`` is what ``alu`` tells of an ``AluError``, with exit code 2."""

    code: int
    out: str
    err: str
    error: str

    @property
    def json(self) -> dict[str, Any]:
        assert (self.code, self.err) == (0, "")
        told: dict[str, Any] = json.loads(self.out)
        return told


class Alu:
    """The command, and the database behind it."""

    def __init__(self, url: str, seal: Seal) -> None:
        self.url = url
        self._seal = seal
        self.environment = {"ALU_DATABASE_URL": url, "COLUMNS": "200"}
        if seal.keys:
            self.environment["ALU_STATE_KEY"] = seal.keys[0].secret.hex()

    def __call__(self, *words: str, typed: str = "", **settings: str) -> Ran:
        told = {f"ALU_{name}": value for name, value in settings.items()}
        ran = CliRunner().invoke(cli.app, words, input=typed, env=self.environment | told)
        if isinstance(ran.exception, AluError):
            return Ran(2, ran.stdout, ran.stderr, str(ran.exception))
        if ran.exception is not None and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        return Ran(ran.exit_code, ran.stdout, ran.stderr, "")

    def store(self, work: Callable[[AsyncEngine], Awaitable[T]]) -> T:
        """Work on the database, as the product does it."""

        async def done() -> T:
            async with opened(self.url, self._seal) as engine:
                return await work(engine)

        return asyncio.run(done())

    def commit(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        async def done(engine: AsyncEngine) -> T:
            async with engine.begin() as tx:
                return await work(tx)

        return self.store(done)

    def queue(
        self, *effects: Effect, thread: Thread = THREAD, turn: int = 1, at: datetime | None = None
    ) -> None:
        """A turn's effects, in a conversation that is Alú's."""

        async def queued(tx: AsyncConnection) -> None:
            await by_hand.report(tx, Report(thread, "pending", 1.0))
            await outbox.add(tx, thread, turn, 0, effects, at or now())

        self.commit(queued)

    def move(self, move: Callable[[AsyncConnection, Row], Awaitable[Row | None]]) -> Row:
        """Moves the head of the conversation as delivery does; the row afterwards."""

        async def moved(tx: AsyncConnection) -> Row:
            head = await outbox.head(tx, THREAD)
            assert head
            row = await move(tx, head)
            assert row
            return row

        return self.commit(moved)

    def rows(self, *options: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self("outbox", "list", "--json", *options).json["rows"]
        return rows

    def row(self, key: str) -> dict[str, Any]:
        return next(row for row in self.rows("--all") if row["key"] == key)


@pytest.fixture
def alu(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Alu:
    """The command somewhere without a ``.env``, and a database without rows."""
    monkeypatch.chdir(tmp_path)
    alu = Alu(url, Seal())
    alu.store(storage.emptied)
    return alu


@pytest.fixture
def sealed(alu: Alu) -> Alu:
    return Alu(alu.url, Seal((KEY,)))


def refused(ran: Ran) -> str:
    assert (ran.code, ran.out.strip()) == (2, "")
    assert ran.error
    return ran.error


# --- a conversation of real turns ---


def spoken(alu: Alu) -> None:
    """Conversation 42: two turns of the real graph, the second hands over; then a message that nobody has read."""

    async def talked(engine: AsyncEngine) -> None:
        stored = conversation(engine, heard("greets"), ORDER)
        stored.thread = THREAD
        stored.talk.thread = str(THREAD)
        await taken(stored, customer("m1", f"oi, {CANARY} da manhã"))
        await taken(stored, customer("m2", f"30 tubos pra Sobral, {CANARY} da tarde, sou a Bia"))
        await stored.hear("pending", customer("m3", f"e o {CANARY} da noite?"))

    alu.store(talked)


async def taken(stored: Stored, message: Message, status: Status = "pending") -> None:
    """A turn with its record, which the product writes in the same transaction."""
    done = await stored.turn(status, message)
    async with stored.engine.begin() as tx:
        known = await conversations.known(tx, stored.thread)
        assert known
        row = TurnRow(
            stored.thread, known.version, known.epoch, ago(minutes=10 - known.version),
            {"wait": 2.5, "think": 0.004, "store": 0.002}, done.path, done.outcome["act"],
            done.outcome["reason"], mind="stub", tokens_in=900, tokens_out=40,
        )  # fmt: skip
        await turns.record(tx, row)


def said(alu: Alu) -> list[str]:
    """Every line, long enough to be known again, of what she meant to say or note."""

    async def effects(tx: AsyncConnection) -> list[str]:
        waiting = [await slips.words(tx, one) for one in await slips.waiting(tx)]
        texts = [str(effect["text"]) for effect in waiting if "text" in effect]
        return [line for text in texts for line in text.splitlines() if len(line) > 25]

    lines = alu.commit(effects)
    assert lines
    return lines


# --- no database, another's database ---


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_a_command_that_only_reads_creates_no_database(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    alu = Alu("sqlite+aiosqlite:///./var/alu.db", Seal())
    told = refused(alu(*words))
    assert "ainda não há banco de dados" in told
    assert "`alu migrate`" in told
    assert "`alu serve`" in told
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(params=storage.DATABASES)
def nothing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that was never migrated."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'novo' / 'alu.db'}"
        return
    there = make_url(request.getfixturevalue("postgres_server"))
    with psycopg.connect(
        there.set(drivername="postgresql").render_as_string(False), autocommit=True
    ) as server:
        server.execute("DROP DATABASE IF EXISTS novo")
        server.execute("CREATE DATABASE novo")
        yield there.set(database="novo").render_as_string(False)
        server.execute("DROP DATABASE novo WITH (FORCE)")


def test_migrate_creates_the_database_and_then_has_nothing_to_do(
    nothing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    alu = Alu(nothing, Seal())
    assert re.search(r"banco de dados", refused(alu("outbox", "list")))
    first = alu("migrate")
    assert re.fullmatch(r"Banco de dados em dia: da revisão \(nenhuma\) à \d{4}\.\n", first.out)
    assert alu("migrate").out.startswith("Nada a fazer: o banco de dados já está na revisão ")
    assert alu("outbox", "list").out == "Nada espera para ser dito.\n"


def test_an_older_database_is_not_read_but_migrated(
    nothing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    alu = Alu(nothing, Seal())
    asyncio.run(first_revision(nothing))
    told = refused(alu("conversation", "list"))
    assert "revisão 0001" in told
    assert "`alu migrate`" in told
    assert alu("migrate").out.startswith("Banco de dados em dia: da revisão 0001 à ")
    assert alu("conversation", "list").out == "Nenhuma conversa guardada.\n"


async def first_revision(url: str) -> None:
    def upgrade(connection: Connection) -> None:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(migrations.HERE))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "0001")

    engine = connect(url, Seal())
    async with engine.begin() as tx:
        await tx.run_sync(upgrade)
    await engine.dispose()


@pytest.mark.parametrize("words", [("outbox", "list"), ("migrate",)], ids=" ".join)
def test_a_database_that_does_not_answer_is_one_message_without_its_password(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = refused(Alu(CLOSED_PORT, Seal())(*words))
    assert "o banco de dados não aceitou: " in told
    assert "segredo" not in told
    assert "\n" not in told


@pytest.mark.parametrize("words", [("outbox", "list"), ("migrate",)], ids=" ".join)
def test_a_file_that_is_no_database_is_told(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "lista.db"
    file.write_text("isto é uma lista de compras\n" * 100, encoding="utf-8")
    told = refused(Alu(f"sqlite+aiosqlite:///{file}", Seal())(*words))
    assert "file is not a database" in told


def test_a_place_where_nothing_can_be_created_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "var").write_text("um arquivo", encoding="utf-8")
    assert "var" in refused(Alu("sqlite+aiosqlite:///./var/alu.db", Seal())("migrate"))


@pytest.mark.parametrize("address", ["mysql://x/y", "nada", "sqlite+aiosqlite://"])
def test_an_address_of_no_use_is_told_by_its_setting(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (("outbox", "list"), ("migrate",)):
        assert refused(Alu(address, Seal())(*words)).startswith("ALU_DATABASE_URL: ")


# --- while the server works ---


@contextmanager
def somebody_writing(url: str) -> Iterator[None]:
    """Another process in the middle of a transaction that has changed rows."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(str(make_url(url).database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE outbox SET attempts = 99")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
        return
    address = make_url(url).set(drivername="postgresql").render_as_string(False)
    with psycopg.connect(address) as server:
        server.execute("UPDATE outbox SET attempts = 99")
        yield
        server.rollback()


def test_reading_waits_for_nobody_and_sees_only_what_is_committed(alu: Alu) -> None:
    alu.queue(SAY)
    began = time.monotonic()
    with somebody_writing(alu.url):
        assert [row["attempts"] for row in alu.rows()] == [0]
        assert alu("conversation", "show", "42").code == 0
    assert time.monotonic() - began < 10


# --- outbox list ---

ROW_KEYS = [
    "key", "account", "conversation", "turn", "part", "kind", "state", "reason", "attempts",
    "decided_at", "changed_at", "due_at", "in_doubt", "overtaken",
]  # fmt: skip


def test_what_waits_is_listed_the_oldest_first_and_without_a_word_of_it(alu: Alu) -> None:
    alu.queue(SAY, NOTE, at=ago(hours=1))
    alu.queue(SAY, thread=Thread(1, 7), at=ago(hours=2))
    told = alu("outbox", "list", "--json").json
    assert list(told) == ["version", "rows"]
    assert told["version"] == 1
    assert [row["key"] for row in told["rows"]] == ["1:7:1:1", "1:42:1:1", "1:42:1:2"]
    assert all(list(row) == ROW_KEYS for row in told["rows"])
    assert [row["kind"] for row in told["rows"]] == ["say", "say", "note"]
    shown = alu("outbox", "list").out
    assert shown.index("1:7:1:1") < shown.index("1:42:1:1")
    assert "há 2 h" in shown
    assert CANARY not in shown + json.dumps(told, ensure_ascii=False)


def test_every_state_that_is_unfinished_is_shown_with_its_reason(alu: Alu) -> None:
    alu.queue(SAY)
    started = alu.move(lambda tx, row: outbox.start(tx, row, now(), now() + timedelta(hours=1)))
    assert (alu.row("1:42:1:1")["state"], alu.row("1:42:1:1")["in_doubt"]) == ("sending", False)
    assert started.attempts == 1
    alu.move(lambda tx, row: outbox.park(tx, row, now(), now() + timedelta(minutes=90), "timeout"))
    row = alu.row("1:42:1:1")
    assert (row["state"], row["reason"], row["attempts"]) == ("parked", "timeout", 1)
    assert row["in_doubt"]
    shown = alu("outbox", "list").out
    assert re.search(r"1:42:1:1 +mensagem +em dúvida +1 .*em 1 h +timeout", shown)


def test_a_row_whose_sender_is_gone_is_in_doubt(alu: Alu) -> None:
    alu.queue(SAY)
    alu.move(lambda tx, row: outbox.start(tx, row, ago(minutes=2), ago(minutes=1)))
    assert alu.row("1:42:1:1")["in_doubt"]


def test_only_with_all_what_ended_unsaid_in_the_last_week_is_listed(alu: Alu) -> None:
    alu.queue(SAY, NOTE, LABEL, SAY)
    alu.move(lambda tx, row: outbox.finish(tx, row, now(), "sent", message=900))
    alu.move(lambda tx, row: outbox.finish(tx, row, ago(days=8), "dropped", "old"))
    alu.move(lambda tx, row: outbox.finish(tx, row, ago(days=6), "dropped", "unreachable"))
    alu.move(lambda tx, row: outbox.finish(tx, row, now(), "suppressed", "a person took over"))
    assert alu.rows() == []
    told = {row["key"]: (row["state"], row["reason"]) for row in alu.rows("--all")}
    assert told == {
        "1:42:1:3": ("dropped", "unreachable"),
        "1:42:1:4": ("suppressed", "a person took over"),
    }
    assert "suprimida" in alu("outbox", "list", "--all").out


def test_the_words_are_shown_only_to_who_asks(alu: Alu) -> None:
    alu.queue(SAY, LABEL)
    shown = alu("outbox", "list", "--text").out
    assert f"1:42:1:1  {SAY['text']}" in shown  # type: ignore[typeddict-item]  # it is a Say
    assert "1:42:1:2  labels=['compras']" in shown
    assert [row["effect"] for row in alu.rows("--text")] == [SAY, LABEL]


def test_one_conversation_is_listed_alone(alu: Alu) -> None:
    alu.queue(SAY)
    alu.queue(SAY, thread=Thread(1, 7))
    assert [row["key"] for row in alu.rows("--conversation", "7")] == ["1:7:1:1"]
    assert [row["key"] for row in alu.rows("--conversation", "1:42")] == ["1:42:1:1"]
    assert "`alu conversation list`" in refused(alu("outbox", "list", "--conversation", "8"))


def test_a_row_of_a_conversation_that_a_person_took_says_so(alu: Alu) -> None:
    alu.queue(SAY)
    assert not alu.row("1:42:1:1")["overtaken"]
    alu.commit(lambda tx: by_hand.raise_epoch(tx, THREAD))
    assert alu.row("1:42:1:1")["overtaken"]
    assert "saiu das mãos da Alú" in alu("outbox", "list").out


# --- outbox retry ---


async def due(tx: AsyncConnection) -> Row | None:
    return await by_hand.due(tx, THREAD, now())


def test_a_row_that_waits_for_later_is_due_at_once_and_keeps_its_attempts(alu: Alu) -> None:
    alu.queue(SAY)
    alu.move(lambda tx, row: outbox.again(tx, row, now(), now() + timedelta(hours=1), "429"))
    assert alu.commit(due) is None
    ran = alu("outbox", "retry", "42:1:1")
    assert (ran.code, ran.err) == (0, "")
    assert "De volta na fila: 1 item." in ran.out
    assert "a cada 30 s" in ran.out
    row = alu.commit(due)
    assert row
    assert (row.state, row.attempts, row.reason, row.effect) == ("queued", 1, "operator", SAY)


@pytest.mark.parametrize("key", ["42:1:1", "1:42:1:1"])
def test_a_parked_row_is_sent_again_only_by_who_says_yes(key: str, alu: Alu) -> None:
    alu.queue(SAY)
    later = now() + timedelta(hours=1)
    alu.move(lambda tx, row: outbox.park(tx, row, now(), later, "timeout"))
    before = alu.row("1:42:1:1")
    no = alu("outbox", "retry", key, typed="n\n")
    assert no.code == 1
    assert "1:42:1:1 pode já ter chegado" in no.err
    assert "Nada mudou." in no.err
    assert "--yes" in refused(alu("outbox", "retry", key, typed=""))
    assert alu.row("1:42:1:1") == before
    assert alu("outbox", "retry", key, typed="sim\n").code == 0
    assert alu.row("1:42:1:1")["state"] == "queued"


def test_a_row_that_is_being_sent_right_now_is_called_so(alu: Alu) -> None:
    alu.queue(SAY)
    alu.move(lambda tx, row: outbox.start(tx, row, now(), now() + timedelta(minutes=5)))
    assert "está sendo enviada neste instante" in alu("outbox", "retry", "42:1:1", typed="n\n").err
    assert alu("outbox", "retry", "42:1:1", "--yes").code == 0
    assert alu.row("1:42:1:1")["state"] == "queued"


def test_a_sender_that_comes_back_late_moves_nothing_of_what_the_operator_moved(alu: Alu) -> None:
    alu.queue(SAY)
    started = alu.move(lambda tx, row: outbox.start(tx, row, now(), now() + timedelta(minutes=5)))
    assert alu("outbox", "drop", "42:1:1", "--yes").code == 0
    assert alu.commit(lambda tx: outbox.finish(tx, started, now(), "sent", message=9)) is None
    assert alu.row("1:42:1:1")["state"] == "dropped"


def test_a_dropped_row_comes_back_and_a_dropped_word_to_the_customer_only_after_a_yes(
    alu: Alu,
) -> None:
    alu.queue(LABEL, SAY)
    for _ in range(2):
        alu.move(lambda tx, row: outbox.finish(tx, row, now(), "dropped", "unreachable"))
    assert alu("outbox", "retry", "42:1:1").code == 0
    asked = alu("outbox", "retry", "42:1:2", typed="s\n")
    assert asked.code == 0
    assert "a Alú pode já ter respondido outra coisa" in asked.err
    assert [row["state"] for row in alu.rows()] == ["queued", "queued"]


@pytest.mark.parametrize(
    ("state", "told"),
    [("sent", "já foi enviada (mensagem 900)"), ("suppressed", "uma pessoa assumiu")],
)
def test_what_was_sent_or_suppressed_stays(state: outbox.Finished, told: str, alu: Alu) -> None:
    alu.queue(NOTE, SAY)
    alu.move(lambda tx, row: outbox.finish(tx, row, now(), state, message=900))
    for verb in ("retry", "drop"):
        error = refused(alu("outbox", verb, "42:1:2", "42:1:1", "--yes"))
        assert error.startswith("1:42:1:1 ")
        assert told in error
    assert alu.row("1:42:1:2")["state"] == "queued"


def test_what_was_erased_cannot_be_sent(alu: Alu) -> None:
    alu.queue(SAY)
    alu.commit(lambda tx: by_hand.report(tx, Report(THREAD, "pending", 2.0, contact=9)))
    alu.commit(lambda tx: erase(tx, 1, 9, now()))
    assert "foi apagado" in refused(alu("outbox", "retry", "42:1:1", "--yes"))
    assert "1:42:1:1  (apagado)" in alu("outbox", "list", "--all", "--text").out


def test_a_row_that_will_be_suppressed_anyway_is_told_so(alu: Alu) -> None:
    alu.queue(SAY, NOTE)
    alu.commit(lambda tx: by_hand.raise_epoch(tx, THREAD))
    told = alu("outbox", "retry", "42:1:1", "42:1:2").out.splitlines()
    assert told[0].startswith("1:42:1:1: ")
    assert "será suprimida" in told[0]
    assert told[1].startswith("De volta na fila: 2 itens.")


def test_everything_in_doubt_goes_at_once(alu: Alu) -> None:
    assert "nada está em dúvida" in refused(alu("outbox", "retry", "--all-parked"))
    for thread in (THREAD, Thread(1, 7), Thread(1, 8)):
        alu.queue(SAY, thread=thread)

    async def parked(tx: AsyncConnection) -> None:
        for thread in (THREAD, Thread(1, 7)):
            head = await outbox.head(tx, thread)
            assert head
            await outbox.park(tx, head, now(), now() + timedelta(hours=1), "timeout")

    alu.commit(parked)
    ran = alu("outbox", "retry", "--all-parked", typed="s\n")
    assert ran.err.count("pode já ter chegado") == 2
    assert "De volta na fila: 2 itens." in ran.out
    assert {row["state"] for row in alu.rows()} == {"queued"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("retry",), "--all-parked"),
        (("retry", "42:1:1", "--all-parked"), "--all-parked"),
        (("drop",), "`alu outbox list`"),
        (("retry", "42:1"), "'42:1' não é uma chave"),
        (("retry", "42:1:x"), "não é uma chave"),
        (("drop", "4²:1:1"), "não é uma chave"),
        (("drop", "9" * 30 + ":1:1"), "não é uma chave"),
        (("retry", "42:1:999999999"), "não há nada com a chave 42:1:999999999"),
        (("retry", "2:42:1:1"), "não conheço a conversa 2:42"),
        (("drop", "43:1:1"), "não conheço a conversa 43"),
    ],
)
def test_a_key_that_names_nothing_is_told(words: tuple[str, ...], told: str, alu: Alu) -> None:
    alu.queue(SAY)
    assert told in refused(alu("outbox", *words))


@pytest.mark.parametrize("verb", [moves.retry, moves.drop])
def test_if_one_row_moved_meanwhile_nothing_is_done(
    verb: Callable[..., Awaitable[None]], alu: Alu
) -> None:
    alu.queue(SAY, SAY)

    async def seen(tx: AsyncConnection) -> list[slips.Slip]:
        return await slips.waiting(tx)

    rows = alu.commit(seen)
    alu.commit(
        lambda tx: tx.execute(update(outbox_rows).where(outbox_rows.c.part == 2).values(attempts=5))
    )
    before = alu.rows()
    with pytest.raises(AluError, match="1:42:1:2 mudou enquanto isso"):
        alu.commit(lambda tx: verb(tx, rows, now()))
    assert alu.rows() == before


# --- outbox drop ---


def test_dropping_asks_and_the_mind_learns_that_the_customer_got_nothing(alu: Alu) -> None:
    alu.queue(SAY, LABEL)
    no = alu("outbox", "drop", "42:1:1", "42:1:2", typed="\n")
    assert no.code == 1
    assert "1:42:1:1 não será dita" in no.err
    assert len(alu.rows()) == 2
    yes = alu("outbox", "drop", "42:1:1", "42:1:2", "42:1:1", typed="s\n")
    assert yes.code == 0
    assert yes.out.endswith("Descartado: 2 itens.\n")
    assert alu.rows() == []
    assert {row["state"] for row in alu.rows("--all")} == {"dropped"}
    unread = alu.commit(lambda tx: inbox.unread(tx, THREAD))
    assert [row.body for row in unread] == [{"unsaid": own_message(THREAD, 1)}]
    assert "retry" in refused(alu("outbox", "drop", "42:1:1", "--yes"))


# --- conversation list ---


def test_conversations_are_listed_the_newest_first(alu: Alu) -> None:
    spoken(alu)
    late = time.time() - 120

    async def more(tx: AsyncConnection) -> None:
        await by_hand.report(tx, Report(Thread(1, 7), "open", late, assignee=3))
        await by_hand.report(tx, Report(Thread(1, 8), "resolved", late - 3600))

    alu.commit(more)
    told = alu("conversation", "list", "--json").json
    assert list(told) == ["version", "conversations"]
    assert [one["conversation"] for one in told["conversations"]] == [7, 8, 42]
    talked = told["conversations"][2]
    assert list(talked) == [
        "account", "conversation", "status", "taken", "assignee", "updated_at", "unread", "waiting",
        "last_turn",
    ]  # fmt: skip
    assert (talked["status"], talked["unread"], talked["assignee"]) == ("pending", 1, None)
    assert talked["waiting"] == len(alu.rows("--conversation", "42")) > 3
    assert list(talked["last_turn"]) == ["turn", "started_at", "act", "reason"]
    assert (talked["last_turn"]["turn"], talked["last_turn"]["act"]) == (2, "route")
    assert told["conversations"][0]["last_turn"] is None
    limited = alu("conversation", "list", "--limit", "1", "--json").json["conversations"]
    assert [one["conversation"] for one in limited] == [7]
    shown = alu("conversation", "list").out
    assert re.search(r"1:7 +aberta +3 +- +- +há 2 min +-", shown)
    assert re.search(r"1:42 +pendente +- +1 +\d+ .*2: route, complete, há 8 min", shown)


# --- conversation show ---

STORY_KEYS = [
    "version", "conversation", "ledger", "missing", "turns", "unsaid", "waiting", "unreadable", "next",
]  # fmt: skip
TURN_KEYS = {
    "turn", "epoch", "started_at", "seconds", "path", "act", "reason", "mind", "model",
    "prompt_hash", "tokens_in", "tokens_out", "need", "team", "lacks",
}  # fmt: skip


def test_a_conversation_is_told_whole_and_without_a_word_that_was_written(alu: Alu) -> None:
    spoken(alu)
    lines = said(alu)
    alu.move(lambda tx, row: outbox.finish(tx, row, now(), "sent", message=900))
    alu.move(lambda tx, row: outbox.finish(tx, row, now(), "suppressed", "a person took over"))
    letter = DeadLetter(THREAD, 77, "no sender", "sender.type", f'"{CANARY}"'.encode())
    alu.commit(lambda tx: dead_letters.bury(tx, letter, now()))
    ran = alu("conversation", "show", "42", "--json")
    told = ran.json
    assert list(told) == STORY_KEYS
    assert told["conversation"] == {
        "account": 1, "conversation": 42, "inbox": None, "contact": 9, "status": "pending", "taken": False,
        "assignee": None, "updated_at": "1970-01-01T00:00:03+00:00", "version": 2, "epoch": 0,
    }  # fmt: skip
    ledger = told["ledger"]
    assert list(ledger) == ["contact", "needs", "asked"]
    assert ledger["contact"]["nome"]["value"] == "Bia"
    assert ledger["needs"][0]["items"][0]["quantidade"]["value"] == "30"
    assert told["missing"] == []
    assert [row["turn"] for row in told["turns"]] == [1, 2]
    assert all(set(row) == TURN_KEYS for row in told["turns"])
    assert told["turns"][1]["path"][-2:] == ["route", "reply"]
    assert [(one["state"], one["reason"]) for one in told["unsaid"]] == [
        ("suppressed", "a person took over")
    ]
    assert list(told["waiting"]) == ["outbox", "unread"]
    assert all(list(row) == ROW_KEYS for row in told["waiting"]["outbox"])
    unread = told["waiting"]["unread"]
    assert [(one["event"], one["message"]) for one in unread] == [("message_created", 3)]
    assert [(one["message"], one["place"]) for one in told["unreadable"]] == [(77, "sender.type")]
    shown = alu("conversation", "show", "42").out
    for sign in (
        "1:42", "pendente · Alú responde", "Sobral", "30", "Falta: nada", "gate → understand",
        "think 0.004 s", "dados completos", "900+40 tokens", "suprimida", "na fila", "message_created",
        "no sender",
    ):  # fmt: skip
        assert sign in shown, sign
    for text in (CANARY, *lines):
        assert text not in shown
        assert text not in ran.out


@pytest.mark.parametrize(("turn", "stands"), [(2, True), (1, False)])
def test_what_comes_next_if_nobody_writes_is_told_while_it_stands(
    turn: int, stands: bool, alu: Alu
) -> None:
    spoken(alu)
    later = now() + timedelta(hours=4, minutes=1)
    planned = Silent(THREAD, turn, Quiet(now(), now()), NextStep("reminder", later))
    alu.commit(lambda tx: silences.keep(tx, planned))
    told = alu("conversation", "show", "42", "--json").json["next"]
    assert told == ({"step": "reminder", "at": later.isoformat()} if stands else None)
    assert ("um lembrete ao cliente em 4 h" in alu("conversation", "show", "42").out) is stands


def test_with_text_the_transcript_and_what_waits_are_shown_too(alu: Alu) -> None:
    spoken(alu)
    lines = said(alu)
    told = alu("conversation", "show", "1:42", "--text", "--json").json
    assert list(told) == [*STORY_KEYS, "messages"]
    roles = [message["role"] for message in told["messages"]]
    assert roles == ["customer", "alu", "customer", "alu"]
    assert all("effect" in row for row in told["waiting"]["outbox"])
    shown = alu("conversation", "show", "42", "--text").out
    assert f"{CANARY} da tarde" in shown
    assert all(line in shown for line in lines)


def test_a_person_who_spoke_is_shown_under_their_name(alu: Alu) -> None:
    async def talked(engine: AsyncEngine) -> None:
        stored = conversation(engine, heard("greets"))
        stored.thread, stored.talk.thread = THREAD, str(THREAD)
        await taken(stored, customer("m1", "oi"))
        await taken(stored, person("m2", "Aqui é o Rui, já te ajudo", "Rui"), "open")

    alu.store(talked)
    shown = alu("conversation", "show", "42", "--text").out
    assert "Rui, já te ajudo" in shown
    assert "gate → human" in shown


def test_a_conversation_of_which_nothing_is_remembered_is_shown_all_the_same(alu: Alu) -> None:
    spoken(alu)
    alu.commit(lambda tx: erase(tx, 1, 9, now()))
    told = alu("conversation", "show", "42", "--json", "--text").json
    assert told["ledger"] == {"contact": {}, "needs": [], "asked": {}}
    assert told["messages"] == []
    assert {tuple(row["effect"]) for row in told["unsaid"]} == {()}
    assert "Bia" not in alu("conversation", "show", "42", "--text").out


def test_a_company_that_changed_its_words_still_sees_its_conversations(alu: Alu) -> None:
    spoken(alu)
    other = str(ROOT / "tests" / "companies" / "tintas-jangada")
    ran = alu("conversation", "show", "42", PROMPTS_DIR=other)
    assert ran.code == 0
    assert "Bia" in ran.out


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("43", "não conheço a conversa 43; `alu conversation list`"),
        ("2:42", "não conheço a conversa 2:42"),
        ("quarenta", "'quarenta' não é uma conversa"),
        ("1:42:1", "não é uma conversa"),
    ],
)
def test_a_conversation_that_is_not_there_is_told(written: str, told: str, alu: Alu) -> None:
    alu.queue(SAY)
    assert told in refused(alu("conversation", "show", written))


def test_a_number_that_two_accounts_have_needs_its_account(alu: Alu) -> None:
    alu.queue(SAY)
    alu.queue(SAY, thread=Thread(2, 42))
    assert "1:42 ou 2:42" in refused(alu("conversation", "show", "42"))
    for written, settings in (("2:42", {}), ("42", {"CHATWOOT_ACCOUNT_ID": "2"})):
        told = alu("conversation", "show", written, "--json", **settings).json
        assert told["conversation"]["account"] == 2


def test_the_account_of_the_settings_is_a_hint_and_not_a_wall() -> None:
    there = [Thread(1, 42)]
    assert meant("42", there, 3, named=False) == Thread(1, 42)
    with pytest.raises(AluError):
        meant("3:42", there, 3, named=True)


# --- graph --conversation ---


def passed(ran: Ran) -> set[str]:
    assert (ran.code, ran.err) == (0, "")
    return set(re.findall(r"^● (\w+)", ran.out, re.MULTILINE))


def ways(node: str, ran: Ran) -> list[str]:
    _, _, rest = ran.out.partition(f"● {node}\n")
    return rest.partition("\n\n")[0].splitlines()


def test_the_path_of_a_stored_turn_is_marked_the_last_one_by_default(alu: Alu) -> None:
    spoken(alu)
    drawn = ("graph", "--format", "ascii", "--conversation", "42")
    first = {"START", "gate", "understand", "qualify", "need", "reply"}
    assert passed(alu(*drawn, "--turn", "1")) == first
    assert passed(alu(*drawn)) == {*first, "collect", "route"}
    assert alu(*drawn, "--turn", "2") == alu(*drawn)


def test_all_turns_together_mark_every_way_that_was_taken_and_no_other(alu: Alu) -> None:
    spoken(alu)
    drawn = ("graph", "--format", "ascii", "--conversation", "1:42")
    last, whole = alu(*drawn), alu(*drawn, "--all")
    assert ways("need", last) == ["├━ go on ━▶ collect", "└┄ reply ┄▷ reply"]
    assert ways("need", whole) == ["├━ go on ━▶ collect", "└━ reply ━▶ reply"]
    assert ways("collect", whole) == ["├━ go on ━▶ route", "└┄ reply ┄▷ reply"]
    assert alu(*drawn, "--turn", "0") == whole
    assert passed(whole) == passed(last)


def test_from_the_end_of_one_turn_to_the_begin_of_the_next_no_way_is_marked(alu: Alu) -> None:
    async def talked(engine: AsyncEngine) -> None:
        stored = conversation(engine)
        stored.thread, stored.talk.thread = THREAD, str(THREAD)
        await taken(stored, person("m1", "Aqui é o Rui"), "open")
        await taken(stored, person("m2", "já volto"), "open")

    alu.store(talked)
    drawn = ("graph", "--format", "ascii", "--conversation", "42")
    assert passed(alu(*drawn, "--all")) == {"START", "gate", "human"}
    assert ways("human", alu(*drawn, "--all")) == ["└────▷ gate"]


def test_a_drawing_that_cannot_be_is_told(alu: Alu) -> None:
    spoken(alu)
    alu.queue(SAY, thread=Thread(1, 7))
    silent = TurnRow(THREAD, 3, 0, now(), {}, (), "route", "mind")
    alu.commit(lambda tx: turns.record(tx, silent))
    for options, told in (
        (("--conversation", "7"), "a conversa 1:7 ainda não tem turnos"),
        (("--conversation", "42", "--turn", "9"), "não tem o turno 9; tem 1, 2, 3"),
        (("--conversation", "42"), "o turno 3 da conversa 1:42 não passou pelo grafo"),
        (("--conversation", "42", "--path", "gate"), "um dos dois"),
        (("--turn", "1"), "--conversation"),
        (("--all",), "--conversation"),
    ):
        assert told in refused(alu("graph", *options))
    assert "collect" in passed(alu("graph", "--format", "ascii", "--conversation", "42", "--all"))


# --- sealed ---


def test_a_sealed_conversation_is_shown_with_its_key(sealed: Alu) -> None:
    spoken(sealed)
    assert "Sobral" in sealed("conversation", "show", "42").out
    assert len(sealed.rows("--text")) > 3


@pytest.mark.parametrize("key", ["", "ff" * 32], ids=["no key", "another key"])
def test_without_the_key_what_is_not_sealed_is_told_and_the_rest_refused_plainly(
    key: str, sealed: Alu
) -> None:
    spoken(sealed)
    stranger = Alu(sealed.url, Seal())
    stranger.environment["ALU_STATE_KEY"] = key
    assert stranger("conversation", "list").code == 0
    assert len(stranger.rows()) > 3
    assert stranger("graph", "--conversation", "42").code == 0
    for words in (("conversation", "show", "42"), ("outbox", "list", "--text")):
        told = refused(stranger(*words))
        assert "ALU_STATE_KEY" in told
        assert "é preciso a chave com que isto foi gravado" in told


# --- as a process of its own ---


def test_an_error_ends_with_two_and_no_traceback(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "from api.cli import main; main()", "outbox", "list"],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}, capture_output=True, text=True,
        encoding="utf-8", check=False, timeout=30,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("alu: ainda não há banco de dados em var/alu.db; ")
    assert ran.stderr.count("\n") == 1


# --- how long ago ---

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "agora"), (0.4, "agora"), (1, "há 1 s"), (59, "há 59 s"), (60, "há 1 min"), (3599, "há 59 min"),
        (3600, "há 1 h"), (86_399, "há 23 h"), (86_400, "há 1 d"), (-30, "em 30 s"), (-7200, "em 2 h"),
    ],
)  # fmt: skip
def test_a_moment_is_told_in_one_unit(seconds: float, told: str) -> None:
    assert when(NOON - timedelta(seconds=seconds), NOON) == told


def test_a_delivery_that_waits_counts_as_unread(alu: Alu) -> None:
    alu.queue(SAY)
    alu.commit(lambda tx: inbox.hear(tx, delivery(customer("m5", CANARY), THREAD)))
    told = alu("conversation", "list", "--json").json["conversations"]
    assert [(one["unread"], one["waiting"]) for one in told] == [(1, 1)]
