"""What people of the team may ask of her in a private note: a line that begins with "/alu". Pure.

Case, accents and closing punctuation are forgiven. Whatever is no known command is taken for a fact to put right; if
no fact is found in it either, the answer is the help.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.extract.normal import fold

ADDRESSED = re.compile(r"\s*/al[uú](?![\w-])[\s:,;.!?-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Why:
    """Why she asked that, or sent the conversation there."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What she knows."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing, and why."""


@dataclass(frozen=True, slots=True)
class Stop:
    """People answer from now on."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """The conversation is hers again."""


@dataclass(frozen=True, slots=True)
class Forward:
    """Hand the conversation over to a team, as a person calls it."""

    to: str


@dataclass(frozen=True, slots=True)
class PutRight:
    """Facts, in a person's words: "são 20 barras", "cidade: Sobral"."""

    facts: str


@dataclass(frozen=True, slots=True)
class Help:
    """What can be asked of her."""


Command = Why | Summary | Missing | Stop | GoOn | Forward | PutRight | Help

PLAIN: tuple[tuple[re.Pattern[str], Command], ...] = (
    (re.compile(r"|ajuda|help|socorro|comandos|o que (?:voce|vc) (?:sabe )?faz(?:er)?"), Help()),
    (re.compile(r"(?:por ?que|pq|qual o motivo)(?:\W.*)?"), Why()),
    (re.compile(r"(?:o )?resum(?:o|e|a)|o que (?:voce |vc )?(?:ja )?sabe(?: dele| dela)?"), Summary()),
    (re.compile(r"(?:o )?(?:que )?(?:ainda )?falta(?:ndo)?(?: o que| alguma coisa| algo)?"), Missing()),
    (re.compile(r"par[ae](?:r)?(?: ai| agora)?|pode parar|silencio|pausa"), Stop()),
    (re.compile(r"deixa comigo|eu assumo|nao respond[ae](?: mais)?"), Stop()),
    (re.compile(r"s(?:iga|egue|eguir)|pode seguir|continu(?:a|e|ar)|assum[ae]"), GoOn()),
    (re.compile(r"(?:pode )?volt(?:a|e|ar)(?: a responder)?"), GoOn()),
)  # fmt: skip
FORWARD = re.compile(
    r"(?:encaminh|pass|transfer|mand|envi)(?:a|e|ar|ir|i)?"
    r"(?: isso| isto| a conversa| ele| ela| o cliente| a cliente)?"
    r" (?:para|pra|pro|pros|pras|p/|ao|a|aos|no|na) (?P<to>\S.*)"
)
PLEASE = re.compile(r"[\s,]+(?:por favor|por gentileza|pfv|obrigad[oa])$")
ARTICLES = re.compile(
    r"^(?:(?:o|a|os|as|time|setor|equipe|pessoal|area|departamento|de|do|da|dos|das) )+"
)


def is_order(text: str) -> bool:
    """Whether a note is meant for her: "/alu resumo" is, "/aluguel" and "ver /alu depois" are not."""
    return ADDRESSED.match(text) is not None


def parse(text: str) -> Command:
    """The command in a note that is an order."""
    said = ADDRESSED.sub("", text, count=1).strip()
    words = PLEASE.sub("", fold(said).strip(" .!?,;:"))
    for pattern, command in PLAIN:
        if pattern.fullmatch(words):
            return command
    if forward := FORWARD.fullmatch(words):
        return Forward(ARTICLES.sub("", forward["to"]))
    return PutRight(said)
