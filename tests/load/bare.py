"""The least that FastAPI can do with a delivery: reads the body and answers 200. Served as Alú is served."""

from __future__ import annotations

import argparse

import uvicorn
from fastapi import FastAPI, Request, Response

from api.serving import configured, listening


def application() -> FastAPI:
    """One endpoint at the path of the webhook, and one that says it lives."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.post("/webhooks/chatwoot")
    async def webhook(request: Request) -> Response:
        await request.body()
        return Response()

    @app.get("/live")
    async def live() -> Response:
        return Response()

    return app


def main() -> None:
    """``python -m tests.load.bare --port 9000``"""
    parser = argparse.ArgumentParser(prog="python -m tests.load.bare", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    with listening("127.0.0.1", parser.parse_args().port) as door:
        uvicorn.Server(configured(application())).run([door])


if __name__ == "__main__":
    main()
