"""Cases are read, or refused with file, line and key of everything wrong."""

from __future__ import annotations

import pytest

from evals.reading import DIRECTORIES, WrongCases, load

HEAD = "id: caso\ntitle: Um caso\ntags: [compras]\nsplit: dev\nauthor: ana\n"
TURNS = "turns:\n  - user: oi\n    expect: {silence: false}\n"
PLAYED = (
    "simulate:\n  persona: comum\n  need: compras\n  opens: [{says: oi}]\n  says_need: comprar\n"
)
GOALS = "goals: {status: open}\n"


def file(directory, text, name="caso.yaml"):
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(*paths):
    with pytest.raises(WrongCases) as wrong:
        load(paths)
    return wrong.value.problems


@pytest.mark.parametrize("text", [HEAD + TURNS, HEAD + PLAYED + GOALS])
def test_a_right_case_is_read(tmp_path, text):
    (one,) = load([file(tmp_path, text)])
    assert one.case.id == "caso"
    assert one.line("split") == 4
    assert one.told(("author",), "why") == f"{tmp_path}/caso.yaml:5: author: why"


def test_words_may_stand_alone_or_in_a_list_and_numbers_are_words(tmp_path):
    text = "turns:\n  - user: oi\n    expect: {need: compras, items: [{quantidade: 30}]}\n  - user: [a, b]\n"
    first, second = load([file(tmp_path, HEAD + text)])[0].case.turns
    assert (first.user, second.user) == (("oi",), ("a", "b"))
    assert (first.expect.need, first.expect.items) == (("compras",), [{"quantidade": "30"}])


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("id: [\n", ":2", "expected the node content"),
        ("a: 1\n b: 2\n", ":2", "mapping values"),
        ("- oi\n", ":1", "expected keys and values"),
        ("", ":1", "expected keys and values"),
        (HEAD + "split: dev\n" + TURNS, ":6", 'duplicate key "split"'),
        (
            HEAD + TURNS + "  - user: oi\n    expect: {act: ask, act: rest}\n",
            ":10",
            'duplicate key "act"',
        ),
        (HEAD + TURNS + "surprise: 1\n", ":9: surprise", "Extra inputs"),
        (
            HEAD + "turns:\n  - user: oi\n    expects: {silence: true}\n",
            ":8: turns.0.expects",
            "Extra inputs",
        ),
        (
            HEAD + "turns:\n  - user: oi\n    expect:\n      ask: [nome]\n",
            ":9: turns.0.expect.ask",
            "Extra inputs",
        ),
        (HEAD + TURNS + "goals: {teams: rh}\n", ":9: goals.teams", "Extra inputs"),
        (
            HEAD + "turns:\n  - user: oi\n    expect: {max_questions: um}\n",
            ":8: turns.0.expect.max_questions",
            "integer",
        ),
        (
            HEAD + "turns:\n  - user: oi\n    expect: {asks: nome}\n",
            ":8: turns.0.expect.asks",
            "tuple",
        ),
        (
            HEAD + "turns:\n  - user: oi\n    expect: {reason: porque}\n",
            ":8: turns.0.expect.reason",
            "Input should be",
        ),
        (
            HEAD + "turns:\n  - user: oi\n    expect: {path: {mode: loose, nodes: [gate]}}\n",
            ":8: turns.0.expect.path.mode",
            "Input should be",
        ),
        (
            HEAD + "turns:\n  - user: oi\n    expect: {says_re: ['(']}\n",
            ":8: turns.0.expect.says_re.0",
            "no regular expression",
        ),
        (
            HEAD + TURNS + "goals: {notes: {never: ['[']}}\n",
            ":9: goals.notes.never.0",
            "no regular expression",
        ),
        (HEAD + "turns:\n  - expect: {silence: true}\n", ":7: turns.0", "`user` or `event`"),
        (
            HEAD + "turns:\n  - user: oi\n    event: {again: true}\n",
            ":7: turns.0",
            "`user` or `event`",
        ),
        (
            HEAD + "turns:\n  - event: {silence: tres horas}\n",
            ":7: turns.0.event.silence",
            "pattern",
        ),
        (HEAD + "turns:\n  - event: {kind: fax}\n", ":7: turns.0.event.kind", "Input should be"),
        (HEAD + "turns:\n  - event: {again: false}\n", ":7: turns.0.event.again", "True"),
        (HEAD + "setup: {now: 2026-11-23T10:05:00}\n" + TURNS, ":6: setup.now", "timezone"),
        (
            HEAD + "setup: {channel: {phone: '85999990001'}}\n" + TURNS,
            ":6: setup.channel.phone",
            "pattern",
        ),
        (HEAD.replace("dev", "test") + TURNS, ":4: split", "'dev' or 'heldout'"),
        (HEAD.replace("author: ana\n", "") + TURNS, ":1: author", "Field required"),
        (HEAD.replace("split: dev\n", "") + TURNS, ":1: split", "Field required"),
        (HEAD.replace("[compras]", "[]") + TURNS, ":3: tags", "at least 1"),
        (HEAD.replace("caso", "Caso_1") + TURNS, ":1: id", "pattern"),
        (HEAD + TURNS + "reviewer: ana\n", ":1:", "the reviewer is the author"),
        (HEAD, ":1:", "either `turns` or `simulate`"),
        (HEAD + TURNS + PLAYED, ":1:", "either `turns` or `simulate`"),
        (HEAD + "turns: [{user: oi}]\n", ":1:", "nothing is expected"),
        (HEAD + PLAYED, ":1:", "nothing is expected"),
        (HEAD + PLAYED.replace("[{says: oi}]", "[]") + GOALS, ":9: simulate.opens", "at least 1"),
        (
            HEAD + PLAYED + "  seeds: 0\n" + GOALS,
            ":11: simulate.seeds",
            "greater than or equal to 1",
        ),
        (
            HEAD + "mind: scripted\nscript: [{fails: fire}]\n" + TURNS,
            ":7: script.0.fails",
            "Input should be",
        ),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_key(tmp_path, text, place, why):
    path = file(tmp_path, text)
    (problem,) = refused(path)
    assert problem.startswith(f"{path}{place}")
    assert why in problem


