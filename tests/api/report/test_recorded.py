"""From a customer's line to a figure: what real turns leave behind is what the report counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import column, select, table
from sqlalchemy.ext.asyncio import AsyncEngine

from agent.effects import Effect
from agent.mind import Understanding
from api.report.figures import NEED, Figures, Spread
from api.report.period import Period
from api.report.report import made
from api.settings import Settings
from api.storage.thread import Thread
from api.storage.turns import TurnRow, record, recorded
from api.turns import need_shown, team_given
from tests.agent.stub_mind import ORDER, PROTOCOL, StubMind, heard
from tests.api.dispatch.waiting_room import office
from tests.api.home import MONDAY, Home, Standing, home
from tests.api.report.ledgerbook import FORTALEZA, NOW

pytestmark = pytest.mark.anyio

HOUR = Period(
    MONDAY.astimezone(FORTALEZA) - timedelta(hours=1),
    MONDAY.astimezone(FORTALEZA) + timedelta(hours=1),
    FORTALEZA,
)


async def taken(here: Home, thread: Thread) -> TurnRow:
    """What waits is heard, decided, stored and told; the record of it."""
    await here.hear_all()
    seen = await here.turns.look(thread)
    assert seen
    await here.turns.store(await here.turns.decide(seen))
    await here.delivery.deliver(thread)
    return await last(here, thread)


async def last(here: Home, thread: Thread) -> TurnRow:
    async with here.engine.begin() as tx:
        return (await recorded(tx, thread))[-1]


async def figures(here: Home, period: Period = HOUR) -> Figures:
    async with here.engine.begin() as tx:
        settings = Settings(chatwoot_account_id=1)
        return (await made(tx, settings, PROTOCOL, period, here.clock())).figures


@pytest.mark.parametrize(
    ("understood", "reason", "need", "team", "lacks", "missing"),
    [
        (ORDER, "complete", "compras", "comercial", (), {}),
        (
            heard("asks_person", need="entrega", nome="Bia"), "asked_person", "entrega", "logistica",
            ("pedido", "cidade", "problema"), {"cidade": 1, "pedido": 1, "problema": 1},
        ),
        (heard("asks_person", nome="Bia"), "asked_person", "", "atendimento", (), {NEED: 1}),
    ],
)  # fmt: skip
async def test_a_hand_over_is_recorded_and_counted(
    engine: AsyncEngine, understood: Understanding, reason: str, need: str, team: str,
    lacks: tuple[str, ...], missing: dict[str, int],
) -> None:  # fmt: skip
    clock = Standing()
    async with home(engine, clock, StubMind(understood)) as here:
        console = here.talk()
        console.write("oi, preciso de ajuda")
        thread = Thread(1, console.conversation_id)
        await here.hear_all()
        clock.leap(7)
        row = await taken(here, thread)
        assert (row.act, row.reason, row.need, row.team) == ("route", reason, need, team)
        assert row.lacks is not None
        assert set(row.lacks) == set(lacks)
        await here.hear_all()
        seen = await figures(here)
    assert (seen.conversations, seen.routed, seen.complete) == (1, 1, int(not missing))
    assert (seen.teams, seen.needs, seen.missing) == ({team: 1}, {need: 1}, missing)
    assert seen.to_route == Spread(7.0, 7.0, 1)
    assert seen.endings == {"routed": 1}


async def test_a_question_shows_the_need_and_gives_to_no_team(engine: AsyncEngine) -> None:
    async with home(engine, mind=StubMind(heard(need="compras"))) as here:
        console = here.talk()
        console.write("quero comprar")
        row = await taken(here, Thread(1, console.conversation_id))
    assert (row.act, row.need, row.team, row.lacks) == ("ask", "compras", "", None)


async def test_giving_up_is_recorded_with_its_team(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        console = here.talk()
        console.write("oi")
        await here.hear_all()
        thread = Thread(1, console.conversation_id)
        seen = await here.turns.look(thread)
        assert seen
        await here.turns.give_up(seen)
        row = await last(here, thread)
        assert (row.act, row.team, row.need, row.lacks) == ("route", "atendimento", "", None)
        counted = await figures(here)
    assert (counted.routed, counted.unknown, counted.model.helpless) == (1, 1, 1)


async def test_a_hand_over_that_a_person_overtook_is_that_persons(engine: AsyncEngine) -> None:
    """She had decided it; before it was told a person opened the conversation."""
    async with home(engine, mind=StubMind(ORDER)) as here:
        console = here.talk()
        console.write("quero 20 barras")
        await here.hear_all()
        thread = Thread(1, console.conversation_id)
        seen = await here.turns.look(thread)
        assert seen
        await here.turns.store(await here.turns.decide(seen))
        console.open()
        await here.hear_all()
        await here.delivery.deliver(thread)
        row = await last(here, thread)
        counted = await figures(here)
    assert (row.act, row.team) == ("route", "comercial")
    assert (counted.conversations, counted.routed, counted.teams) == (1, 0, {})
    assert (counted.endings, counted.to_route) == ({"people": 1}, None)
    assert counted.suppressed == {"a person took over": 1}


async def test_a_customer_falls_silent_and_comes_back_and_another_is_taken_over(
    engine: AsyncEngine,
) -> None:
    week = Period(HOUR.begin, HOUR.begin + timedelta(days=7), FORTALEZA)
    async with office(engine) as rooms:
        silent, other = rooms.here.talk(), rooms.here.talk("Bia Rocha")
        await rooms.write(silent, "quero tubo")
        await rooms.write(other, "quero perfil")
        assert (await figures(rooms.here, week)).endings == {"pending": 2}
        other.open()
        await rooms.quiet(other)
        await rooms.later(4 * 3600, silent)  # she is reminded
        await rooms.later(20 * 3600, silent)
        assert silent.standing.status == "resolved"
        ended = await figures(rooms.here, week)
        assert (ended.conversations, ended.endings) == (2, {"people": 1, "unanswered": 1})
        await rooms.write(silent, "oi, ainda quero")
        back = await figures(rooms.here, week)
    assert (back.conversations, back.routed) == (2, 0)
    assert back.endings == {"pending": 1, "people": 1}


async def test_not_known_is_null_and_nothing_missing_is_a_list(engine: AsyncEngine) -> None:
    stored = table("turns", column("turn"), column("lacks"))
    async with engine.begin() as tx:
        for turn, lacks in enumerate((None, (), ("cidade",)), start=1):
            row = TurnRow(Thread(1, 1), turn, 0, NOW, {}, (), "route", "complete", lacks=lacks)
            await record(tx, row)
        kept = [one.lacks for one in await recorded(tx, Thread(1, 1))]
        nulls = await tx.scalars(select(stored.c.turn).where(stored.c.lacks.is_(None)))
        assert (kept, list(nulls)) == ([None, (), ("cidade",)], [1])


@pytest.mark.parametrize(
    ("effects", "need", "team"),
    [
        ([], "", ""),
        ([{"do": "set_attributes", "attributes": {"alu_etapa": "coletar"}}], "", ""),
        (
            [{"do": "set_attributes", "attributes": {"alu_necessidade": "pos_venda"}}],
            "pos_venda",
            "",
        ),
        (
            [{"do": "add_labels", "labels": ["obra", "pos-venda", "ia-transferido"]}],
            "pos_venda",
            "",
        ),
        (
            [
                {"do": "add_labels", "labels": ["compras", "ia-transferido"]},
                {"do": "set_attributes", "attributes": {"alu_necessidade": "entrega"}},
                {"do": "assign_team", "team": "logistica"},
            ],
            "entrega",
            "logistica",
        ),
        (
            [
                {"do": "add_labels", "labels": ["compras"]},
                {"do": "set_attributes", "attributes": {"alu_necessidade": ""}},
            ],
            "compras",
            "",
        ),
    ],
)
def test_what_effects_say_of_need_and_team(effects: list[Effect], need: str, team: str) -> None:
    assert need_shown(effects, PROTOCOL) == need
    assert team_given(effects) == team
