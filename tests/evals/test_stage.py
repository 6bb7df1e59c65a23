"""The stage: the real graph, a told clock, a desk in place of the world; the same again from the same key."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

import pytest

from agent.ledger import Ledger, Need, Slot
from agent.mind.offline import offline_mind
from agent.resources import Resources
from evals.case import Setup
from evals.record import Said
from evals.stage import SECONDS_BETWEEN_TURNS, Stage, known, later
from tests.evals.records import COMPANY

pytestmark = pytest.mark.anyio

MORNING = datetime.fromisoformat("2026-11-23T10:05:00-03:00")
EVENING = datetime.fromisoformat("2026-11-23T19:30:00-03:00")


@pytest.fixture(scope="module")
def resources() -> Resources:
    return Resources.of(COMPANY, offline_mind(COMPANY))


@pytest.fixture
def begin(resources):
    def stage(key="caso#0", **setup):
        ticks = count()
        return Stage(resources, Setup(**setup), key, lambda: float(next(ticks)))

    return stage


def said(*texts, kind="text"):
    return [Said(role="customer", kind=kind, text=text) for text in texts]


async def test_a_turn_goes_into_the_record(begin):
    stage = begin()
    step = await stage.customer(said("bom dia", "quero 30 barras de perfil u branco"), line=7)
    assert (step.number, step.kind, step.line, step.now) == (1, "user", 7, MORNING.isoformat())
    assert [one.text for one in step.heard] == ["bom dia", "quero 30 barras de perfil u branco"]
    assert (step.before, step.after, step.act, step.reason) == (
        "pending",
        "pending",
        "ask",
        "asking",
    )
    assert step.path == ("gate", "understand", "qualify", "reply")
    assert step.asks == ("nome", "tipo_pessoa")
    assert step.need == "compras"
    assert "greeting" in step.uses
    assert any(key.startswith("question:") for key in step.uses)
    assert step.known.needs[0].items == (
        {"acabamento": "branco", "produto": "perfil U", "quantidade": "30", "unidade": "barra"},
    )
    assert [guess.kind for guess in step.needs] == ["compras"]
    assert step.said == stage.screen.messages
    assert (step.gold, step.settled, step.silence_due) == (None, (), False)
    assert stage.milliseconds == [1000.0]


async def test_the_same_key_gives_the_same_record_letter_for_letter(begin):
    async def play(key):
        stage = begin(key)
        await stage.customer(said("quero 30 barras de perfil u"))
        await stage.customer(said("sou a Dalva"))
        return [step.model_dump_json() for step in stage.steps]

    assert await play("a#1") == await play("a#1")
    others = {tuple(await play(f"a#{seed}")) for seed in range(6)}
    assert len(others) > 1  # her first wording changes from one customer to the next


async def test_a_hand_over_shows_on_the_screen(begin):
    stage = begin()
    step = await stage.customer(said("quero falar com uma pessoa do comercial"))
    screen = stage.screen
    assert step.handed_over
    assert (screen.status, screen.team, step.after) == ("open", "comercial", "open")
    assert "ia-transferido" in screen.labels
    assert list(screen.labels) == sorted(screen.labels)
    assert screen.attributes["alu_motivo"] == COMPANY.reasons.asked_person
    assert screen.notes == step.notes
    assert len(screen.notes) == 1


async def test_beside_a_person_she_is_silent_and_listens(begin):
    stage = begin()
    await stage.customer(said("bom dia, quero perfil u"))
    human = await stage.human(["oi, aqui é o Rui"], "Rui")
    beside = await stage.customer(said("oi Rui, são 30 barras"))
    assert (human.kind, human.before, human.said) == ("human_says", "open", ())
    assert (human.heard[0].role, human.heard[0].name) == ("human", "Rui")
    assert (beside.before, beside.said, beside.path) == ("open", (), ("gate", "human"))
    back = await stage.status("pending")
    assert (back.kind, back.before, stage.screen.status) == ("status", "pending", "pending")
    assert back.path[0] == "human"
    assert back.known.needs[0].items[0]["quantidade"] == "30"


async def test_after_resolved_the_customer_begins_anew_and_is_known(begin):
    stage = begin()
    await stage.customer(said("bom dia, aqui é a Dalva, quero 30 barras de perfil u"))
    ended = await stage.status("resolved")
    assert (ended.before, ended.after, ended.said) == ("resolved", "resolved", ())
    again = await stage.customer(said("bom dia"))
    assert (again.before, again.after) == ("pending", "pending")
    assert (again.known.contact, again.known.needs) == ({"nome": "Dalva"}, ())


async def test_what_is_delivered_twice_is_the_same_message(begin):
    stage = begin()
    await stage.customer(said("bom dia"))
    again = await stage.again()
    assert (again.kind, again.heard, again.said) == ("again", (), ())


async def test_what_never_arrived_is_said_anew(begin):
    stage = begin()
    first = await stage.customer(said("bom dia"))
    step = await stage.unsaid()
    assert step.kind == "unsaid"
    assert step.said == first.said
    assert step.asks == first.asks


async def test_an_attachment_is_told_by_its_kind(begin):
    stage = begin()
    step = await stage.customer(said("", kind="audio"), "attached")
    assert (step.kind, step.heard[0].kind) == ("attached", "audio")
    assert "audio" in step.uses


async def test_the_clock_is_told_and_never_goes_back(begin):
    stage = begin(now=MORNING)
    first = await stage.customer(said("bom dia"))
    assert stage.now == MORNING + timedelta(seconds=SECONDS_BETWEEN_TURNS)
    waited = stage.waits("clock", EVENING, 5)
    assert (waited.kind, waited.now, waited.line) == ("clock", EVENING.isoformat(), 5)
    assert (waited.path, waited.said, waited.known) == ((), (), first.known)
    assert stage.waits("silence", MORNING).now == EVENING.isoformat()
    late = await stage.customer(said("quero perfil u"))
    assert late.now == EVENING.isoformat()
    assert [step.number for step in stage.steps] == [1, 2, 3, 4]


async def test_who_wrote_before_is_known_and_of_the_channel_only_the_area_code(begin):
    stage = begin(contact={"nome": "Dalva"}, channel={"phone": "+5588999990001", "name": "Ju"})
    step = await stage.customer(said("bom dia"))
    assert step.known.contact == {"nome": "Dalva"}
    assert "greeting_back" in step.uses
    assert "Ju" not in step.model_dump_json()
    assert "999990001" not in step.model_dump_json()


async def test_a_conversation_may_begin_with_a_person(begin):
    stage = begin(status="open")
    step = await stage.customer(said("bom dia"))
    assert (step.before, step.said) == ("open", ())


async def test_a_mind_that_costs_nothing_costs_nothing(begin):
    step = await begin().customer(said("bom dia"))
    assert (step.cost.requests, step.cost.tokens_in, step.cost.failures) == (0, 0, ())


@pytest.mark.parametrize(
    ("silence", "hours"), [("3h", 3), ("45m", 0.75), ("2d", 48), ("90m", 1.5), ("0m", 0)]
)
def test_how_long_a_silence_lasts(silence, hours):
    assert later(MORNING, silence) == MORNING + timedelta(hours=hours)


def slot(value, state="confirmed"):
    return Slot(value, state, "1", "customer")


def test_of_the_ledger_only_what_is_known_or_refused_is_told():
    contact = {
        "nome": slot("Dalva"),
        "cnpj": slot("", "refused"),
        "cidade": slot("Natal", "reopened"),
    }
    need = Need(
        "compras",
        {"prazo": slot("sexta", "inferred"), "cep": slot("", "refused")},
        ({"produto": slot("tubo", "corrected"), "linha": slot("x", "invalid")},),
        routed=True,
    )
    told = known(Ledger(contact=contact, needs=(need,)))
    assert told.contact == {"nome": "Dalva"}
    assert told.refused == ("cep", "cnpj")
    (one,) = told.needs
    assert (one.slots, one.items, one.routed) == ({"prazo": "sexta"}, ({"produto": "tubo"},), True)
    assert known(Ledger()).model_dump() == {"contact": {}, "needs": (), "refused": ()}


# --- the team steers ---


async def test_a_private_note_to_her_is_an_order_and_no_message(begin):
    stage = begin()
    await stage.customer(said("quero 30 barras de tubo quadrado 50x50"))
    step = await stage.noted(["/alu falta", "/alu resumo"], "Rui")
    assert (step.kind, step.said, len(step.notes)) == ("note", (), 2)
    assert [one.note for one in step.heard] == [True, True]
    assert stage.screen.messages == stage.steps[0].said


async def test_stopped_by_an_order_is_no_hand_over(begin):
    stage = begin()
    await stage.customer(said("quero 30 barras de tubo quadrado 50x50"))
    stopped = await stage.noted(["/alu pare"], "Rui")
    assert (stopped.after, stopped.handed_over) == ("open", False)
    assert (await stage.noted(["/alu siga"], "Rui")).after == "pending"


async def test_sent_to_a_team_by_an_order_is_one(begin):
    stage = begin()
    await stage.customer(said("quero 30 barras de tubo quadrado 50x50"))
    step = await stage.noted(["/alu encaminhe para rh"], "Rui")
    assert (step.handed_over, stage.screen.team) == (True, "rh")


async def test_an_edit_is_on_the_screens_and_known(begin):
    stage = begin()
    await stage.customer(said("quero 30 barras de tubo quadrado 50x50"))
    step = await stage.edited({"cidade": "Sobral", "alu_resumo": "deixa assim"})
    assert step.known.contact["cidade"] == "Sobral"
    assert stage.screen.contact["cidade"] == "Sobral"
    assert stage.screen.attributes["alu_resumo"] == "deixa assim"


async def test_her_next_step_with_a_silent_customer(begin):
    stage = begin()
    await stage.customer(said("quero 30 barras de tubo quadrado 50x50"))
    reminder = await stage.stepped("reminder")
    assert (reminder.kind, len(reminder.said), reminder.reason) == ("step", 1, "reminded")
    end = await stage.stepped("closing")
    assert (end.said, end.after, end.reason) == ((), "resolved", "unanswered")
