"""``alu mind report``: the offline mind's figures as tables or JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from agent.extract import Extractor
from agent.mind.offline.mind import OfflineMind
from evals.understanding import acts, gold, needs, slots
from evals.understanding.gold import Split
from evals.understanding.needs import Judged, Score


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything measured on one split."""

    split: Split
    semantic: bool
    needs: list[Judged]
    acts: dict[str, Score]
    slots: list[slots.Compared]


def measured(mind: OfflineMind, extractor: Extractor, split: Split, *, semantic: bool) -> Figures:
    """Measures needs, acts and slots on the texts of one split."""
    texts = gold.utterances(split)
    return Figures(
        split,
        semantic,
        needs.judged(texts, mind.need_probabilities),
        acts.scores(texts, mind.acts),
        slots.compared(gold.messages(split), extractor.find),
    )


def printed(console: Console, figures: Figures, *, errors: bool) -> None:
    """The figures as tables."""
    share, low, high = needs.accuracy(figures.needs)
    scores = needs.per_need(figures.needs)
    error, table = needs.calibration(figures.needs)
    kind = "com frases" if figures.semantic else "padrão"
    console.print(
        f"Necessidade ({figures.split}, {kind}): acerto {share:.3f} em {len(figures.needs)} textos"
        f" (95 %: {low:.3f} a {high:.3f}), macro-F1 {needs.macro_f1(scores):.3f}, ECE {error:.3f}"
    )
    console.print(_scores("necessidade", scores))
    console.print(_confusions(figures))
    console.print(_calibration(table))
    console.print(_scores("ato", figures.acts))
    _print_slots(console, figures)
    if errors:
        _print_errors(console, figures)


def as_json(figures: Figures) -> str:
    """The figures as JSON, one stable shape."""
    share, low, high = needs.accuracy(figures.needs)
    scores = needs.per_need(figures.needs)
    error, table = needs.calibration(figures.needs)
    precision, recall, f1, pairs = slots.micro(figures.slots)
    return json.dumps(
        {
            "version": 1,
            "split": figures.split,
            "semantic": figures.semantic,
            "needs": {
                "texts": len(figures.needs),
                "accuracy": share,
                "interval_95": [low, high],
                "macro_f1": needs.macro_f1(scores),
                "ece": error,
                "calibration": table,
                "per_need": {kind: _as_dict(score) for kind, score in scores.items()},
                "confusions": needs.confusions(figures.needs),
            },
            "acts": {act: _as_dict(score) for act, score in figures.acts.items()},
            "slots": {
                "messages": len(figures.slots),
                "pairs": pairs,
                "precision": precision,
                "recall": recall,
                "micro_f1": f1,
                "per_slot": {
                    slot: slots.micro(figures.slots, slot)[2] for slot in slots.slots(figures.slots)
                },
            },
        },
        ensure_ascii=False,
        indent=2,
    )


def _as_dict(score: Score) -> dict[str, float]:
    return {
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1,
        "support": score.support,
    }


def _scores(title: str, scores: dict[str, Score]) -> Table:
    table = Table(title, "precisão", "cobertura", "F1", "textos", title=None)
    for name, score in scores.items():
        figures = (f"{value:.3f}" for value in (score.precision, score.recall, score.f1))
        table.add_row(name, *figures, str(score.support))
    return table


def _confusions(figures: Figures) -> Table:
    table = Table("era", "entendido como", "vezes")
    for right, guess, times in needs.confusions(figures.needs)[:12]:
        table.add_row(right, guess, str(times))
    return table


def _calibration(bins: list[tuple[float, float, int]]) -> Table:
    table = Table("confiança média", "acerto", "textos")
    for said, right, count in bins:
        table.add_row(f"{said:.2f}", f"{right:.2f}", str(count))
    return table


def _print_slots(console: Console, figures: Figures) -> None:
    precision, recall, f1, pairs = slots.micro(figures.slots)
    console.print(
        f"Dados extraídos: micro-F1 {f1:.3f} (precisão {precision:.3f}, cobertura {recall:.3f})"
        f" em {len(figures.slots)} mensagens, {pairs} pares"
    )
    table = Table("dado", "precisão", "cobertura", "F1", "pares")
    for slot in slots.slots(figures.slots):
        *rates, count = slots.micro(figures.slots, slot)
        table.add_row(slot, *(f"{rate:.3f}" for rate in rates), str(count))
    console.print(table)


def _print_errors(console: Console, figures: Figures) -> None:
    wrong = (one for one in figures.needs if not one.right)
    for one in sorted(wrong, key=lambda one: -one.confidence):
        console.print(
            f"{'+'.join(one.gold)} → {one.guess} ({one.confidence:.2f}): {one.text}", markup=False
        )
    for message in figures.slots:
        if message.missing or message.extra:
            console.print(
                f"{message.text!r}\n   falta {list(message.missing)}  sobra {list(message.extra)}",
                markup=False,
            )
