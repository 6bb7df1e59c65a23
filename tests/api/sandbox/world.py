"""A sandbox for tests: a clock that the test moves, a receiver that answers what the test says, calls through ASGI."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx

from api.sandbox import Naming, application, founded

BEGIN = datetime(2026, 11, 22, 17, 39, 10, tzinfo=UTC)
BOT_URL = "http://127.0.0.1:9099/webhooks/chatwoot"


class Time:
    """A clock and a sleep that only move when told, or slept."""

    def __init__(self):
        self.passed = 0.0

    def now(self):
        return BEGIN + timedelta(seconds=self.passed)

    def seconds(self):
        return self.passed

    async def sleep(self, seconds):
        self.passed += seconds


class Receiver:
    """The other end of the webhooks: keeps every post, answers 200 or what was put in line."""

    def __init__(self, time):
        self.time, self.posts, self.answers, self.always = time, [], [], 200
        self.first = asyncio.Event()

    async def __call__(self, post):
        self.posts.append((self.time.passed, post))
        self.first.set()
        return self.answers.pop(0) if self.answers else self.always

    def take(self):
        taken, self.posts = [post for _, post in self.posts], []
        return taken


class World:
    def __init__(self, *, teams=(), **how):
        self.time = Time()
        self.receiver = Receiver(self.time)
        self.sandbox = founded(self.time.now, Naming("teste"), webhook_url=BOT_URL, teams=teams)
        bots = self.sandbox.store.bots
        bots[1] = replace(bots[1], description="bot de teste")
        self.sandbox.connect(self.receiver, self.time.seconds, self.time.sleep)
        self.application = application(self.sandbox, **how)

    @property
    def store(self):
        return self.sandbox.store

    def token(self, who):
        people = {
            "admin": self.store.users[1],
            "agent": self.store.users[2],
            "bot": self.store.bots[1],
        }
        return {"Api-Access-Token": people[who].token} if who in people else {}

    async def call(self, who, method, path, **more):
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.application), base_url="http://sandbox"
        ) as client:
            headers = {**self.token(who), **more.pop("headers", {})}
            return await client.request(method, path, headers=headers, **more)

    async def delivered(self):
        await self.sandbox.courier.drain()
        return self.receiver.take()
