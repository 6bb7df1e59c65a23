"""The status table of the design, row by row, over real sockets: webhook in, HTTP out."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.sandbox import steering
from api.sandbox.speaking import Draft, say
from tests.journeys.world import Talk, world

pytestmark = pytest.mark.anyio

ORDER = ("bom dia", "quero 30 barras de tubo quadrado 50x50 branco")


async def routed(talk: Talk) -> None:
    """A whole purchase, until Alú hands over."""
    await talk.write(*ORDER)
    await talk.write("Ju, da Metal Forte")
    await talk.write("Sobral")
    assert talk.status == "open"


async def test_pending_a_new_conversation_is_answered_once(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        said = await talk.write(*ORDER)
        assert len(said) == 1
        assert "30 barras" in said[0]
        assert talk.status == "pending"


async def test_pending_a_customer_writes_on_a_resolved_conversation(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await routed(talk)
        await talk.act(talk.console.resolve)
        said = await talk.write("oi, queria a segunda via do boleto da nota 8871")
        assert len(said) == 1
        assert talk.console.standing.team == "financeiro"
        assert "financeiro" in talk.console.standing.labels


async def test_pending_a_human_gives_it_back_with_nothing_to_answer(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write(*ORDER)
        await talk.act(talk.console.open)
        await talk.act(lambda: talk.console.reply("Oi, aqui é o Rui. Já te respondo"))
        said, notes = len(talk.said), len(talk.notes)
        await talk.act(talk.console.give_back)
        assert len(talk.said) == said
        assert len(talk.notes) == notes + 1
        assert talk.notes[-1].startswith("Voltei")
        assert len(await talk.write("é pra Metal Forte, me chamo Ju")) == 1


async def test_pending_a_human_gives_back_a_customer_who_waits(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.act(talk.console.open)
        assert await talk.write("oi, vocês entregam tubo em Sobral?") == []
        await talk.act(talk.console.give_back)
        assert len(talk.said) == 1


async def test_open_a_human_opens_and_alu_is_silent(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write("oi, quero comprar chapa")
        await talk.act(talk.console.open)
        assert await talk.write("alguém aí?", "é urgente") == []
        assert talk.status == "open"


async def test_open_alu_routes_in_the_order_of_the_contract(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write(*ORDER)
        await talk.write("Ju, da Metal Forte")
        before = len(here.wire.calls)
        await talk.write("Sobral")
        writes = [path for method, path in here.wire.calls[before:] if method in ("POST", "PUT")]
        at = f"conversations/{talk.id}"
        assert writes == [
            f"{at}/messages",
            f"{at}/labels",
            f"{at}/custom_attributes",
            "contacts/1",
            f"{at}/messages",
            f"{at}/assignments",
            f"{at}/toggle_status",
        ]
        standing = talk.console.standing
        assert (standing.status, standing.team) == ("open", "comercial")
        assert standing.labels == ("compras", "ia-transferido")
        assert standing.attributes["alu_etapa"] == "humano"
        assert talk.console.customer.custom_attributes["cidade"] == "Sobral"
        assert len(talk.notes) == 1
        assert await talk.write("obrigada") == []


async def test_open_a_human_speaks_while_it_is_pending(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write("oi, quero comprar chapa")
        await talk.act(lambda: talk.console.reply("Deixa comigo"))
        assert talk.status == "open"
        assert await talk.write("beleza, é chapa de 2 mm") == []
        toggles = [path for _, path in here.wire.calls if path.endswith("toggle_status")]
        assert len(toggles) == 1


async def test_resolved_nobody_answers(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write("oi, quero comprar chapa")
        said = len(talk.said)
        await talk.act(talk.console.resolve)
        assert len(talk.said) == said
        assert talk.status == "resolved"


async def test_resolved_while_she_waits_for_the_burst_to_end(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        talk.console.write("oi, quero comprar chapa")
        await talk.act(talk.console.resolve)
        assert talk.said == []


async def test_snoozed_nobody_answers_and_chatwoot_opens_it(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write("oi, quero comprar chapa")
        await talk.act(talk.console.snooze)
        assert await talk.write("oi?") == []
        assert talk.status == "open"


async def test_a_note_of_a_human_takes_nothing_over(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write("oi, quero comprar chapa")
        await talk.act(lambda: talk.console.note("cliente antigo, tratar bem"))
        assert talk.status == "pending"
        assert len(await talk.write("é pra Metal Forte")) == 1


async def test_what_an_automation_says_is_neither_customer_nor_human(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        await talk.write("oi, quero comprar chapa")
        rule = Draft("Siga a gente no Instagram!", content_attributes={"automation_rule_id": 3})
        with here.sandbox.acting(talk.console.manager) as act:
            say(act, talk.console.conversation, rule, talk.console.manager)
        await here.settled()
        assert talk.status == "pending"
        assert len(await talk.write("é pra Metal Forte")) == 1


@pytest.mark.parametrize("counts", [False, True])
async def test_an_assignee_takes_over_only_where_a_setting_says_so(
    tmp_path: Path, counts: bool
) -> None:
    async with world(tmp_path, assignee_takes_over=counts) as here:
        talk = here.talk()
        await talk.write("oi, quero comprar chapa")
        with here.sandbox.acting(here.sandbox.store.users[1]) as act:
            steering.assign(act, talk.console.conversation, here.sandbox.store.users[2])
        await here.settled()
        said = await talk.write("é pra Metal Forte")
        assert (talk.status, len(said)) == (("open", 0) if counts else ("pending", 1))


async def test_a_returning_customer_is_not_asked_again(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        first = here.talk("Jussara Lima", phone_number="+5585988880000")
        await routed(first)
        await first.act(first.console.resolve)
        second = here.talk("Jussara Lima", phone_number="+5585988880000")
        assert second.id != first.id
        await second.write("oi, quero 20 chapas lisas de 2 mm")
        words = " ".join(second.said)
        assert "nome" not in words
        assert "cidade" not in words
        assert "Ju" in words
