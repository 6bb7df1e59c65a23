"""What a record suggests that a case should expect. A proposal: a person reads it before it counts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.extract.normal import fold
from agent.protocol import Protocol
from evals.importing.course import Course, Draft
from evals.importing.talk import Assigned, Change, Line, Talk

ALWAYS = frozenset({"ia-transferido", "ia-falta-dado", "ia-sem-resposta"})
FEW_WORDS = 5
ENOUGH_LETTERS = 40
_GREETING = re.compile(
    r"(?:oi+e?|ola|opa|bom|boa|dia|tarde|noite|tudo|bem|td|e ai|eai|por favor|pf|alguem|gente|amig[oa]|obrigad[oa]"
    r"|ok|sim|nao|\W)+"
)

Expected = dict[str, object]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Expectations beside turns, by the turn's number from 0; of the end; the tags; what a reviewer must check."""

    turns: Mapping[int, Expected]
    goals: Expected
    tags: tuple[str, ...]
    checks: tuple[str, ...]


def proposed(talk: Talk, course: Course, turns: Sequence[Draft], company: Protocol) -> Proposal:
    """What the record of a conversation suggests."""
    silent = [number for number, turn in enumerate(turns) if turn.people and _is_heard(turn)]
    need = need_of(talk.team, company)
    told = turn_of_need(talk, turns) if need else None
    expected: dict[int, Expected] = {number: {"silence": True} for number in silent}
    if told is not None:
        expected[told] = {"need": need, **expected.get(told, {})}
    goals = _goals(talk, course, company)
    return Proposal(
        turns=expected,
        goals=goals or {"never_asked": ["telefone"]},
        tags=tags_of(turns, need),
        checks=tuple(_checks(talk, need, told, silent, goals)),
    )


def need_of(team: str, company: Protocol) -> str:
    """The one need whose team it is, or nothing."""
    needs = [name for name, need in company.needs.items() if team and need.team == team]
    return needs[0] if len(needs) == 1 else ""


def turn_of_need(talk: Talk, turns: Sequence[Draft]) -> int | None:
    """The first turn, before the team was chosen, in which the customer says more than a greeting."""
    until = next(
        (place for place, one in enumerate(talk.entries) if isinstance(one, Assigned)),
        len(talk.entries),
    )
    early = [number for number, turn in enumerate(turns) if turn.user and turn.place <= until]
    telling = (number for number in early if not is_greeting(" ".join(turns[number].user)))
    return next(telling, early[0] if early else None)


def is_greeting(text: str) -> bool:
    """Whether a text says nothing but good day."""
    return _GREETING.fullmatch(fold(text)) is not None


def labels_known(labels: Sequence[str], company: Protocol) -> list[str]:
    """The labels that Alú herself gives."""
    hers = {need.replace("_", "-") for need in company.needs} | ALWAYS
    return [label for label in labels if label in hers]


def tags_of(turns: Sequence[Draft], need: str) -> tuple[str, ...]:
    """Tags that the course of the conversation shows; always one of how the customer writes."""
    said = [turn for turn in turns if turn.user]
    events = [turn.event for turn in turns]
    statuses = [event["status"] for event in events if "status" in event]
    words = " ".join(line for turn in said for line in turn.user)
    shown = {
        need.replace("_", "-"): bool(need),
        "tudo-junto": len(said) <= 1,
        "pinga-pinga": len(said) > 1,
        "rajada": any(len(turn.user) > 1 for turn in said),
        "sem-acento": len(words) >= ENOUGH_LETTERS and words.isascii(),
        "audio": any(event.get("kind") == "audio" for event in events),
        "midia": any(event.get("kind") not in (None, "audio") for event in events),
        "silencio": any("silence" in event for event in events),
        "humano-assume": any("human_says" in event for event in events) or "open" in statuses,
        "devolve": "pending" in statuses,
        "volta": _comes_back(turns),
        "duplicada": any("again" in event for event in events),
    }
    return tuple(tag for tag, is_shown in shown.items() if is_shown)


def _comes_back(turns: Sequence[Draft]) -> bool:
    ended = [n for n, turn in enumerate(turns) if turn.event.get("status") == "resolved"]
    return any(turn.is_customers for turn in turns[ended[0] :]) if ended else False


def _is_heard(turn: Draft) -> bool:
    return turn.is_customers or "human_says" in turn.event or "again" in turn.event


def _goals(talk: Talk, course: Course, company: Protocol) -> Expected:
    goals: Expected = {} if course.status == "pending" else {"status": course.status or "open"}
    if taken_over_first(talk):
        return goals
    if talk.team:
        goals["team"] = talk.team
    if labels := labels_known(talk.labels, company):
        goals["labels"] = {"contains": labels}
    return goals


def taken_over_first(talk: Talk) -> bool:
    """Whether people had the conversation before it was given to a team: then she could not route it."""
    for entry in talk.entries:
        if isinstance(entry, Assigned) or (isinstance(entry, Change) and entry.by_alu):
            return False
        if isinstance(entry, Change) and entry.status == "open":
            return True
        if isinstance(entry, Line) and entry.who == "human":
            return True
    return False


def _checks(
    talk: Talk, need: str, told: int | None, silent: Sequence[int], goals: Expected
) -> Iterator[str]:
    if need and told is not None:
        why = f"a conversa ficou com o time {talk.team}"
        yield f"need {need} no turno {told + 1}, porque {why}: confira o assunto e o turno"
    if silent:
        yield f"silence enquanto uma pessoa respondia (turnos: {len(silent)}): confira quem respondia"
    if "team" in goals:
        yield f"goals.team {talk.team}: confira se era o time certo"
    elif talk.team:
        yield f"o time {talk.team} veio depois que uma pessoa assumiu: goals.team ficou de fora"
    if "labels" in goals:
        yield "goals.labels são as etiquetas do fim da conversa: confira quais a Alú deve pôr"
    if "status" in goals:
        yield f"goals.status {goals['status']}, como a conversa terminou no registro"
    if not (need or silent or talk.team):
        yield "o registro não diz o que esperar: escreva need, slots e goals"
