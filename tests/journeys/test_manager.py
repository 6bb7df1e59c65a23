"""The manager's tasks on Chatwoot's own screens, over real sockets: what she asks in notes, what she puts right."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from agent.loading import load
from api import cli
from api.sandbox import arriving, speaking, steering
from api.sandbox.speaking import Draft
from api.setup.wanted import wanted
from api.storage.corrections import Correction, made
from api.storage.thread import Thread
from api.storage.turns import recorded
from prompts import HERE
from tests.journeys.leaping import Leaping
from tests.journeys.test_status_table import ORDER, routed
from tests.journeys.world import Talk, World, world

pytestmark = pytest.mark.anyio


async def asked(talk: Talk, *notes: str) -> list[str]:
    """A manager writes notes; what Alú noted since."""
    before = len(talk.notes)
    for note in notes:
        talk.console.note(note)
    await talk.world.settled()
    return talk.notes[before:]


# --- stop, give back ---


async def test_stop(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write("oi, quero comprar chapa")
        said = len(talk.said)
        (note,) = await asked(talk, "/alu pare")
        assert "/alu siga" in note
        assert talk.status == "open"
        assert await talk.write("alguém aí?") == []
        assert len(talk.said) == said
        toggles = [path for _, path in here.wire.calls if path.endswith("toggle_status")]
        assert len(toggles) == 1


async def test_stop_while_she_waits_for_the_burst_to_end(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        talk.console.write("oi, quero comprar chapa")
        assert len(await asked(talk, "/alú PARE!")) == 1
        assert (talk.status, talk.said) == ("open", [])


async def test_give_back(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write("oi, quero comprar chapa")
        await talk.act(talk.console.open)
        await talk.write("é pra Metal Forte")
        said = len(talk.said)
        notes = await asked(talk, "/alu siga")
        assert notes[0].startswith("Certo, daqui sigo eu")
        assert talk.status == "pending"
        assert len(talk.said) == said + 1


# --- correct, ask why, see what is missing ---


async def test_correct_a_slot_while_it_is_hers(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write(*ORDER)
        said = len(talk.said)
        (note,) = await asked(talk, "/alu são 20 barras")
        assert "20" in note
        assert len(talk.said) == said
        assert "20 barras" in str(talk.console.standing.attributes["alu_resumo"])
        await talk.write("Ju, da Metal Forte")
        await talk.write("Sobral")
        assert talk.status == "open"
        assert "20 barras" in talk.notes[-1]
        assert "30 barras" not in talk.notes[-1]


async def test_correct_a_slot_while_a_person_answers(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await routed(talk)
        (note,) = await asked(talk, "/alu cidade: Caucaia")
        assert "Caucaia" in note
        assert talk.console.customer.custom_attributes["cidade"] == "Caucaia"
        assert talk.status == "open"


@pytest.mark.parametrize("is_open", [False, True])
async def test_ask_why_and_see_what_is_missing(tmp_path: Path, is_open: bool) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write(*ORDER)
        if is_open:
            await talk.act(talk.console.open)
        said, status = len(talk.said), talk.status
        why, missing, summary = await asked(talk, "/alu por quê", "/alu falta", "/alu resumo")
        assert len({why, missing, summary}) == 3
        assert "cidade" in missing
        assert "30 barras" in summary
        assert (len(talk.said), talk.status) == (said, status)


# --- re-route ---


async def test_reroute_while_a_person_answers(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await routed(talk)
        said = len(talk.said)
        assert len(await asked(talk, "/alu encaminhe para o financeiro")) == 1
        assert talk.console.standing.team == "financeiro"
        assert (talk.status, len(talk.said)) == ("open", said)


async def test_route_while_it_is_hers(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write("oi, tudo bem?")
        said = len(talk.said)
        await asked(talk, "/alu encaminhe para o financeiro")
        assert (talk.console.standing.team, talk.status) == ("financeiro", "open")
        assert len(talk.said) == said + 1


# --- several at once, many at once ---


async def test_two_managers_at_once(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write(*ORDER)
        other = replace(talk.console, manager_id=1)
        assert other.manager_id != talk.console.manager_id
        before = len(talk.notes)
        for note in ("/alu falta", "/alu resumo"):
            talk.console.note(note)
            other.note(note)
        await here.settled()
        assert len(talk.notes) == before + 4


async def test_an_order_between_two_lines_of_a_burst(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        talk.console.write("bom dia")
        talk.console.note("/alu resumo")
        talk.console.write("quero 30 barras de tubo quadrado 50x50 branco")
        await here.settled()
        assert len(talk.notes) == 1
        assert "30 barras" in " ".join(talk.said)


async def test_a_flood_of_notes_is_answered_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write(*ORDER)
        before = len(talk.notes)
        for _ in range(40):
            talk.console.note("/alu falta")
        assert len(await talk.write("Ju, da Metal Forte")) == 1
        assert len(talk.notes) == before + 40


# --- what is no order ---

LOOKALIKES = ("/aluguel do galpão", "ver /alu depois", "alu pare", "// alu", "/a", "/alumínio")


@pytest.mark.parametrize("note", LOOKALIKES)
async def test_a_note_that_only_looks_like_an_order(tmp_path: Path, note: str) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write("oi, quero comprar chapa")
        assert await asked(talk, note) == []
        assert talk.status == "pending"


async def test_an_order_by_a_bot_is_none(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write("oi, quero comprar chapa")
        bot = here.sandbox.bot()
        with here.sandbox.acting(bot) as act:
            speaking.say(act, talk.console.conversation, Draft("/alu pare", private=True), bot)
        await here.settled()
        assert talk.status == "pending"
        assert len(talk.notes) == 1  # the bot's own


async def test_an_order_in_public_is_a_word_to_the_customer(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write("oi, quero comprar chapa")
        await talk.act(lambda: talk.console.reply("/alu falta"))
        assert talk.status == "open"
        assert talk.notes == []


async def test_an_order_in_a_conversation_she_never_heard_of(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        (note,) = await asked(talk, "/alu resumo")
        assert note
        assert talk.said == []


async def test_an_order_in_a_resolved_conversation(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write(*ORDER)
        await talk.act(talk.console.resolve)
        said = len(talk.said)
        assert len(await asked(talk, "/alu resumo")) == 1
        assert (talk.status, len(talk.said)) == ("resolved", said)


async def test_a_deleted_or_changed_note_is_no_second_order(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write(*ORDER)
        assert len(await asked(talk, "/alu falta")) == 1
        note = next(one for one in talk.console.messages if one.content == "/alu falta")
        before = len(talk.notes)
        with here.sandbox.acting(talk.console.manager) as act:
            speaking.change(act, replace(note, status="read"))
        await here.settled()
        with here.sandbox.acting(talk.console.manager) as act:
            speaking.erase(act, note)
        await here.settled()
        assert len(talk.notes) == before


@pytest.mark.parametrize("text", ["/alu \u0000falta\u0000", "/alu " + "x" * 149_000])
async def test_an_order_that_nobody_would_write(tmp_path: Path, text: str) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write("oi, quero comprar chapa")
        (note,) = await asked(talk, text)
        assert 0 < len(note) < 5_000
        assert talk.status == "pending"


# --- what people put right on the screens ---


def put(talk: Talk, **attributes: str) -> None:
    """The manager changes attributes of the conversation on the panel."""
    with talk.world.sandbox.acting(talk.console.manager) as act:
        standing = talk.console.conversation
        steering.set_attributes(act, standing, {**standing.custom_attributes, **attributes})


def put_on_contact(talk: Talk, **attributes: str) -> None:
    """The manager changes attributes of the contact on the panel; no bot is told."""
    with talk.world.sandbox.acting(talk.console.manager) as act:
        known = talk.console.customer
        arriving.keep(
            act, known, replace(known, custom_attributes={**known.custom_attributes, **attributes})
        )


async def test_a_need_that_a_person_puts_right(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write(*ORDER)
        said = len(talk.said)
        await talk.act(lambda: put(talk, alu_necessidade="entrega"))
        assert len(talk.said) == said
        await talk.write("Ju, da Metal Forte")
        assert talk.console.standing.attributes["alu_necessidade"] == "entrega"


async def test_a_town_that_a_person_puts_right_is_not_asked_and_not_written_over(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write(*ORDER)
        put_on_contact(talk, cidade="Caucaia")
        await talk.write("Ju, da Metal Forte")
        assert talk.console.customer.custom_attributes["cidade"] == "Caucaia"
        assert talk.status == "open"
        assert "Caucaia" in talk.notes[-1]


async def test_what_a_person_wrote_stays(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write(*ORDER)
        await talk.act(lambda: put(talk, alu_resumo="cliente antigo, quer 30 tubos"))
        await talk.write("Ju, da Metal Forte")
        await talk.write("Sobral")
        assert talk.console.standing.attributes["alu_resumo"] == "cliente antigo, quer 30 tubos"


async def test_her_own_writes_are_nobodys_edit_and_make_no_loop(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await routed(talk)
        turns, calls = await taken(here, talk), len(here.wire.calls)
        for _ in range(50):
            with here.sandbox.acting(talk.console.manager) as act:
                act.save(replace(talk.console.conversation, priority=None))
            with here.sandbox.acting(talk.console.manager) as act:
                act.save(replace(talk.console.conversation, priority="high"))
        await here.settled()
        assert await taken(here, talk) == turns
        assert len(here.wire.calls) == calls


async def taken(here: World, talk: Talk) -> int:
    """How many turns Alú has taken in a conversation."""
    hearing = here.body.door.hearing
    async with hearing.engine.connect() as tx:
        return len(await recorded(tx, Thread(1, talk.id)))


# --- corrections ---


async def corrections(here: World) -> list[Correction]:
    """What people made of what Alú had decided, as it is stored."""
    async with here.body.door.hearing.engine.connect() as tx:
        return await made(tx, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


def to_team(talk: Talk, name: str) -> None:
    """The manager gives the conversation to another team."""
    team = next(one for one in talk.world.sandbox.store.teams.values() if one.name == name)
    with talk.world.sandbox.acting(talk.console.manager) as act:
        steering.set_team(act, talk.console.conversation, team)


def label(talk: Talk, *labels: str) -> None:
    """The manager leaves these labels and no others."""
    with talk.world.sandbox.acting(talk.console.manager) as act:
        steering.set_labels(act, talk.console.conversation, labels)


async def test_another_team_is_a_correction(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await routed(talk)
        assert await corrections(here) == []
        await talk.act(lambda: to_team(talk, "pos-venda"))
        (one,) = await corrections(here)
        assert (one.kind, one.way, one.human) == ("team", "screen", {"team": "pos-venda"})
        assert (one.alu["team"], one.alu["need"]) == ("comercial", ["compras"])
        assert one.alu["labels"] == ["compras", "ia-transferido"]
        assert one.alu["slots"]["cidade"] == "Sobral"  # type: ignore[index]  # a mapping
        assert one.alu["reason"] == "complete"
        await talk.act(lambda: to_team(talk, "pos-venda"))
        assert len(await corrections(here)) == 1


async def test_other_labels_are_a_correction_and_labels_of_no_need_are_none(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await routed(talk)
        await talk.act(lambda: label(talk, *talk.console.standing.labels, "cliente-vip"))
        assert await corrections(here) == []
        await talk.act(lambda: label(talk, "ia-transferido", "cliente-vip", "entrega"))
        (one,) = await corrections(here)
        assert one.human == {"labels_added": ["entrega"], "labels_removed": ["compras"]}


async def test_orders_are_corrections(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await routed(talk)
        await asked(talk, "/alu cidade: Caucaia")
        await asked(talk, "/alu encaminhe para o financeiro")
        await asked(talk, "/alu falta")
        facts, team = await corrections(here)
        assert (facts.kind, facts.way, facts.human) == (
            "slots", "order", {"slots": {"cidade": "Caucaia"}}
        )  # fmt: skip
        assert facts.alu["slots"]["cidade"] == "Sobral"  # type: ignore[index]  # a mapping
        assert (team.kind, team.way, team.human) == ("team", "order", {"team": "financeiro"})


async def test_a_value_put_right_on_the_screen_is_a_correction(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await routed(talk)
        put_on_contact(talk, cidade="Caucaia")
        await talk.act(lambda: put(talk, alu_necessidade="entrega"))
        need, facts = sorted(await corrections(here), key=lambda one: one.kind)
        assert facts.human == {"slots": {"cidade": "Caucaia"}}
        assert need.human == {"labels_added": ["entrega"], "labels_removed": ["compras"]}


async def test_what_is_no_correction(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write(*ORDER)
        await asked(talk, "/alu são 20 barras")  # nothing was handed over yet
        await talk.write("Ju, da Metal Forte")
        await talk.write("Sobral")
        await talk.act(lambda: to_team(talk, "comercial"))
        await talk.act(talk.console.open)
        assert await corrections(here) == []


async def test_after_a_day_it_is_another_matter(tmp_path: Path) -> None:
    leaping = Leaping()
    async with world(tmp_path, moment=leaping) as here:
        talk = here.talk()
        await routed(talk)
        leaping.leapt += 24 * 3600 + 60
        await talk.act(lambda: to_team(talk, "pos-venda"))
        assert await corrections(here) == []


async def put_right(folder: Path) -> None:
    """A day at the desk: three corrections of one conversation, one of another."""
    async with world(folder) as here:
        talk, other = here.talk(), here.talk("Rui Nogueira")
        await routed(talk)
        await asked(talk, "/alu cidade: Caucaia")
        await talk.act(lambda: to_team(talk, "pos-venda"))
        await talk.act(lambda: label(talk, "ia-transferido", "pos-venda"))
        await other.write("oi, o pedido 77120 chegou amassado")
        await other.write("Rui", "Sobral")
        await other.act(lambda: to_team(other, "atendimento"))


def test_corrections_become_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(put_right(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALU_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/alu.db")
    alu, out = CliRunner(), tmp_path / "corrections.jsonl"
    listed = alu.invoke(cli.app, ["corrections", "list", "--json"])
    rows = json.loads(listed.stdout)["corrections"]
    told = alu.invoke(cli.app, ["corrections", "export", "--out", str(out), "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["written"] == len(rows) >= 3
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    cases = tmp_path / "cases"
    made = alu.invoke(cli.app, ["eval", "import", str(out), "--author", "ana", "--out", str(cases)])
    assert made.exit_code == 0, made.output
    written = "".join(path.read_text() for path in cases.glob("*.yaml"))
    assert "time-corrigido" in written
    assert "dado-corrigido" in written
    assert "Metal Forte" not in written


# --- see all, see what was handed over ---


class Sidebar:
    """The manager's folders as set-up makes them, opened as Chatwoot's own page opens them."""

    def __init__(self, here: World) -> None:
        manager = next(one for one in here.sandbox.store.users.values() if one.role == "agent")
        self.client = httpx.AsyncClient(
            base_url=f"{here.settings.chatwoot_url}/api/v1/accounts/1",
            headers={"Api-Access-Token": manager.token},
            trust_env=False,
        )

    async def furnish(self, here: World) -> None:
        for folder in wanted(load(HERE), here.settings.chatwoot_inbox_ids).folders:
            made = {"name": folder.name, "type": "conversation", "query": folder.query}
            answer = await self.client.post("custom_filters", json={"custom_filter": made})
            answer.raise_for_status()

    async def open(self, name: str) -> set[int]:
        """The conversations in a folder."""
        folders = (await self.client.get("custom_filters")).json()
        (query,) = (one["query"] for one in folders if one["name"] == name)
        answer = await self.client.post("conversations/filter", json=query)
        return {one["id"] for one in answer.raise_for_status().json()["payload"]}


async def test_the_folders_show_what_is_hers_and_what_she_handed_over(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        side = Sidebar(here)
        async with side.client:
            await side.furnish(here)
            mine, handed, taken_over = here.talk(), here.talk("Rui Nogueira"), here.talk("Bia Sá")
            await mine.write(*ORDER)
            await routed(handed)
            await taken_over.write(*ORDER)
            await asked(taken_over, "/alu pare")
            assert await side.open("Todas as conversas da IA") == {mine.id}
            assert await side.open("Transferidas pela IA") == {handed.id}
            await asked(handed, "/alu siga")
            assert await side.open("Todas as conversas da IA") == {mine.id, handed.id}
            assert await side.open("Devolvidas à IA") == {handed.id}
            assert await side.open("Transferidas pela IA") == set()


async def test_what_was_handed_over_with_something_missing_has_its_folder(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        side = Sidebar(here)
        async with side.client:
            await side.furnish(here)
            whole, lacking = here.talk(), here.talk("Rui Nogueira")
            await routed(whole)
            await lacking.write(
                "oi, o boleto da nota 8871 venceu, quero falar com uma pessoa agora"
            )
            assert lacking.status == "open"
            assert await side.open("Falta dado") == {lacking.id}
            assert await side.open("Transferidas pela IA") == {whole.id, lacking.id}


# --- writes ---


async def test_no_turn_writes_attributes_or_labels_twice(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        lines = [*ORDER, "Ju, da Metal Forte", "aliás são 40 barras", "Sobral", "obrigada"]
        per_turn: list[tuple[int, int, int]] = []
        for line in lines:
            per_turn.append(await spent(here, talk, lambda line=line: talk.console.write(line)))
        for note in ("/alu são 50 barras", "/alu falta", "/alu encaminhe para o financeiro"):
            per_turn.append(await spent(here, talk, lambda note=note: talk.console.note(note)))
        per_turn.append(await spent(here, talk, lambda: put(talk, alu_necessidade="entrega")))
        per_turn.append(await spent(here, talk, talk.console.give_back))
        for turns, attributes, labels in per_turn:
            assert attributes <= turns
            assert labels <= turns
        assert sum(turns for turns, _, _ in per_turn) >= len(per_turn) - 1


async def spent(here: World, talk: Talk, action: Callable[[], object]) -> tuple[int, int, int]:
    """Turns taken, attributes written and labels written because of what somebody did."""
    turns, calls = await taken(here, talk), len(here.wire.calls)
    await talk.act(action)
    writes = [path for method, path in here.wire.calls[calls:] if method == "POST"]
    kinds = (
        sum(path.endswith(f"/{what}") for path in writes)
        for what in ("custom_attributes", "labels")
    )
    return await taken(here, talk) - turns, *kinds


async def test_what_is_known_already_is_not_written_again(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await routed(talk)
        _, attributes, labels = await spent(
            here, talk, lambda: talk.console.note("/alu cidade: Sobral")
        )
        assert (attributes, labels) == (0, 0)
