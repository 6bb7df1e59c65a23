"""The conversation in the pictures: an invented customer, answered by the mind that runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from agent.conversation import take_turn
from agent.desk import Desk
from agent.resources import Resources
from agent.state import Message, Turn
from api import bootstrap
from api.chat import Chat

WHEN = "2026-11-23T10:05-03:00"
CUSTOMER, MANAGER = "Bia Prado", "Carla"
BURSTS = (
    ("Bom dia! Preciso de orçamento", "tubo quadrado 50x50 branco, 20 barras"),
    ("Bia Prado, é pra Metal Forte",),
    ("Sobral",),
)
WHY, PUT_RIGHT = "/alu por quê", "/alu são 30 barras"


@dataclass(slots=True)
class Played:
    """What was said, the handed-over desk, the card, and what she answered to the manager's two notes."""

    messages: list[Message] = field(default_factory=list)
    desk: Desk = field(default_factory=Desk)
    card: str = ""
    answers: dict[str, str] = field(default_factory=dict)


async def play(resources: Resources) -> Played:
    """The customer asks and answers; the manager asks why in between, and puts a figure right after the hand-over."""
    chat = Chat(resources, bootstrap.clock(WHEN), ddd="88")
    played = Played()
    await chat.customer(BURSTS[0])
    played.answers[WHY] = await _note(chat, WHY)
    for burst in BURSTS[1:]:
        await chat.customer(burst)
    played.desk, played.card = chat.desk, chat.desk.notes[-1]
    played.messages = (await chat.memory())["messages"]
    played.answers[PUT_RIGHT] = await _note(chat, PUT_RIGHT)
    return played


async def _note(chat: Chat, text: str) -> str:
    """What she answers to a note of the manager's."""
    turn: Turn = {
        "status": chat.desk.status,
        "messages": [],
        "now": chat.clock().isoformat(),
        "turn_id": f"n{len(text)}",
        "contact": {},
        "ddd": chat.ddd,
        "orders": [{"id": f"o{len(text)}", "text": text, "name": MANAGER}],
    }
    taken = await take_turn(chat.agent, chat.thread, turn, chat.resources)
    before = len(chat.desk.notes)
    chat.desk = chat.desk.after(taken.outcome.get("effects") or [])
    return chat.desk.notes[before]
