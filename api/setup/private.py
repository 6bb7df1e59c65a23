"""Files that only their owner may read, and that are whole or not there: written aside, then put in place."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from api.errors import AluError

OWNER = 0o600


def write(path: Path, content: str) -> None:
    """Puts ``content`` in the file, mode 600, also where others could read it before. Raises ``AluError``."""
    real = path.resolve()  # a link stays a link
    aside = real.with_name(f".{real.name}.{os.getpid()}")
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        _whole(aside, content)
        aside.replace(real)
    except OSError as refused:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise AluError(f"{path}: {refused.strerror}; nada foi gravado nele") from None


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file to lock, created where there is none. Raises ``AluError``."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, OWNER), "rb+")
    except OSError as refused:
        raise AluError(f"{path}: {refused.strerror}") from None
    with file:
        yield file


def _whole(path: Path, content: str) -> None:
    path.unlink(missing_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER)
    with os.fdopen(file, "w", encoding="utf-8", newline="") as writing:
        writing.write(content)
        writing.flush()
        os.fsync(writing.fileno())
