"""What is wrong with cases and corpus that no type can tell: unknown names, leaks, doubles, real people. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from agent.extract.documents import valid_cpf
from agent.graph import build
from agent.mind.offline.corpus import Utterance
from agent.protocol import Protocol
from agent.texts import Texts
from evals.case import Attached, Case, Expect, HumanSays
from evals.customer import problems as customers_problems
from evals.gold import NEED
from evals.reading import Loaded, Place
from evals.understanding.lint import contradictions, leaks, one_sided, thin, trigrams

ALIKE = 0.85  # Jaccard of the character trigrams of two whole conversations
FEWEST_TO_COMPARE = 60  # trigrams; shorter conversations ("oi") may be alike
HELD_OUT = 3  # one case in so many, at least
ALWAYS = frozenset({"ia-transferido", "ia-falta-dado", "ia-sem-resposta"})

EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
RESERVED = re.compile(r"(?:^|\.)example(?:\.(?:com|org|net))?$")
PHONE = re.compile(r"(?<!\d)(?:\+?55)?\s?\(?\d{2}\)?\s?9\d{4}[\s-]?\d{4}(?!\d)")
INVENTED_PHONE = re.compile(r"99999\d{4}$")
CPF = re.compile(r"(?<!\d)\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?!\d)")


class Names(NamedTuple):
    """Everything that a case may name."""

    needs: frozenset[str]
    slots: frozenset[str]
    teams: frozenset[str]
    nodes: frozenset[str]
    texts: frozenset[str]
    answers: frozenset[str]
    labels: frozenset[str]
    tags: frozenset[str]


def names(company: Protocol, tags: Iterable[str]) -> Names:
    """The names of a company's protocol, of the graph and of the tags in use."""
    needs = frozenset(company.needs)
    return Names(
        needs=needs,
        slots=frozenset({*company.slots, NEED, "telefone"}),
        teams=frozenset({*company.teams, ""}),
        nodes=frozenset(build().get_graph().nodes),
        texts=frozenset(Texts.model_fields),
        answers=frozenset(answer.id for answer in company.answers),
        labels=frozenset(need.replace("_", "-") for need in needs) | ALWAYS,
        tags=frozenset(tags),
    )


def problems(
    cases: Sequence[Loaded], known: Names, company: Protocol, *, whole: bool
) -> Iterator[str]:
    """Everything wrong with the cases, with file, line and key; ``whole``: these are all there are."""
    yield from unknown(cases, known, company)
    for one in cases:
        yield from (one.told(place, why) for place, why in _real(one.case))
    yield from _doubled(cases)
    if whole:
        yield from _mixed_pens(cases)


def unknown(cases: Sequence[Loaded], known: Names, company: Protocol) -> Iterator[str]:
    """What the cases name that does not exist, and what their customers could not tell."""
    for one in cases:
        found = [*_unknown(one.case, known)]
        if one.case.simulate:
            found += customers_problems(one.case, company)
        yield from (one.told(place, why) for place, why in found)


def of_corpus(corpus: Sequence[Utterance], cases: Sequence[Loaded]) -> Iterator[str]:
    """What is wrong with the training corpus, also in the light of what the cases say."""
    for text, labels in contradictions(corpus):
        yield f"corpus: {text!r} stands under {len(labels)} different needs"
    for label, count in thin(corpus):
        yield f"corpus: {label} has only {count} examples"
    for pair in one_sided(corpus):
        yield f"corpus: of the pair {pair} only one side is there"
    where = {text: (one, place) for one in cases for place, text in said(one.case)}
    teaching = [one for one in corpus if one.needs]  # greetings are in every corpus, and no leak
    for text, trained, likeness in leaks(teaching, where):
        one, place = where[text]
        yield one.told(place, f"is like the training text {trained!r} ({likeness:.2f})")


def said(case: Case) -> Iterator[tuple[Place, str]]:
    """Everything that the case's customer says, with its place."""
    for number, turn in enumerate(case.turns):
        for text in turn.user or ():
            yield ("turns", number, "user"), text
    if case.simulate:
        for number, opening in enumerate(case.simulate.opens):
            for text in opening.says:
                yield ("simulate", "opens", number, "says"), text
        yield from ((("simulate", "says_need"), text) for text in case.simulate.says_need)


