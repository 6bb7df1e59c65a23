"""What ``alu setup`` has made in an account: ids, no tokens. By it ``--undo`` takes back that and nothing else.

What is about to be made is written down before the call, with the ids that are there already: whoever is killed
between the call and the note finds its own work again, and tells it from other people's of the same name.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from api.errors import AluError
from api.setup import private

Kind = Literal["bot", "team", "label", "attribute", "folder", "webhook"]
HERE = Path("var/setup.json")


@dataclass(frozen=True, slots=True)
class Made:
    """One thing of ours. ``key`` is its name when it was made; ``user`` whose folder it is."""

    kind: Kind
    key: str
    id: int
    user: int = 0


@dataclass(frozen=True, slots=True)
class Meant:
    """One thing about to be made; ``before`` are the ids of its kind that were there."""

    kind: Kind
    key: str
    before: tuple[int, ...]
    user: int = 0


@dataclass(frozen=True, slots=True)
class Linked:
    """An inbox that was given our bot, and the bot it had before."""

    inbox: int
    bot: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Silenced:
    """An option of an inbox that was on and was turned off."""

    inbox: int
    option: str


@dataclass(frozen=True, slots=True)
class Record:
    """Of one account of one Chatwoot."""

    chatwoot: str
    account: int
    made: tuple[Made, ...] = ()
    meant: Meant | None = None
    linked: tuple[Linked, ...] = ()
    silenced: tuple[Silenced, ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing of ours is there."""
        return not (self.made or self.meant or self.linked or self.silenced)

    def ours(self, kind: Kind) -> frozenset[int]:
        """The ids of what we made."""
        return frozenset(one.id for one in self.made if one.kind == kind)

    def meaning(self, kind: Kind, key: str, before: Iterable[int], user: int = 0) -> Record:
        """Something is about to be made."""
        return replace(self, meant=Meant(kind, key, tuple(sorted(before)), user))

    def meaning_nothing(self) -> Record:
        """What was about to be made was not made."""
        return replace(self, meant=None)

    def making(self, one: Made) -> Record:
        """Something was made."""
        made = (*(old for old in self.made if (old.kind, old.id) != (one.kind, one.id)), one)
        return replace(self, made=made, meant=None)

    def forgetting(self, one: Made) -> Record:
        """Something of ours is gone."""
        return replace(self, made=tuple(old for old in self.made if old != one))

    def linking(self, new: Linked) -> Record:
        """An inbox is about to be given our bot."""
        return replace(self, linked=(*self.unlinking(new.inbox).linked, new))

    def unlinking(self, inbox: int) -> Record:
        """An inbox has again what it had."""
        return replace(self, linked=tuple(one for one in self.linked if one.inbox != inbox))

    def silencing(self, inbox: int, options: Iterable[str]) -> Record:
        """Options of an inbox are about to be turned off."""
        new = tuple(Silenced(inbox, option) for option in options)
        return replace(self, silenced=(*(one for one in self.silenced if one not in new), *new))

    def sounding(self, inbox: int) -> Record:
        """An inbox speaks again as it did."""
        return replace(self, silenced=tuple(one for one in self.silenced if one.inbox != inbox))


@dataclass(slots=True)
class Keeper:
    """The record on the disk: every change is there before the next call is made."""

    path: Path
    record: Record

    @classmethod
    def of(cls, path: Path, chatwoot: str, account: int) -> Keeper:
        """The record of this account, empty where there is none. Raises ``AluError`` for another account's."""
        empty = Record(chatwoot, account)
        record = _read(path) or empty
        if record.empty:
            return cls(path, empty)
        if (record.chatwoot, record.account) != (chatwoot, account):
            raise AluError(
                f"{path}: guarda o que foi criado na conta {record.account} de {record.chatwoot}; "
                "desfaça lá com `alu setup --undo`, ou guarde este arquivo em outro lugar"
            )
        return cls(path, record)

    def keep(self, record: Record) -> None:
        """Writes a changed record. Raises ``AluError`` where the disk refuses."""
        if record == self.record and self.path.exists():
            return
        private.write(self.path, _SHAPE.dump_json(record, indent=1).decode() + "\n")
        self.record = record

    def forget(self) -> None:
        """Nothing of ours is there any more: the file goes."""
        self.path.unlink(missing_ok=True)
        self.record = Record(self.record.chatwoot, self.record.account)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One set-up at a time writes here. Raises ``AluError`` for the second."""
    with private.opened(path.with_suffix(".lock")) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AluError(
                "outro `alu setup` está em andamento aqui; espere que termine e rode de novo"
            ) from None
        yield


_SHAPE = TypeAdapter(Record)


def _read(path: Path) -> Record | None:
    try:
        return _SHAPE.validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as unreadable:
        raise AluError(f"{path}: {unreadable.strerror}") from None
    except ValidationError:
        raise AluError(
            f"{path}: não é um registro do setup; tire-o dali e rode de novo "
            "(sem ele, --undo não sabe o que foi criado)"
        ) from None
