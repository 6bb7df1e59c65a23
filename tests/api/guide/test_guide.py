"""The manager's guide says what Alú does today: commands, folders, labels, attributes, hours, buttons, links."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from agent.briefing import COMMANDS
from agent.loading import load
from agent.orders import Help, parse
from agent.state import Stage
from api.guide.pictures import HERE
from api.setup.wanted import CONFIDENCE, wanted
from prompts import HERE as PROMPTS

GUIDE = (HERE.parent / "guia-do-gerente.md").read_text(encoding="utf-8")
PROTOCOL = load(PROMPTS)
MOST_WORDS = 32
WANTED = wanted(PROTOCOL, ())
ORDERS = [line.rpartition(": ")[0] for line in COMMANDS.splitlines()[1:]]
OWN = [one.key for one in WANTED.attributes if one.model == "conversation_attribute"]

FOLDERS = {
    one.name: one.why.replace("para Alú", "pra ela").replace("Alú", "ela") for one in WANTED.folders
}
BUTTONS = ("Abrir", "Reabrir", "Resolver", "Marcar como pendente", "Adiar")
VALUES = (
    *(one.title for one in WANTED.labels),
    *OWN,
    *get_args(Stage),
    *CONFIDENCE,
    *PROTOCOL.needs,
)
NAMES = dict.fromkeys(
    (
        *(f"- **{name}**: {why}." for name, why in FOLDERS.items()),
        *(f"`{value}`" for value in VALUES),
        *(f"| **{button}** |" for button in BUTTONS),
    )
)


def section(title: str) -> str:
    return GUIDE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("order", [one for line in ORDERS for one in line.split(" ou ")])
def test_every_command_of_her_own_help_is_explained(order: str) -> None:
    assert f"`{order}`" in GUIDE


def test_she_obeys_every_command_of_the_guide() -> None:
    orders = re.findall(r"`(/alu [^`]+)`", GUIDE)
    assert len(orders) >= 8
    assert [one for one in orders if parse(one) == Help()] == ["/alu ajuda"]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_on_the_screens_is_in_the_guide(name: str) -> None:
    assert name in GUIDE


def test_the_hours_of_the_silent_customer_are_the_companys() -> None:
    silence, told = PROTOCOL.silence, section("Quando o cliente some")
    hours = [
        one.total_seconds() / 3600 for one in (silence.remind_after, silence.resolve_after) if one
    ]
    assert [float(one) for one in re.findall(r"\*\*(\d+) horas\*\*", told)] == hours
    assert silence.label in told
    minutes = PROTOCOL.answer_within.total_seconds() / 60
    assert f"**{minutes:g} minutos**" in told


def test_eight_tasks_are_told() -> None:
    rows = re.findall(r"^\| (?!quero|---).+\|$", section("Quero… então faço…"), re.MULTILINE)
    assert len([row for row in rows if not row.startswith("|---")]) == 8


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^#)]+)\)", GUIDE):
        assert (HERE.parent / target).exists(), target
    titles = {_anchor(title) for title in re.findall(r"^##+ (.+)$", GUIDE, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", GUIDE)) <= titles


def test_the_contents_name_every_chapter() -> None:
    chapters = re.findall(r"^## (.+)$", GUIDE, re.MULTILINE)
    assert re.findall(r"^- \[(.+)\]\(#", GUIDE, re.MULTILINE) == chapters


def test_every_picture_is_shown_and_described() -> None:
    shown = dict(re.findall(r"!\[(.*?)\]\(guia/(.+?)\)", GUIDE))
    assert sorted(shown.values()) == sorted(path.name for path in HERE.glob("*.svg"))
    assert all(shown)


def test_sentences_are_short() -> None:
    chapters = GUIDE.partition("## Pra quem instala")[0].split("\n\n")
    prose = (one for one in chapters if one and one[0] not in "|-#!`")
    sentences = [one for text in prose for one in re.split(r"(?<=[.?!:*])\s", text)]
    assert max(len(one.split()) for one in sentences) <= MOST_WORDS


def _anchor(title: str) -> str:
    """As GitHub makes it: small letters, hyphens for blanks, no punctuation."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
