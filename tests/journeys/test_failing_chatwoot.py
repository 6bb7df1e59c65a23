"""Chatwoot answers badly, at each call of a hand-over in turn: everything has a named outcome, nobody is left alone.

Always: nothing is said twice, and the customer was answered or people have the conversation with the words that were
not said.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from api.sandbox.courier import Post, Sender
from api.storage.tables import outbox
from tests.journeys.faults import FAULTS, Fault, Faulty
from tests.journeys.leaping import Leaping
from tests.journeys.world import Talk, World, world

pytestmark = pytest.mark.anyio

ASKS = "Sou a Jussara, da Metalúrgica Serrana, de Sobral. Quero falar com uma pessoa"
ONCE, ALWAYS = range(1, 2), range(1, 1000)
EFFECTS = {
    "note": "note",
    "labels: read": "add_labels",
    "labels": "add_labels",
    "attributes": "set_attributes",
    "contacts": "update_contact",
    "look": "say",
    "say": "say",
    "team": "assign_team",
    "status": "set_status",
}
LOOK = 2  # the first look is for the attributes, the second comes before the words

# What becomes of the effect after one bad answer: "sent" at once (known by the echo, or read again), "sent 2" at the
# second attempt, else dropped, with the reason.
AFTER_ONE = {
    # call          401             404                422          429       5xx, page  saved then lost
    "note":         ("sent 2",      "not_found",       "invalid",   "sent 2", "sent 2",  "sent 1"),
    "labels: read": ("unauthorized", "not_found",      "invalid",   "sent 1", "sent 1",  "sent 1"),
    "labels":       ("unauthorized", "not_found",      "invalid",   "sent 2", "sent 2",  "sent 2"),
    "attributes":   ("unauthorized", "not_found",      "invalid",   "sent 2", "sent 2",  "sent 2"),
    "contacts":     ("unauthorized", "not_found",      "invalid",   "sent 2", "sent 2",  "sent 2"),
    "look":         ("sent 1",      "conversation gone", "sent 1",  "sent 1", "sent 1",  "sent 1"),
    "say":          ("sent 2",      "not_found",       "invalid",   "sent 2", "sent 2",  "sent 1"),
    "team":         ("unauthorized", "not_found",      "invalid",   "sent 2", "sent 2",  "sent 2"),
    "status":       ("sent 2",      "sent 2",          "sent 2",    "sent 2", "sent 2",  "a person took over"),
}  # fmt: skip
COLUMNS = {
    "401": 0,
    "404": 1,
    "422": 2,
    "429": 3,
    "500": 4,
    "502 with a page": 4,
    "silence": 4,
    "cut": 4,
}
COLUMNS |= {f"{name} after saving": 5 for name in ("500", "silence", "cut")}

# Seconds that the customer may wait for the words where a call fails for ever (as long as the 429 asks for, where it
# asks), and what becomes of the effect. Where nothing can be said, people have the conversation instead.
FOR_EVER = [
    ("say", "500", 200, "absent"),
    ("say", "200 with a page", 200, "absent"),
    ("say", "silence", 400, "absent"),
    ("say", "422", 5, "invalid"),
    ("note", "500", 20, "absent"),
    ("note", "silence", 120, "absent"),
    ("note", "422", 5, "invalid"),
    ("labels: read", "500", 10, "unread"),
    ("labels", "502 with a page", 10, "server_error"),
    ("labels", "silence", 20, "timeout"),
    ("attributes", "500", 10, "server_error"),
    ("contacts", "cut", 10, "connection_lost"),
    ("team", "500", 10, "server_error"),
    ("look", "500", 10, "sent 1"),
    ("look", "401", 10, "sent 1"),
]


@dataclass(frozen=True)
class Ended:
    """How an effect ended, in the words of the tables above, and how long that took."""

    how: str
    seconds: float


@dataclass
class Ward:
    """A world in which calls fail as planned and waits are leapt over."""

    here: World
    faulty: Faulty
    clock: Leaping

    def ail(self, call: str, fault: Fault, passings: range) -> Talk:
        """A new customer asks for a person; one call of what follows fails."""
        number = len(self.here.sandbox.store.conversations) + 1
        talk = self.here.talk("Jussara Lima", phone_number=f"+55859990{number:05}")
        assert (talk.id, talk.console.customer.id) == (number, number)
        if call == "look":
            passings = range(passings.start + LOOK - 1, passings.stop + LOOK - 1)
        self.faulty.plan[talk.id, call] = (fault, passings)
        talk.console.write(ASKS)
        return talk

    async def ended(self, talk: Talk, effect: str) -> Ended:
        """How the effect of the talk's first turn ended."""
        columns = select(outbox).where(outbox.c.conversation == talk.id, outbox.c.turn == 1)
        async with self.here.body.door.hearing.engine.begin() as tx:
            rows = {row.kind: row for row in await tx.execute(columns)}
        row = rows[effect]
        begun: datetime = talk.console.messages[0].created_at
        # of calls that may be repeated only the failed attempts are counted
        tries = row.attempts + (row.kind not in ("say", "note"))
        how = f"sent {tries}" if row.state == "sent" else row.reason
        return Ended(how, (row.changed_at - begun).total_seconds())


