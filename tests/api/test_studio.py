"""LangGraph Studio opens the graph that runs."""

import importlib
import json
from pathlib import Path

import pytest

from api import studio

ROOT = Path(__file__).parents[2]


@pytest.fixture
def studio_graph(tmp_path, monkeypatch):
    """The graph as Studio opens it, started where there is no ``.env``, wired anew before and after."""
    monkeypatch.chdir(tmp_path)
    studio._wired.cache_clear()
    path, name = json.loads((ROOT / "langgraph.json").read_text())["graphs"]["alu"].split(":")
    module = importlib.import_module(path.removeprefix("./").removesuffix(".py").replace("/", "."))
    yield getattr(module, name)()
    studio._wired.cache_clear()


def test_the_file_names_a_graph_with_our_nodes(studio_graph):
    assert {"gate", "human", "understand", "reply"} <= set(studio_graph.get_graph().nodes)


@pytest.mark.anyio
async def test_a_message_is_answered_with_an_empty_context(studio_graph):
    turn = {
        "status": "pending",
        "messages": [{"id": "1", "role": "customer", "kind": "text", "text": "oi", "name": ""}],
        "now": "2026-11-23T10:00:00-03:00",
        "turn_id": "t1",
    }
    outcome = await studio_graph.ainvoke(turn, context={})
    assert outcome["effects"][0]["do"] == "say"
