"""Every recorded delivery is accepted and understood as a person who read the story of the recordings says."""

import json

import pytest

from api.chatwoot.events import Event, parse, takeover
from api.chatwoot.signature import Seal
from tests.recordings.reading import deliveries, expected, secrets

DELIVERIES = deliveries()
EXPECTED = expected()
SENT_TO_SEVERAL_WEBHOOKS = 14
SEAL = Seal(tuple(secrets().values()))


def number(n):
    return next(row for row in DELIVERIES if row["n"] == n)


def event(n):
    return parse(number(n)["raw_body"].encode())


def verdict(row, seal=SEAL, now=None, body=None):
    stamp = float(row["headers"]["X-Chatwoot-Timestamp"])
    raw = row["raw_body"].encode() if body is None else body
    return seal.verdict(row["headers"].items(), raw, stamp if now is None else now)


@pytest.mark.parametrize("row", DELIVERIES, ids=lambda row: row["file"])
def test_a_delivery_is_signed_and_understood(row):
    assert verdict(row) == "signed"
    assert verdict(row, body=row["raw_body"].encode() + b" ") == "wrong"
    said = parse(row["raw_body"].encode())
    assert isinstance(said, Event)
    assert (said.who, said.status, takeover(said)) == EXPECTED[row["n"]]
    sent = json.loads(row["raw_body"])
    shown = sent.get("conversation", sent if "status" in sent else {})
    assert said.name == row["event"]
    assert said.account == (None if said.name == "conversation_created" else 1)
    assert said.conversation == shown.get("id")
    at = shown.get("updated_at")
    assert (said.watermark or 0) / 1e6 == pytest.approx(at or 0, abs=2e-6, rel=0)
    if said.message:
        assert said.message.id == sent["id"]
        assert said.message.content == (sent["content"] or "")
        assert said.inbox == 1


def test_every_delivery_has_its_expectation():
    assert sorted(EXPECTED) == [row["n"] for row in DELIVERIES] == list(range(1, 427))


def test_only_the_right_secret_signs():
    row = number(352)
    assert verdict(row, Seal((secrets()["bot"],))) == "signed"
    assert verdict(row, Seal((secrets()["bot_before_reset"],))) == "wrong"


def test_a_repeated_delivery_has_the_key_of_the_first_and_no_other_has():
    keys = {}
    for row in DELIVERIES:
        said = parse(row["raw_body"].encode())
        what = (said.name, said.conversation, said.status, said.who, said.message, said.changed)
        assert keys.setdefault(said.key, what) == what, row["file"]
    assert event(151).key == event(152).key == event(153).key
    assert event(356).key == event(358).key == event(359).key, "bot, inbox and account webhook"
    assert event(78).key != event(79).key
    deliveries_without_retries = {row["headers"]["X-Chatwoot-Delivery"] for row in DELIVERIES}
    assert len(keys) == len(deliveries_without_retries) - SENT_TO_SEVERAL_WEBHOOKS


def test_no_two_states_of_a_conversation_with_one_watermark_differ():
    seen = {}
    for row in DELIVERIES:
        said = parse(row["raw_body"].encode())
        if said.conversation:
            assert seen.setdefault((said.conversation, said.watermark), said.status) == said.status


@pytest.mark.parametrize(
    ("n", "kinds"),
    [
        (1, ()),
        (91, ("image",)),
        (92, ("image",)),
        (93, ("audio",)),
        (94, ("audio",)),
        (95, ("document",)),
        (96, ("video",)),
        (97, ("image", "document")),
        (106, ()),
    ],
)
def test_attachments_have_kinds(n, kinds):
    assert event(n).message.kinds == kinds


def test_what_else_deliveries_say():
    first = event(1)
    assert (first.contact.name, first.contact.ddd) == ("Maria da Silva", "11")
    assert first.message.sender == "Maria da Silva"
    assert (first.inbox, first.can_reply, first.waiting) == (1, True, True)
    assert event(21).message.sender == "Bruno Atendente"
    assert event(105).message.in_reply_to == 53
    assert event(116).message.deleted
    assert event(118).message.error == "131047"
    assert event(403).message.alu_key == "1:99:1:1"
    assert event(149).contact.blocked
    assert event(26).labels == ("cotacao",)
    assert event(27).attributes == {"pedido": "4712"}
    assert (event(138).assignee, event(138).assignee_kind) == (1, "agent_bot")
    assert (event(143).assignee, event(143).assignee_kind) == (2, "user")
    assert event(28).team == 3
    assert event(28).changed == {"updated_at", "team_id"}
    assert event(353).contact.id == event(357).contact.id


@pytest.mark.parametrize(
    ("n", "team", "reason"),
    [
        (143, None, "assignee"),  # the bot set a team nowhere: somebody assigned a person
        (402, None, "assignee"),
        (402, 1, None),  # Alú set team 1, Chatwoot picked a member of it
        (402, 2, "assignee"),
        (138, None, None),  # the bot itself
        (144, None, None),  # nobody any more
        (47, None, None),  # an assignee that was left over did not change
        (416, None, None),
    ],
)
def test_an_assignee_counts_only_where_asked_and_never_after_our_own_team(n, team, reason):
    assert takeover(event(n)) is None
    assert takeover(event(n), assignee_counts=True, own_team=team) == reason
