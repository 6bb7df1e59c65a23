"""``alu mind train``: the corpus becomes weights, calibrated on the dev texts, never on the held-out ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.progress import track

from agent.extract import Extractor
from agent.mind.offline import semantic, training
from agent.mind.offline.corpus import Utterance, utterances
from evals.understanding import gold


def teach(console: Console, extractor: Extractor, *, sentences: bool) -> None:
    """Writes the weights; with ``sentences`` also those over sentence vectors (extra ``semantic``)."""
    corpus, unseen = utterances(), gold.utterances("dev")
    console.print(f"{len(corpus)} textos no corpus, {len(unseen)} para calibrar")
    temperature = training.train(corpus, extractor.find, unseen)
    console.print(f"pesos gravados, temperatura {temperature:.2f}")
    if not sentences:
        return

    def progress(texts: Sequence[Utterance]) -> Iterable[Utterance]:
        return track(texts, "frases", console=console)

    temperature = training.train_sentences(corpus, semantic.embedder(), unseen, progress)
    console.print(f"frases gravadas, temperatura {temperature:.2f}")
