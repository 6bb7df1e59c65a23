"""The report: the same figures as tables and as JSON; and the texts it is made of."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from agent.extract import Extractor
from agent.mind.labels import ACTS
from agent.mind.offline import OfflineMind
from agent.mind.offline.classifier import NO_NEED, load
from evals.understanding import gold, report
from evals.understanding.gold import Split
from evals.understanding.needs import Judged, Score
from evals.understanding.report import Figures
from evals.understanding.slots import Compared
from tests.agent.stub_mind import PROTOCOL

SMALL = Figures(
    "dev",
    semantic=False,
    needs=[
        Judged("quero tubo", ("compras",), "compras", 0.9),
        Judged("[bold]vaga[/x]", ("vagas",), "compras", 0.8),
        Judged("nada", (NO_NEED,), "vagas", 0.3),
    ],
    acts={"greets": Score(1.0, 0.5, 2 / 3, 2)},
    slots=[Compared("sou a [b]Bia[/x]", (("nome", "bia"),), (("uf", "CE"),), (("cidade", "bia"),))],
)


def printed(figures: Figures, *, errors: bool = False) -> str:
    out = io.StringIO()
    report.printed(Console(file=out, width=160), figures, errors=errors)
    return out.getvalue()


def test_json_has_the_figures_of_all_three_judges() -> None:
    told = json.loads(report.as_json(SMALL))
    assert told["needs"]["texts"] == 3
    assert told["needs"]["accuracy"] == pytest.approx(1 / 3)
    assert told["needs"]["confusions"] == [["vagas", "compras", 1], [NO_NEED, "vagas", 1]]
    assert told["needs"]["per_need"]["compras"]["precision"] == 0.5
    assert told["acts"] == {"greets": {"precision": 1.0, "recall": 0.5, "f1": 2 / 3, "support": 2}}
    assert told["slots"] == {
        "messages": 1,
        "pairs": 2,
        "precision": 0.5,
        "recall": 0.5,
        "micro_f1": 0.5,
        "per_slot": {"nome": 1.0, "uf": 0.0, "cidade": 0.0},
    }


def test_the_same_figures_give_the_same_json() -> None:
    assert report.as_json(SMALL) == report.as_json(SMALL)


@pytest.mark.parametrize("split", ["dev", "heldout"])
def test_json_of_nothing_is_json(split: Split) -> None:
    told = json.loads(report.as_json(Figures(split, True, [], {}, [])))
    assert (told["split"], told["semantic"], told["needs"]["texts"]) == (split, True, 0)


def test_the_tables_tell_the_same() -> None:
    text = printed(SMALL)
    assert "Necessidade (dev, padrão): acerto 0.333 em 3 textos" in text
    assert "Dados extraídos: micro-F1 0.500" in text
    for told in ("compras", "vagas", "greets", "nome"):
        assert told in text
    assert "quero tubo" not in text


def test_errors_are_listed_in_their_own_words_the_surest_first() -> None:
    text = printed(SMALL, errors=True)
    assert text.index("vagas → compras (0.80): [bold]vaga[/x]") < text.index(
        "none → vagas (0.30): nada"
    )
    assert "'sou a [b]Bia[/x]'" in text
    assert "falta [('uf', 'CE')]  sobra [('cidade', 'bia')]" in text
    assert "quero tubo" not in text


def test_with_sentences_the_report_says_so() -> None:
    assert "com frases" in printed(Figures("heldout", True, SMALL.needs, {}, SMALL.slots))


# --- the texts ---


@pytest.mark.parametrize("split", ["dev", "heldout"])
def test_every_measuring_text_has_known_labels(split: Split) -> None:
    for one in gold.utterances(split):
        assert one.text.strip()
        assert set(one.needs) <= set(PROTOCOL.needs)
        assert set(one.acts) <= set(ACTS)
    for message in gold.messages(split):
        assert message.text.strip()
        assert all(isinstance(value, str) for _, value in message.facts)


def test_the_splits_share_no_text() -> None:
    for texts in (gold.utterances, gold.messages):
        assert not {one.text for one in texts("dev")} & {one.text for one in texts("heldout")}


def test_the_offline_mind_is_as_good_as_promised_on_texts_it_has_never_seen() -> None:
    extractor = Extractor(PROTOCOL.catalogue)
    mind = OfflineMind(PROTOCOL, extractor, load())
    told = json.loads(report.as_json(report.measured(mind, extractor, "heldout", semantic=False)))
    assert told["needs"]["accuracy"] >= 0.90
    assert told["needs"]["macro_f1"] >= 0.88
    assert told["needs"]["ece"] <= 0.05
    assert told["slots"]["micro_f1"] >= 0.90
