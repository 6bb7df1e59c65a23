"""The status table of the design, row by row, over real sockets: webhook in, HTTP out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.world import world

pytestmark = pytest.mark.anyio


async def test_a_new_conversation_is_pending_and_alu_answers_once(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        said = await talk.write("bom dia", "quero 30 barras de tubo quadrado 50x50 branco")
        assert len(said) == 1
        assert talk.status == "pending"
