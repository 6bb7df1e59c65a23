"""Every call of an examination has the shape of a recorded one, and it is given answers of the recorded shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.doctor.chain import amiss, chain
from tests.api.setup.premises import Crossing
from tests.recordings.reading import calls
from tests.recordings.shapes import answered, emptied, endpoint, leaves, recorded, refused

pytestmark = pytest.mark.anyio

HERS = ".content_attributes.alu_key"
"""What a message's ``content_attributes`` were sent with comes back in them; this is what she puts there."""
PAGE = "page"
"""Never recorded; a parameter of the conversations in application_swagger.v4.15.1.json."""


def asks(path: str) -> tuple[str, frozenset[str]]:
    """An endpoint with the names of its query."""
    _, _, query = path.partition("?")
    names = {one.partition("=")[0] for one in query.split("&")}
    return endpoint("", path), frozenset(names - {PAGE})


async def examination(home: Path) -> list[Crossing]:
    """What crosses the wire while a healthy chain is examined; the test conversation is looked for."""
    async with chain(home) as here:
        here.patient["conversation"] = None
        here.place.line.forget()
        assert amiss(await here.examined()) == {}
        return list(here.place.line.crossings)


async def test_every_call_and_every_answer_has_the_recorded_shape(tmp_path: Path) -> None:
    crossings = await examination(tmp_path)
    for one in crossings:
        name = endpoint(one.method, one.path)
        assert leaves(one.asked) <= recorded([name], "asked"), name
        shown = answered(name) if one.status < 300 else refused(one.status)
        strange = {at for at in leaves(one.told) - shown if not at[0].endswith(HERS)}
        assert strange <= emptied(shown), (name, one.status)
    known = {asks(row["request"]["path"]) for row in calls().values()}
    assert {asks(one.path) for one in crossings} <= known


async def test_it_writes_one_private_note_and_nothing_else(tmp_path: Path) -> None:
    writes = [one for one in await examination(tmp_path) if one.writes]
    assert [endpoint(one.method, one.path) for one in writes] == ["POST /conversations/#/messages"]
    assert isinstance(writes[0].asked, dict)
    assert writes[0].asked["private"] is True
