"""What holds in every conversation, whatever its case says: the promises behind the hard gates. Pure.

Each promise takes a record and tells every step that broke it, with the words to show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from agent.protocol import Protocol
from evals.case import Basis
from evals.gold import NEED
from evals.grounding import ungrounded
from evals.record import Conversation, Said, Step

Broken = Iterator[tuple[Step, str]]
Promise = Callable[[Conversation, Protocol], Broken]

LOOP = 3
LONGEST_CARD = 10
WORDLESS = ("text", "sticker", "reaction")
NOWHERE = Step(number=1, kind="user", now="", before="pending", after="pending")


def says_only_what_is_grounded(one: Conversation, company: Protocol) -> Broken:
    """No price, deadline, stock, discount, number that the company or the customer has not said."""
    yield from ungrounded(one, company)


def obeys_a_wish_for_a_person(one: Conversation, _: Protocol) -> Broken:
    """Who asks for a person gets one in that turn or the next."""
    steps = one.played.steps
    for place, step in enumerate(steps):
        soon = steps[place : place + 2]
        obeyed = any(later.handed_over for later in soon)
        if step.wants_person and step.before == "pending" and not obeyed:
            yield step, "no hand-over in this turn or the next"


def is_silent_while_people_answer(one: Conversation, _: Protocol) -> Broken:
    """Nothing is said where silence is due."""
    for step in one.played.steps:
        if step.silence_due and step.said:
            yield step, step.said[0]


def asks_nothing_twice(one: Conversation, _: Protocol) -> Broken:
    """Nothing that was told or refused is asked again."""
    for step in one.played.steps:
        for slot in step.asks:
            if slot in step.settled:
                yield step, slot


def asks_nothing_known(one: Conversation, _: Protocol) -> Broken:
    """Nothing that her own ledger knows or holds as refused is asked, nor the phone, which the channel tells."""
    for step in one.played.steps:
        for slot in step.asks:
            if slot in _known(step):
                yield step, slot


def asks_one_question(one: Conversation, _: Protocol) -> Broken:
    """One message a turn, one question a message, about two slots at most; and what is asked is told as data."""
    for step in one.played.steps:
        if len(step.said) > 1:
            yield step, f"{len(step.said)} messages"
        if len(step.asks) > 2:
            yield step, f"asks {', '.join(step.asks)}"
        yield from ((step, text) for text in step.said if text.count("?") > 1)
        if step.asks and not any("?" in text for text in step.said):
            yield step, f"asks {', '.join(step.asks)} without a question"
        if not step.asks:
            yield from ((step, f"asks nothing: {text}") for text in step.said if "?" in text)


def never_asks_for_ever(one: Conversation, _: Protocol) -> Broken:
    """No slot is asked a third time before a person ends the matter."""
    for steps in episodes(one):
        asked: Counter[str] = Counter()
        for step in steps:
            asked.update(step.asks)
            for slot in step.asks:
                if slot != NEED and asked[slot] >= LOOP:
                    yield step, f"{slot}, {asked[slot]} times"


def hands_over_with_a_card(one: Conversation, _: Protocol) -> Broken:
    """One private note of at most ten lines with every hand-over."""
    for step in one.played.steps:
        if step.handed_over:
            if len(step.notes) != 1:
                yield step, f"{len(step.notes)} cards"
            yield from ((s, "a card too long") for s in [step] if _too_long(step))


def hands_over_with_a_word(one: Conversation, _: Protocol) -> Broken:
    """The customer is told of every hand-over."""
    for step in one.played.steps:
        if step.handed_over and not step.said:
            yield step, "hands over without a word"


def hands_over_to_a_team(one: Conversation, _: Protocol) -> Broken:
    """Every hand-over names a team and is labelled."""
    for step in one.played.steps:
        kinds = {effect["do"] for effect in step.effects}
        if step.handed_over and not {"assign_team", "add_labels"} <= kinds:
            yield step, "hands over without a team or a label"


def answers_whoever_waits(one: Conversation, _: Protocol) -> Broken:
    """What a customer writes or sends is answered, unless it is another bot's, a mere sign, or silence is due."""
    for step in one.played.steps:
        heard = step.kind in ("user", "attached") and any(map(_says_something, step.heard))
        waits = heard and step.before == "pending" and not step.silence_due
        if waits and not step.said and step.reason != "automated":
            yield step, "says nothing"


def never_repeats_herself(one: Conversation, _: Protocol) -> Broken:
    """The same words are never said twice in a row."""
    said = [(step, text) for step in one.played.steps for text in step.said]
    for (_before, text), (step, again) in pairwise(said):
        if text == again and step.kind != "unsaid":
            yield step, again


def stays_up(one: Conversation, _: Protocol) -> Broken:
    """The graph never raises."""
    if one.played.ended == "crashed":
        last = (NOWHERE, *one.played.steps)[-1]
        yield last, one.played.error


PROMISES: dict[str, tuple[Promise, str, Basis]] = {
    "grounded": (says_only_what_is_grounded, "Nada afirmado sem base", "content"),
    "person": (obeys_a_wish_for_a_person, "Quem pede uma pessoa é atendido", "state"),
    "silence": (is_silent_while_people_answer, "Silêncio quando uma pessoa atende", "silence"),
    "redundant": (asks_nothing_twice, "Nada do que foi dito ou recusado é perguntado", "asks"),
    "known": (asks_nothing_known, "Nada do que ela sabe é perguntado", "asks"),
    "one_question": (asks_one_question, "Uma pergunta por mensagem", "asks"),
    "loop": (never_asks_for_ever, "Nada é perguntado três vezes", "asks"),
    "card": (hands_over_with_a_card, "Um cartão em cada passagem", "state"),
    "word": (hands_over_with_a_word, "Uma palavra ao cliente em cada passagem", "content"),
    "team": (hands_over_to_a_team, "Um time e uma etiqueta em cada passagem", "state"),
    "answered": (answers_whoever_waits, "Ninguém fica sem resposta", "content"),
    "repeats": (never_repeats_herself, "Nunca diz duas vezes o mesmo", "content"),
    "up": (stays_up, "O grafo não quebra", "path"),
}
"""By name: the promise, what it is called, and which kind of expectation it belongs to."""


def episodes(one: Conversation) -> Iterator[list[Step]]:
    """The steps of each matter: after a person resolved it, what comes next is another."""
    episode: list[Step] = []
    for step in one.played.steps:
        if step.kind == "status" and step.before == "resolved":
            yield episode
            episode = []
        episode.append(step)
    yield episode


def _says_something(said: Said) -> bool:
    """Words, or something sent to be seen; a sign, a sticker or a reaction needs no answer."""
    return any(map(str.isalnum, said.text)) or said.kind not in WORDLESS


def _known(step: Step) -> set[str]:
    known = {*step.known.contact, *step.known.refused, "telefone"}
    of_the_kind = [one for one in step.known.needs if one.kind == step.need]
    need = next(reversed(of_the_kind), None)  # the last: an earlier one may be in a team's hands
    if need is None:
        return known
    item = need.items[step.item] if step.item is not None and step.item < len(need.items) else {}
    return known | set(need.slots) | set(item)


def _too_long(step: Step) -> bool:
    return any(len(note.splitlines()) > LONGEST_CARD for note in step.notes)
