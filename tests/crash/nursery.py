"""A process that has imported everything and forks a server for each order: import and the reading of the company's
words are saved, and nothing else; ``test_kill.py`` also starts one without any help.

An order is one line over a Unix socket. The child answers with its process id and keeps the connection for as long as
it lives, so that whoever ordered it sees it die. All children die with the nursery.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
import traceback

from api import bootstrap
from api.settings import Settings
from tests.crash.server import Order, live

PR_SET_PDEATHSIG = 1


def serve(path: str) -> None:
    """Forks until it is killed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are nobody's business here
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen()
        while True:
            asker, _ = door.accept()
            with asker:
                order = Order.read(asker.makefile("rb").readline())
                if os.fork() == 0:
                    _born(door, asker, order)


def _born(door: socket.socket, asker: socket.socket, order: Order) -> None:
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        door.close()
        asker.sendall(b"%d\n" % os.getpid())
        live(order)
    except Exception:  # noqa: BLE001  # nothing of the nursery may run on in a child
        traceback.print_exc()
    finally:
        os._exit(1)


def _read_once() -> None:
    words = bootstrap.company(Settings())
    bootstrap.company = lambda _settings: words


if __name__ == "__main__":
    _read_once()
    serve(sys.argv[1])
