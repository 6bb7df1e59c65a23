"""What is counted: a registry for each body, names that stay, and labels that hold no word and no number of anybody."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.metrics import Metrics
from api.storage.thread import Thread
from tests.agent.stub_mind import ORDER, StubMind
from tests.api.home import home

pytestmark = pytest.mark.anyio

NAMES = {
    "alu_deliveries",
    "alu_turns",
    "alu_turns_lost",
    "alu_turn_seconds",
    "alu_mind_attempts",
    "alu_tokens",
    "alu_effects",
    "alu_failures",
    "alu_adopted_messages",
    "alu_backlog_seconds",
    "alu_oldest_waiting_customer_seconds",
    "alu_outbox_unfinished",
}


def test_the_names_are_those_that_dashboards_know() -> None:
    assert {one.name for one in Metrics().registry.collect()} == NAMES


def test_two_bodies_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.adopted.inc()
    assert other.registry.get_sample_value("alu_adopted_messages_total") == 0.0


def test_the_text_is_what_prometheus_reads() -> None:
    metrics = Metrics()
    metrics.deliveries.labels("turn").inc()
    told = metrics.text().decode()
    assert 'alu_deliveries_total{result="turn"} 1.0' in told
    assert told.endswith("\n")


async def test_a_whole_conversation_leaves_no_word_and_no_id_in_the_figures(
    engine: AsyncEngine,
) -> None:
    async with home(engine, mind=StubMind(ORDER)) as here:
        talk = here.talk("Jussara Canária")
        for _ in range(40):
            talk = here.talk("Jussara Canária")
        talk.write("quero 30 tubos, meu fone é 85 98888-0000")
        await here.hear_all()
        thread = Thread(1, talk.conversation_id)
        look = await here.turns.look(thread)
        assert look
        await here.turns.store(await here.turns.decide(look))
        await here.delivery.deliver(thread)
        told = here.metrics.text().decode()
    labels = [line.partition("{")[2].partition("}")[0] for line in told.splitlines()]
    for word in ("Jussara", "Canária", "98888", f"{thread.conversation}:", "tubo", "Sobral", "Bia"):
        assert not any(word in one for one in labels), word
