"""Requests under way over raw sockets on one epoll: nobody's answer keeps another request from leaving.

Linux only, one thread, no HTTP library: the generator must cost little beside what it measures.
"""

from __future__ import annotations

import re
import select
import socket
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType

from tests.load.shots import NO_ANSWER, Shot

Address = tuple[str, int]
Clock = Callable[[], float]

BUFFER = 65_536
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class _Flight:
    """One request on its way: what is still to be written, what was read."""

    wire: socket.socket
    due: float
    sent: float
    unwritten: memoryview
    answer: bytearray = field(default_factory=bytearray)

    def write(self) -> bool:
        """Writes what the socket takes; whether all is written."""
        self.unwritten = self.unwritten[self.wire.send(self.unwritten) :]
        return not self.unwritten

    def read(self) -> bool:
        """Reads what is there; whether the other side is still open."""
        got = self.wire.recv(BUFFER)
        self.answer += got
        return bool(got)

    @property
    def complete(self) -> bool:
        """Whether headers and body are all there."""
        head = self.answer.find(b"\r\n\r\n")
        length = LENGTH.search(self.answer, 0, max(0, head))
        return head >= 0 and length is not None and len(self.answer) >= head + 4 + int(length[1])

    @property
    def status(self) -> int:
        """The status of the answer, as far as one came."""
        return int(self.answer[9:12]) if b"\r\n\r\n" in self.answer else NO_ANSWER


@dataclass(slots=True)
class Wires:
    """Sends requests and collects ``shots``: a connection each, or kept alive, where an idle one is used first.

    ``patience``: seconds after which an answer is no longer waited for. ``opened`` counts connections.
    """

    address: Address
    clock: Clock
    keep_alive: bool = False
    patience: float = 10.0
    shots: list[Shot] = field(default_factory=list)
    opened: int = 0
    _epoll: select.epoll = field(default_factory=select.epoll)
    _flights: dict[int, _Flight] = field(default_factory=dict)
    _idle: deque[socket.socket] = field(default_factory=deque)

    def __enter__(self) -> Wires:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for wire in (*self._idle, *(flight.wire for flight in self._flights.values())):
            wire.close()
        self._epoll.close()

    @property
    def under_way(self) -> int:
        """How many requests wait for their answer."""
        return len(self._flights)

    def send(self, request: bytes, due: float) -> None:
        """Begins a request now, and waits for nothing."""
        sent = self.clock()
        wire = self._reused() or self._fresh()
        self._flights[wire.fileno()] = _Flight(wire, due, sent, memoryview(request))
        self._epoll.register(wire, select.EPOLLOUT)

    def serve(self, until: float) -> None:
        """Writes and reads until a moment of the clock; at least once, also where the moment has passed."""
        while True:
            self._step(max(0.0, until - self.clock()))
            if self.clock() >= until:
                return

    def step(self) -> None:
        """Waits until something can be written or read, and does that."""
        self._step(self.patience)

    def finish(self) -> None:
        """Waits until every request has its answer, or is given up."""
        while self._flights:
            self._step(0.1)

    def _step(self, seconds: float) -> None:
        # epoll itself counts in milliseconds, rounded up; select on it does not.
        if select.select([self._epoll], [], [], seconds)[0]:
            for number, _ in self._epoll.poll(0):
                self._advance(self._flights[number])
        self._give_up()

    def _advance(self, flight: _Flight) -> None:
        try:
            if flight.unwritten:
                if flight.write():
                    self._epoll.modify(flight.wire, select.EPOLLIN)
                return
            still_open = flight.read()
        except OSError:
            self._close(flight, NO_ANSWER)
            return
        if not still_open:
            self._close(flight, flight.status)
        elif flight.complete:
            self._land(flight)

    def _land(self, flight: _Flight) -> None:
        if not self.keep_alive or b"connection: close" in flight.answer.lower():
            self._close(flight, flight.status)
            return
        self._note(flight, flight.status)
        self._epoll.unregister(flight.wire)
        self._idle.append(flight.wire)

    def _close(self, flight: _Flight, status: int) -> None:
        self._note(flight, status)
        self._epoll.unregister(flight.wire)
        flight.wire.close()

    def _note(self, flight: _Flight, status: int) -> None:
        del self._flights[flight.wire.fileno()]
        self.shots.append(Shot(flight.due, flight.sent, self.clock(), status))

    def _give_up(self) -> None:
        limit = self.clock() - self.patience
        while self._flights and (oldest := next(iter(self._flights.values()))).sent < limit:
            self._close(oldest, NO_ANSWER)

    def _fresh(self) -> socket.socket:
        wire = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        wire.setblocking(False)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wire.connect_ex(self.address)  # a refusal is found when writing
        self.opened += 1
        return wire

    def _reused(self) -> socket.socket | None:
        while self._idle:
            wire = self._idle.pop()
            if not _closed(wire):
                return wire
            wire.close()
        return None


def _closed(wire: socket.socket) -> bool:
    """Whether the server has closed an idle connection; it has nothing else to say on one."""
    try:
        wire.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
