"""Orders: what a line of a person or a script asks for. Plain text is the customer's; commands are the manager's."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from api.errors import AluError
from api.sandbox import console as chatwoot
from api.sandbox.records import Status
from api.sandbox.speaking import File, TooLong, TooMany
from api.stage import picture
from api.stage.picture import Picture

BURST = ";;"
HELP = """\
Escreva como cliente; ;; separa mensagens da mesma rajada.
/abrir      uma pessoa assume       /responder TEXTO  escreve ao cliente
/pendente   devolve pra Alú         /nota TEXTO       só o time lê
/resolver   encerra                 /adiar            até o cliente escrever
/anexo      imagem, figurinha, audio, video ou documento
/painel     como está no Chatwoot   /ajuda  esta lista    /sair  termina"""

STATUSES: dict[str, Status] = {
    "pendente": "pending",
    "aberta": "open",
    "resolvida": "resolved",
    "adiada": "snoozed",
}

# Small, and true to their kind at least by their first bytes: Alú is told a file's kind, nobody plays it.
_PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
_WEBP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="
FILES = {
    "imagem": File("foto.png", "image/png", base64.b64decode(_PNG)),
    "figurinha": File("figurinha.webp", "image/webp", base64.b64decode(_WEBP)),
    "audio": File("voz.ogg", "audio/ogg", b"OggS\x00\x02"),
    "video": File("video.mp4", "video/mp4", b"\x00\x00\x00\x18ftypmp42"),
    "documento": File("pedido.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n"),
}
ALSO = {
    "image": "imagem",
    "sticker": "figurinha",
    "áudio": "audio",
    "vídeo": "video",
    "document": "documento",
}


class WrongOrder(AluError):
    """A line that asks for nothing that can be done; the message says what is missing."""


class Unmet(AluError):
    """A script expected the conversation to stand otherwise."""


@dataclass(frozen=True, slots=True)
class Table:
    """Where orders are carried out: the conversation, and the picture for those that only ask to see."""

    talk: chatwoot.Console
    picture: Picture


Carried = Callable[[Table], object]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done. ``line`` is how it was written; ``leaves`` ends the conversation with the terminal."""

    line: str
    carry_out: Carried
    command: bool = True
    leaves: bool = False


def read(line: str) -> Order:
    """The order in a line. Raises ``WrongOrder``."""
    line = line.strip()
    if not line.startswith("/"):
        return Order(line, _write(line), command=False)
    verb, _, words = line.partition(" ")
    if verb in ("/sair", "/encerrar"):
        return Order(line, lambda _: None, leaves=True)
    if verb not in VERBS:
        raise WrongOrder(f"{verb}: não conheço; /ajuda mostra o que há")
    return Order(line, VERBS[verb](words.strip()))


@dataclass(frozen=True, slots=True)
class Expected:
    """How a script wants the conversation to stand; None and no labels at all ask for nothing."""

    status: Status
    team: str | None = None
    labels: frozenset[str] | None = None

    def agrees(self, standing: chatwoot.Standing) -> bool:
        """Whether it stands so."""
        return (
            standing.status == self.status
            and self.team in (None, standing.team)
            and (self.labels is None or self.labels == frozenset(standing.labels))
        )


def _write(line: str) -> Carried:
    texts = [text.strip() for text in line.split(BURST) if text.strip()]

    def carry_out(table: Table) -> None:
        try:
            for text in texts:
                table.talk.write(text)
        except TooLong:
            raise WrongOrder("o Chatwoot não aceita uma mensagem tão longa") from None
        except TooMany:
            raise WrongOrder("o Chatwoot não aceita tantas mensagens por minuto") from None

    return carry_out


def _plain(act: Carried) -> Callable[[str], Carried]:
    return lambda _: act


def _with_text(
    verb: str, act: Callable[[chatwoot.Console, str], object]
) -> Callable[[str], Carried]:
    def order(words: str) -> Carried:
        if not words:
            raise WrongOrder(f"{verb}: diga o texto, assim: {verb} Bom dia!")
        return lambda table: act(table.talk, words)

    return order


def _attach(words: str) -> Carried:
    kind = ALSO.get(words.lower(), words.lower())
    if kind not in FILES:
        raise WrongOrder(f"/anexo: diga o tipo: {', '.join(FILES)}")
    return lambda table: table.talk.write(None, FILES[kind])


def _panel(table: Table) -> None:
    names = {one.key: one.name for one in table.talk.sandbox.store.definitions.values()}
    table.picture.panel(table.talk.standing, table.talk.customer, names)


def _expect(words: str) -> Carried:
    expected = _expected(words)

    def carry_out(table: Table) -> None:
        standing = table.talk.standing
        if not expected.agrees(standing):
            raise Unmet(f"esperado: {words}\nficou:    {picture.ending(standing)}")
        table.picture.told("✓ como o roteiro espera")

    return carry_out


def _expected(words: str) -> Expected:
    """``aberta time=comercial etiquetas=compras,ia-transferido``; the status is needed, the others as wanted."""
    status, *rest = words.split() or [""]
    wanted = dict(part.partition("=")[::2] for part in rest)
    if status not in STATUSES or not wanted.keys() <= {"time", "etiquetas"}:
        raise WrongOrder(
            f"/espera: diga a situação ({', '.join(STATUSES)}) e, se quiser, time=… e etiquetas=…,…"
        )
    labels = wanted.get("etiquetas")
    return Expected(
        STATUSES[status],
        wanted.get("time"),
        None if labels is None else frozenset(filter(None, labels.split(","))),
    )


VERBS: Mapping[str, Callable[[str], Carried]] = {
    "/abrir": _plain(lambda table: table.talk.open()),
    "/responder": _with_text("/responder", chatwoot.Console.reply),
    "/nota": _with_text("/nota", chatwoot.Console.note),
    "/resolver": _plain(lambda table: table.talk.resolve()),
    "/pendente": _plain(lambda table: table.talk.give_back()),
    "/adiar": _plain(lambda table: table.talk.snooze()),
    "/anexo": _attach,
    "/painel": _plain(_panel),
    "/ajuda": _plain(lambda table: table.picture.framed("Alú", HELP)),
    "/espera": _expect,
}
