"""The graph drawn, on a small graph of the protocol's shape."""

from __future__ import annotations

import re
import shutil
from typing import TypedDict
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langgraph.errors import NodeError
from langgraph.graph import END, START, StateGraph

from agent.drawing import Drawable, DrawingUnavailable, Form, draw
from agent.drawing.image import image_of, installed

PATH = ("gate", "understand", "qualify", "reply", END)
NODES = ("gate", "human", "understand", "qualify", "route", "reply")
needs_graphviz = pytest.mark.skipif(installed() is None, reason="graphviz-pure is an extra")


class State(TypedDict, total=False):
    status: str


async def step(state: State) -> State:
    return state


async def mend(state: State, error: NodeError) -> State:
    return state


def where(state: State) -> str:
    return state["status"]


def _graph() -> Drawable:
    graph = StateGraph(State)
    graph.set_node_defaults(error_handler=mend)  # type: ignore[arg-type] # its types lack the error
    for name in NODES:
        graph.add_node(name, step)
    graph.add_edge(START, "gate")
    graph.add_conditional_edges("gate", where, {"pessoa": "human", "Alú": "understand", "-": END})
    graph.add_edge("human", "gate")
    graph.add_edge("understand", "qualify")
    graph.add_conditional_edges(
        "qualify", where, {"reply": "reply", "complete": "route", "stuck": "route"}
    )
    graph.add_edge("route", "reply")
    graph.add_edge("reply", END)
    return graph.compile()


_GRAPH = _graph()


@pytest.fixture
def graph() -> Drawable:
    return _GRAPH


def _text(graph: Drawable, form: Form, path: tuple[str, ...] = ()) -> str:
    drawn = draw(graph, form, path)
    assert isinstance(drawn, str)
    return drawn


def test_ascii_shows_every_node_with_its_ways_and_the_path_taken(graph: Drawable) -> None:
    assert _text(graph, "ascii", PATH) == (
        "● START\n"
        "└━━━━▶ gate\n\n"
        "● gate\n"
        "├┄ pessoa ┄▷ human\n"
        "├━ Alú ━━━━▶ understand\n"
        "└┄ - ┄┄┄┄┄┄▷ END\n\n"
        "○ human\n"
        "└────▷ gate\n\n"
        "● understand\n"
        "└━━━━▶ qualify\n\n"
        "● qualify\n"
        "├┄ complete / stuck ┄▷ route\n"
        "└━ reply ━━━━━━━━━━━━▶ reply\n\n"
        "○ route\n"
        "└────▷ reply\n\n"
        "● reply\n"
        "└━━━━▶ END\n\n"
        "● END\n"
    )


def test_mermaid_marks_the_path(graph: Drawable) -> None:
    lines = [line.strip() for line in _text(graph, "mermaid", PATH).splitlines()]
    assert lines[0] == "flowchart TD"
    assert 'gate("gate")' in lines
    assert 'gate -.->|"Alú"| understand' in lines
    assert 'qualify -.->|"complete / stuck"| route' in lines
    assert "human --> gate" in lines
    assert "class gate,understand,qualify,reply passed" in lines
    arrows = [line for line in lines if "->" in line]
    taken = next(line for line in lines if re.match(r"linkStyle \d", line)).split()[1]
    assert [arrows[int(number)] for number in taken.split(",")] == [
        "__start__ --> gate",
        'gate -.->|"Alú"| understand',
        "understand --> qualify",
        'qualify -.->|"reply"| reply',
        "reply --> __end__",
    ]


def test_dot_marks_the_path_and_dashes_what_depends(graph: Drawable) -> None:
    dot = _text(graph, "dot", PATH)
    assert '"gate" -> "human" [label=" pessoa ", style=dashed];' in dot
    taken = re.findall(r'"(\w+)" -> "(\w+)" \[[^]]*penwidth=2\.8', dot)
    assert taken == [
        (START, "gate"),
        ("gate", "understand"),
        ("understand", "qualify"),
        ("qualify", "reply"),
        ("reply", END),
    ]
    passed = re.findall(r'"(\w+)" \[label="\w+", [^]]*penwidth=2\]', dot)
    assert passed == ["gate", "understand", "qualify", "reply"]


