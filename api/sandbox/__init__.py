"""An embedded Chatwoot, for trying Alú without one: its status machine, its REST calls, its signed webhooks.

What it does is what a running Chatwoot was recorded doing (develop of 2026-05-11, an API inbox); what it doesn't do is
listed in docs/decisions/0009. ``founded`` makes one, ``application`` is its REST face,
``Console`` its face for a terminal.
"""

from __future__ import annotations

from api.sandbox.console import Console
from api.sandbox.courier import over
from api.sandbox.naming import Naming
from api.sandbox.rest.application import application
from api.sandbox.sandbox import Sandbox, founded

__all__ = ["Console", "Naming", "Sandbox", "application", "founded", "over"]
