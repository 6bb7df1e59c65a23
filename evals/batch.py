"""Many conversations at once: worker processes that each hold one mind, fed over pipes by the process that asked.

Whatever comes back is told as it comes; the order in which it came never shows in a report.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import resource
import time
from collections import deque
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NamedTuple

from agent.protocol import Protocol
from agent.resources import Resources
from evals.agreed import Agreed, agreed
from evals.customer import Customer
from evals.customer.model import ModelCustomer
from evals.engines import Engine, mind, scripted, wire
from evals.judging import judged
from evals.play import play
from evals.reading import Loaded
from evals.record import Conversation, Played
from evals.stage import Stage

ROLLED_UP = Path("/proc/self/smaps_rollup")
PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
UNDER_WAY = 4  # jobs that a worker holds, so that it never waits for the next


class Job(NamedTuple):
    """One conversation to play: a case and a seed."""

    loaded: Loaded
    seed: int

    @property
    def key(self) -> str:
        """As the report names it."""
        return f"{self.loaded.case.id}#{self.seed}"


class Done(NamedTuple):
    """A conversation that was played and judged, and how long each run of the graph took, in milliseconds."""

    conversation: Conversation
    milliseconds: tuple[float, ...]


class WorkerDied(Exception):
    """A worker process ended in the middle of its work; the message names what it was playing."""


class Batch:
    """Workers for some jobs. ``peak_mib``: the most memory that all processes held, once all is done."""

    def __init__(self, engine: Engine, company: Protocol, workers: int) -> None:
        self._engine, self._company = engine, company
        self._workers = workers
        self.peak_mib = 0.0

    def run(self, jobs: Sequence[Job]) -> Iterator[Done]:
        """Each job's result, as it is done. Raises ``WorkerDied``."""
        waiting = deque(range(len(jobs)))
        size = min(self._workers, len(jobs))
        with _Crew(self._engine, self._company, jobs, size) as crew:
            for pipe in crew.pipes:
                crew.feed(pipe, waiting, UNDER_WAY)
            while crew.busy:
                for pipe in crew.ready():
                    yield crew.result(pipe)
                    crew.feed(pipe, waiting, 1)
            self.peak_mib = _peak() + crew.dismissed()


class _Crew:
    """The processes, their pipes, and what each is playing."""

    def __init__(self, engine: Engine, company: Protocol, jobs: Sequence[Job], size: int) -> None:
        self._jobs = jobs
        self._under_way: dict[Connection, deque[int]] = {}
        self._processes: list[multiprocessing.process.BaseProcess] = []
        context = multiprocessing.get_context("fork")  # the jobs are inherited, never sent
        for _ in range(size):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, engine, company, jobs))
            process.start()
            theirs.close()
            self._processes.append(process)
            self._under_way[ours] = deque()

    def __enter__(self) -> _Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.terminate()
            process.join()

    @property
    def pipes(self) -> list[Connection]:
        return list(self._under_way)

    @property
    def busy(self) -> bool:
        return any(self._under_way.values())

    def ready(self) -> list[Connection]:
        """The pipes on which a result, or the end of a worker, is to be read."""
        busy = [pipe for pipe, jobs in self._under_way.items() if jobs]
        return [pipe for pipe in wait(busy) if isinstance(pipe, Connection)]

    def feed(self, pipe: Connection, waiting: deque[int], most: int) -> None:
        for _ in range(min(most, len(waiting))):
            place = waiting.popleft()
            self._under_way[pipe].append(place)
            pipe.send(place)

    def result(self, pipe: Connection) -> Done:
        try:
            done: Done = pipe.recv()
        except EOFError:
            playing = self._jobs[self._under_way[pipe][0]].key
            raise WorkerDied(f"a worker ended while it played {playing}") from None
        self._under_way[pipe].popleft()
        return done

    def dismissed(self) -> float:
        """Sends everybody home; the memory that they held at most, together."""
        held = 0.0
        for pipe in self._under_way:
            pipe.send(None)
            held += pipe.recv()
        return held


def _work(pipe: Connection, engine: Engine, company: Protocol, jobs: Sequence[Job]) -> None:
    """A worker's life: one mind, then job after job, until there are no more."""
    resources, agreement = Resources.of(company, mind(engine, company)), agreed()
    with asyncio.Runner() as loop:
        while (place := pipe.recv()) is not None:
            pipe.send(loop.run(one(jobs[place], engine, resources, agreement)))
    pipe.send(_own())


async def one(job: Job, engine: Engine, resources: Resources, agreement: Agreed) -> Done:
    """One job, played and judged."""
    case, company = job.loaded.case, resources.protocol
    if case.mind == "scripted":
        resources = scripted(case, resources)
    stage = Stage(resources, case.setup, job.key, time.perf_counter)
    if case.simulate and engine.customer == "model":
        played = await _with_a_model(job, stage, engine, company)
    else:
        simulated = Customer.of(case, job.seed, company) if case.simulate else None
        played = await play(job.loaded, stage, simulated)
    if engine.patient:
        played = _excused(played)
    return Done(judged(job.loaded, job.seed, played, company, agreement), tuple(stage.milliseconds))


async def _with_a_model(job: Job, stage: Stage, engine: Engine, company: Protocol) -> Played:
    """The endpoint plays the customer, too."""
    endpoint = wire(engine, job.loaded.case)
    customer = ModelCustomer.of(job.loaded.case, job.seed, company, endpoint)
    played = await play(job.loaded, stage, customer)
    await endpoint.aclose()
    return played


def _excused(played: Played) -> Played:
    """A conversation in which the endpoint failed says nothing about quality."""
    failures = [failure for step in played.steps for failure in step.cost.failures]
    if not failures:
        return played
    return played.model_copy(update={"ended": "infra", "error": failures[0]})


def _peak() -> float:
    """The most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _own() -> float:
    """The memory of a worker, in MiB, what it shares with the others counted in part; its peak where none can tell."""
    if not ROLLED_UP.exists():
        return _peak()
    shares = PSS.search(ROLLED_UP.read_text(encoding="ascii"))
    return int(shares[1]) / 1024 if shares else _peak()
