"""Texts that nobody here wrote, through the whole product: as messages, and as names that she says back.

Nothing crashes, nothing is executed, and no template that a customer smuggles in is filled by Chatwoot.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.storage.tables import conversations, dead_letters, metadata
from tests.journeys.leaping import Leaping
from tests.journeys.world import Talk, World, world

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

HOSTILE = Path(__file__).parents[3] / "shared" / "hostile"  # texts of others are not ours to ship
SEED, A_SAMPLE, LONGEST = 7, 60, 1000
PHONE, EMAIL = "+5585999990001", "canario@cliente.example"
LIQUID = (
    "{{contact.phone_number}}", "{{ contact.email }}", "{% for a in (1..9) %}x{% endfor %}",
    "me chamo {{contact.email}}", "sou o {{contact.phone_number}} de Sobral", "{{{{contact.email}}}}",
    "meu nome é {{contact.email}}, quero 10 barras de tubo {{contact.phone_number}}",
)  # fmt: skip


@pytest.mark.skipif(not HOSTILE.exists(), reason="the collections of hostile texts are not here")
async def test_hostile_messages_and_names_do_no_harm(tmp_path: Path) -> None:
    async with world(tmp_path, moment=Leaping()) as here:
        tables = set(metadata.tables)
        talks = [_written(here, text, number) for number, text in enumerate(_sample())]
        await here.settled(90)
        failures = here.body.metrics.failures.labels("turn")._value.get()
        assert failures == 0
        assert await _count(here, dead_letters) == 0
        assert await _count(here, conversations) == len(talks)
        assert set(metadata.tables) == tables
        for talk in talks:
            assert _was_answered(talk), f"{talk.console.messages[0].content!r}, seed {SEED}"
            for told in (*talk.said, *talk.notes):
                _is_harmless(told)


async def test_a_template_in_what_a_customer_says_stays_a_text(tmp_path: Path) -> None:
    async with world(tmp_path, moment=Leaping()) as here:
        talks = [here.talk(text, phone_number=PHONE[:-2] + f"{number:02}", email=f"{number}{EMAIL}")
                 for number, text in enumerate(LIQUID)]  # fmt: skip
        for talk, text in zip(talks, LIQUID, strict=True):
            talk.console.write(text)
        await here.settled(30)
        for talk in talks:
            talk.console.write("quero falar com uma pessoa")
        await here.settled(30)
        for talk in talks:
            assert _was_answered(talk)
            for told in (*talk.said, *talk.notes):
                assert EMAIL not in told
                assert PHONE[:-2] not in told


def _sample() -> list[str]:
    """Some of them, by the seed."""
    rows = [
        json.loads(line)
        for name in ("strings.jsonl", "strings-pt.jsonl")
        for line in (HOSTILE / name).read_text(encoding="utf-8").splitlines()
    ]
    texts = [row["text"] for row in rows if 0 < len(row["text"]) <= LONGEST]
    return random.Random(SEED).sample(texts, A_SAMPLE)  # noqa: S311


def _written(here: World, text: str, number: int) -> Talk:
    """Half of the texts are also the name of whoever writes them."""
    talk = here.talk(text if number % 2 else "Jussara", phone_number=f"+55859888{number:05}")
    talk.console.write(text)
    return talk


def _was_answered(talk: Talk) -> bool:
    return len(talk.said) >= 1 or talk.status == "open"


def _is_harmless(told: str) -> None:
    assert not re.search(r"\{[{%]|<script|\]\(", told), told
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", told), told


async def _count(here: World, table: object) -> int:
    async with here.body.door.hearing.engine.begin() as tx:
        return int(await tx.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type]
