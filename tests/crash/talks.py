"""What customers write, and what Chatwoot shows at the end: its own messages and notes, never Alú's tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from api.sandbox import Console
from api.sandbox.events import Event
from api.sandbox.phrases import BOT_FAILED, BOT_FAILED_OUTSIDE
from api.sandbox.records import Message

SCRIPTS = {
    "compras": (
        "bom dia",
        "quero 30 barras de tubo quadrado 50x50 branco",
        "sou Jussara Lima, pessoa física, de Fortaleza CE",
    ),
    "financeiro": (
        "bom dia, preciso da segunda via do boleto 4471.",
        "Me chamo Célio Prado, da Serralheria Prado",
    ),
    "pessoa": ("quero falar com um atendente", "Rui Barros"),
}


@dataclass(frozen=True)
class Shown:
    """A conversation as people see it."""

    said: tuple[str, ...]
    notes: tuple[str, ...]
    status: str
    team: str | None
    labels: tuple[str, ...]
    attributes: tuple[tuple[str, object], ...]
    contact: tuple[object, ...]

    def like(self) -> Shown:
        """The same but for the wording: which of a question's variants she takes goes by the numbers of messages."""
        return replace(self, said=("",) * len(self.said))


@dataclass
class Talk:
    """A customer's conversation. ``openings`` counts how often it was handed to people."""

    console: Console
    openings: int = 0
    asked: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.console.subscribe(self._heard)

    def write(self, text: str) -> None:
        self.asked.append(self.console.write(text).id)

    @property
    def own(self) -> list[Message]:
        return [m for m in self.console.messages if m.sender and m.sender[0] == "AgentBot"]

    @property
    def failed_at(self) -> int | None:
        """The message by which Chatwoot told that it gave up on the bot and opened the conversation."""
        lines = (m for m in self.console.messages if m.content in (BOT_FAILED, BOT_FAILED_OUTSIDE))
        return next((m.id for m in lines), None)

    def shown(self) -> Shown:
        standing, customer = self.console.standing, self.console.customer
        return Shown(
            tuple(m.content or "" for m in self.own if not m.private),
            tuple(m.content or "" for m in self.own if m.private),
            standing.status,
            standing.team,
            tuple(sorted(standing.labels)),
            tuple(sorted(standing.attributes.items())),
            (customer.name, customer.email, *sorted(customer.custom_attributes.items())),
        )

    def doubled(self) -> list[str]:
        """Keys of hers that came more than once."""
        keys = Counter(str(m.content_attributes.get("alu_key")) for m in self.own)
        return [key for key, times in keys.items() if times > 1]

    def unanswered(self) -> list[int]:
        """Customer's messages that nobody answered though the conversation was Alú's."""
        answers = [m.id for m in self.own if not m.private]
        return [] if self.console.standing.status == "open" else [
            one for one in self.asked if not any(answer > one for answer in answers)
        ]  # fmt: skip

    def said_after(self, moment: int) -> list[str]:
        return [m.content or "" for m in self.own if not m.private and m.id > moment]

    def _heard(self, event: Event) -> None:
        self.openings += event.name == "conversation_opened"
