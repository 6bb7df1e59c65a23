"""``make graph``: the protocol's drawing, from the graph that runs, into the README."""

from __future__ import annotations

import re
from pathlib import Path

from agent import drawing
from agent.graph import build

ROOT = Path(__file__).parent.parent
PLACE = re.compile(
    r"(<!-- protocol: .*?-->\n```mermaid\n)(.*?)(```\n<!-- /protocol -->)", re.DOTALL
)


def readme(source: str) -> str:
    """The README with the drawing of today's graph."""
    picture = str(drawing.draw(build(), "mermaid")).rstrip() + "\n"
    return PLACE.sub(lambda match: match[1] + picture + match[3], source)


def main() -> None:
    """Writes the README anew."""
    path = ROOT / "README.md"
    path.write_text(readme(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
