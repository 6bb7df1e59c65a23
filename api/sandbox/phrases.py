"""The activity lines that Chatwoot writes into a conversation, in the account's language; never sent to the bot."""

from __future__ import annotations

from api.sandbox.records import Bot, Contact, Person, Status, Team

DELETED = "Esta mensagem foi excluída"
BOT_FAILED = (
    "A conversa foi marcada como aberta pelo sistema devido a um erro com o robô de atendimento"
)
BOT_FAILED_OUTSIDE = "Conversation was marked open by system due to an error with the agent bot."

_STATUS: dict[Status, str] = {
    "open": "Conversa foi reaberta por {}",
    "resolved": "Conversa foi marcada como resolvida por {}",
    "pending": "Conversa foi marcada como pendente por {}",
    "snoozed": "Conversa foi adiada por {}",
}


def status(new: Status, by: Person | None) -> str | None:
    """A change of status; one that the customer's message causes leaves no line."""
    if by is None:
        return None
    if isinstance(by, Contact):  # the public API speaks English, and spells names its own way
        return f"Conversation was resolved by {by.name.capitalize()}" if new == "resolved" else None
    return _STATUS[new].format(by.name)


def assignee(new: Person | None, by: Person) -> str | None:
    """A change of assignee; one to a bot leaves no line."""
    if new is None:
        return f"Conversa desatribuída por {by.name}"
    if isinstance(new, Bot):
        return None
    if new == by:
        return f"{by.name} atribuiu a si mesmo essa conversa"
    return f"Atribuído a {new.name} por {by.name}"


def team(new: Team | None, old: Team | None, by: Person) -> str | None:
    """A change of team."""
    if new:
        return f"Atribuído a {new.name} por {by.name}"
    return f"Removido de {old.name} por {by.name}" if old else None


def priority(new: str | None, old: str | None, by: Person) -> str:
    """A change of priority."""
    if new is None:
        return f"{by.name} removeu a prioridade"
    if old is None:
        return f"{by.name} definiu a prioridade para {new}"
    return f"{by.name} mudou a prioridade de {old} para {new}"


def labels(new: tuple[str, ...], old: tuple[str, ...], by: Person) -> list[str]:
    """Labels that came, and labels that went."""
    came = [one for one in new if one not in old]
    went = [one for one in old if one not in new]
    said = [(came, "adicionou"), (went, "removeu")]
    return [f"{by.name} {verb} {', '.join(some)}" for some, verb in said if some]


def muted(by: Person) -> str:
    """The customer was blocked."""
    return f"{by.name} silenciou a conversa"


def unmuted(by: Person) -> str:
    """The customer may speak again."""
    return f"{by.name} reativou a conversa"