@asynccontextmanager
async def ward(folder: Path, **settings: object) -> AsyncIterator[Ward]:
    """The client's own waits, seconds in the product, are short here."""
    clock = Leaping()
    async with world(folder, moment=clock, **settings) as here:  # type: ignore[arg-type]
        faulty = Faulty(here.wire.app)
        here.wire.app = faulty
        telling = here.body.door.telling
        wire = replace(telling.chatwoot.wire, sleep=_at_once)
        telling.chatwoot = replace(telling.chatwoot, wire=wire)
        wire.http.timeout = 0.4
        yield Ward(here, faulty, clock)


def nobody_is_left_alone(talk: Talk) -> None:
    """The oracle is Chatwoot's own memory."""
    assert len(talk.said) == len(set(talk.said)) <= 1
    assert len(talk.notes) == len(set(talk.notes))
    assert talk.status == "open"
    assert talk.said or "não recebeu" in talk.notes[-1] or "Não sei se" in talk.notes[-1]


@pytest.mark.parametrize("name", COLUMNS)
async def test_one_bad_answer_at_each_call(tmp_path: Path, name: str) -> None:
    async with ward(tmp_path) as here:
        talks = {call: here.ail(call, FAULTS[name], ONCE) for call in AFTER_ONE}
        await here.clock.settle(here.here)
        for call, talk in talks.items():
            assert here.faulty.met[talk.id, call] == 1, call
            nobody_is_left_alone(talk)
            ended = await here.ended(talk, EFFECTS[call])
            assert ended.how == AFTER_ONE[call][COLUMNS[name]], call


