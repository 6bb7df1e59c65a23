"""Rules that every outgoing text must pass, and the cleaning of words that others wrote. Pure.

What the company wrote in its configuration may be said. Figures (a number, an amount, an e-mail)
may also be the customer's own. Claims (stock, discount, deadline, the state of an order) may only
be the company's.
"""

from __future__ import annotations

from agent.guards.cleaning import plain
from agent.guards.grounds import Grounds
from agent.guards.rules import Rule, Violation, violations

__all__ = ["Grounds", "Rule", "Violation", "plain", "violations"]
