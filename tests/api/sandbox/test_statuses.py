"""The status machine, one question at a time."""

import pytest

from api.sandbox import statuses


@pytest.mark.parametrize(
    ("bot", "blocked", "status"),
    [(True, False, "pending"), (False, False, "open"), (True, True, "resolved")],
)
def test_a_conversation_is_born(bot, blocked, status):
    assert statuses.at_birth(bot=bot, blocked=blocked) == status


@pytest.mark.parametrize(
    ("before", "bot", "blocked", "after"),
    [
        ("resolved", True, False, "pending"),
        ("resolved", False, False, "open"),
        ("resolved", True, True, "resolved"),
        ("snoozed", True, False, "open"),
        ("pending", True, False, "pending"),
        ("open", True, False, "open"),
    ],
)
def test_the_customer_writes(before, bot, blocked, after):
    assert statuses.after_customer(before, bot=bot, blocked=blocked) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [("open", "resolved"), ("resolved", "open"), ("pending", "open"), ("snoozed", "open")],
)
def test_a_toggle_without_a_status(before, after):
    assert statuses.after_toggle(before) == after


@pytest.mark.parametrize(
    ("status", "event", "keep", "after"),
    [
        ("pending", "message_created", False, "open"),
        ("pending", "message_updated", False, "open"),
        ("pending", "conversation_updated", False, "pending"),
        ("pending", "message_created", True, "pending"),
        ("resolved", "message_created", False, "resolved"),
    ],
)
def test_the_bot_cannot_be_told(status, event, keep, after):
    assert statuses.after_failure(status, event, keep=keep) == after


@pytest.mark.parametrize(
    ("status", "asked", "by_bot", "handing"),
    [
        ("pending", "open", True, True),
        ("pending", None, True, False),
        ("pending", "open", False, False),
        ("snoozed", "open", True, False),
    ],
)
def test_only_a_bot_hands_off(status, asked, by_bot, handing):
    assert statuses.handing_off(status, asked, by_bot=by_bot) is handing
