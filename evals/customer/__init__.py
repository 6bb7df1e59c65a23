"""The simulated customer: a scenario, a persona and a seed in, what they say and its gold out. No model, no network.

What they say is data: ``evals/personas.yaml``, ``evals/phrases.yaml`` and the case. ``evals.customer.model`` plays the
same scenarios by a model.
"""

from __future__ import annotations

from evals.customer.checking import problems
from evals.customer.customer import Customer, Utterance
from evals.customer.personas import Cast, Persona, cast, load

__all__ = ["Cast", "Customer", "Persona", "Utterance", "cast", "load", "problems"]
