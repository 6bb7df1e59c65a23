"""A report as one page: a single HTML file that needs no network and no library, and runs nothing but its own script.

Whatever anybody wrote reaches the page as JSON and is shown as text; the page's own policy (CSP, by hashes of its
style and script) forbids everything else, requests included.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import orjson

from agent.drawing import palette
from evals.report import Report
from evals.reports.embedded import embedded

HERE = Path(__file__).parent
SCRIPTS = ("words", "charts", "graph", "measures", "summary", "chat", "list")
"""The rooms of the script, ``page_<name>.js``, in order; ``page.js`` comes last and starts it."""

COLOURS = ("INK", "FAINT", "LINE", "PAPER", "PATH", "PATH_PAPER")
PART = re.compile(r"<!-- ([a-z]+) -->")


def as_page(report: Report, svg: str) -> str:
    """The page. ``svg``: the graph as ``agent.drawing`` draws it; empty where it can't be drawn."""
    style, script = _style(), _script()
    parts = {
        "policy": f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)};"
        " base-uri 'none'; form-action 'none'",
        "style": style,
        "script": script,
        "data": _data(report),
        "graph": _bare(svg),
    }
    return PART.sub(lambda part: parts[part[1]], _read("page.html"))


def _style() -> str:
    """The style, with the colours of the drawings first."""
    colours = "".join(f"--drawn-{_dashed(name)}: {getattr(palette, name)}; " for name in COLOURS)
    return f":root {{ {colours}}}\n{_read('page.css')}"


def _dashed(name: str) -> str:
    return name.lower().replace("_", "-")


def _script() -> str:
    rooms = [_read(f"page_{name}.js") for name in SCRIPTS]
    return "\n".join(('"use strict";', "{", *rooms, _read("page.js"), "}"))


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _data(report: Report) -> str:
    """JSON that can't end the element it stands in."""
    return orjson.dumps(embedded(report)).decode().replace("<", "\\u003c")


def _bare(svg: str) -> str:
    """The drawing without what only a file of its own needs."""
    return svg[svg.find("<svg") :] if "<svg" in svg else ""
