"""When a customer has finished writing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.dispatch.burst import Patience, looks_complete, over_at
from api.storage.inbox import Unread

BEGAN = datetime(2026, 11, 23, 13, tzinfo=UTC)
PATIENCE = Patience(quiet=2.5, complete=1.0, cap=8.0)
WHOLE = "quero 30 barras de tubo branco."


def line(at: float, text: str = "oi", message: int = 1) -> Unread:
    body: dict[str, object] = {"role": "customer", "kind": "text", "text": text}
    return Unread(message, "message_created", message, 9, body, BEGAN + timedelta(seconds=at))


def seconds(lines: Sequence[Unread], patience: Patience = PATIENCE) -> float:
    return (over_at(lines, patience) - BEGAN).total_seconds()


@pytest.mark.parametrize(
    ("told", "over"),
    [
        ([(0, "oi")], 2.5),
        ([(0, WHOLE)], 1.0),
        ([(0, "oi"), (1, "quero tubo")], 3.5),
        ([(0, "oi"), (1, WHOLE)], 2.0),
        ([(0, WHOLE), (1, "branco")], 3.5),
        ([(0, "a"), (2, "b"), (4, "c"), (6, "d")], 8.0),
        ([(0, "a"), (7.5, WHOLE)], 8.0),
        ([(0, "a"), (30, "b")], 8.0),
        ([(3, "b"), (0, "a")], 5.5),
    ],
)
def test_the_burst_is_over_after_a_quiet_and_never_later_than_the_cap(
    told: list[tuple[float, str]], over: float
) -> None:
    lines = [line(at, text, number) for number, (at, text) in enumerate(told, 1)]
    assert seconds(lines) == over


def test_of_two_lines_of_one_moment_the_later_message_is_the_last() -> None:
    assert seconds([line(0, WHOLE, 2), line(0, "oi", 1)]) == 1.0
    assert seconds([line(0, WHOLE, 1), line(0, "oi", 2)]) == 2.5


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        (WHOLE, True),
        ("vocês entregam em Sobral?", True),
        ("preciso pra hoje!!! ", True),
        ("preciso de um orçamento… 🙏", True),
        ("bom dia!", False),
        ("ok.", False),
        ("", False),
        ("quero um orçamento de tubo", False),
        ("quero tubo de 1.5 mm", False),
        ("quero tubo, chapa e", False),
    ],
)
def test_a_longer_sentence_with_its_end_looks_complete(text: str, complete: bool) -> None:
    assert looks_complete(line(0, text)) is complete


def test_a_file_without_words_is_waited_for() -> None:
    assert not looks_complete(Unread(1, "message_created", 1, 9, {"kind": "image"}, BEGAN))


@given(
    st.lists(st.tuples(st.floats(0, 60), st.sampled_from(["oi", WHOLE, ""])), min_size=1),
    st.randoms(use_true_random=False),
)
def test_however_they_come_it_is_over_after_the_first_and_by_the_cap(
    told: list[tuple[float, str]], shuffle: object
) -> None:
    lines = [line(at, text, number) for number, (at, text) in enumerate(told, 1)]
    over, mixed = over_at(lines, PATIENCE), list(lines)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    first = min(one.heard_at for one in lines)
    assert over_at(mixed, PATIENCE) == over
    assert first < over <= first + timedelta(seconds=PATIENCE.cap)
