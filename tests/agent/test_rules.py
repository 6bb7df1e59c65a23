"""The ladder of priorities: what a turn is going to be, before any question is looked for."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from agent.ledger import Ledger, Need
from agent.mind import Attempt, NeedGuess, Understanding
from agent.mind.labels import ACTS, Act
from agent.rules import CLOSERS, COURTESIES, Decision, Situation, decide
from agent.state import Habits, OpenQuestion
from agent.texts import Reason
from tests.agent.stub_mind import PROTOCOL

OPEN = Ledger(needs=(Need("compras"),))
ROUTED = OPEN.routed()
ASKED_TWICE = OPEN.with_asked(["nome"]).with_asked(["nome"])
PATIENCE = PROTOCOL.patience
FOR_NEED: OpenQuestion = {"slots": ["necessidade"], "need": None, "item": None, "options": []}
FOR_NAME: OpenQuestion = {"slots": ["nome"], "need": "compras", "item": None, "options": []}

FOR_TOWN: OpenQuestion = {"slots": ["cidade"], "need": "compras", "item": None, "options": []}
FOR_NAME_AND_TOWN: OpenQuestion = {**FOR_NAME, "slots": ["cidade", "nome"]}


def situation(
    *acts: Act,
    ledger: Ledger = OPEN,
    habits: Habits | None = None,
    question: OpenQuestion | None = None,
    changed: bool = False,
    media: bool = False,
    need: str = "",
    answer: str | None = None,
    attempts: tuple[Attempt, ...] = (Attempt("stub"),),
    words: bool = True,
) -> Situation:
    needs = (NeedGuess(need, 0.9),) if need else ()
    understood = Understanding(frozenset(acts), needs, answer=answer, attempts=attempts)
    kept: Habits = {"greeted": True} if habits is None else habits
    return Situation(understood, ledger, kept, question, changed, media, words)


EXPECTED: Mapping[str, tuple[Situation, Decision | None]] = {
    # another bot
    "a bot's first message is answered": (
        situation("automated", habits={"automated": PATIENCE.automated}),
        None,
    ),
    "another bot gets no second answer": (
        situation("automated", habits={"automated": PATIENCE.automated + 1}),
        Decision("rest", "automated"),
    ),
    "a bot that asks for a person is still a bot": (
        situation("automated", "asks_person", habits={"automated": PATIENCE.automated + 1}),
        Decision("rest", "automated"),
    ),
    "a person after a bot is heard": (
        situation("greets", habits={"automated": PATIENCE.automated + 1}),
        None,
    ),
    # wishes
    "asks for a person": (situation("asks_person"), Decision("route", "asked_person")),
    "asks for a person before anything else": (
        situation("asks_person", "greets", "asks_price", need="compras", ledger=Ledger()),
        Decision("route", "asked_person"),
    ),
    "asks for a person and to be left alone": (
        situation("asks_person", "opts_out"),
        Decision("route", "asked_person"),
    ),
    "opts out": (situation("opts_out"), Decision("route", "opted_out")),
    "opts out with thanks": (situation("opts_out", "thanks"), Decision("route", "opted_out")),
    "asks about privacy": (situation("asks_privacy"), Decision("route", "privacy")),
    "asks about privacy what is approved": (situation("asks_privacy", answer="dados"), None),
    # patience
    "the price for the last time": (
        situation("asks_price", habits={"price": PATIENCE.price}),
        Decision("route", "price"),
    ),
    "the price once more is possible": (
        situation("asks_price", habits={"price": PATIENCE.price - 1}),
        None,
    ),
    "not understood too often": (
        situation(habits={"not_understood": PATIENCE.not_understood}, ledger=Ledger()),
        Decision("route", "not_understood"),
    ),
    "too many questions": (
        situation(habits={"questions": PATIENCE.questions}),
        Decision("route", "patience"),
    ),
    "abused once": (situation("abuses", habits={"abuses": 1}), None),
    "abused twice": (situation("abuses", habits={"abuses": 2}), Decision("route", "abuse")),
    "one question left": (
        situation("greets", habits={"questions": PATIENCE.questions - 1}),
        None,
    ),
    # courtesies
    "thanks, nothing open": (situation("thanks"), Decision("rest", "resting")),
    "goodbye, nothing open": (situation("bids_farewell"), Decision("rest", "resting")),
    "yes to no question": (situation("affirms"), Decision("rest", "resting")),
    "yes to the person who gave back": (situation("affirms", habits={"back": True}), None),
    "yes to the person, and nothing is open": (
        situation("affirms", ledger=ROUTED, habits={"back": True}),
        Decision("rest", "resting"),
    ),
    "thanks to the person who gave back": (
        situation("thanks", habits={"back": True}),
        Decision("rest", "resting"),
    ),
    "yes after she has spoken": (
        situation("affirms", habits={"back": False}),
        Decision("rest", "resting"),
    ),
    "thanks and a fact": (situation("thanks", changed=True), None),
    "thanks and a need": (situation("thanks", need="compras"), None),
    "thanks and a picture": (situation("thanks", media=True), None),
    "thanks and a greeting": (situation("thanks", "greets"), None),
    "yes to a question": (situation("affirms", question=FOR_NAME), None),
    "no to a question": (situation("denies", question=FOR_NAME), None),
    "no, nothing more": (
        situation("denies", question=FOR_NEED, ledger=Ledger()),
        Decision("rest", "resting"),
    ),
    "thanks instead of a need": (
        situation("thanks", question=FOR_NEED, ledger=ROUTED),
        Decision("rest", "resting"),
    ),
    "yes instead of a need": (situation("affirms", question=FOR_NEED, ledger=Ledger()), None),
    "no to which need, one being open": (situation("denies", question=FOR_NEED), None),
    # a question back
    "asks who she is, asked twice": (
        situation("asks_bot", question=FOR_NAME, ledger=ASKED_TWICE),
        Decision("rest", "asking"),
    ),
    "asks a fact, asked twice": (
        situation("asks_fact", question=FOR_NAME, ledger=ASKED_TWICE),
        Decision("rest", "asking"),
    ),
    "asks why, asked twice": (
        situation("asks_why", question=FOR_NAME, ledger=ASKED_TWICE),
        Decision("rest", "asking"),
    ),
    "strays, asked twice": (
        situation("off_topic", question=FOR_NAME, ledger=ASKED_TWICE),
        Decision("rest", "asking"),
    ),
    "asks what is approved, asked twice": (
        situation(question=FOR_NAME, ledger=ASKED_TWICE, answer="quem-e-voce"),
        Decision("rest", "asking"),
    ),
    "one of the two slots was asked twice": (
        situation("asks_bot", question=FOR_NAME_AND_TOWN, ledger=ASKED_TWICE),
        Decision("rest", "asking"),
    ),
    "asks who she is, asked once": (
        situation("asks_bot", question=FOR_NAME, ledger=OPEN.with_asked(["nome"])),
        None,
    ),
    "asks who she is, another slot asked twice": (
        situation("asks_bot", question=FOR_TOWN, ledger=ASKED_TWICE),
        None,
    ),
    "asks who she is again: she waited once": (
        situation(
            "asks_bot",
            question=FOR_NAME,
            ledger=ASKED_TWICE,
            habits={"greeted": True, "waited": True},
        ),
        None,
    ),
    "asks who she is, to no question": (situation("asks_bot", ledger=ASKED_TWICE), None),
    "asks a fact and tells one": (
        situation("asks_fact", question=FOR_NAME, ledger=ASKED_TWICE, changed=True),
        None,
    ),
    "asks a fact and names a need": (
        situation("asks_fact", question=FOR_NAME, ledger=ASKED_TWICE, need="entrega"),
        None,
    ),
    "asks the price, asked twice": (
        situation("asks_price", question=FOR_NAME, ledger=ASKED_TWICE),
        None,
    ),
    # nothing said
    "an emoji before she greeted": (situation(habits={}, attempts=(), words=False), None),
    "a nod to an open question": (
        situation("affirms", ledger=Ledger(), question=FOR_NEED, words=False),
        Decision("rest", "nothing_to_say"),
    ),
    "a nod to one of some options": (
        situation(
            "affirms", ledger=Ledger(), question={**FOR_NEED, "options": ["compras"]}, words=False
        ),
        None,
    ),
    "a sticker": (situation(attempts=(), words=False), Decision("rest", "nothing_to_say")),
    "a sticker beside a picture": (situation(attempts=(), words=False, media=True), None),
    "words that nobody understood": (situation(), None),
    "an emoji that a mind has read": (situation(words=False), Decision("rest", "nothing_to_say")),
    "an emoji that means yes": (situation("affirms", words=False, question=FOR_NAME), None),
    "an emoji beside a fact": (situation(words=False, changed=True), None),
    "an emoji that asks what is approved": (situation(words=False, answer="quem-e-voce"), None),
    # already routed
    "chases a team": (situation("chases", ledger=ROUTED), Decision("route", "chased")),
    "tells a team more": (situation(changed=True, ledger=ROUTED), Decision("route", "back")),
    "tells and chases": (
        situation("chases", changed=True, ledger=ROUTED),
        Decision("route", "chased"),
    ),
    "asks what is approved meanwhile": (
        situation("chases", ledger=ROUTED, answer="quem-e-voce"),
        None,
    ),
    "chases her": (situation("chases"), None),
    "chases before anything": (situation("chases", ledger=Ledger()), None),
    "a new need beside a routed one": (
        situation(changed=True, ledger=ROUTED.with_need("financeiro"), need="financeiro"),
        None,
    ),
    # none
    "a greeting": (situation("greets", ledger=Ledger()), None),
    "a need": (situation(need="compras", changed=True), None),
}


@pytest.mark.parametrize(("now", "decision"), EXPECTED.values(), ids=EXPECTED)
def test_the_ladder(now: Situation, decision: Decision | None) -> None:
    assert decide(now, PROTOCOL) == decision


@pytest.mark.parametrize("act", ACTS)
def test_no_single_act_is_a_rest_while_a_question_waits(act: Act) -> None:
    decision = decide(situation(act, question=FOR_NAME), PROTOCOL)
    assert decision is None or decision.what == "route"


@pytest.mark.parametrize("act", ACTS)
def test_only_a_persons_wish_routes_in_a_first_message(act: Act) -> None:
    wishes: dict[Act, Reason] = {
        "asks_person": "asked_person",
        "opts_out": "opted_out",
        "asks_privacy": "privacy",
    }
    decision = decide(situation(act, ledger=Ledger(), habits={}), PROTOCOL)
    routed = decision.why if decision and decision.what == "route" else None
    assert routed == wishes.get(act)


def test_whoever_closes_is_courteous() -> None:
    assert CLOSERS < COURTESIES
