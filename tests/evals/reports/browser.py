"""A real Chromium without a screen, driven by its DevTools protocol over a websocket."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import httpx
from websockets.sync.client import ClientConnection, connect

T = TypeVar("T")

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
    "--remote-debugging-port=0",
)  # fmt: skip
SECONDS = 20.0
KEYS = {"ArrowRight": 39, "ArrowLeft": 37, "Escape": 27, "Tab": 9, "Enter": 13}


def installed() -> str | None:
    """Where a Chromium is, if there is one."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def running(program: str, home: Path) -> Iterator[Browser]:
    """A browser with a profile of its own under ``home``, gone at the end."""
    process = subprocess.Popen(
        [program, *FLAGS, f"--user-data-dir={home}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Browser(_port(home / "DevToolsActivePort", process))
    finally:
        process.terminate()
        process.wait(SECONDS)


def _port(file: Path, process: subprocess.Popen[bytes]) -> int:
    def told() -> int | None:
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return int(lines[0]) if len(lines) > 1 else None

    assert process.poll() is None
    return until(told)


def until(look: Callable[[], T | None], seconds: float = SECONDS) -> T:
    """What ``look`` gives once it gives something; fails after some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError(f"nothing came of {look} in {seconds} s")


@dataclass(frozen=True, slots=True)
class Browser:
    """A running browser, by the port of its DevTools."""

    port: int

    @contextmanager
    def tab(self, *, width: int = 1400, height: int = 900, dark: bool = False) -> Iterator[Tab]:
        """An empty tab of that size, in CSS pixels, closed at the end."""
        at = f"http://127.0.0.1:{self.port}/json"
        with httpx.Client(trust_env=False) as http:
            target = http.put(f"{at}/new?{quote('about:blank')}").json()
            with connect(target["webSocketDebuggerUrl"], max_size=None, proxy=None) as wire:
                tab = Tab(wire)
                tab.begin(width, height, dark=dark)
                yield tab
            http.get(f"{at}/close/{target['id']}")


@dataclass(slots=True)
class Tab:
    """One page: what it asked of the network and what it complained of are kept."""

    wire: ClientConnection
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _count: int = 0
    _loaded: bool = False

    def begin(self, width: int, height: int, *, dark: bool) -> None:
        for room in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{room}.enable")
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700}
        self.call("Emulation.setDeviceMetricsOverride", size)
        self.call("Emulation.setFocusEmulationEnabled", {"enabled": True})
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", {"features": [scheme]})

    def open(self, url: str) -> None:
        """Goes there and waits until it is loaded."""
        self._loaded = False
        self.call("Page.navigate", {"url": url})
        while not self._loaded:
            self._hear(json.loads(self.wire.recv(SECONDS)))

    def call(self, method: str, params: dict[str, object] | None = None) -> dict[str, object]:
        """The answer to one command; what happens meanwhile is heard."""
        self._count += 1
        self.wire.send(json.dumps({"id": self._count, "method": method, "params": params or {}}))
        while True:
            message = json.loads(self.wire.recv(SECONDS))
            if message.get("id") == self._count:
                assert "error" not in message, (method, message)
                return message["result"]
            self._hear(message)

    def js(self, expression: str) -> object:
        """The value of an expression in the page."""
        told = self.call("Runtime.evaluate", {"expression": expression, "returnByValue": True})
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")  # type: ignore[attr-defined]

    def texts(self, selector: str) -> list[str]:
        """The visible text of every element that matches."""
        found = self.js(
            f"[...document.querySelectorAll({json.dumps(selector)})].map(one => one.innerText)"
        )
        assert isinstance(found, list)
        return found

    def click(self, selector: str) -> None:
        """Presses the mouse on the middle of the first element that matches."""
        place = self.js(
            f"""(() => {{
                const one = document.querySelector({json.dumps(selector)});
                one.scrollIntoView({{block: "center"}});
                const {{x, y, width, height}} = one.getBoundingClientRect();
                return {{x: x + width / 2, y: y + height / 2}};
            }})()"""
        )
        assert isinstance(place, dict)
        for kind in ("mousePressed", "mouseReleased"):
            self.call(
                "Input.dispatchMouseEvent",
                {"type": kind, **place, "button": "left", "clickCount": 1},
            )

    def hover(self, selector: str) -> None:
        """Moves the mouse onto the first element that matches."""
        place = self.js(
            f"""(() => {{
                const {{x, y}} = document.querySelector({json.dumps(selector)}).getBoundingClientRect();
                return {{x: x + 5, y: y + 5}};
            }})()"""
        )
        assert isinstance(place, dict)
        self.call("Input.dispatchMouseEvent", {"type": "mouseMoved", **place})

    def choose(self, selector: str, value: str) -> None:
        """Chooses from a list, as its user does: the value changes and the page is told."""
        self.js(
            f"""(() => {{
                const one = document.querySelector({json.dumps(selector)});
                one.value = {json.dumps(value)};
                one.dispatchEvent(new Event("change", {{bubbles: true}}));
            }})()"""
        )

    def write(self, text: str) -> None:
        """Types text where the cursor is."""
        self.call("Input.insertText", {"text": text})

    def press(self, key: str) -> None:
        """Presses and releases one key."""
        code = KEYS.get(key) or ord(key.upper())
        told = {"key": key, "windowsVirtualKeyCode": code}
        text = {"text": key} if len(key) == 1 else {}
        self.call("Input.dispatchKeyEvent", {"type": "keyDown", **told, **text})
        self.call("Input.dispatchKeyEvent", {"type": "keyUp", **told})

    def picture(self, path: Path) -> None:
        """What is seen, as PNG."""
        told = self.call("Page.captureScreenshot", {"format": "png"})
        path.write_bytes(base64.b64decode(str(told["data"])))

    def _hear(self, message: dict[str, object]) -> None:
        params = message.get("params") or {}
        assert isinstance(params, dict)
        match message.get("method"):
            case "Page.loadEventFired":
                self._loaded = True
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
            case "Runtime.exceptionThrown":
                self.complaints.append(str(params["exceptionDetails"]))
            case "Runtime.consoleAPICalled" | "Log.entryAdded":
                self.complaints.append(str(params))
