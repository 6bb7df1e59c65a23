"""DOT as a picture, made by ``graphviz-pure``: a program in a wheel, no system package."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from typing import Literal

_PROGRAM = "graphviz-pure"
_SECONDS = 30


class DrawingUnavailable(Exception):
    """No picture can be made here; the message says what to do."""


def installed() -> str | None:
    """Where the program is: beside this Python, or on the path."""
    return shutil.which(_PROGRAM, path=sysconfig.get_path("scripts")) or shutil.which(_PROGRAM)


def image_of(
    dot: str, form: Literal["svg", "png"], find: Callable[[], str | None] = installed
) -> bytes:
    """The picture of a DOT text. Raises ``DrawingUnavailable`` when there is nothing to draw with."""
    program = find()
    if program is None:
        raise DrawingUnavailable(
            f'{form} needs graphviz-pure: run `pip install "graphviz-pure==0.2.2"`,'
            " or use --format mermaid, dot or ascii"
        )
    return _run(program, dot, form)


def _run(program: str, dot: str, form: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - our own text, to a program found by its name
            [program, f"-T{form}"],
            input=dot.encode("utf-8"),
            capture_output=True,
            check=True,
            timeout=_SECONDS,
        )
    except (subprocess.SubprocessError, OSError) as failed:
        raise DrawingUnavailable(
            f"graphviz-pure could not draw: {failed}; use --format mermaid, dot or ascii"
        ) from failed
    return done.stdout
