"""Who changed a value on the screens: a table; then through hearing, late, repeated, at once, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent.effects import Effect
from api.chatwoot.events import Event, parse
from api.hearing import EDIT, Told, store, told
from api.overseeing import Changes, changes, screen
from api.sandbox import arriving, steering
from api.sandbox.console import Console
from api.storage import corrections, outbox
from api.storage.corrections import Correction
from api.storage.screens import Screen, Written
from api.storage.tables import inbox as inbox_rows
from api.storage.thread import Thread
from api.storage.turns import TurnRow, record
from tests.api.home import MONDAY, UNREADABLE, Home, Standing, home
from tests.recordings.reading import samples

pytestmark = pytest.mark.anyio

SEEN = MONDAY
BEFORE, AFTER = SEEN - timedelta(minutes=5), SEEN + timedelta(seconds=3)
NOBODY = Screen("", (), {}, {})


def shows(
    team: str = "",
    labels: tuple[str, ...] = (),
    conversation: Mapping[str, str] | None = None,
    **contact: str,
) -> Screen:
    return Screen(team, labels, conversation or {}, contact)


def wrote(at: datetime | None, **attributes: str) -> Written:
    return Written({"do": "set_attributes", "attributes": attributes}, at)


def knew(at: datetime | None, **attributes: str) -> Written:
    effect: Effect = {"do": "update_contact", "name": "", "email": "", "attributes": attributes}
    return Written(effect, at)


# --- the table ---


@pytest.mark.parametrize("at", [None, SEEN, AFTER])
def test_what_she_wrote_since_is_hers_also_while_it_is_on_its_way(at: datetime | None) -> None:
    now = shows("rh", ("vagas",), {"alu_etapa": "humano"}, cidade="Sobral")
    hers = [
        wrote(at, alu_etapa="humano"),
        knew(at, cidade="Sobral"),
        Written({"do": "add_labels", "labels": ["Vagas"]}, at),
        Written({"do": "assign_team", "team": "RH"}, at),
        Written({"do": "note", "text": "oi"}, at),
    ]
    assert not changes(NOBODY, now, hers, SEEN)


def test_what_she_never_wrote_is_a_persons() -> None:
    before = shows("comercial", ("compras", "vip"), {"alu_etapa": "humano"}, cidade="Sobral")
    now = shows("rh", ("vip", "vagas"), {"alu_etapa": "coletar"}, cidade="Caucaia", uf="CE")
    hers = [wrote(AFTER, alu_etapa="humano"), knew(AFTER, cidade="Sobral")]
    assert changes(before, now, hers, SEEN) == Changes(
        {"alu_etapa": "coletar", "cidade": "Caucaia", "uf": "CE"}, ("vagas",), ("compras",), "rh"
    )


def test_a_person_may_go_back_to_what_she_once_wrote() -> None:
    hers = [wrote(BEFORE, alu_necessidade="compras"), knew(BEFORE, cidade="Sobral")]
    before = shows("", (), {"alu_necessidade": "vagas"}, cidade="Caucaia")
    now = shows("", (), {"alu_necessidade": "compras"}, cidade="Sobral")
    values = {"alu_necessidade": "compras", "cidade": "Sobral"}
    assert changes(before, now, hers, SEEN) == Changes(values)


def test_an_older_value_of_hers_that_came_back_beside_her_next_write_is_hers() -> None:
    """Chatwoot takes attributes all together: she read them, a person changed one, she wrote them back."""
    hers = [wrote(BEFORE, alu_necessidade="compras"), wrote(AFTER, alu_falta="cidade")]
    before = shows("", (), {"alu_necessidade": "vagas"})
    now = shows("", (), {"alu_necessidade": "compras", "alu_falta": "cidade"})
    assert not changes(before, now, hers, SEEN)


def test_a_contacts_older_value_comes_back_by_a_person_alone() -> None:
    hers = [knew(BEFORE, cidade="Sobral"), wrote(AFTER, alu_falta="cidade")]
    now = shows("", (), {"alu_falta": "cidade"}, cidade="Sobral")
    assert changes(shows(cidade="Caucaia"), now, hers, SEEN) == Changes({"cidade": "Sobral"})


def test_what_was_taken_away_is_no_value() -> None:
    before = shows("rh", (), {"alu_falta": "cidade"}, cidade="Sobral")
    assert not changes(before, NOBODY, [], SEEN)


def test_hers_is_what_chatwoot_keeps_of_it() -> None:
    long = "x" * 2_000
    kept = "x" * 1_499 + "…"
    assert not changes(
        NOBODY, shows("", (), {"alu_resumo": kept}), [wrote(AFTER, alu_resumo=long)], SEEN
    )


def test_only_known_names_and_words_are_seen() -> None:
    sample = samples()["01_message_created.incoming_text.pending"]
    sample["conversation"]["custom_attributes"] = {
        "alu_falta": "nome",
        "pedido": "7",
        "alu_etapa": 5,
    }
    sample["conversation"]["meta"]["sender"]["custom_attributes"] = {
        "cidade": "Sobral",
        "time": "CE",
    }
    sample["conversation"]["meta"]["team"] = {"id": 3, "name": "rh"}
    event = parse(orjson.dumps(sample))
    assert isinstance(event, Event)
    assert screen(event) == Screen("rh", event.labels, {"alu_falta": "nome"}, {"cidade": "Sobral"})
    assert screen(replace(event, watermark=None)) is None
    assert screen(replace(event, status=None)) is None


# --- through hearing ---


async def edits(here: Home, talk: Console) -> list[tuple[object, object]]:
    """Names and values of the edits heard."""
    rows = await here.unread(Thread(1, talk.conversation_id))
    return [(row.body["name"], row.body["value"]) for row in rows if row.event == EDIT]


def put(here: Home, talk: Console, **attributes: str) -> bytes:
    """A person changes attributes; the delivery that tells of it."""
    here.told.clear()
    here.clock.leap(60)  # type: ignore[attr-defined]  # a Standing
    with here.sandbox.acting(talk.manager) as act:
        known = talk.conversation
        steering.set_attributes(act, known, {**known.custom_attributes, **attributes})
    (body,) = here.told
    return body


def heard(here: Home, talk: Console, body: bytes, **changed: object) -> Told:
    event = parse(body)
    assert isinstance(event, Event)
    one = told(event, Thread(1, talk.conversation_id), here.clock())
    return replace(one, **changed)  # type: ignore[arg-type]  # fields of Told


async def begun(here: Home) -> Console:
    talk = here.talk()
    talk.write("oi")
    await here.hear_all()
    return talk


async def test_an_edit_is_heard_once(engine: AsyncEngine) -> None:
    async with home(engine, Standing()) as here:
        talk = await begun(here)
        one = heard(here, talk, put(here, talk, alu_necessidade="vagas"))
        assert [await here.hear(one), await here.hear(one)] == [["turn"], ["nothing"]]
        assert await edits(here, talk) == [("alu_necessidade", "vagas")]


async def test_a_late_delivery_is_no_edit(engine: AsyncEngine) -> None:
    async with home(engine, Standing()) as here:
        talk = await begun(here)
        first = heard(here, talk, put(here, talk, alu_necessidade="vagas"))
        second = heard(here, talk, put(here, talk, alu_necessidade="entrega"))
        assert await here.hear(second, first) == ["turn", "nothing"]
        assert await edits(here, talk) == [("alu_necessidade", "entrega")]


async def test_two_edits_told_together_are_two(engine: AsyncEngine) -> None:
    async with home(engine, Standing()) as here:
        talk = await begun(here)
        bodies = [put(here, talk, alu_necessidade=need) for need in ("vagas", "entrega")]
        await here.hear(*(heard(here, talk, body) for body in bodies))
        assert [value for _, value in await edits(here, talk)] == ["vagas", "entrega"]


@pytest.mark.parametrize("sent", [False, True])
async def test_her_own_write_is_no_edit_whether_it_is_told_or_on_its_way(
    engine: AsyncEngine, sent: bool
) -> None:
    async with home(engine, Standing()) as here:
        talk = await begun(here)
        thread = Thread(1, talk.conversation_id)
        await here.decided(thread, {"do": "set_attributes", "attributes": {"alu_falta": "cidade"}})
        body = put(here, talk, alu_falta="cidade")
        if sent:
            async with engine.begin() as tx:
                row = await outbox.head(tx, thread)
                assert row
                await outbox.finish(tx, row, here.clock(), "sent")
        assert await here.hear(heard(here, talk, body)) == ["nothing"]
        assert await edits(here, talk) == []


async def test_what_she_wrote_of_a_contact_elsewhere_is_no_edit_here(engine: AsyncEngine) -> None:
    async with home(engine, Standing()) as here:
        talk = await begun(here)
        effect: Effect = {
            "do": "update_contact",
            "name": "",
            "email": "",
            "attributes": {"cidade": "Sobral"},
        }
        other = Thread(1, 77)  # the same contact: ``decided`` says so
        await here.decided(other, effect)
        here.clock.leap(60)  # type: ignore[attr-defined]  # a Standing
        with here.sandbox.acting(talk.manager) as act:
            arriving.keep(
                act, talk.customer, replace(talk.customer, custom_attributes={"cidade": "Sobral"})
            )
        talk.write("e aí?")
        assert talk.customer.id == 1
        await here.hear_all()
        assert await edits(here, talk) == []


async def test_what_a_rule_did_is_nobodys_edit(engine: AsyncEngine) -> None:
    async with home(engine, Standing()) as here:
        talk = await begun(here)
        body = put(here, talk, alu_necessidade="vagas")
        by_rule = body.replace(
            b'"conversation_updated"', b'"automation_event.conversation_updated"'
        )
        assert by_rule != body
        assert await here.hear(heard(here, talk, by_rule)) == ["nothing"]
        assert await edits(here, talk) == []


async def test_the_first_that_is_seen_is_how_things_are(engine: AsyncEngine) -> None:
    async with home(engine, Standing()) as here:
        talk = here.talk()
        assert await here.hear(heard(here, talk, put(here, talk, alu_necessidade="vagas"))) == [
            "nothing"
        ]
        assert await edits(here, talk) == []


async def test_a_storm_of_her_own_deliveries_leaves_nothing_to_read(engine: AsyncEngine) -> None:
    async with home(engine, Standing()) as here:
        talk = await begun(here)
        thread = Thread(1, talk.conversation_id)
        async with engine.begin() as tx:
            before = len((await tx.execute(select(inbox_rows.c.id))).all())
        for number in range(50):
            value = f"faltam {number}"
            await here.decided(thread, {"do": "set_attributes", "attributes": {"alu_falta": value}})
            assert await here.hear(heard(here, talk, put(here, talk, alu_falta=value))) == [
                "nothing"
            ]
        async with engine.begin() as tx:
            assert len((await tx.execute(select(inbox_rows.c.id))).all()) == before


# --- corrections ---

ROUTED = TurnRow(
    Thread(1, 1), 1, 0, MONDAY, {}, ("gate", "understand", "route", "reply"), "route", "complete", team="comercial"
)  # fmt: skip


async def made(engine: AsyncEngine) -> list[Correction]:
    async with engine.begin() as tx:
        return await corrections.made(
            tx, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), 1
        )


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        (ROUTED, True),
        (replace(ROUTED, act="ask"), False),
        (replace(ROUTED, reason="told_by_human"), False),
        (replace(ROUTED, path=()), False),
        (replace(ROUTED, started_at=MONDAY - timedelta(hours=25)), False),
        (replace(ROUTED, team="pos-venda"), False),
    ],
)
async def test_what_counts_as_a_correction(engine: AsyncEngine, row: TurnRow, counts: bool) -> None:
    async with home(engine, Standing()) as here:
        talk = await begun(here)
        async with engine.begin() as tx:
            await record(tx, replace(row, thread=Thread(1, talk.conversation_id)))
        here.told.clear()
        here.clock.leap(60)  # type: ignore[attr-defined]  # a Standing
        team = next(one for one in here.sandbox.store.teams.values() if one.name == "pos-venda")
        with here.sandbox.acting(talk.manager) as act:
            steering.set_team(act, talk.conversation, team)
        one = heard(here, talk, here.told[0])
        async with engine.begin() as tx:
            await store(tx, [one, one], here.clock(), UNREADABLE, {"compras"})
        assert [(one.kind, one.human) for one in await made(engine)] == (
            [("team", {"team": "pos-venda"})] if counts else []
        )
