"""The guide's pictures are those of today's Alú, well formed, and nothing in them runs over an edge."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from xml.etree import ElementTree

import pytest

from agent.resources import Resources
from api import bootstrap
from api.guide import paper, pictures
from api.guide.conversation import PUT_RIGHT, WHY, play
from api.settings import Settings

pytestmark = pytest.mark.anyio
SVG = "{http://www.w3.org/2000/svg}"
FILES = sorted(pictures.HERE.glob("*.svg"))
SIDES = ("x", "y", "width", "height")


@pytest.fixture(scope="module")
def resources() -> Resources:
    return bootstrap.resources(Settings())


async def test_the_pictures_are_as_the_command_draws_them(resources: Resources) -> None:
    drawn = await pictures.drawn(resources)
    kept = {path.name: path.read_text(encoding="utf-8") for path in FILES}
    assert drawn.keys() == kept.keys()
    stale = [name for name in drawn if drawn[name] != kept[name]]
    assert not stale, f"{stale}: run python -m api.guide"


def test_the_command_writes_them_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = tmp_path / "docs" / "guia"
    monkeypatch.setattr(pictures, "HERE", there)
    runpy.run_module("api.guide", run_name="__main__")
    assert sorted(one.name for one in there.iterdir()) == [path.name for path in FILES]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_picture_is_well_formed_and_can_be_heard(path: Path) -> None:
    root = ElementTree.parse(path).getroot()  # noqa: S314  # our own
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title about"
    assert {one.get("id") for one in root.iter()} >= {"title", "about"}
    assert root.findtext(f"{SVG}title")
    assert len(root.findtext(f"{SVG}desc") or "") > 20
    assert "prefers-color-scheme: dark" in (root.findtext(f"{SVG}style") or "")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_picture_needs_nothing_from_elsewhere(path: Path) -> None:
    drawn = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|<image|<script|@import|href", drawn)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_word_runs_out_of_the_box_it_begins_in(path: Path) -> None:
    root = ElementTree.parse(path).getroot()  # noqa: S314  # our own
    boxes = [tuple(float(one.get(side, "0")) for side in SIDES) for one in root.iter(f"{SVG}rect")]
    for text in root.iter(f"{SVG}text"):
        kind, words = text.get("class", "ink"), text.text or ""
        x, y, long = float(text.get("x", 0)), float(text.get("y", 0)), paper.length(words, kind)
        left = x - long / 2 if "middle" in kind else x
        around = [b for b in boxes if b[0] <= x <= b[0] + b[2] and b[1] <= y <= b[1] + b[3]]
        inner = min(around, key=lambda one: one[2] * one[3])
        assert left >= inner[0], words
        assert left + long <= inner[0] + inner[2], words


async def test_what_is_shown_was_really_played(resources: Resources) -> None:
    played = await play(resources)
    assert played.card in played.desk.notes
    assert played.desk.status == "open"
    assert "Regra: " in played.answers[WHY]
    assert played.answers[PUT_RIGHT].startswith("Anotado: quantidade 30")


# --- the paper ---


def test_a_long_text_is_broken_between_words() -> None:
    lines = paper.wrapped("vinte barras de tubo quadrado", 100)
    assert len(lines) > 1
    assert " ".join(lines) == "vinte barras de tubo quadrado"
    assert all(paper.length(line) <= 100 for line in lines)


@pytest.mark.parametrize(("text", "lines"), [("", [""]), ("paralelepípedo", ["paralelepípedo"])])
def test_what_cannot_be_broken_stands_alone(text: str, lines: list[str]) -> None:
    assert paper.wrapped(text, 10) == lines


def test_what_customers_write_is_no_markup() -> None:
    drawn = paper.picture("<a>", "a & b", 100, paper.words(0, 0, '<script>"'))
    assert "<script>" not in drawn
    ElementTree.fromstring(drawn)  # noqa: S314  # our own
