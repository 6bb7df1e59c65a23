"""JSON that is read again, Markdown for a pull request, JUnit for collectors of test results."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import orjson
import pytest

from agent.drawing import draw
from agent.graph import build
from evals.record import Conversation, Played
from evals.report import Change, Difference, Report, Slice
from evals.reports.marked import marked
from evals.reports.written import NotAReport, as_json, as_junit, as_markdown, from_json
from tests.evals.reports.invented import (
    ASKS,
    COLLECTS,
    HUMAN,
    MARKUP,
    ROUTES,
    conversation,
    failure,
    gate,
    graph_mermaid,
    nothing_measured,
    purchase,
    report,
)

# JSON


@pytest.mark.parametrize("made", [report(), nothing_measured()])
def test_a_report_is_read_as_it_was_written(made: Report) -> None:
    assert from_json(as_json(made)) == made


def test_the_same_report_gives_the_same_bytes_with_sorted_keys() -> None:
    written = as_json(report())
    assert written == as_json(report())
    assert written == as_json(from_json(written))
    told = orjson.loads(written)
    assert list(told) == sorted(told)
    assert list(told["conversations"][0]) == sorted(told["conversations"][0])


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (b"", "JSON"),
        (b"<html>", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b"[]", "alu eval"),
        (b'{"version": 1}', "alu eval"),
        (b'{"version": 2, "conversations": []}', "versão 2"),
        (b'{"version": 1, "conversations": [{"id": 3}]}', r"conversations\.0\."),
        (b'{"version": 1, "conversations": [], "colour": "red"}', "colour"),
    ],
)
def test_what_is_no_report_is_refused_with_a_reason(written: bytes, why: str) -> None:
    with pytest.raises(NotAReport, match=why):
        from_json(written)


# Markdown


def test_the_comment_begins_with_the_verdict_and_the_gates() -> None:
    lines = as_markdown(report()).splitlines()
    assert lines[0] == "## ❌ 1 critério quebrado"
    assert lines[2].startswith("7 de 10 conversas deram certo, 3 falharam, 1 sem resposta")
    first, second, *_ = [line for line in lines if re.match(r"\| [❌⚪✅]", line)]
    assert first == (
        "| ❌ | Nada do que foi dito ou recusado é perguntado | 1 | 0 | `cliente-apressado#3` |"
    )
    assert second.startswith("| ⚪ | Mesma semente")


def test_gates_without_a_baseline_are_counted_only() -> None:
    waits = gate("route", "Time certo", hard=False, outcome="unmeasured", value=0.9, wanted=None)
    written = as_markdown(report(gates=(waits, *report().gates), difference=None, metrics=()))
    assert "⚪ 1 critério sem base com que comparar." in written
    assert written.count("| Time certo ") == 1


def test_a_run_that_held_says_so() -> None:
    held = report(gates=(), difference=None)
    assert as_markdown(held).startswith("## ✅ Todos os critérios mantidos")


def test_what_newly_fails_is_told_with_why_and_figures_that_got_worse_are_flagged() -> None:
    written = as_markdown(report())
    assert "### Passaram a falhar (1)" in written
    assert 'é perguntado": nome`' in written.split("### Passaram a falhar (1)")[1].split("\n\n")[1]
    assert "| Time certo | 96,6 % | 97,8 % | +1,2 pt |" in written
    worse = [one.model_copy(update={"after": 0.5}) for one in report().difference.deltas]  # type: ignore[union-attr]
    difference = Difference(against="antes", deltas=tuple(worse))
    assert "| Time certo | 96,6 % | 50,0 % | −46,6 pt ⚠️ |" in as_markdown(
        report(difference=difference)
    )


def test_at_most_ten_changed_conversations_are_drawn_those_that_fail_first() -> None:
    kinds = ["other path"] * 12 + ["newly failing"] * 3
    changes = tuple(
        Change.model_validate(
            {
                "key": f"caso-{number}#0",
                "title": "x",
                "kind": kind,
                "before": (ASKS,),
                "after": (HUMAN,),
            }
        )
        for number, kind in enumerate(kinds)
    )
    written = as_markdown(report(difference=Difference(against="antes", changes=changes)))
    drawn = re.findall(r"<summary>(.*?): caso-\d+#0</summary>", written)
    assert drawn == ["passou a falhar"] * 3 + ["outro caminho"] * 7
    assert written.count("```mermaid") == 10


def test_what_is_folded_is_closed_again_and_slices_are_folded() -> None:
    written = as_markdown(report())
    assert written.count("<details>") == written.count("</details>") > 3
    folded = written.split("<summary>Recortes</summary>")[1]
    assert "| vagas | 3 | – |" in folded
    assert "| compras | 48 | 95,8 % |" in folded


def test_what_customers_write_is_neither_markup_nor_a_mention() -> None:
    wild = f"{MARKUP} @fulana #12 **x** | `y`\n## z"
    some = [
        conversation("solta", purchase([wild]), failure(1, "slots", "nome", wild, wild), title=wild)
    ]
    written = as_markdown(report(some, difference=None))
    outside = re.sub(r"`[^`\n]*`", "", written)
    assert "<script" not in outside
    assert "<img" not in outside
    assert not re.search(r"[@#]\w", outside.replace("<summary>", ""))
    assert not re.search(r"(?m)^## z", written)
    assert r"\*\*x\*\*" in outside


def test_a_comment_fits_whatever_fails() -> None:
    long = "á" * 5000
    some = [
        conversation(f"caso-{n}", purchase([long]), failure(1, "slots", "nome", long, long), title=long)
        for n in range(200)
    ]  # fmt: skip
    changes = tuple(
        Change(key=one.key, title=long, kind="newly failing", before=(ASKS,), after=(HUMAN,))
        for one in some
    )
    difference = Difference(against="antes", changes=changes)
    slices = tuple(
        Slice(name=f"{long}{n}", group="tag", conversations=5, passed=5) for n in range(400)
    )
    written = as_markdown(report(some, difference=difference, slices=slices))
    assert len(written) < 65_536
    assert "e mais 175" in written
    assert written.endswith("O relatório inteiro está em report.html._\n")
    assert written.count("<details>") == written.count("</details>")


# The graph with two paths


def numbers(style: str, mermaid: str) -> set[int]:
    found = re.search(rf"linkStyle ([\d,]+) {style}", mermaid)
    return {int(number) for number in found[1].split(",")} if found else set()


@pytest.mark.parametrize("path", [ASKS, COLLECTS, ROUTES, HUMAN])
def test_one_path_is_marked_where_the_drawing_marks_it(path: tuple[str, ...]) -> None:
    drawn = str(draw(build(), "mermaid", (*path, *(() if path is HUMAN else ("__end__",)))))
    gained = numbers("stroke:#2f8f5b,stroke-width:3px", marked(graph_mermaid(), (), (path,)))
    assert gained == numbers("stroke:#2f8f5b,stroke-width:3px", drawn)


def test_two_paths_are_told_apart() -> None:
    mermaid = graph_mermaid()
    both = marked(mermaid, (ASKS,), (COLLECTS,))
    ways = [line.strip() for line in mermaid.splitlines() if "--" in line or "-.->" in line]
    lost = numbers("stroke:#bf4a41", both)
    gained = numbers("stroke:#2f8f5b,stroke-width:3px", both)
    assert [ways[number] for number in lost] == ['qualify -.->|"reply"| reply']
    assert {ways[number] for number in gained} == {
        'qualify -.->|"go on"| need',
        'need -.->|"go on"| collect',
        'collect -.->|"reply"| reply',
    }
    assert "class collect,need gained" in both
    assert not re.search("class .* lost", both)


def test_without_a_drawing_nothing_is_marked() -> None:
    assert marked("", (ASKS,), (HUMAN,)) == ""
    assert "```mermaid" not in as_markdown(report(mermaid=""))


# JUnit


def read(made: Report) -> Element:
    return ElementTree.fromstring(as_junit(made))  # noqa: S314 - our own


def test_every_conversation_is_a_case_of_its_split() -> None:
    made = report()
    cases = [
        (case.get("classname"), case.get("name")) for case in read(made).iterfind(".//testcase")
    ]
    assert sorted(cases) == sorted((one.split, one.key) for one in made.conversations)


def test_what_fell_short_is_a_failure_and_what_could_not_be_played_an_error() -> None:
    found = read(report())
    outcomes = {
        case.get("name"): [(child.tag, child.get("message")) for child in case]
        for case in found.iterfind(".//testcase")
    }
    assert outcomes["compras-rajada-007#0"] == []
    assert outcomes["caso-so-relatado#0"] == []
    assert outcomes["caso-sem-entendimento#0"] == [("error", "entendimento fora do ar (timeout)")]
    tag, message = outcomes["compras-cidade-errada#0"][0]
    assert (tag, message) == ("failure", "turno 3, cidade: esperado Sobral, veio Fortaleza")
    assert outcomes["caso-quebrado#0"][0][0] == "failure"
    counts = {
        (suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("errors"))
        for suite in found
    }
    assert counts == {("dev", "6", "1", "1"), ("heldout", "5", "2", "0")}  # fmt: skip


def test_a_conversation_that_broke_without_a_judgement_is_a_failure_too() -> None:
    broken = conversation("quebrada", [], played=Played(ended="crashed", error="KeyError"))
    case = read(report([broken])).find(".//failure")
    assert case is not None
    assert case.get("message") == "o grafo quebrou (KeyError)"


def wild() -> Conversation:
    text = 'a\x00b\x0b<&>"\ud7ff\ufffe ]]> \u2028 \U0001f600'
    return conversation(
        "solta", purchase(["oi"]), failure(1, "slots", text, text, text), title=text
    )


SUITE = {"name": ".+", "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", "hostname": ".+", "tests": r"\d+",
         "failures": r"\d+", "errors": r"\d+", "time": r"\d+\.\d+", "package": ".*", "id": r"\d+"}  # fmt: skip
CASE = {"name": ".+", "classname": ".+", "time": r"\d+\.\d+"}
TROUBLE = {"message": "(?s).*", "type": ".+"}


@pytest.mark.parametrize("made", [report(), report([wild()]), report([]), nothing_measured()])
def test_the_document_is_what_the_schema_of_ant_describes(made: Report) -> None:
    """By hand, after JUnit.xsd of windyroad/JUnit-Schema: order, obligatory attributes and no others, their types."""
    root = read(made)
    assert (root.tag, root.attrib) == ("testsuites", {})
    for number, suite in enumerate(root):
        assert suite.tag == "testsuite"
        assert matches(suite, SUITE)
        assert suite.get("id") == str(number)
        first, *cases, out, err = suite
        assert [first.tag, out.tag, err.tag] == ["properties", "system-out", "system-err"]
        for case in cases:
            assert case.tag == "testcase"
            assert matches(case, CASE)
            assert [child.tag for child in case] in ([], ["failure"], ["error"])
            assert all(matches(child, TROUBLE) for child in case)


def matches(element: Element, attributes: dict[str, str]) -> bool:
    return element.keys() and element.attrib.keys() == attributes.keys() and all(
        re.fullmatch(pattern, element.attrib[name]) for name, pattern in attributes.items()
    )  # fmt: skip
