"""The ASGI application: paths, tokens, refusals; and the courier at work while it lives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Lifespan

from api.sandbox.records import Attachment
from api.sandbox.rest import answers, asked, customers, filters, public, setup, talks, wiring
from api.sandbox.rest.answers import Refused, told
from api.sandbox.rest.call import Answering, Call, Door, caller, link
from api.sandbox.sandbox import Sandbox
from api.sandbox.store import first

ACCOUNT = "/api/v1/accounts/{account:int}"
PUBLIC = "/public/api/v1/inboxes/{inbox}"
FILES = "/rails/active_storage"
PROFILE = Door("GET", "/api/v1/profile", setup.profile)
Endpoint = Callable[[Request], Awaitable[Response]]


def application(sandbox: Sandbox, *, echo_first: bool = False) -> Starlette:
    """The sandbox as an application. ``echo_first`` delivers what a call causes before answering, as mostly seen."""
    doors = (*filters.DOORS, *talks.DOORS, *customers.DOORS, *setup.DOORS, *wiring.DOORS)
    routes = [
        *(_account(sandbox, one, ACCOUNT + one.path, echo_first=echo_first) for one in doors),
        _account(sandbox, PROFILE, PROFILE.path, echo_first=echo_first),
        _arrival(sandbox),
        *(_public(sandbox, *one, echo_first=echo_first) for one in public.PATHS),
        Route(FILES + "/{kind}/redirect/{file:int}/{name}", _to_disk, methods=["GET"]),
        Route(FILES + "/disk/{file:int}/{name}", _disk(sandbox), methods=["GET"]),
    ]
    return Starlette(
        routes=routes,
        lifespan=_at_work(sandbox),
        exception_handlers={Refused: _refused, HTTPException: _nowhere},
    )


def _account(sandbox: Sandbox, door: Door, path: str, *, echo_first: bool) -> Route:
    async def endpoint(request: Request) -> Response:
        by = caller(sandbox.store, request)
        if request.path_params.get("account", 1) != sandbox.store.account.id:
            raise answers.not_found()
        door.let_in(by)
        call = Call(sandbox, by, await _asked(request), request.path_params, request.query_params)
        return await _answered(call, door.answer, echo_first=echo_first)

    return Route(path, endpoint, methods=[door.method])


def _public(
    sandbox: Sandbox, method: str, path: str, answer: Answering, *, echo_first: bool
) -> Route:
    async def endpoint(request: Request) -> Response:
        mine = link(sandbox.store, request.path_params["inbox"], request.path_params["source"])
        by = sandbox.store.contacts[mine.contact_id]
        call = Call(sandbox, by, await _asked(request), request.path_params, request.query_params)
        return await _answered(call, answer, echo_first=echo_first)

    return Route(PUBLIC + path, endpoint, methods=[method])


def _arrival(sandbox: Sandbox) -> Route:
    async def endpoint(request: Request) -> Response:
        inbox = request.path_params["inbox"]
        return public.create_contact(sandbox, inbox, await _asked(request))

    return Route(PUBLIC + "/contacts", endpoint, methods=["POST"])


async def _asked(request: Request) -> asked.Asked:
    return asked.read(await request.body(), request.headers.get("content-type", ""))


async def _answered(call: Call, answer: Answering, *, echo_first: bool) -> Response:
    response = answer(call)
    if echo_first:
        await call.sandbox.courier.due()
    return response


async def _refused(_: Request, refused: Exception) -> Response:
    known = refused if isinstance(refused, Refused) else answers.broken()
    return told(known.body, known.status)


async def _nowhere(_: Request, __: Exception) -> Response:
    return told(answers.nowhere().body, 404)


async def _to_disk(request: Request) -> Response:
    path = request.path_params
    return RedirectResponse(f"{FILES}/disk/{path['file']}/{path['name']}", 302)


def _disk(sandbox: Sandbox) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        file = _file(sandbox, request.path_params["file"])
        return Response(file.content, media_type=file.content_type)

    return endpoint


def _file(sandbox: Sandbox, number: int) -> Attachment:
    files = (file for one in sandbox.store.messages.values() for file in one.attachments)
    found = first(file for file in files if file.id == number)
    if found is None:
        raise answers.nowhere()
    return found


def _at_work(sandbox: Sandbox) -> Lifespan[Starlette]:
    @asynccontextmanager
    async def living(_: Starlette) -> AsyncIterator[None]:
        courier = asyncio.create_task(sandbox.courier.run())
        yield
        courier.cancel()
        with suppress(asyncio.CancelledError):
            await courier

    return living