async def test_bad_answers_without_end_block_nothing_for_long(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        talks = [here.ail(call, FAULTS[name], ALWAYS) for call, name, _, _ in FOR_EVER]
        await here.clock.settle(here.here)
        for talk, (call, name, most, how) in zip(talks, FOR_EVER, strict=True):
            nobody_is_left_alone(talk)
            assert (await here.ended(talk, EFFECTS[call])).how == how, (call, name)
            assert (await here.ended(talk, "say")).seconds <= most, (call, name)


async def test_a_429_is_waited_for_as_long_as_it_asks(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        talk = here.ail("say", FAULTS["429"], range(1, 4))
        await here.clock.settle(here.here)
        assert (await here.ended(talk, "say")).seconds >= 3 * 7
        nobody_is_left_alone(talk)


async def test_a_bad_bot_token_is_waited_for_until_people_mend_it(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        talk = here.ail("say", FAULTS["401"], ALWAYS)
        await here.clock.settle(here.here, most=1800)
        assert (talk.said, talk.status) == ([], "pending")
        here.faulty.plan.clear()
        await here.clock.settle(here.here)
        nobody_is_left_alone(talk)
        assert talk.said


async def test_a_hand_over_that_is_refused_again_and_again_leaves_her_answering(
    tmp_path: Path,
) -> None:
    async with ward(tmp_path) as here:
        talk = here.ail("status", FAULTS["500"], ALWAYS)
        await here.clock.settle(here.here)
        assert (await here.ended(talk, "set_status")).how == "server_error"
        assert (talk.status, len(talk.said)) == ("pending", 1)
        talk.console.write("oi, alguém aí?")
        here.faulty.plan.clear()
        await here.clock.settle(here.here)
        assert len(talk.said) == 2 or talk.status == "open"


@pytest.mark.parametrize("name", ["500 after saving", "silence after saving", "cut after saving"])
async def test_without_an_echo_the_history_proves_that_it_was_told(
    tmp_path: Path, name: str
) -> None:
    async with ward(tmp_path, network=without_echoes) as here:
        talks = {call: here.ail(call, FAULTS[name], ONCE) for call in ("say", "note")}
        await here.clock.settle(here.here)
        for call, talk in talks.items():
            nobody_is_left_alone(talk)
            assert (await here.ended(talk, call)).how == "sent 1"
            assert (len(talk.said), len(talk.notes)) == (1, 1)


@pytest.mark.parametrize("name", ["500", "500 after saving", "silence", "cut after saving"])
async def test_without_echo_and_user_token_a_doubt_is_a_humans(tmp_path: Path, name: str) -> None:
    async with ward(tmp_path, network=without_echoes, chatwoot_user_token="") as here:
        talk = here.ail("say", FAULTS[name], ALWAYS)
        await here.clock.settle(here.here)
        assert (await here.ended(talk, "say")).how == "in doubt"
        assert here.faulty.met[talk.id, "say"] == 1
        assert len(talk.said) == FAULTS[name].saved
        assert "Não sei se minha última mensagem chegou" in talk.notes[-1]
        assert talk.status == "open"


async def test_without_user_token_a_note_in_doubt_does_not_keep_the_customer_waiting(
    tmp_path: Path,
) -> None:
    async with ward(tmp_path, network=without_echoes, chatwoot_user_token="") as here:
        talk = here.ail("note", FAULTS["500"], ALWAYS)
        await here.clock.settle(here.here)
        assert (await here.ended(talk, "note")).how == "in doubt"
        assert (await here.ended(talk, "say")).seconds < 10
        assert (len(talk.said), talk.status) == (1, "open")


async def test_without_user_token_facts_are_dropped_with_a_reason_and_the_hand_over_happens(
    tmp_path: Path,
) -> None:
    async with ward(tmp_path, chatwoot_user_token="") as here:
        talk = here.ail("nothing", FAULTS["500"], ONCE)
        await here.clock.settle(here.here)
        for effect in ("add_labels", "update_contact", "assign_team"):
            assert (await here.ended(talk, effect)).how == "no_user_token", effect
        assert (await here.ended(talk, "set_attributes")).how == "sent 1"
        assert (len(talk.said), len(talk.notes), talk.status) == (1, 1, "open")


async def test_without_user_token_a_team_is_known_by_the_settings(tmp_path: Path) -> None:
    async with ward(tmp_path, chatwoot_user_token="", chatwoot_teams={"atendimento": 7}) as here:
        talk = here.ail("nothing", FAULTS["500"], ONCE)
        await here.clock.settle(here.here)
        assert (talk.console.standing.team, talk.status) == ("atendimento", "open")


async def test_an_email_that_is_another_contacts_costs_the_email_alone(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        here.here.talk("Outra", email="vendas@serrana.example")
        talk = here.here.talk("Cliente")
        talk.console.write(
            "Sou a Jussara, da Metalúrgica Serrana, vendas@serrana.example, quero vender sucata"
        )
        talk.console.write("quero falar com uma pessoa")
        await here.clock.settle(here.here)
        person = talk.console.customer
        assert (person.name, person.email) == ("Jussara", None)
        assert person.custom_attributes["empresa"] == "Metalúrgica Serrana"
        assert (await here.ended(talk, "update_contact")).how == "sent 1"


def without_echoes(send: Sender) -> Sender:
    """A network that loses whatever tells of her own messages."""

    async def lossy(post: Post) -> int | None:
        return 200 if b'"alu_key"' in post.body and b'"outgoing"' in post.body else await send(post)

    return lossy


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)
