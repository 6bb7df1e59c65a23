"""All checks, in the order in which one stands on another."""

from __future__ import annotations

from api.doctor import door, drift, mind, own, selftest, server, waiting, wiring
from api.doctor.check import Check

CHECKS: tuple[Check, ...] = (
    *own.CHECKS,
    *server.CHECKS,
    *wiring.CHECKS,
    *door.CHECKS,
    *selftest.CHECKS,
    *door.PRIVATE,
    *wiring.OPTIONS,
    *drift.CHECKS,
    *mind.CHECKS,
    *waiting.CHECKS,
)
