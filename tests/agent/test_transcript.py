"""Which lines wait for an answer, what a mind reads of them, how the transcript grows."""

from __future__ import annotations

import pytest

from agent.state import KEPT_MESSAGES, Message, joined
from agent.transcript import lines, missed, said_by_humans, unanswered
from tests.agent.stub_mind import customer, person


def alu(id_: str, text: str = "Oi!") -> Message:
    return {"id": id_, "role": "alu", "kind": "text", "text": text, "name": ""}


def ids(messages: list[Message]) -> list[str]:
    return [message["id"] for message in messages]


A, B, C = customer("a", "oi"), customer("b", "quero tubo"), customer("c", "30")


@pytest.mark.parametrize(
    ("messages", "handled", "waiting"),
    [
        ([], "", []),
        ([A], "", ["a"]),
        ([A, B], "", ["a", "b"]),
        ([A, alu("1")], "a", []),
        ([A, alu("1"), B], "a", ["b"]),
        ([A, B, alu("1"), C], "b", ["c"]),
        ([A, person("h", "Oi")], "", []),
        ([A, person("h", "Oi"), B], "", ["b"]),
        ([A, B], "a", ["b"]),
        ([A], "a", []),
        ([A, B], "gone", ["a", "b"]),
    ],
    ids=[
        "nothing said",
        "one line",
        "a burst",
        "answered",
        "one more after the answer",
        "one more after an answered burst",
        "a person answered",
        "one more after a person",
        "handled in silence, then one more",
        "handled in silence",
        "what was handled is no longer kept",
    ],
)
def test_what_waits_for_an_answer(
    messages: list[Message], handled: str, waiting: list[str]
) -> None:
    assert ids(unanswered(messages, handled)) == waiting


@pytest.mark.parametrize(
    ("messages", "handled", "unread"),
    [
        ([], "", []),
        ([A, B], "", []),
        ([A, person("h", "Oi")], "", ["a"]),
        ([A, person("h", "Oi"), B], "", ["a"]),
        ([A, alu("1"), B, person("h", "Oi"), C], "a", ["b"]),
        ([A, alu("1"), B, person("h", "Oi")], "b", []),
        ([B, person("h", "Oi"), C], "gone", ["b"]),
    ],
    ids=[
        "nothing said",
        "waiting is not missed",
        "a person answered",
        "a person answered the first",
        "read, answered by a person, waiting",
        "read before the person answered",
        "what was handled is no longer kept",
    ],
)
def test_what_a_person_answered_was_missed(
    messages: list[Message], handled: str, unread: list[str]
) -> None:
    assert ids(missed(messages, handled)) == unread


@pytest.mark.parametrize(
    ("messages", "texts"),
    [
        ([], []),
        ([A, B], ["oi", "quero tubo"]),
        ([A, customer("b", "oi")], ["oi"]),
        ([A, customer("b", "  oi\n")], ["oi"]),
        ([A, B, customer("c", "oi")], ["oi", "quero tubo", "oi"]),
        ([A, person("h", "oi")], ["oi", "oi"]),
        ([A, customer("b", "", "image"), customer("c", "oi")], ["oi"]),
        ([customer("a", " \n\t")], []),
        ([customer("a", "", "audio"), B], ["quero tubo"]),
    ],
    ids=[
        "none",
        "as they are",
        "the same twice in a row",
        "the same but for blanks",
        "the same, but not in a row",
        "the same from somebody else",
        "the same around a picture",
        "blanks alone",
        "an audio has no words",
    ],
)
def test_the_lines_that_a_mind_reads(messages: list[Message], texts: list[str]) -> None:
    assert [line.text for line in lines(messages)] == texts


def test_a_line_keeps_id_role_and_name() -> None:
    (line,) = lines([person("h", "Oi", "Rui")])
    assert (line.id, line.role, line.name) == ("h", "human", "Rui")


def test_humans_are_quoted_only_where_they_wrote_words() -> None:
    messages = [A, person("h1", ""), alu("1"), person("h2", "Já vejo")]
    assert ids(said_by_humans(messages)) == ["h2"]


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ([], [A], ["a"]),
        ([A], [B], ["a", "b"]),
        ([A, B], [A], ["a", "b"]),
        ([A, B], [], ["a", "b"]),
        ([A], [B, B, C], ["a", "b", "c"]),
    ],
    ids=["first", "next", "redelivered: place kept", "nothing new", "twice in one delivery"],
)
def test_messages_are_merged_by_id(old: list[Message], new: list[Message], kept: list[str]) -> None:
    assert ids(joined(old, new)) == kept


def test_an_edited_message_takes_the_place_of_the_first() -> None:
    edited = customer("a", "oi, bom dia")
    assert joined([A, B], [edited]) == [edited, B]


def test_only_the_last_messages_are_kept() -> None:
    many = [customer(str(number), "x") for number in range(KEPT_MESSAGES + 5)]
    assert ids(joined(many, [])) == [str(number) for number in range(5, KEPT_MESSAGES + 5)]


@pytest.mark.xfail(
    strict=True,
    reason="only the last 40 are kept: an older one that is redelivered counts as new and is answered again",
)
def test_a_message_redelivered_long_after_is_not_waiting_again() -> None:
    many = [alu(str(number)) for number in range(KEPT_MESSAGES)]
    kept = joined([A, *many], [])
    assert unanswered(joined(kept, [A]), "a-later-one") == []
