"""Draws the pictures of the manager's guide anew: ``python -m api.guide``."""

from __future__ import annotations

import asyncio

from api import bootstrap
from api.guide.pictures import HERE, drawn
from api.settings import Settings


def main() -> None:
    """Writes every picture, as the settings come and without asking the environment."""
    HERE.mkdir(parents=True, exist_ok=True)
    for name, svg in asyncio.run(drawn(bootstrap.resources(Settings()))).items():
        (HERE / name).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
