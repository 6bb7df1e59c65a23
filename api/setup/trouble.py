"""What went wrong on the way to Chatwoot, in words, each with its remedy."""

from __future__ import annotations

from typing import TypeVar

from api.chatwoot.answers import Answer, Done, Failure, Refused
from api.errors import AluError

T = TypeVar("T")

AGAIN = "Rode de novo: o setup olha o que já há e continua de onde parou."
TOLD = {
    "unreachable": "o Chatwoot não atende neste endereço; confira ALU_CHATWOOT_URL e se ele está no ar",
    "timeout": "o Chatwoot não respondeu a tempo; não se sabe se fez",
    "connection_lost": "a conexão caiu no meio; não se sabe se fez",
    "server_error": "o Chatwoot falhou por dentro (erro {status}); não se sabe se fez",
    "unreadable_answer": "o que respondeu não parece um Chatwoot; confira o endereço",
    "unauthorized": "o token não serve: foi trocado, ou não tem esse direito nesta conta; copie um em "
    "Perfil → Token de acesso",
    "not_for_bots": "este é o token de um robô; é preciso o de uma pessoa: Perfil → Token de acesso",
    "not_found": "o Chatwoot não conhece isto (404): sumiu no meio, ou o endereço não é o dele",
    "invalid": "o Chatwoot recusou (422): o nome já está em uso por algo que não aparece na lista",
    "rate_limited": "o Chatwoot pediu calma (429); espere um minuto",
    "redirected": "o endereço leva a outro; use o final, com https",
}


class Stopped(AluError):
    """The account could not be looked at, or a step not be taken."""


def done(answer: Answer[T], doing: str) -> T:
    """What the server answered. Raises ``Stopped``, naming what was being done and the remedy."""
    if isinstance(answer, Done):
        return answer.value
    certain = isinstance(answer, Refused) and not answer.retryable
    raise Stopped(f"{doing}: {told(answer)}" + ("" if certain else f". {AGAIN}"))


def told(failure: Failure) -> str:
    """A failure in words."""
    words = TOLD.get(failure.reason, "o Chatwoot recusou (erro {status})")
    return words.format(status=failure.status)


def is_gone(answer: Answer[object]) -> bool:
    """Whether what was to be taken away is not there any more."""
    return isinstance(answer, Refused) and answer.reason == "not_found"


def is_taken(answer: Answer[object]) -> bool:
    """Whether somebody else has made it meanwhile: the next look will tell."""
    return isinstance(answer, Refused) and answer.reason == "invalid"
