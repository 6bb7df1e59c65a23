"""What a call asks: JSON or a form with files, read by name and kind. A value of another kind counts as not given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message as MimePart
from email.parser import BytesParser
from email.policy import HTTP

import orjson

from api.sandbox.records import Json
from api.sandbox.rest.answers import Refused
from api.sandbox.speaking import File

NO_FILE_NAME = "file"
TRUE = (True, "true", "1", 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of one call."""

    values: Mapping[str, object]
    files: tuple[File, ...] = ()

    def __contains__(self, name: object) -> bool:
        """Whether the call names this parameter, even with null."""
        return name in self.values

    def text(self, name: str) -> str | None:
        """A text, also an empty one."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> int | None:
        """A whole number, also written as text."""
        value = self.values.get(name)
        if isinstance(value, str) and value.isdigit():
            return int(value)
        return value if isinstance(value, int) else None

    def flag(self, name: str) -> bool:
        """Yes or no; not given is no."""
        return self.values.get(name) in TRUE

    def object(self, name: str) -> Json:
        """An object, also as JSON in a text; not given is empty."""
        value = self.values.get(name)
        if isinstance(value, str):
            value = parsed(value.encode())
        return dict(value) if isinstance(value, dict) else {}

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self.values.get(name)
        return (
            tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
        )

    def numbers(self, name: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        value = self.values.get(name)
        return (
            tuple(one for one in value if isinstance(one, int)) if isinstance(value, list) else ()
        )

    def within(self, wrapper: str) -> Asked:
        """The parameters inside a wrapping key, which Rails lets a call leave out."""
        inside = self.values.get(wrapper)
        return Asked(inside, self.files) if isinstance(inside, dict) else self


def read(body: bytes, content_type: str) -> Asked:
    """The parameters of a body. Raises ``Refused`` (400) where it is no JSON."""
    if content_type.startswith("multipart/form-data"):
        return _form(body, content_type)
    value = parsed(body) if body.strip() else {}
    return Asked(value if isinstance(value, dict) else {})


def parsed(raw: bytes) -> object:
    """A JSON value."""
    try:
        value: object = orjson.loads(raw)
    except orjson.JSONDecodeError as wrong:
        raise Refused(400, {"status": 400, "error": "Bad Request"}) from wrong
    return value


def _form(body: bytes, content_type: str) -> Asked:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    parts = BytesParser(policy=HTTP).parsebytes(head + body).get_payload()
    fields: dict[str, object] = {}
    files: list[File] = []
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, str):
            continue
        content = part.get_payload(decode=True)
        raw = content if isinstance(content, bytes) else b""
        if part.get_filename() is None:
            fields[_name(part)] = raw.decode()
        else:
            files.append(File(part.get_filename() or NO_FILE_NAME, part.get_content_type(), raw))
    return Asked(fields, tuple(files))


def _name(part: MimePart) -> str:
    name = part.get_param("name", header="content-disposition")
    return name if isinstance(name, str) else ""
