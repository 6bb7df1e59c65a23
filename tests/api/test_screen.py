"""What the terminal shows of a turn; nothing that a customer writes may be taken for markup."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from agent.conversation import Taken
from agent.desk import Desk
from agent.effects import Effect
from agent.ledger import Ledger, Need, Slot, SlotState, to_json
from agent.state import Outcome, State, Status
from agent.texts import Reason
from api.screen import STATES, STATUS, Screen
from tests.agent.stub_mind import PROTOCOL

STRANGE = ["[bold]oi[/bold]", "[/x]", "[link=http://x.example]aqui[/link]", "{{7*7}}", "<b>oi</b>"]


class Paper:
    """A screen of some width, and what stands on it."""

    def __init__(self, width: int = 100, *, details: bool = False) -> None:
        self._out = io.StringIO()
        self.screen = Screen(Console(file=self._out, width=width), PROTOCOL, details=details)

    @property
    def text(self) -> str:
        return self._out.getvalue()


def taken(*effects: Effect, reason: Reason | None = None, path: tuple[str, ...] = ()) -> Taken:
    outcome: Outcome = {"effects": list(effects)}
    if reason:
        outcome["reason"] = reason
    return Taken(outcome, path)


def remembered(ledger: Ledger) -> State:
    return {"ledger": to_json(ledger)}


def shown(ledger: Ledger) -> str:
    paper = Paper()
    paper.screen.state(taken(path=("gate", "reply")), Desk(), remembered(ledger))
    return paper.text


def test_every_status_and_state_has_a_word() -> None:
    assert set(STATUS) == set(Status.__args__)  # type: ignore[attr-defined]  # a Literal
    assert set(STATES) == set(SlotState.__args__)  # type: ignore[attr-defined]  # a Literal


@pytest.mark.parametrize("text", STRANGE)
def test_every_bubble_shows_the_words_as_they_are(text: str) -> None:
    paper = Paper()
    paper.screen.customer(text)
    paper.screen.human(text, "Rui")
    paper.screen.wrong(text)
    paper.screen.turn(taken({"do": "say", "text": text}, {"do": "note", "text": text}), Desk(), {})
    assert paper.text.count(text) == 5


def test_her_message_and_the_note_have_their_own_titles() -> None:
    paper = Paper()
    paper.screen.turn(
        taken({"do": "say", "text": "Oi."}, {"do": "note", "text": "Nota."}), Desk(), {}
    )
    assert paper.text.index("Alú") < paper.text.index("Oi.") < paper.text.index("nota para o time")


@pytest.mark.parametrize(
    ("status", "reason", "told"),
    [
        ("open", None, STATUS["open"]),
        ("snoozed", None, STATUS["snoozed"]),
        ("resolved", "resting", STATUS["resolved"]),
        ("pending", "automated", PROTOCOL.reasons.automated),
        ("pending", "nothing_to_say", PROTOCOL.reasons.nothing_to_say),
        ("pending", None, "ninguém espera resposta"),
    ],
)
def test_a_silence_says_why(status: Status, reason: Reason | None, told: str) -> None:
    paper = Paper()
    paper.screen.turn(taken(reason=reason), Desk(status=status), {})
    assert paper.text.strip() == f"(Alú em silêncio: {told})"


def test_a_hand_over_shows_where_the_conversation_stands() -> None:
    paper = Paper()
    handed: tuple[Effect, ...] = (
        {"do": "say", "text": "Prontinho!"},
        {"do": "set_status", "status": "open"},
    )
    paper.screen.turn(taken(*handed), Desk(status="open"), {})
    assert paper.text.rstrip().endswith(STATUS["open"])


def test_details_show_what_is_inside_every_turn() -> None:
    paper = Paper(details=True)
    effect: Effect = {"do": "set_attributes", "attributes": {"alu_etapa": "coletar"}}
    paper.screen.turn(taken(effect, path=("gate", "reply")), Desk(), {})
    for told in ("por dentro", "gate → reply", "set_attributes", "alu_etapa", STATUS["pending"]):
        assert told in paper.text


def test_the_ledger_is_shown_room_by_room() -> None:
    ledger = Ledger(
        contact={"nome": Slot("Bia"), "cidade": Slot("Sobral", "inferred")},
        needs=(
            Need(
                "compras",
                slots={"prazo": Slot("", "refused")},
                items=({"produto": Slot("tubo")}, {"produto": Slot("chapa", "corrected", was=("perfil",))}),
            ),
        ),
    )  # fmt: skip
    text = shown(ledger)
    places = [
        text.index(told)
        for told in ("Contato", "Bia", "Compras", "item 1", "tubo", "item 2", "chapa")
    ]
    assert places == sorted(places)
    for told in ("confirmado", "deduzido", "recusado", "corrigido (antes: perfil)", "gate → reply"):
        assert told in text


@pytest.mark.parametrize("value", STRANGE)
def test_a_strange_value_is_shown_as_it_is(value: str) -> None:
    assert value in shown(Ledger(contact={"nome": Slot(value)}))


@pytest.mark.parametrize("value", STRANGE)
def test_a_strange_value_that_was_corrected_is_shown_as_it_is(value: str) -> None:
    slot = replace(Slot("Bia"), state="corrected", was=(value,))
    assert f"(antes: {value})" in shown(Ledger(contact={"nome": slot}))


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    paper = Paper(width, details=True)
    paper.screen.help()
    paper.screen.customer("uma frase bem comprida " * 10)
    paper.screen.turn(taken({"do": "say", "text": "outra frase comprida " * 10}), Desk(), {})
    assert max(map(len, paper.text.splitlines())) <= width


def test_a_drawing_is_printed_as_it_is() -> None:
    paper = Paper()
    paper.screen.drawing("● gate\n└─[x]─▷ reply")
    assert paper.text == "● gate\n└─[x]─▷ reply\n"
