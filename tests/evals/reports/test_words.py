"""Failures as whoever reads them would tell them."""

from __future__ import annotations

from typing import get_args

import pytest

from agent.state import Act, MessageKind, Status
from agent.texts import Reason
from evals.case import BASES
from evals.record import End
from evals.report import ChangeKind
from evals.reports import words
from tests.evals.reports.invented import failure


@pytest.mark.parametrize(
    ("turn", "what", "expected", "found", "told"),
    [
        (2, "asks", "cidade", "nothing", "turno 2, pergunta: esperado cidade, veio nada"),
        (0, "labels", "not ia-falta-dado", "compras", "no fim, etiquetas: esperado não ia-falta-dado, veio compras"),
        (1, "act", "route", "ask", "turno 1, ato: esperado passa ao time, veio pergunta"),
        (1, "status", "open", "pending", "turno 1, situação: esperado aberta, veio pendente"),
        (1, "reason", "price", "abuse", "turno 1, motivo: esperado insistiu no preço, veio mensagem ofensiva"),
        (1, "silence", "True", "oi", "turno 1, silêncio: esperado sim, veio oi"),
        (1, "path (subset)", "gate route", "gate", "turno 1, caminho (subset): esperado gate route, veio gate"),
        (0, "item 2", "produto: chapa", "nothing", "no fim, item 2: esperado produto: chapa, veio nada"),
        (0, "contact: nome", "Ana", "", "no fim, contato nome: esperado Ana, veio nada"),
        (0, "attributes: alu_etapa", "humano", "", "no fim, atributo alu_etapa: esperado humano, veio nada"),
        (0, "cnpj asked at most", "1", "2", "no fim, vezes que pergunta cnpj: esperado 1, veio 2"),
        (3, "cidade", "Sobral", "Fortaleza", "turno 3, cidade: esperado Sobral, veio Fortaleza"),
        (3, "promise: up", "O grafo não quebra", "KeyError", 'turno 3, promessa "O grafo não quebra": KeyError'),
    ],
)  # fmt: skip
def test_a_failure_is_told_in_one_line(
    turn: int, what: str, expected: str, found: str, told: str
) -> None:
    assert words.why(failure(turn, "state", what, expected, found)) == told


@pytest.mark.parametrize(
    ("known", "named"),
    [
        (get_args(Act), words.ACTS),
        (get_args(Reason), words.REASONS),
        (get_args(Status), words.STATUS),
        (get_args(MessageKind), words.ATTACHMENTS),
        (get_args(End), words.ENDS),
        (get_args(ChangeKind), words.CHANGES),
        (BASES, words.BASES),
    ],
)
def test_everything_has_a_word(known: tuple[str, ...], named: dict[str, str]) -> None:
    assert set(known) == set(named)


def test_counts_have_their_noun() -> None:
    assert words.many(1, "conversa", "conversas") == "1 conversa"
    assert words.many(1200, "conversa", "conversas") == "1.200 conversas"
