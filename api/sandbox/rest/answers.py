"""Answers and refusals as Chatwoot words them (protocol 4; recordings r103-r127)."""

from __future__ import annotations

import orjson
from starlette.responses import Response

from api.sandbox.records import Json


class Refused(Exception):
    """A call is refused: the status and the body of the answer."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(f"refused with {status}")
        self.status = status
        self.body = body


def told(body: object, status: int = 200) -> Response:
    """An answer in JSON."""
    return Response(orjson.dumps(body), status, media_type="application/json")


def silent(status: int = 200) -> Response:
    """An answer without a body."""
    return Response(b"", status)


def not_found() -> Refused:
    """Below an account: no such conversation, contact, message, account."""
    return Refused(404, {"error": "Resource could not be found"})


def nowhere() -> Refused:
    """No such path; and whatever the public API doesn't find."""
    return Refused(404, {"status": 404, "error": "Not Found"})


def broken() -> Refused:
    """Where Chatwoot itself fails: an unknown status or priority, a bot's look at a conversation with a team."""
    return Refused(500, {"status": 500, "error": "Internal Server Error"})


def no_token() -> Refused:
    """Nobody calls."""
    return Refused(401, {"errors": ["You need to sign in or sign up before continuing."]})


def wrong_token() -> Refused:
    """Nobody has this token."""
    return Refused(401, {"error": "Invalid Access Token"})


def not_for_bots() -> Refused:
    """A bot's token opens a few doors only."""
    return Refused(401, {"error": "Access to this endpoint is not authorized for bots"})


def not_allowed() -> Refused:
    """An agent asks for what is an administrator's."""
    return Refused(401, {"error": "You are not authorized to do this action"})


def invalid(message: str, *attributes: str) -> Refused:
    """A record that can't be kept."""
    return Refused(422, {"message": message, "attributes": list(attributes)})


def unprocessable(error: str) -> Refused:
    """A message that can't be kept, by the account's API."""
    return Refused(422, {"error": error})
