"""A model answers, or another, or none: she goes on, and the record names who understood."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from api import bootstrap
from api.serving import served
from api.settings import Settings
from tests.agent.mind.fake_endpoint import FakeEndpoint, Step
from tests.agent.mind.llm_room import said
from tests.journeys.world import world

pytestmark = pytest.mark.anyio

AWAY = Step(status=503)


def application(endpoint: FakeEndpoint) -> Starlette:
    return Starlette(routes=[Mount("/", endpoint)])


def recorded(folder: Path) -> list[tuple[str, str, str]]:
    """Mind, model and fingerprint of each turn that a mind read."""
    read = "SELECT mind, model, prompt_hash FROM turns WHERE mind <> '' ORDER BY turn"
    with closing(sqlite3.connect(folder / "alu.db")) as database:
        return database.execute(read).fetchall()


def fingerprint(settings: Settings) -> str:
    (asked,) = {
        mind.fingerprint for _, mind in bootstrap.models(settings, bootstrap.company(settings))
    }
    return asked


async def test_each_turn_is_recorded_with_the_model_that_answered(tmp_path: Path) -> None:
    first, second = FakeEndpoint(said(), AWAY, AWAY), FakeEndpoint(said(), AWAY)
    async with served(application(first)) as one, served(application(second)) as other:
        models = {
            "llm_base_url": one,
            "llm_model": "modelo-a",
            "llm_fallback_base_url": other,
            "llm_fallback_model": "modelo-b",
        }
        async with world(tmp_path, **models) as here:
            talk = here.talk()
            for text in ("bom dia", "quero tubo", "30 barras"):
                assert len(await talk.write(text)) == 1
            asked = fingerprint(here.settings)
    assert recorded(tmp_path) == [
        ("llm", "modelo-a", asked),
        ("llm2", "modelo-b", asked),
        ("offline", "", ""),
    ]
    assert [body["model"] for body in first.bodies] == ["modelo-a"] * 3
    assert [body["model"] for body in second.bodies] == ["modelo-b"] * 2
