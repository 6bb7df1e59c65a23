"""Prompts are filled in once: a value is never a template, and a value that is missing is named."""

from __future__ import annotations

from pathlib import Path

import pytest

import prompts
from prompts import HERE, MissingValue, fill, render

STRANGE = ["{{other}}", "{{7*7}}", "\\1 \\g<0>", "{0}", "%s $name", "</script>", "linha\nlinha", ""]


@pytest.mark.parametrize("value", STRANGE)
def test_a_value_is_put_in_as_it_is(value: str) -> None:
    told = fill("a {{one}} b {{other}}", "x", {"one": value, "other": "O"})
    assert told == f"a {value} b O"


def test_a_value_may_come_more_than_once_and_one_too_many_is_no_harm() -> None:
    assert fill("{{a}}{{a}}", "x", {"a": "1", "b": "2"}) == "11"


@pytest.mark.parametrize("source", ["{one}", "{{ one }}", "{{one}", "{{}}", "{{one-two}}", "nada"])
def test_other_braces_stay(source: str) -> None:
    assert fill(source, "x", {}) == source


def test_a_missing_value_is_named_with_its_prompt() -> None:
    with pytest.raises(MissingValue, match=r"prompt 'saudar' needs 'nome'"):
        fill("oi {{nome}}", "saudar", {})


def test_a_companys_own_prompt_comes_before_ours(tmp_path: Path) -> None:
    (tmp_path / "repair.md").write_text("própria {{a}}", encoding="utf-8")
    assert render("repair", {"a": "1"}, tmp_path) == "própria 1"


def test_a_prompt_that_the_company_lacks_is_ours(tmp_path: Path) -> None:
    class Any(dict[str, str]):
        def __contains__(self, key: object) -> bool:
            return True

        def __missing__(self, key: str) -> str:
            return f"<{key}>"

    for ours in HERE.glob("*.md"):
        assert render(ours.stem, Any(), tmp_path) == render(ours.stem, Any()) != ""


def test_a_prompt_that_nobody_has_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        render("inventado", {}, tmp_path)


def test_our_prompts_are_there() -> None:
    assert {path.stem for path in HERE.glob("*.md")} >= {"understand", "conversation", "repair"}
    assert Path(prompts.__file__).parent == HERE
