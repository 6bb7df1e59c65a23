"""Reads a company's directory into a ``Protocol``, or says where and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from agent.catalogue import Catalogue
from agent.consistency import Place, contradictions
from agent.protocol import Protocol

Model = TypeVar("Model", bound=BaseModel)


class ProtocolError(Exception):
    """A company's words are wrong: every problem with file, line and field, one a line."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def load(directory: Path) -> Protocol:
    """The protocol of the company in ``directory`` (``protocol.yaml``, and ``catalogue.yaml`` if there is one).

    Raises ``ProtocolError`` naming file, line and field of everything wrong.
    """
    path = directory / "protocol.yaml"
    raw = read(path)
    catalogue = _catalogue(directory / "catalogue.yaml")
    protocol = validated(Protocol, raw, path).model_copy(update={"catalogue": catalogue})
    if problems := [_told(path, raw, place, why) for place, why in contradictions(protocol)]:
        raise ProtocolError(problems)
    return protocol


def _catalogue(path: Path) -> Catalogue:
    return validated(Catalogue, read(path), path) if path.exists() else Catalogue()


def read(path: Path) -> CommentedMap:
    """A YAML file of keys and values, which knows the line of each. Raises ``ProtocolError`` with file and line."""
    try:
        raw = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProtocolError([f"{path}: there is no such file"]) from None
    except (YAMLError, UnicodeDecodeError) as unreadable:
        raise ProtocolError(
            [f"{path}{_place_of(unreadable)}: {_first_words(unreadable)}"]
        ) from None
    if not isinstance(raw, CommentedMap):
        raise ProtocolError([f"{path}:1: expected keys and values"])
    return raw


def _place_of(unreadable: Exception) -> str:
    mark = unreadable.problem_mark if isinstance(unreadable, MarkedYAMLError) else None
    return f":{mark.line + 1}" if mark else ""


def _first_words(unreadable: Exception) -> str:
    return " ".join(str(unreadable).split())[:300]


def validated(model: type[Model], raw: CommentedMap, path: Path) -> Model:
    """What was read as a ``model``. Raises ``ProtocolError`` naming file, line and field of everything wrong."""
    try:
        return model.model_validate(raw)
    except ValidationError as wrong:
        raise ProtocolError(
            _told(path, raw, error["loc"], error["msg"]) for error in wrong.errors()
        ) from None


def _told(path: Path, raw: CommentedMap, place: Place, why: str) -> str:
    return f"{path}:{line_of(raw, place)}: {'.'.join(map(str, place))}: {why}"


def line_of(raw: CommentedMap, place: Place) -> int:
    """The line on which the deepest part of ``place`` that exists stands, counted from 1."""
    node: object = raw
    line = 0
    for step in place:
        if isinstance(node, CommentedMap) and step in node:
            line = node.lc.key(step)[0]
        elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
            line = node.lc.item(step)[0]
        else:
            break
        node = node[step]
    return line + 1
