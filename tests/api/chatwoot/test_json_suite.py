"""JSONTestSuite through the door: what is no JSON is refused by name, what is JSON is read."""

import base64

import pytest

from api.chatwoot.events import Event, Unreadable, parse
from tests.recordings.reading import rows

SUITE = rows("json-test-suite")


@pytest.mark.parametrize("row", SUITE, ids=lambda row: row["file"])
def test_bad_json_is_named_and_good_json_read(row):
    raw = base64.b64decode(row["base64"])
    whole, inside = parse(raw), parse(b'{"event":"x","odd":' + raw + b"}")
    assert isinstance(whole, Unreadable)
    match row["file"][0]:
        case "n":
            assert whole.problem == "not_json"
        case "y":
            assert whole.problem in {"not_an_object", "no_event"}
            assert isinstance(inside, Event)
        case _:
            assert isinstance(inside, Event | Unreadable)
