"""A server before 4.13: its bots have no secret, and are not told when a conversation is given back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.chatwoot.signature import Seal
from api.sandbox.store import put
from api.setup.wanted import HOOKED
from tests.api.setup.premises import ALU, Premises, before_4_13, premises

pytestmark = pytest.mark.anyio


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Premises]:
    async with premises(tmp_path) as place:
        place.line.changed = before_4_13
        yield place


async def test_it_gets_an_account_webhook_and_a_secret_path(place: Premises) -> None:
    before = place.state
    outcome = await place.apply()
    assert outcome.left == ()
    settings, store = place.settings(), place.sandbox.store
    (token,) = [one.get_secret_value() for one in settings.webhook_path_token]
    url = f"{ALU}/webhooks/chatwoot/{token}"
    assert (store.bots[1].url, store.hooks[1].url) == (url, url)
    assert store.hooks[1].subscriptions == HOOKED
    assert settings.webhook_unsigned
    secrets = tuple(one.get_secret_value() for one in settings.webhook_secrets)
    assert secrets == (store.hooks[1].secret,)
    assert Seal(secrets, (token,), unsigned_allowed=True).knows_path(token)
    place.line.forget()
    await place.apply()
    assert place.line.writes == []
    assert token not in place.record.read_text(encoding="utf-8")
    await place.undo()
    assert place.state == before


async def test_the_secret_path_is_in_no_plan(place: Premises) -> None:
    await place.apply()
    (token,) = [one.get_secret_value() for one in place.settings().webhook_path_token]
    put(place.sandbox.store.bots, replace(place.sandbox.store.bots[1], url="https://x.example.com"))
    plan = await place.plan()
    assert plan.actions
    assert token not in repr(plan)


async def test_whatever_is_wrong_with_the_webhook_is_mended(place: Premises) -> None:
    await place.apply()
    hooks = place.sandbox.store.hooks
    whole = hooks[1]
    put(
        hooks,
        replace(whole, url=f"{ALU}/webhooks/chatwoot/velho", subscriptions=("message_created",)),
    )
    await place.apply()
    assert hooks[1].url == whole.url
    assert set(HOOKED) < set(hooks[1].subscriptions)
    assert list(hooks) == [1]


async def test_a_server_that_learned_to_sign_is_told_of(place: Premises) -> None:
    await place.apply()
    place.line.changed = lambda told: told
    outcome = await place.apply()
    assert any("ALU_WEBHOOK_UNSIGNED" in one for one in outcome.remarks)
    secrets = [one.get_secret_value() for one in place.settings().webhook_secrets]
    assert secrets[0] == place.sandbox.store.bots[1].secret
