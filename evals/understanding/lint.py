"""What is wrong with a corpus: leaks into measuring texts, doubled texts, thin classes, missing contrasts. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from agent.extract.normal import fold
from agent.mind.offline.classifier import NO_NEED
from agent.mind.offline.corpus import Utterance

NEAR = 0.8  # Jaccard of character trigrams
FEWEST_WORDS = 3  # short acts ("bom dia") are in every corpus and no leak
FEWEST_EXAMPLES = 15


def trigrams(text: str) -> frozenset[str]:
    """The character trigrams of the folded text."""
    plain = f" {' '.join(fold(text).split())} "
    return frozenset(plain[start : start + 3] for start in range(len(plain) - 2))


def leaks(corpus: Sequence[Utterance], unseen: Iterable[str]) -> Iterator[tuple[str, str, float]]:
    """Texts that measure which resemble a training text: (measured, trained, likeness)."""
    grams = [trigrams(one.text) for one in corpus]
    places: dict[str, list[int]] = defaultdict(list)
    for place, gram in enumerate(grams):
        for letters in gram:
            places[letters].append(place)
    for text in unseen:
        if len(text.split()) >= FEWEST_WORDS:
            yield from _near(text, corpus, grams, places)


def _near(
    text: str,
    corpus: Sequence[Utterance],
    grams: Sequence[frozenset[str]],
    places: dict[str, list[int]],
) -> Iterator[tuple[str, str, float]]:
    own = trigrams(text)
    shared = Counter(place for letters in own for place in places.get(letters, ()))
    for place, count in shared.items():
        likeness = count / (len(own) + len(grams[place]) - count)
        if likeness >= NEAR:
            yield text, corpus[place].text, likeness


def contradictions(corpus: Iterable[Utterance]) -> Iterator[tuple[str, set[tuple[str, ...]]]]:
    """Texts that the corpus holds under different needs."""
    labels: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for one in corpus:
        labels[" ".join(fold(one.text).split())].add(tuple(sorted(one.needs)))
    for text, found in labels.items():
        if len(found) > 1:
            yield text, found


def thin(corpus: Iterable[Utterance]) -> Iterator[tuple[str, int]]:
    """Needs and acts with too few examples to be learned."""
    needs = Counter(need for one in corpus for need in one.needs or (NO_NEED,))
    for label, count in needs.items():
        if count < FEWEST_EXAMPLES:
            yield label, count


def one_sided(corpus: Iterable[Utterance]) -> Iterator[str]:
    """Contrast pairs of which only one side is there."""
    sides: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for one in corpus:
        if one.pair:
            sides[one.pair].add(one.needs)
    yield from (pair for pair, found in sides.items() if len(found) < 2)
