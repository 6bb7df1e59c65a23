"""A conversation exported from WhatsApp as text, from an Android phone or an iPhone, in Portuguese or English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path

from agent.extract.normal import fold
from agent.state import MessageKind
from evals.importing.moments import STAMP, Stamp, moment, order_of, stamp
from evals.importing.refused import NotImportable, problem
from evals.importing.talk import Contact, Line, Talk, Who

_MARKS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NAMED = re.compile(r"(?P<name>[^:\n]{1,60}): ?(?P<text>.*)", re.DOTALL)
_SYSTEM = re.compile(
    r"criptograf|end-to-end|criou (?:o|este) grupo|created (?:this )?group|adicion(?:ou|aram) |\badded\b"
    r"|saiu do grupo|\bleft$|remov(?:eu|ed) |mudou |changed |alterou |codigo de seguranca|security code"
    r"|(?:chamada|ligacao) de (?:voz|video)|(?:voice|video) call|fixou uma|pinned a|bloqueou|blocked"
    r"|conta comercial|business account|entrou usando|joined using|mensagens temporarias|disappearing messages"
    r"|esta nos seus contatos|is a contact|aguardando (?:esta )?mensagem|waiting for this message"
)
_DELETED = re.compile(
    r"(?:voce apagou esta|essa|esta) mensagem(?: foi apagada)?\.?|mensagem apagada\.?"
    r"|(?:this message was deleted|you deleted this message)\.?|null"
)
_EDITED = re.compile(
    r" ?<(?:Mensagem editada|Esta mensagem foi editada|This message was edited)>\s*$"
)
_OMITTED: tuple[tuple[str, MessageKind], ...] = (
    (r"<(?:midia oculta|media omitted|arquivo de midia oculto|midia omitida)>", "image"),
    (r"(?:imagem|foto|gif|image|photo) (?:ocultad[ao]|oculta|omitid[ao]|omitted)", "image"),
    (r"(?:audio|mensagem de voz) (?:ocultad[ao]|oculto|omitid[ao]|omitted)", "audio"),
    (r"(?:video|mensagem de video|video note) (?:ocultad[ao]|oculto|omitid[ao]|omitted)", "video"),
    (r"(?:figurinha|sticker) (?:ocultada|oculta|omitida|omitted)", "sticker"),
    (r".{0,80}(?:documento|document)(?: (?:ocultado|oculto|omitido|omitted))", "document"),
    (r"(?:cartao (?:de|do) contato|contact card) (?:ocultado|oculto|omitido|omitted)", "contact"),
    (
        r"(?:localizacao(?: em tempo real)?|live location shared|location)(?: ?: https?://\S+)?",
        "location",
    ),
)
_KINDS: tuple[tuple[re.Pattern[str], MessageKind], ...] = tuple(
    (re.compile(pattern), kind) for pattern, kind in _OMITTED
)
_ATTACHED = re.compile(
    r"<(?:anexado|attached): ?(?P<ios>[^>\n]{1,160})>"
    r"|(?P<android>[^\n]{1,160}\.[A-Za-z0-9]{2,5}) \((?:arquivo anexado|file attached)\)"
)
_BY_ENDING: dict[str, MessageKind] = {
    **dict.fromkeys(("opus", "ogg", "m4a", "mp3", "aac", "amr", "wav"), "audio"),
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "heic"), "image"),
    **dict.fromkeys(("mp4", "mov", "3gp", "avi"), "video"),
    **dict.fromkeys(("webp", "was"), "sticker"),
    "vcf": "contact",
}
_UNKNOWN_KIND = "a mídia oculta não diz o que era: foi posta como imagem"


@dataclass(frozen=True, slots=True)
class _Said:
    """One message as the export writes it, and its line in the file."""

    stamp: Stamp
    rest: str
    number: int


def read(text: str, path: Path, *, zone: tzinfo, customer: str, alu: str) -> Talk:
    """The conversation of an export.

    ``customer``: who of the senders is the customer; empty for the one who writes first. ``alu``: the name under which
    the attendant writes; everybody else is of the company. Raises ``NotImportable`` with file and line.
    """
    said = _messages(text, path)
    named = [(one, *_sender(one)) for one in said]
    senders = list(dict.fromkeys(name for _, name, _ in named if name))
    whose = _customer(senders, customer, alu, path)
    order = order_of(one.stamp for one in said)
    lines: list[Line] = []
    for one, name, words in named:
        try:
            at = moment(one.stamp, order, zone)
        except ValueError:
            remedy = "Confira se o arquivo é a exportação do WhatsApp, sem edição"
            raise NotImportable(
                [problem(path, one.number, "esta data não existe", remedy)]
            ) from None
        if name and words.strip():
            line = Line(_who(name, whose, alu), at, words, name=name)
            lines += _sent(line)
    remarks = (_UNKNOWN_KIND,) if any(_is_hidden(words) for _, _, words in named) else ()
    return Talk("whatsapp", "", tuple(lines), Contact(whose), remarks=remarks)


def looks_like(text: str) -> bool:
    """Whether a text begins as an export does."""
    return any(STAMP.match(line) for line in text.lstrip("\ufeff").splitlines()[:5])


def _messages(text: str, path: Path) -> list[_Said]:
    said: list[_Said] = []
    for number, line in enumerate(re.split(r"\r?\n", text), start=1):
        if begins := STAMP.match(line):
            rest = line[begins.end() :]
            said.append(_Said(stamp(begins), rest, number))
        elif said:
            said[-1] = replace(said[-1], rest=f"{said[-1].rest}\n{line}")
        elif line.strip():
            remedy = (
                "Exporte a conversa pelo WhatsApp (Mais > Exportar conversa) e use o .txt como veio"
            )
            raise NotImportable(
                [problem(path, number, "a linha não começa com data e hora", remedy)]
            )
    if not said:
        raise NotImportable(
            [problem(path, 0, "não há mensagem nenhuma", "Exporte de novo a conversa")]
        )
    return said


def _sender(one: _Said) -> tuple[str, str]:
    """Who wrote it and what; no name for what WhatsApp itself says."""
    found = _NAMED.match(one.rest)
    if found is None:
        return "", one.rest
    name, text = _MARKS.sub("", found["name"]).strip(), _MARKS.sub("", found["text"]).rstrip()
    plain = fold(text).strip()
    itself = found["text"].startswith("\u200e") and _SYSTEM.search(plain)
    if itself or _SYSTEM.search(fold(name)) or _DELETED.fullmatch(plain):
        return "", text
    return name.removeprefix("~").strip(), _EDITED.sub("", text)


def _customer(senders: Sequence[str], wanted: str, alu: str, path: Path) -> str:
    if wanted and wanted not in senders:
        remedy = f"Em --customer, escreva um destes: {', '.join(senders)}"
        raise NotImportable([problem(path, 0, f"ninguém se chama {wanted!r} na conversa", remedy)])
    first = next((name for name in senders if fold(name) != fold(alu)), "")
    if not (wanted or first):
        remedy = "Exporte uma conversa em que o cliente escreveu"
        raise NotImportable([problem(path, 0, "só há avisos do WhatsApp", remedy)])
    return wanted or first


def _who(name: str, customer: str, alu: str) -> Who:
    if name == customer:
        return "customer"
    return "alu" if fold(name) == fold(alu) else "human"


def _sent(line: Line) -> Iterator[Line]:
    """The message as text, or as what was attached with its caption."""
    first, _, below = line.text.partition("\n")
    if attached := _ATTACHED.search(line.text):
        caption = line.text.replace(attached.group(), "", 1).strip()
        yield replace(line, kind=_by_name(attached["ios"] or attached["android"]), text=caption)
        return
    plain = fold(first).strip()
    kind = next((kind for pattern, kind in _KINDS if pattern.fullmatch(plain)), None)
    yield replace(line, kind=kind, text=below.strip()) if kind else line


def _is_hidden(words: str) -> bool:
    return _KINDS[0][0].match(fold(words)) is not None


def _by_name(name: str) -> MessageKind:
    return _BY_ENDING.get(name.strip().rpartition(".")[2].lower(), "document")