@pytest.mark.parametrize("form", ["mermaid", "dot", "ascii"])
def test_without_a_path_nothing_is_marked(graph: Drawable, form: Form) -> None:
    drawn = _text(graph, form)
    assert not re.search(r"class [\w,]+ passed|linkStyle \d|penwidth=2|●|━", drawn)


@pytest.mark.parametrize("form", ["mermaid", "dot", "ascii"])
def test_handlers_of_errors_are_not_drawn(graph: Drawable, form: Form) -> None:
    assert any("error_handler" in node for node in graph.get_graph().nodes)
    assert "error_handler" not in _text(graph, form)


@pytest.mark.parametrize("form", ["mermaid", "dot", "ascii"])
def test_two_graphs_of_one_shape_are_drawn_alike(graph: Drawable, form: Form) -> None:
    assert draw(_graph(), form, PATH) == draw(graph, form, PATH)


def test_a_resumed_path_that_starts_elsewhere_marks_only_its_own_ways(graph: Drawable) -> None:
    drawn = _text(graph, "ascii", ("human", "gate"))
    assert "● human\n└━━━━▶ gate" in drawn
    assert "└────▷ gate" in drawn


def test_a_node_without_a_way_marks_no_way(graph: Drawable) -> None:
    assert "▶" not in _text(graph, "ascii", ("reply", "gate"))


@given(
    st.lists(st.sampled_from((*NODES, START, END)), max_size=6),
    st.text(max_size=20).filter(lambda name: name not in (*NODES, START, END)),
    st.sampled_from(["mermaid", "dot", "svg", "png", "ascii"]),
)
def test_an_unknown_node_of_a_path_is_named(known: list[str], stranger: str, form: Form) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(stranger))):
        draw(_GRAPH, form, [*known, stranger, "gate"])


@given(st.lists(st.sampled_from((*NODES, START, END)), max_size=12))
def test_any_path_of_known_nodes_can_be_drawn(path: list[str]) -> None:
    for form in ("mermaid", "dot", "ascii"):
        assert all(node in str(draw(_GRAPH, form, path)) for node in NODES)


def _strangely_named() -> Drawable:
    graph = StateGraph(State)
    for name in ("end", "seção única", 'a"b'):
        graph.add_node(name, step)
    graph.add_edge(START, "end")
    graph.add_conditional_edges("end", where, {'"<é>"': "seção única", "\\": 'a"b'})
    return graph.compile()


def test_reserved_and_accented_names_are_written_safely() -> None:
    mermaid = _text(_strangely_named(), "mermaid", ("end",))
    assert 'end_("end")' in mermaid
    assert 'se_e7__e3_o_20__fa_nica("seção única")' in mermaid
    assert 'a_22_b("a#34;b")' in mermaid
    assert '|"#34;#60;é#62;#34;"|' in mermaid


def test_a_route_that_declares_no_ways_is_drawn_as_langgraph_sees_it() -> None:
    graph = StateGraph(State)
    graph.add_node("a", step)
    graph.add_edge(START, "a")
    graph.add_conditional_edges("a", where)
    assert "○ a\n└────▷ END" in _text(graph.compile(), "ascii")


@needs_graphviz
def test_svg_is_a_picture_with_every_name_in_it() -> None:
    svg = _text(_strangely_named(), "svg", ("end", "seção única"))
    words = {element.text for element in ElementTree.fromstring(svg).iter() if element.text}  # noqa: S314 - our own
    assert {"end", "seção única", 'a"b'} <= {word.strip() for word in words}


@needs_graphviz
def test_png_is_a_picture(graph: Drawable) -> None:
    png = draw(graph, "png", PATH)
    assert isinstance(png, bytes)
    assert png.startswith(b"\x89PNG")
    assert len(png) > 5_000


def test_without_graphviz_the_remedy_is_told() -> None:
    with pytest.raises(DrawingUnavailable, match=re.escape('pip install "graphviz-pure==0.2.2"')):
        image_of("digraph {}", "svg", find=lambda: None)


def test_a_program_that_fails_is_told() -> None:
    with pytest.raises(DrawingUnavailable, match="--format mermaid, dot or ascii"):
        image_of("digraph {}", "png", find=lambda: shutil.which("false"))
