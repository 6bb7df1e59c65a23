"""The need ledger's promises, whatever is told in whatever order: nothing is asked twice, nothing is lost, it ends."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.ledger import Ledger, Proposal, SlotState, from_json, to_json
from agent.loading import load
from agent.protocol import Question, Stage

PAINT = load(Path(__file__).parents[1] / "companies" / "tintas-jangada")
NEEDS = tuple(PAINT.needs)
SLOTS = tuple(PAINT.slots)
ITEM_SLOTS = tuple(sorted(PAINT.scoped("item")))
STAGES: tuple[Stage, ...] = ("qualify", "collect")
STATES: tuple[SlotState, ...] = ("confirmed", "inferred", "refused", "later", "invalid")
VALUES = ("a", "b", "c")

Turn = tuple[tuple[str, ...], tuple[Proposal, ...]]
"""The needs understood and the facts proposed in one turn of the customer."""


@st.composite
def facts(draw: st.DrawFn, source: str) -> Proposal:
    state = draw(st.sampled_from(STATES))
    return Proposal(
        slot=draw(st.sampled_from((*SLOTS, "unheard_of"))),
        value=draw(st.sampled_from(VALUES))
        if state in ("confirmed", "inferred", "invalid")
        else "",
        source=source,
        state=state,
        need=draw(st.sampled_from((None, None, None, *NEEDS))),
        item=draw(st.sampled_from((None, 0, 1, 2))),
        corrects=draw(st.booleans()) if state == "confirmed" else False,
    )


@st.composite
def turns(draw: st.DrawFn) -> list[Turn]:
    count = draw(st.integers(1, 8))
    return [
        (
            tuple(draw(st.lists(st.sampled_from(NEEDS), max_size=2))),
            tuple(draw(st.lists(facts(f"m{number}"), max_size=5))),
        )
        for number in range(count)
    ]


@st.composite
def lists_of_items(draw: st.DrawFn) -> list[list[Proposal]]:
    """Messages that each name products with some of their details, and correct nothing."""
    messages = []
    for number in range(draw(st.integers(1, 4))):
        message: list[Proposal] = []
        for item in range(draw(st.integers(0, 4))):
            told = {"produto": draw(st.sampled_from(VALUES))}
            for slot in ("cor", "quantidade"):
                if draw(st.booleans()):
                    told[slot] = draw(st.sampled_from(VALUES))
            message += [
                Proposal(slot, value, source=f"m{number}", item=item)
                for slot, value in told.items()
            ]
        messages.append(message)
    return messages


def hear(ledger: Ledger, turn: Turn) -> Ledger:
    """As the graph does: the needs first, then every fact."""
    for kind in turn[0]:
        ledger = ledger.with_need(kind, vague=PAINT.vague)
    return ledger.merge(turn[1], PAINT)


def next_question(ledger: Ledger) -> tuple[Question, tuple[SlotState | None, ...]] | None:
    """As the graph asks: who, then what; with the state of each slot where the answer would go."""
    for stage in STAGES:
        if found := ledger.question(stage, PAINT):
            question, gap = found
            need = next(one for one in ledger.open_needs if one.kind == gap.need)
            item = need.items[gap.item] if gap.item is not None and need.items else {}
            known = {**need.slots, **ledger.contact, **item}
            return question, tuple(
                known[slot].state if slot in known else None for slot in question.asks
            )
    return None


@given(turns())
@settings(deadline=None, max_examples=150)
def test_what_is_known_refused_or_put_off_is_never_asked(conversation: list[Turn]) -> None:
    ledger = Ledger()
    for turn in conversation:
        ledger = hear(ledger, turn)
        if found := next_question(ledger):
            question, states = found
            assert states[0] in (None, "invalid", "reopened")
            if not set(question.asks) <= set(ITEM_SLOTS):
                assert set(states) <= {None, "invalid", "reopened"}
            ledger = ledger.with_asked(question.asks)


@given(turns())
@settings(deadline=None, max_examples=150)
def test_no_slot_is_asked_a_third_time_and_no_question_asks_for_three(
    conversation: list[Turn],
) -> None:
    ledger, asked = Ledger(), Counter[str]()
    for turn in conversation:
        ledger = hear(ledger, turn)
        while found := next_question(ledger):
            assert 1 <= len(found[0].asks) <= 2
            asked.update(found[0].asks)
            ledger = ledger.with_asked(found[0].asks)
    assert max(asked.values(), default=0) <= 2
    assert dict(asked) == dict(ledger.asked)


@given(turns(), st.integers(0, 8))
@settings(deadline=None, max_examples=100)
def test_asking_comes_to_an_end_even_if_nobody_answers(
    conversation: list[Turn], hearing: int
) -> None:
    ledger, questions = Ledger(), 0
    for turn in conversation[:hearing]:
        ledger = hear(ledger, turn)
    while found := next_question(ledger):
        ledger = ledger.with_asked(found[0].asks)
        questions += 1
        assert questions <= 2 * len(SLOTS)
    assert all(set(gap.askable) & asked_alone() == set() for gap in ledger.gaps(PAINT))


def asked_alone() -> set[str]:
    """The slots that a question of every need asks by itself, twice: at the end none of them is left to ask."""
    return {
        question.asks[0]
        for question in PAINT.questions
        if len(question.asks) == 1 and question.times == 2 and not question.needs
    }


@given(turns())
@settings(deadline=None, max_examples=150)
def test_a_refused_slot_stays_closed_until_the_customer_tells_it(conversation: list[Turn]) -> None:
    ledger = Ledger()
    for turn in conversation:
        before, ledger = ledger, hear(ledger, turn)
        told = {fact.slot for fact in turn[1] if fact.state not in ("refused", "later")}
        for name, slot in before.contact.items():
            if slot.state == "refused" and name not in told:
                assert ledger.contact[name].state == "refused"


@given(lists_of_items())
@settings(deadline=None, max_examples=150)
def test_no_item_named_is_ever_lost(messages: list[list[Proposal]]) -> None:
    ledger = Ledger().with_need("compras")
    for message in messages:
        ledger = ledger.merge(message, PAINT)
    kept = [{name: slot.value for name, slot in item.items()} for item in ledger.needs[0].items]
    for message in messages:
        for number in {fact.item for fact in message}:
            item = {fact.slot: fact.value for fact in message if fact.item == number}
            assert any(item.items() <= one.items() for one in kept)


@given(lists_of_items())
@settings(deadline=None, max_examples=100)
def test_items_named_before_the_need_are_those_named_after_it(
    messages: list[list[Proposal]],
) -> None:
    before, after = Ledger(), Ledger().with_need("compras")
    for message in messages:
        before, after = before.merge(message, PAINT), after.merge(message, PAINT)
    assert before.with_need("compras").merge((), PAINT) == after


@given(turns())
@settings(deadline=None, max_examples=150)
def test_no_item_once_written_down_disappears(conversation: list[Turn]) -> None:
    ledger = Ledger().with_need("compras")
    for turn in conversation:
        before, ledger = ledger, hear(ledger, turn)
        for old, new in zip(before.needs, ledger.needs, strict=False):
            assert len(new.items) >= len(old.items)


@st.composite
def one_of_each(draw: st.DrawFn) -> list[Proposal]:
    """A message that tells nothing twice: each slot once, one item, nothing that fails its check."""
    slots = draw(st.lists(st.sampled_from(SLOTS), unique=True, max_size=6))
    told = [replace(draw(facts("m1")), slot=slot, item=0, need=None) for slot in slots]
    return [fact for fact in told if fact.state != "invalid"]


@given(st.sets(st.sampled_from(NEEDS)), one_of_each())
@settings(deadline=None, max_examples=150)
def test_the_same_message_taken_in_twice_is_taken_in_once(
    needs: set[str], message: list[Proposal]
) -> None:
    ledger = Ledger()
    for kind in ("compras", *sorted(needs)):
        ledger = ledger.with_need(kind)
    once = ledger.merge(message, PAINT)
    assert once.merge(message, PAINT) == once


@given(turns(), st.booleans(), st.booleans())
@settings(deadline=None, max_examples=100)
def test_a_ledger_stored_as_json_is_the_same_ledger(
    conversation: list[Turn], route: bool, episode: bool
) -> None:
    ledger = Ledger()
    for turn in conversation:
        ledger = hear(ledger, turn)
        if found := next_question(ledger):
            ledger = ledger.with_asked(found[0].asks)
    ledger = ledger.routed() if route else ledger
    ledger = ledger.new_episode() if episode else ledger
    assert from_json(json.loads(json.dumps(to_json(ledger)))) == ledger
