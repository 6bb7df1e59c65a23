"""Two thousand random interleavings of a customer who types, Alú who thinks and sends, and people who take over.

Each seed is a conversation of its own in virtual time: the real webhook, storage, graph and delivery before the
embedded Chatwoot. ``python -m tests.takeover.simulation SEED 1`` tells the story of one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.takeover.simulation import Fault, simulate

SEEDS = 2_000
PROCESSES = 2
ENOUGH = 300
"""Seeds among which a planted fault must show."""

PLANTED: dict[Fault, str] = {
    "no fence": "said though a takeover was stored",
    "no epoch": "said though a takeover was stored",
    "said twice": "said twice",
    "lines lost": "was never read",
    "no hand-over": "a person spoke, and the conversation is still pending",
}


@contextmanager
def playing(first: int, count: int, hashes: str = "0") -> Iterator[subprocess.Popen[str]]:
    """Seeds played in a process of their own; ``hashes`` is the order of its sets."""
    command = (sys.executable, "-m", "tests.takeover.simulation", str(first), str(count))
    surroundings = {**os.environ, "PYTHONHASHSEED": hashes}  # noqa: TID251
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=surroundings) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.timeout(900)
def test_no_message_follows_a_stored_takeover_and_nobody_is_forgotten() -> None:
    each = SEEDS // PROCESSES
    with playing(0, each) as one, playing(each, each) as other:
        told = [process.communicate()[0] for process in (one, other)]
    print(*(story.splitlines()[-1] for story in told), sep="\n")  # noqa: T201
    assert [process.returncode for process in (one, other)] == [0, 0], "\n".join(told)


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault: Fault) -> None:
    """Else the two thousand would prove nothing."""
    found = (simulate(seed, fault) for seed in range(ENOUGH))
    assert any(PLANTED[fault] in problem for verdict in found for problem in verdict.problems)


def test_a_seed_tells_the_same_story_in_any_process() -> None:
    seed = next(seed for seed in range(20) if simulate(seed).said > 1)
    with playing(seed, 1, "1") as one, playing(seed, 1, "2") as other:
        told = {process.communicate()[0] for process in (one, other)}
    assert len(told) == 1, "\n".join(told)
    assert simulate(seed).fingerprint in told.pop()
