"""The application: the webhook, and three addresses that tell how she is. Everything else is wired in ``api.body``."""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from api import body, bootstrap, webhook
from api.body import Body
from api.serving import listening, until_told_to_stop
from api.settings import Settings

log = logging.getLogger("alu")

EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


async def serve(settings: Settings, host: str, port: int) -> None:
    """Serves until told to stop. Raises ``AluError`` that names what keeps it from starting."""
    with listening(host, port) as door:
        async with body.living(settings, bootstrap.clock()) as here:
            gc.collect()
            gc.freeze()  # what is loaded by now stays: the collector need not walk through it again
            log.info("Alú serves at http://%s:%d", *door.getsockname()[:2])
            await until_told_to_stop(_faced(lambda: here), door)
        log.info("Alú has stopped")


def application(settings: Settings, *, clock: Callable[[], datetime] | None = None) -> FastAPI:
    """Alú as an application for any server; the database opens and the dispatcher starts with its lifespan."""

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        async with body.living(settings, clock or bootstrap.clock()) as app.state.body:
            yield
        del (
            app.state.body
        )  # FastAPI keeps an application's addresses for as long as the process lives

    app = _faced(lambda: app.state.body)
    app.router.lifespan_context = living
    return app


def _faced(here: Callable[[], Body]) -> FastAPI:
    app = FastAPI(
        title="Alú", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    app.include_router(webhook.router(lambda: here().door))

    @app.get("/live")
    async def live() -> Response:
        return Response("ok\n", media_type="text/plain")

    @app.get("/ready")
    async def ready() -> Response:
        told = await here().health.readiness()
        content = {"ready": told.ready, "database": told.database,
                   "backlog_seconds": round(told.backlog, 1), "chatwoot": told.chatwoot}  # fmt: skip
        return JSONResponse(content, status_code=200 if told.ready else 503)

    @app.get("/metrics")
    async def metrics() -> Response:
        await here().health.readiness()
        return Response(here().metrics.text(), media_type=EXPOSITION)

    @app.exception_handler(Exception)
    async def broken(_request: Request, _bug: Exception) -> Response:
        return Response(status_code=500)

    return app
