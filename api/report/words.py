"""What figures and ids are called, in Portuguese. Pure; an id that nobody named is shown as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from agent.protocol import Protocol
from api.report.figures import NEED
from api.report.period import Period

Name = Callable[[str], str]

NOTHING = "–"
NOT_UNDERSTOOD = "não deu pra entender"
MINUTE, HOUR, DAY = 60, 3600, 86400

ENDINGS = {
    "routed": "encaminhada a um time",
    "pending": "ainda com a Alú",
    "people": "assumida por uma pessoa",
    "unanswered": "encerrada sem resposta do cliente",
}
KINDS = {
    "say": "mensagem",
    "note": "nota",
    "add_labels": "etiquetas",
    "set_attributes": "atributos",
    "update_contact": "contato",
    "set_priority": "prioridade",
    "assign_team": "time",
    "set_status": "situação",
}
CORRECTIONS = {
    "team": "o time",
    "labels": "as etiquetas",
    "need": "a necessidade",
    "slots": "um dado",
}
MINDS = {"llm": "modelo", "llm2": "segundo modelo", "offline": "offline"}
WHY = {
    "a person took over": "uma pessoa assumiu",
    "already open": "a conversa já estava aberta",
    "already resolved": "a conversa já estava resolvida",
    "already snoozed": "a conversa já estava adiada",
    "somebody wrote": "alguém escreveu antes",
    "too late": "já era tarde",
    "in doubt": "não deu pra saber se chegou",
    "window closed": "a janela de 24 horas fechou",
    "conversation gone": "a conversa não existe mais",
    "erased": "dados apagados a pedido",
    "operator": "descartada por quem opera",
    "unauthorized": "o Chatwoot não aceitou o token",
    "not_for_bots": "o Chatwoot não deixa um robô fazer",
    "no_user_token": "falta o token de uma pessoa",
    "not_found": "não existe no Chatwoot",
    "invalid": "o Chatwoot recusou",
    "too_many_messages": "mensagens demais na conversa",
    "rate_limited": "o Chatwoot pediu calma",
    "unreachable": "o Chatwoot não atendeu",
    "redirected": "o endereço do Chatwoot leva a outro",
    "refused": "o Chatwoot recusou",
    "not_applied": "o Chatwoot não aplicou",
    "unread": "não deu pra ler no Chatwoot",
    "empty": "não tinha o que mandar",
    "absent": "não chegou",
    "timeout": "o Chatwoot demorou demais",
    "connection_lost": "a conexão caiu",
    "server_error": "o Chatwoot falhou",
    "unreadable_answer": "a resposta do Chatwoot não deu pra ler",
}


def need(protocol: Protocol) -> Name:
    """What a need is called."""

    def named(kind: str) -> str:
        if not kind:
            return NOT_UNDERSTOOD
        return protocol.needs[kind].label if kind in protocol.needs else kind

    return named


def team(protocol: Protocol) -> Name:
    """What a team is called."""

    def named(name: str) -> str:
        return protocol.teams[name].label if name in protocol.teams else name or "nenhum time"

    return named


def missing(protocol: Protocol) -> Name:
    """What was missing, alternatives joined: ``Nota ou pedido``."""

    def named(alternatives: str) -> str:
        if alternatives == NEED:
            return "A necessidade"
        labels = [
            protocol.slots[slot].label if slot in protocol.slots else slot
            for slot in alternatives.split("/")
        ]
        return " ou ".join([*labels[:1], *(label[:1].lower() + label[1:] for label in labels[1:])])

    return named


def reason(protocol: Protocol) -> Name:
    """Why a conversation was handed over."""
    return lambda name: getattr(protocol.reasons, name, name)


def among(names: Mapping[str, str]) -> Name:
    """The name that a table gives an id."""
    return lambda name: names.get(name, name)


def number(value: float) -> str:
    """``1.204``, ``3,5``."""
    written = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return _portuguese(written)


def money(value: float, currency: str) -> str:
    """``US$ 1,27``; what is less than a hundredth is not said to be nothing."""
    places = 2 if value >= 0.1 or not value else 4
    return f"{currency} {_portuguese(f'{value:,.{places}f}')}"


def share(part: int, whole: int) -> str:
    """``81 %`` of something, a dash of nothing; only all is 100 %, only none is 0 %."""
    if not whole:
        return NOTHING
    exact = 100 * part / whole
    rounded = round(exact)
    if part and part != whole:
        rounded = min(max(rounded, 1), 99)
    return f"{rounded} %"


def span(seconds: float) -> str:
    """A length of time in its two largest units: ``48 s``, ``3 min 20 s``, ``1 h 05 min``, ``2 d 3 h``."""
    whole = round(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} min {whole % MINUTE:02d} s"
    if whole < DAY:
        return f"{whole // HOUR} h {whole % HOUR // MINUTE:02d} min"
    return f"{whole // DAY} d {whole % DAY // HOUR} h"


def period(shown: Period) -> str:
    """``de 16/11/2026 08:00 a 23/11/2026 08:00``; whole days without hours: ``de 16/11/2026 a 22/11/2026``."""
    begin, end = shown.begin.astimezone(shown.zone), shown.end.astimezone(shown.zone)
    if not any((begin.hour, begin.minute, begin.second, end.hour, end.minute, end.second)):
        last = end - timedelta(days=1)
        whole = begin.date() == last.date()
        return f"{begin:%d/%m/%Y}" if whole else f"de {begin:%d/%m/%Y} a {last:%d/%m/%Y}"
    return f"de {begin:%d/%m/%Y %H:%M} a {end:%d/%m/%Y %H:%M}"


def _portuguese(written: str) -> str:
    return written.translate(str.maketrans(",.", ".,"))
