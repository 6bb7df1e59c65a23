"""People type in pieces: one answer, to all of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.journeys.world import world

pytestmark = pytest.mark.anyio

PIECES = (
    "oi, bom dia",
    "quero 30 barras de tubo quadrado 50x50 branco",
    "sou a Jussara",
    "da Metalúrgica Serrana",
    "a gente fica em Sobral",
)
BETWEEN = 0.6  # seconds: five pieces within three


async def test_five_messages_within_three_seconds_get_one_answer_that_has_read_them_all(
    tmp_path: Path,
) -> None:
    as_in_the_product = {"debounce_quiet": 2.5, "debounce_complete": 1.0, "debounce_cap": 8.0}
    async with world(tmp_path, **as_in_the_product) as here:
        talk = here.talk("Cliente")
        for piece in PIECES:
            talk.console.write(piece)
            await asyncio.sleep(BETWEEN)
        await here.settled(20)
        assert len(talk.said) == 1
        standing, person = talk.console.standing, talk.console.customer
        told = f"{person.name} {person.custom_attributes} {standing.attributes} {talk.notes}"
        for slot in (
            "Jussara",
            "Metalúrgica Serrana",
            "Sobral",
            "CE",
            "pj",
            "30 barras",
            "50x50",
            "branco",
        ):
            assert slot in told, slot
        assert (standing.team, standing.status) == ("comercial", "open")
