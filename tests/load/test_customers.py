"""The customers of the bench, and the Chatwoot they live in: they wait for answers, and are told apart as agreed."""

from __future__ import annotations

from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from api.chatwoot.events import parse
from api.chatwoot.signature import Seal
from api.serving import served
from tests.load.chatwoot import chatwoot
from tests.load.customers import Customer, many
from tests.load.deliveries import Deliveries

pytestmark = pytest.mark.anyio


class Parrot:
    """A bot that repeats what a customer says; told «gente», it hands over as Alú does, in the same order."""

    def __init__(self):
        self.heard, self.calls, self.verdicts = [], None, []
        self.app = FastAPI()
        self.app.post("/webhook")(self.hear)

    async def hear(self, request: Request):
        body = await request.body()
        seal, now = Seal((self.house.secret,)), self.house.clock().timestamp()
        self.verdicts.append(seal.verdict(request.headers.items(), body, now))
        event = parse(body)
        self.heard.append((event.name, event.who))
        if event.who == "customer":
            await self.answer(event)
        return Response()

    async def answer(self, event):
        talk = f"/api/v1/accounts/1/conversations/{event.conversation}"
        handing = event.message.content == "gente"
        if handing:
            await self.post(f"{talk}/messages", content="cartão", private=True)
        await self.post(f"{talk}/messages", content=event.message.content)
        if handing:
            await self.post(f"{talk}/toggle_status", status="open")

    async def post(self, path, **body):
        token = {"Api-Access-Token": self.house.sandbox.bot().token}
        async with httpx.AsyncClient(base_url=self.house.url, headers=token) as client:
            (await client.post(path, json=body)).raise_for_status()


@asynccontextmanager
async def parrot(**how):
    bot = Parrot()
    async with served(bot.app) as url, chatwoot(f"{url}/webhook", **how) as bot.house:
        yield bot


async def test_a_customer_says_a_line_when_the_one_before_is_answered():
    async with parrot() as bot:
        customer = Customer.arrives(bot.house.sandbox, 1)
        await customer.says(["bom dia", "quero tubo"])
    said = [one.content for one in customer.console.messages if one.kind != "activity"]
    assert said == ["bom dia", "bom dia", "quero tubo", "quero tubo"]
    assert (customer.spoken, customer.answered) == (2, 2)


async def test_who_is_handed_over_waits_until_it_is_done_and_says_no_more():
    async with parrot() as bot:
        customer = Customer.arrives(bot.house.sandbox, 1)
        await customer.says(["oi", "gente", "alô?"])
        assert not customer.pending
    assert (customer.spoken, customer.answered) == (2, 2)


async def test_patience_ends():
    async with chatwoot("http://127.0.0.1:9/webhook") as house:
        customer = Customer.arrives(house.sandbox, 1)
        customer.patience = 0.1
        assert not await customer.say("oi")
    assert (customer.spoken, customer.answered) == (1, 0)


async def test_many_come_and_each_is_somebody_else():
    async with parrot() as bot:
        customers = await many(bot.house.sandbox, 1, [["oi"], ["oi", "gente"], ["oi"]], at_once=2)
    assert [customer.answered for customer in customers] == [1, 2, 1]
    assert len({customer.console.customer.phone_number for customer in customers}) == 3


@pytest.mark.parametrize(
    ("echoes", "heard"),
    [(True, {"customer", "bot", "state"}), (False, {"customer"})],
)
async def test_without_echoes_the_bot_hears_the_customers_alone(echoes, heard):
    async with parrot(echoes=echoes) as bot:
        await Customer.arrives(bot.house.sandbox, 1).says(["oi", "gente"])
        await bot.house.sandbox.courier.drain()
    assert {who for _, who in bot.heard if who in {"customer", "bot"}} == heard & {
        "customer",
        "bot",
    }
    assert any(name.startswith("conversation_") for name, _ in bot.heard) == ("state" in heard)
    assert set(bot.verdicts) == {"signed"}


async def test_a_populated_house_and_the_generator_agree_whose_turn_it_is():
    deliveries = Deliveries("host", "/", "s", now=0.0, conversations=30, pending=0.3)
    async with chatwoot("http://127.0.0.1:9/webhook") as house:
        house.populated(30, pending=0.3)
        standing = {one.id: one.status for one in house.sandbox.store.conversations.values()}
    events = [parse(body) for body in deliveries.bodies(30)]
    assert {event.conversation: event.status for event in events} == standing
    assert sorted(standing.values()).count("pending") == 9
