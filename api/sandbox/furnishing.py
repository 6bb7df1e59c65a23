"""What an administrator prepares once: labels and attributes that the screens of Chatwoot then know by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.sandbox.records import Definition, Label
from api.sandbox.sandbox import Sandbox
from api.sandbox.store import following, put

BLUE = "#1f93ff"


def label(sandbox: Sandbox, titles: Iterable[str]) -> None:
    """Labels of the account, shown on the sidebar."""
    rows = sandbox.store.labels
    for title in titles:
        put(rows, Label(following(rows), title, None, BLUE, show_on_sidebar=True))


def define(sandbox: Sandbox, model: str, names: Mapping[str, str]) -> None:
    """Text attributes, name by key; ``model`` is ``conversation_attribute`` or ``contact_attribute``."""
    rows, now = sandbox.store.definitions, sandbox.now
    for key, name in names.items():
        put(rows, Definition(following(rows), key, name, "text", model, None, (), now()))
