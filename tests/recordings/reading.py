"""The recordings as rows: deliveries, calls, samples, and what was expected of each delivery."""

import json
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def rows(name):
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def deliveries():
    return rows("webhooks")


def calls():
    return {row["file"][:3]: row for row in rows("rest")}


def samples():
    return {row["file"]: row["body"] for row in rows("payloads")}


def secrets():
    return json.loads((HERE / "secrets.json").read_text(encoding="utf-8"))


def expected():
    """(who, status, takeover) by number; a number written twice is a mistake."""
    told = {}
    for line in (HERE / "expected.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        span, who, status, takeover = line.split()[:4]
        first, _, last = span.partition("-")
        for number in range(int(first), int(last or first) + 1):
            assert number not in told, number
            told[number] = (
                who,
                None if status == "-" else status,
                None if takeover == "-" else takeover,
            )
    return told
