"""The colours of a drawing: quiet slate, and a green for where one has been."""

from __future__ import annotations

INK = "#1f2d3a"
FAINT = "#5b6b7a"
LINE = "#9fb0c0"
PAPER = "#f5f8fb"
PATH = "#2f8f5b"
PATH_PAPER = "#dff3e6"
