"""What the product counts, for ``/metrics``: ids, states and reasons; never a word of a conversation."""

from __future__ import annotations

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(slots=True)
class Metrics:
    """One registry for one running Alú."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    deliveries: Counter = field(init=False)
    turns: Counter = field(init=False)
    lost_turns: Counter = field(init=False)
    phases: Histogram = field(init=False)
    minds: Counter = field(init=False)
    tokens: Counter = field(init=False)
    told: Counter = field(init=False)
    failures: Counter = field(init=False)
    adopted: Counter = field(init=False)
    backlog: Gauge = field(init=False)
    oldest_customer: Gauge = field(init=False)
    unfinished: Gauge = field(init=False)

    def __post_init__(self) -> None:
        here = self.registry
        self.deliveries = Counter(
            "alu_deliveries", "Webhook deliveries by what became of them", ["result"], registry=here
        )
        self.turns = Counter("alu_turns", "Turns stored", ["act", "reason"], registry=here)
        self.lost_turns = Counter(
            "alu_turns_lost", "Turns thrown away before they were stored", ["why"], registry=here
        )
        self.phases = Histogram(
            "alu_turn_seconds", "Seconds of a turn by phase", ["phase"], registry=here, buckets=SECONDS
        )  # fmt: skip
        self.minds = Counter(
            "alu_mind_attempts", "Attempts to understand", ["mind", "failure"], registry=here
        )
        self.tokens = Counter("alu_tokens", "Tokens of models", ["mind", "kind"], registry=here)
        self.told = Counter(
            "alu_effects", "Effects by how they ended", ["kind", "state", "reason"], registry=here
        )
        self.failures = Counter(
            "alu_failures", "Failures that were a bug or a broken part", ["where"], registry=here
        )
        self.adopted = Counter("alu_adopted_messages", "Messages no webhook told", registry=here)
        self.backlog = Gauge(
            "alu_backlog_seconds", "Age of the oldest delivery no turn has read", registry=here
        )
        self.oldest_customer = Gauge(
            "alu_oldest_waiting_customer_seconds", "Longest wait of a customer", registry=here
        )
        self.unfinished = Gauge(
            "alu_outbox_unfinished", "Effects on their way", ["state"], registry=here
        )

    def text(self) -> bytes:
        """The exposition format that Prometheus reads."""
        return generate_latest(self.registry)
