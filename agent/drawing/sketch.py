"""What is to be drawn: nodes, the ways between them, and which of them were taken."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from langchain_core.runnables.graph import Edge, Graph
from langgraph.graph import END, START


class _Branch(Protocol):
    @property
    def ends(self) -> Mapping[Hashable, str] | None: ...


class _Builder(Protocol):
    @property
    def branches(self) -> Mapping[str, Mapping[str, _Branch]]: ...


class Drawable(Protocol):
    """A compiled LangGraph graph, as far as a drawing needs it."""

    @property
    def builder(self) -> _Builder: ...

    def get_graph(self) -> Graph: ...


@dataclass(frozen=True, slots=True)
class Way:
    """One way from a node to another: the route's answers that lead there, and whether it was taken."""

    source: str
    target: str
    answers: tuple[str, ...]
    conditional: bool
    taken: bool

    @property
    def label(self) -> str:
        """All answers in one line."""
        return " / ".join(self.answers)


@dataclass(frozen=True, slots=True)
class Sketch:
    """A graph to draw: its nodes from START to END, its ways in the same order, the nodes passed."""

    nodes: tuple[str, ...]
    ways: tuple[Way, ...]
    passed: frozenset[str]

    @classmethod
    def of(cls, graph: Drawable, path: Sequence[str]) -> Sketch:
        """The sketch of a compiled graph. Handlers of errors are left out: no way leads to them."""
        drawing = graph.get_graph()
        nodes = tuple(sorted(filter(_is_shown, drawing.nodes), key=_ends_last))
        _refuse_unknown(path, nodes)
        taken = frozenset(pairwise(_from_start(path)))
        answers = _answers(graph.builder)
        ways = (_way(edge, answers, taken) for edge in drawing.edges)
        shown = (way for way in ways if {way.source, way.target} <= set(nodes))
        in_order = sorted(shown, key=lambda way: (nodes.index(way.source), nodes.index(way.target)))
        passed = frozenset(_from_start(path))
        return cls(nodes, tuple(in_order), passed)

    def ways_from(self, node: str) -> tuple[Way, ...]:
        """The ways that leave a node."""
        return tuple(way for way in self.ways if way.source == node)


def name_of(node: str) -> str:
    """What a reader calls a node."""
    return {START: "START", END: "END"}.get(node, node)


def _is_shown(node: str) -> bool:
    return not node.startswith("__") or node in (START, END)


def _ends_last(node: str) -> int:
    return {START: -1, END: 1}.get(node, 0)


def _from_start(path: Sequence[str]) -> Sequence[str]:
    """A run enters at START, whether or not its path says so."""
    return path if not path or path[0] == START else (START, *path)


def _refuse_unknown(path: Iterable[str], nodes: Sequence[str]) -> None:
    unknown = [node for node in path if node not in nodes]
    if unknown:
        raise ValueError(f"there is no node {unknown[0]!r} in the graph, only {', '.join(nodes)}")


_Pair = tuple[str, str]


def _answers(builder: _Builder) -> Mapping[_Pair, tuple[str, ...]]:
    """Every answer of every route, by its way. The graph's own drawing keeps one answer a way."""
    found: dict[_Pair, tuple[str, ...]] = {}
    for source, answer, target in _declared(builder):
        found[source, target] = (*found.get((source, target), ()), answer)
    return found


def _declared(builder: _Builder) -> Iterator[tuple[str, str, str]]:
    for source, branches in builder.branches.items():
        for branch in branches.values():
            for answer, target in (branch.ends or {}).items():
                yield source, str(answer), target


def _way(edge: Edge, answers: Mapping[_Pair, tuple[str, ...]], taken: frozenset[_Pair]) -> Way:
    pair = edge.source, edge.target
    told = answers.get(pair, ()) if edge.conditional else ()
    return Way(*pair, told, edge.conditional, pair in taken)