def _unknown(case: Case, known: Names) -> Iterator[tuple[Place, str]]:
    yield from _strangers(("tags",), "tag", case.tags, known.tags)
    yield from _strangers(("setup", "contact"), "slot", case.setup.contact, known.slots)
    for number, turn in enumerate(case.turns):
        yield from (
            (("turns", number, "expect", *place), why)
            for place, why in _unknown_in(turn.expect, known)
        )
    goals = case.goals
    if goals.team is not None:
        yield from _strangers(("goals", "team"), "team", [goals.team], known.teams)
    for key in ("contains", "absent"):
        labels = getattr(goals.labels, key)
        yield from _strangers(("goals", "labels", key), "label", labels, known.labels)
    missing = [slot for one in goals.missing or () for slot in one.split("/")]
    for key, slots in (
        ("never_asked", goals.never_asked),
        ("asked_at_most", goals.asked_at_most),
        ("contact", goals.contact),
        ("contact_absent", goals.contact_absent),
        ("missing", missing),
    ):
        yield from _strangers(("goals", key), "slot", slots, known.slots)
    if case.simulate:
        needs = [case.simulate.need, *([case.simulate.then.need] if case.simulate.then else [])]
        yield from _strangers(("simulate", "need"), "need", needs, known.needs)


def _unknown_in(expect: Expect, known: Names) -> Iterator[tuple[Place, str]]:
    items = [slot for item in expect.items or () for slot in item]
    nodes = expect.path.nodes if expect.path else ()
    for place, kind, used, allowed in (
        (("need",), "need", expect.need or (), known.needs),
        (("slots",), "slot", expect.slots, known.slots),
        (("items",), "slot", items, known.slots),
        (("refused",), "slot", expect.refused, known.slots),
        (("asks",), "slot", expect.asks or (), known.slots),
        (("asks_not",), "slot", expect.asks_not, known.slots),
        (("uses",), "text", expect.uses, known.texts),
        (("answer",), "answer", [expect.answer] if expect.answer else [], known.answers),
        (("path", "nodes"), "node", nodes, known.nodes),
    ):
        yield from _strangers(place, kind, used, allowed)


def _strangers(
    place: Place, kind: str, used: Iterable[str], allowed: frozenset[str]
) -> Iterator[tuple[Place, str]]:
    for name in dict.fromkeys(used):
        if name not in allowed:
            yield place, f"there is no {kind} {name!r}"


def _real(case: Case) -> Iterator[tuple[Place, str]]:
    """What might belong to somebody: an address that could exist, a phone, a CPF that passes its check."""
    texts = [*said(case), *_beside(case), (("setup", "channel"), case.setup.channel.phone)]
    for place, text in texts:
        for host in EMAIL.findall(text):
            if not RESERVED.search(host):
                yield place, f"the e-mail's host {host!r} may exist: use one under .example"
        for phone in PHONE.findall(text):
            if not INVENTED_PHONE.search(re.sub(r"\D", "", phone)):
                yield place, "a phone that may exist: use 99999-xxxx"
        for cpf in CPF.findall(text):
            if valid_cpf(re.sub(r"\D", "", cpf)):
                yield place, "a CPF that passes its check may be somebody's"


def _beside(case: Case) -> Iterator[tuple[Place, str]]:
    """What else is written in a case: captions, what people say, everything a simulated customer may answer."""
    for number, turn in enumerate(case.turns):
        if isinstance(turn.event, Attached):
            yield ("turns", number, "event"), turn.event.text
        if isinstance(turn.event, HumanSays):
            yield from ((("turns", number, "event"), text) for text in turn.event.human_says)
    if one := case.simulate:
        yield from ((("simulate", "facts", slot), value) for slot, value in one.facts.items())
        for slot, words in one.words.items():
            yield from ((("simulate", "words", slot), word) for word in words)
        for number, correction in enumerate(one.corrects):
            yield from ((("simulate", "corrects", number), text) for text in correction.says)
        for number, digression in enumerate(one.digresses):
            yield from ((("simulate", "digresses", number), text) for text in digression.says)
        if one.then:
            texts = (*one.then.says, *one.then.facts.values())
            yield from ((("simulate", "then"), text) for text in texts)


def _doubled(cases: Sequence[Loaded]) -> Iterator[str]:
    """Conversations of which one is the other with small changes."""
    grams = [trigrams(" ".join(text for _, text in said(one.case))) for one in cases]
    for place, one in enumerate(cases):
        for other in range(place):
            both = grams[place], grams[other]
            if min(map(len, both)) < FEWEST_TO_COMPARE:
                continue
            likeness = len(both[0] & both[1]) / len(both[0] | both[1])
            if likeness >= ALIKE:
                yield one.told(
                    ("id",), f"says nearly what {cases[other].case.id} says ({likeness:.2f})"
                )


def _mixed_pens(cases: Sequence[Loaded]) -> Iterator[str]:
    """Who writes held-out cases writes no others; and a third of the cases is held out."""
    pens: dict[str, set[str]] = defaultdict(set)
    for one in cases:
        pens[one.case.author].add(one.case.split)
    yield from (
        f"{author} writes both dev and heldout cases" for author, s in pens.items() if len(s) > 1
    )
    held = sum(one.case.split == "heldout" for one in cases)
    if held * HELD_OUT < len(cases):
        yield f"only {held} of {len(cases)} cases are held out: a third is wanted"