def test_a_reviewer_who_is_somebody_else_is_welcome(tmp_path):
    assert load([file(tmp_path, HEAD + TURNS + "reviewer: rosa\n")])[0].case.reviewer == "rosa"


def test_a_case_is_called_as_its_file(tmp_path):
    path = file(tmp_path, HEAD + TURNS, "outro.yaml")
    assert refused(path) == (f"{path}:1: id: the file is called 'outro'",)


def test_no_two_cases_have_one_id(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = file(tmp_path / "a", HEAD + TURNS), file(tmp_path / "b", HEAD + TURNS)
    assert refused(tmp_path / "a", tmp_path / "b") == (f"{two}:1: id: {one} has the same id",)


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert refused(tmp_path / "no.yaml") == (f"{tmp_path}/no.yaml: there is no such file",)


def test_letters_that_are_none_are_told(tmp_path):
    path = tmp_path / "caso.yaml"
    path.write_bytes(HEAD.encode() + b"turns: [{user: '\xff'}]\n")
    (problem,) = refused(path)
    assert problem.startswith(f"{path}: ")
    assert "utf-8" in problem


def test_everything_wrong_is_told_at_once(tmp_path):
    file(tmp_path, HEAD, "caso.yaml")
    file(tmp_path, "id: [\n", "dois.yaml")
    file(tmp_path, HEAD.replace("id: caso", "id: cinco") + TURNS, "tres.yaml")
    assert len(refused(tmp_path)) == 3


def test_they_come_by_id_and_other_files_are_let_be(tmp_path):
    for name in ("dois", "um"):
        file(tmp_path, HEAD.replace("id: caso", f"id: {name}") + TURNS, f"{name}.yaml")
    file(tmp_path, "id: [", "notas.txt")
    assert [one.case.id for one in load([tmp_path])] == ["dois", "um"]


def test_the_cases_of_the_repository_can_be_read():
    assert len(load(DIRECTORIES)) > 0
