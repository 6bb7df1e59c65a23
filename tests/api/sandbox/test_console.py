"""The face for a terminal: a customer and a manager at one conversation, and what is seen of it."""

from datetime import timedelta

import pytest

from api.sandbox import Console
from api.sandbox.arriving import Known
from api.sandbox.speaking import File
from tests.api.sandbox.world import World

pytestmark = pytest.mark.anyio


@pytest.fixture
def world():
    return World(teams=("comercial",))


@pytest.fixture
def console(world):
    return Console.begin(world.sandbox, Known(name="Dona Lia", phone_number="+5585900000001"))


def told(console):
    events = []
    console.subscribe(lambda event: events.append((event.name, event.read().get("status"))))
    return events


def test_a_conversation_begins_with_the_bot(console):
    assert console.standing.status == "pending"
    assert console.standing.waiting
    assert console.standing.assignee is None


def test_the_customer_writes_and_the_manager_answers_without_taking_over(console):
    console.write("Quero 10 perfis")
    console.reply("Já vejo isso.")
    assert console.standing.status == "pending"
    assert [(console.author(one), one.kind) for one in console.messages] == [
        ("Dona Lia", "incoming"),
        ("Bruno Atendente", "outgoing"),
    ]


def test_the_manager_opens_and_is_given_the_conversation(console):
    events = told(console)
    console.open()
    assert events == [
        ("conversation_opened", "open"),
        ("conversation_status_changed", "open"),
        ("conversation_updated", "open"),
        ("conversation_updated", "open"),
    ]
    assert console.standing.assignee == "Bruno Atendente"
    assert [one.kind for one in console.messages] == ["activity", "activity"]


def test_what_is_given_back_is_pending_with_its_assignee(console):
    console.open()
    console.give_back()
    assert (console.standing.status, console.standing.assignee) == ("pending", "Bruno Atendente")


def test_a_resolved_conversation_comes_back_to_the_bot(console):
    console.resolve()
    assert not console.standing.waiting
    events = told(console)
    console.write("mais uma coisa")
    assert events == [
        ("conversation_status_changed", "pending"),
        ("conversation_updated", "pending"),
        ("message_created", None),
        ("conversation_updated", "pending"),
    ]


def test_a_snoozed_conversation_wakes_for_humans(console):
    console.snooze()
    console.write("voltei")
    assert console.standing.status == "open"


def test_a_snooze_ends_when_its_time_has_come(world, console):
    console.snooze(world.time.now() + timedelta(hours=1))
    assert not console.wake()
    world.time.passed += 3601
    assert console.wake()
    assert (console.standing.status, console.standing.snoozed_until) == ("open", None)


def test_a_note_is_the_team_s_alone(console):
    console.write("oi")
    note = console.note("cliente antigo")
    assert note.private
    assert console.standing.waiting


def test_files_are_kept_and_named(console):
    message = console.write(None, File("foto.png", "image/png", b"1234"))
    assert [one.name for one in message.attachments] == ["foto.png"]


def test_who_no_longer_listens_hears_nothing(console):
    heard = []
    leave = console.subscribe(heard.append)
    console.write("um")
    leave()
    console.write("dois")
    assert [event.name for event in heard] == ["message_created"]


def test_another_conversation_is_not_heard(world, console):
    heard = told(console)
    Console.begin(world.sandbox, Known(name="Outro")).write("oi")
    assert heard == []


def test_reading_and_typing_are_shown_to_whoever_watches(console):
    console.reply("Bom dia")
    heard = told(console)
    console.type()
    console.see()
    assert [name for name, _ in heard] == ["conversation_typing_on", "message_updated"]


def test_a_manager_of_no_role_is_refused(world):
    with pytest.raises(LookupError, match="nobody"):
        Console.begin(world.sandbox, Known(), manager="chefe")
