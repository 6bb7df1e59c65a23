"""``.env`` with some settings changed: every other line stays as it is, comments too. Pure, but for two functions."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from api.errors import AluError
from api.settings import PREFIX
from api.setup import private

HEADING = "# Escrito por `alu setup`; guarde só para você"


def merged(text: str, values: Mapping[str, str | None]) -> str:
    """``text`` with these values, by name without prefix; None takes a setting out. Raises ``AluError``.

    The last line that sets a name is the one that counts, so that one is changed; new names come at the end.
    """
    names = {f"{PREFIX}{name}": value for name, value in values.items()}
    parts = [(one.key, one.original.string) for one in parse_stream(StringIO(text, newline=""))]
    last = {key: at for at, (key, _) in enumerate(parts) if key in names}
    kept = [
        _changed(key, old, names, counts=key in last and last[key] == at)
        for at, (key, old) in enumerate(parts)
    ]
    new = [_line(key, value) for key, value in names.items() if key not in last and value]
    return _checked(_joined("".join(kept), new), names)


def write(path: Path, values: Mapping[str, str | None]) -> None:
    """Merges values into the file, mode 600. Raises ``AluError``; the file is then as it was."""
    private.write(path, merged(_read(path), values))


def readable_by_others(path: Path) -> bool:
    """Whether the file is there, and not for its owner alone."""
    return path.exists() and bool(path.stat().st_mode & 0o077)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except OSError as refused:
        raise AluError(f"{path}: {refused.strerror}") from None
    except UnicodeDecodeError:
        raise AluError(f"{path}: não está em UTF-8; regrave-o e rode de novo") from None


def _changed(key: str | None, old: str, names: Mapping[str, str | None], *, counts: bool) -> str:
    if key is None or key not in names:
        return old
    value = names[key]
    if value is None:
        return ""
    return _in_place(old, key, value) if counts else old


def _in_place(old: str, name: str, value: str) -> str:
    """The blank lines before it, an ``export`` and the kind of line end stay."""
    body = old.lstrip()
    export = "export " if body.startswith("export ") else ""
    end = "\r\n" if old.endswith("\r\n") else "\n"
    return f"{old[: len(old) - len(body)]}{export}{name}={value}{end}"


def _line(name: str, value: str) -> str:
    return f"{name}={value}\n"


def _joined(kept: str, new: list[str]) -> str:
    if not new:
        return kept
    between = "" if not kept or kept.endswith("\n") else "\n"
    heading = "" if HEADING in kept else f"{HEADING}\n"
    return f"{kept}{between}{heading}{''.join(new)}"


def _checked(text: str, names: Mapping[str, str | None]) -> str:
    """Read back as ``alu serve`` will read it: a value that would be read otherwise is refused."""
    read = dotenv_values(stream=StringIO(text, newline=""))
    for name, value in names.items():
        if read.get(name) != value:
            raise AluError(f"{name}: há nele um sinal que o .env não leva; mude-o e rode de novo")
    return text
