"""Replies that never reached the customer: her memory is as if she had not spoken, whichever way the news comes in."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from langchain_core.runnables import RunnableConfig

from agent.ledger import from_json
from agent.mind import Mind
from agent.state import KEPT_MESSAGES, Message, State
from api.bootstrap import offline_mind
from tests.agent.stub_mind import (
    ORDER,
    PROTOCOL,
    StubMind,
    Talk,
    customer,
    done,
    heard,
    notes,
    person,
    said,
    strict_saver,
)

pytestmark = pytest.mark.anyio

THREAD: RunnableConfig = {"configurable": {"thread_id": "1:1", "checkpoint_ns": ""}}
NEW_KEYS = ("before", "noted")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def offline() -> Mind:
    return offline_mind(PROTOCOL)


async def ids(talk: Talk) -> list[str]:
    return [message["id"] for message in (await talk.memory())["messages"]]


def read(talk: Talk, place: int = -1) -> list[str]:
    return [line.id for line in talk.mind.readings[place].lines]


async def asked_for_the_need(*then: object) -> Talk:
    """A conversation in which she has answered one greeting, in turn t1."""
    talk = Talk(StubMind(heard("greets"), *then))  # type: ignore[arg-type]  # understandings
    assert len(said(await talk.turn("pending", customer("a", "oi")))) == 1
    return talk


# --- the three ways in which the news enters ---


async def test_told_while_pending_she_says_it_again() -> None:
    talk = await asked_for_the_need(heard("greets"))
    again = await talk.turn("pending", unsaid=["t1:alu"])
    assert len(said(again)) == 1
    assert read(talk) == ["a"]
    assert await ids(talk) == ["a", "t2:alu"]


async def test_told_together_with_a_new_line_both_are_answered_once() -> None:
    talk = await asked_for_the_need(heard(need="compras"))
    again = await talk.turn("pending", customer("b", "quero tubo"), unsaid=["t1:alu"])
    assert len(said(again)) == 1
    assert read(talk) == ["a", "b"]


async def test_told_when_a_person_takes_over_it_waits_for_the_hand_back() -> None:
    talk = await asked_for_the_need(heard("greets"))
    assert done(await talk.turn("open", unsaid=["t1:alu"])) == []
    assert await ids(talk) == ["a"]
    taken = await talk.turn("pending")
    assert (len(said(taken)), notes(taken), read(talk)) == (1, [], ["a"])


async def test_told_while_a_person_answers_it_waits_for_the_hand_back() -> None:
    talk = await asked_for_the_need(heard("greets"))
    await talk.turn("open")
    await talk.turn("open", unsaid=["t1:alu"])
    assert (len(said(await talk.turn("pending"))), read(talk)) == (1, ["a"])


async def test_told_with_the_hand_back_itself_she_answers() -> None:
    talk = await asked_for_the_need(heard("greets"))
    await talk.turn("open")
    taken = await talk.turn("pending", unsaid=["t1:alu"])
    assert (len(said(taken)), notes(taken), read(talk)) == (1, [], ["a"])
    assert await ids(talk) == ["a", "t3:alu"]


async def test_told_after_the_hand_back_she_answers_then() -> None:
    talk = await asked_for_the_need(heard("greets"))
    await talk.turn("open")
    assert done(await talk.turn("pending")) == ["note", "set_attributes"]
    assert len(said(await talk.turn("pending", unsaid=["t1:alu"]))) == 1
    assert read(talk) == ["a"]


@pytest.mark.parametrize("when", ["open", "pending"])
async def test_what_a_person_answered_instead_is_not_answered_again(when: str) -> None:
    talk = await asked_for_the_need()
    opened = ["t1:alu"] if when == "open" else []
    await talk.turn("open", person("h", "Oi, sou o Rui"), unsaid=opened)
    taken = await talk.turn("pending", unsaid=["t1:alu"] if when == "pending" else [])
    assert (said(taken), len(notes(taken)), read(talk)) == ([], 1, ["a"])
    assert await ids(talk) == ["a", "h"]
    await talk.says("valeu")
    assert talk.mind.readings[-1].missed == ()


# --- nothing of it counts ---


async def test_a_question_that_nobody_saw_may_still_be_asked_twice() -> None:
    talk = Talk(StubMind(*[heard(need="vagas")] * 4))
    asks = [(await talk.says("tem vaga?")).outcome["asks"]]
    asks.append((await talk.turn("pending", unsaid=["t1:alu"])).outcome["asks"])
    asks.append((await talk.says("tem vaga?")).outcome["asks"])
    assert asks == [["nome"]] * 3
    assert (await talk.says("tem vaga?")).outcome["asks"] == ["area"]
    assert (await talk.memory())["habits"]["questions"] == 3


async def test_a_question_that_nobody_saw_is_not_the_one_the_next_words_answer() -> None:
    talk = Talk(StubMind(heard(need="vagas"), heard(need="vagas")))
    await talk.turn("pending", customer("a", "tem vaga?"))
    await talk.turn("open", unsaid=["t1:alu"])
    await talk.turn("pending", customer("b", "de soldador"))
    assert talk.mind.readings[-1].asked is None
    assert read(talk) == ["a", "b"]


async def test_who_was_never_greeted_is_greeted() -> None:
    talk = await asked_for_the_need(heard("greets"), heard("greets"))
    (again,) = said(await talk.turn("pending", unsaid=["t1:alu"]))
    assert again.startswith("Bom dia")
    assert not said(await talk.says("oi"))[0].startswith("Bom dia")


async def test_a_price_asked_once_is_counted_once() -> None:
    price = heard("asks_price", need="compras")
    talk = Talk(StubMind(*[price] * 5))
    await talk.turn("pending", customer("a", "quanto custa?"))
    for turn in range(1, 4):
        taken = await talk.turn("pending", unsaid=[f"t{turn}:alu"])
        assert taken.outcome["act"] == "ask"
    assert (await talk.memory())["habits"]["price"] == 1


async def test_a_hand_over_that_nobody_saw_is_said_again_with_one_need_of_one_item() -> None:
    talk = Talk(StubMind(ORDER, ORDER))
    await talk.turn("pending", customer("m1", "quero 30 tubos"))
    await talk.turn("open", unsaid=["t1:alu"])
    taken = await talk.turn("pending")
    assert (taken.outcome["act"], len(said(taken))) == ("route", 1)
    (need,) = from_json((await talk.memory())["ledger"]).needs
    assert len(need.items) == 1


async def test_words_corrected_in_the_same_breath_are_read_again_as_they_were(
    offline: Mind,
) -> None:
    talk = Talk(offline)  # type: ignore[arg-type]  # any mind
    burst = [
        customer("a", "quero 30 barras de tubo quadrado 50x50"),
        customer("b", "na verdade são 60 barras"),
    ]
    await talk.turn("pending", *burst)
    await talk.turn("pending", unsaid=["t1:alu"])
    (need,) = from_json((await talk.memory())["ledger"]).needs
    assert [item["quantidade"].value for item in need.items] == ["60"]


async def test_what_was_understood_long_before_is_not_read_again() -> None:
    talk = Talk(StubMind(*[heard("greets")] * 4))
    await talk.turn("pending", customer("a", "oi"))
    await talk.turn("open", customer("b", "alguém?"), person("h", "Oi"))
    await talk.turn("pending")
    await talk.turn("pending", customer("c", "e aí?"))
    await talk.turn("pending", customer("d", "", "sticker"))
    await talk.turn("open", unsaid=["t4:alu"])
    await talk.turn("pending")
    assert (read(talk), talk.mind.readings[-1].missed) == (["c"], ())
    assert await ids(talk) == ["a", "t1:alu", "b", "h", "c", "d", "t7:alu"]


async def test_what_a_person_promised_meanwhile_is_kept() -> None:
    talk = await asked_for_the_need()
    await talk.turn("open", person("h", "Fica R$ 1.240"))
    await talk.turn("open", unsaid=["t1:alu"])
    (note,) = notes(await talk.turn("pending"))
    assert "O time já disse (Rui): Fica R$ 1.240" in note
    (promise,) = from_json((await talk.memory())["ledger"]).promises
    assert (promise.by, promise.about) == ("Rui", ("price",))


async def test_the_screens_are_shown_again_what_was_decided_in_vain() -> None:
    talk = Talk(StubMind(*[heard(need="vagas", nome="Bia")] * 2))
    first = done(await talk.says("sou a Bia, tem vaga?"))
    assert done(await talk.turn("pending", unsaid=["t1:alu"])) == first


# --- more than one reply, and news that is none ---


async def two_replies() -> Talk:
    talk = await asked_for_the_need(heard(need="vagas"), heard(need="vagas"))
    await talk.turn("pending", customer("b", "tem vaga?"))
    return talk


async def test_two_replies_on_their_way_and_neither_arrives() -> None:
    talk = await two_replies()
    taken = await talk.turn("pending", unsaid=["t1:alu", "t2:alu"])
    assert (len(said(taken)), read(talk)) == (1, ["a", "b"])
    assert await ids(talk) == ["a", "b", "t3:alu"]
    assert (await talk.memory())["habits"]["questions"] == 1


async def test_the_news_of_two_replies_may_come_one_by_one() -> None:
    talk = await two_replies()
    await talk.turn("open", unsaid=["t2:alu"])
    await talk.turn("open", unsaid=["t1:alu"])
    await talk.turn("pending")
    assert read(talk) == ["a", "b"]


async def test_a_reply_before_one_that_arrived_only_leaves_the_transcript() -> None:
    talk = await two_replies()
    asked = (await talk.memory())["ledger"]["asked"]
    assert done(await talk.turn("pending", unsaid=["t1:alu"])) == []
    assert await ids(talk) == ["a", "b", "t2:alu"]
    assert (await talk.memory())["ledger"]["asked"] == asked


@pytest.mark.parametrize("unsaid", [["t9:alu"], ["a"], [""], ["t1:alu", "t1:alu"]])
@pytest.mark.parametrize("status", ["pending", "open", "resolved"])
async def test_strange_news_takes_no_customers_words(unsaid: list[str], status: str) -> None:
    talk = await asked_for_the_need(heard("greets"))
    await talk.turn(status, unsaid=unsaid)  # type: ignore[arg-type]  # parametrised
    await talk.turn(status, unsaid=unsaid)  # type: ignore[arg-type]  # parametrised
    assert (await ids(talk))[0] == "a"
    assert (await talk.memory())["messages"][0]["text"] == "oi"


async def test_news_from_before_the_resolution_brings_nothing_back() -> None:
    talk = Talk(StubMind(heard(need="vagas"), heard("greets")))
    await talk.turn("pending", customer("a", "tem vaga?"))
    await talk.turn("resolved")
    taken = await talk.turn("pending", customer("b", "oi"), unsaid=["t1:alu"])
    assert read(talk) == ["b"]
    assert taken.outcome["asks"] == ["necessidade"]
    assert await ids(talk) == ["a", "b", "t3:alu"]


async def test_news_that_comes_with_the_resolution_brings_nothing_back() -> None:
    talk = Talk(StubMind(heard(need="vagas"), heard("greets")))
    await talk.turn("pending", customer("a", "tem vaga?"))
    await talk.turn("open")
    await talk.turn("resolved", unsaid=["t1:alu"])
    assert (await talk.turn("pending", customer("b", "oi"))).outcome["asks"] == ["necessidade"]
    assert read(talk) == ["b"]


async def test_it_is_no_longer_known_before_more_than_two_replies() -> None:
    talk = Talk(StubMind(*[heard("greets")] * 5))
    for turn in range(4):
        await talk.turn("pending", customer(f"c{turn}", f"oi {turn}"))
    await talk.turn("pending", unsaid=[f"t{turn}:alu" for turn in range(1, 5)])
    assert read(talk) == ["c2", "c3"]


# --- what a checkpoint holds ---


async def test_the_memories_kept_are_plain_and_few() -> None:
    talk = Talk(StubMind(*[heard("greets")] * 10))
    for _ in range(10):
        await talk.says("oi")
    memory = await talk.memory()
    assert json.loads(json.dumps(memory)) == memory
    assert len(memory["before"]) == 2
    assert not {"unsaid", "was"} & set(memory)


async def older(talk: Talk) -> Talk:
    """The same conversation, as a version without these keys would have stored it."""
    found = await talk.saver.aget_tuple(THREAD)
    assert found is not None
    checkpoint = deepcopy(found.checkpoint)
    for key in NEW_KEYS:
        checkpoint["channel_values"].pop(key, None)
        checkpoint["channel_versions"].pop(key, None)
    checkpoint["channel_values"]["ledger"].pop("promises")
    saver = strict_saver()
    await saver.aput(THREAD, checkpoint, found.metadata, checkpoint["channel_versions"])
    for task, channel, value in found.pending_writes or ():
        config = {
            **THREAD,
            "configurable": {**THREAD["configurable"], "checkpoint_id": checkpoint["id"]},
        }
        await saver.aput_writes(config, [(channel, value)], task)  # type: ignore[arg-type]  # a config
    return Talk(talk.mind, saver=saver, turns=talk.turns)


async def test_an_older_checkpoint_goes_on() -> None:
    talk = await older(await two_replies())
    assert not set(NEW_KEYS) & set(await talk.memory())
    assert done(await talk.turn("pending", unsaid=["t2:alu"])) == []
    assert await ids(talk) == ["a", "t1:alu", "b"]
    assert len(said(await talk.says("e aí?"))) == 1
    assert set(NEW_KEYS) <= set(await talk.memory())


async def test_an_older_pause_is_given_back() -> None:
    talk = await asked_for_the_need()
    await talk.turn("open", person("h", "Fica R$ 1.240"))
    talk = await older(talk)
    (note,) = notes(await talk.turn("pending"))
    assert "(Rui): Fica R$ 1.240" in note


async def test_of_an_older_checkpoint_the_promises_of_a_resolved_episode_stay_over() -> None:
    talk = Talk(StubMind())
    await talk.turn("open", person("h", "Fica R$ 1.240"))
    await talk.turn("resolved")
    talk = await older(talk)
    await talk.turn("open")
    assert "1.240" not in notes(await talk.turn("pending"))[0]


# --- the transcript ---


def test_only_her_own_empty_message_leaves_the_transcript() -> None:
    from agent.state import joined

    spoken: Message = {"id": "hers", "role": "alu", "kind": "text", "text": "Oi!", "name": ""}
    photo, silent = customer("p", "", "image"), person("h", "")
    assert joined([spoken, photo, silent], [{**spoken, "text": ""}]) == [photo, silent]
    many = [customer(str(n), "x") for n in range(KEPT_MESSAGES)]
    assert len(joined([*many, spoken], [{**spoken, "text": ""}])) == KEPT_MESSAGES


async def test_a_state_that_hears_no_news_is_left_alone() -> None:
    from agent.unsaid import withdrawn

    state: State = {"messages": [customer("a", "oi")], "handled": "a"}
    assert withdrawn(state) == {}
    assert withdrawn({**state, "unsaid": []}) == {}
