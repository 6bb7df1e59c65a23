"""Other versions, other channels, hostile bodies: a fact, a named refusal, or ignored; never an exception."""

import json
import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.chatwoot.events import Event, Unreadable, parse, takeover
from api.chatwoot.facts import ddd
from tests.recordings.reading import samples

SAMPLES = samples()
PERSONAL = "Segredo-do-Zé"


def body(name="01_message_created.incoming_text.pending", **changes):
    """A sample with changes; a path goes down with ``__``, and ``...`` takes a key away."""
    sent = json.loads(json.dumps(SAMPLES[name]))
    for path, value in changes.items():
        *way, last = path.split("__")
        inner = sent
        for step in way:
            inner = inner[step]
        if value is ...:
            del inner[last]
        else:
            inner[last] = value
    return sent


def event(name="01_message_created.incoming_text.pending", **changes):
    return parse(json.dumps(body(name, **changes)).encode())


# Sample -> who, status, takeover, kinds.
TOLD = [
    ("01_message_created.incoming_text.pending", "customer", "pending", None, ()),
    ("02_message_created.incoming_audio.pending", "customer", "pending", None, ("audio",)),
    (
        "03_message_updated.incoming_audio_transcribed.enterprise",
        "customer",
        "pending",
        None,
        ("audio",),
    ),
    ("04_message_created.incoming_image_no_text.pending", "customer", "pending", None, ("image",)),
    (
        "05_message_created.incoming_document_caption.pending",
        "customer",
        "pending",
        None,
        ("document",),
    ),
    ("06_message_created.incoming_location.pending", "customer", "pending", None, ("location",)),
    (
        "07_message_created.incoming_shared_contact.pending",
        "customer",
        "pending",
        None,
        ("contact",),
    ),
    ("08_message_created.incoming_button_reply.pending", "customer", "pending", None, ()),
    (
        "09_message_created.incoming_unsupported.since_v4.14.1",
        "customer",
        "pending",
        None,
        ("unsupported",),
    ),
    ("10_message_created.outgoing_by_bot.pending", "bot", "pending", None, ()),
    ("11_message_created.outgoing_by_bot_input_select.pending", "bot", "pending", None, ()),
    ("12_message_updated.outgoing_source_id_set", "bot", "pending", None, ()),
    ("13_message_updated.outgoing_delivered", "bot", "pending", None, ()),
    ("14_message_updated.outgoing_failed_whatsapp", "bot", "pending", None, ()),
    ("15_message_updated.outgoing_failed_window_closed", "bot", "pending", None, ()),
    ("16_message_created.outgoing_by_human.still_pending", "human", "pending", "human", ()),
    ("17_message_created.outgoing_by_human.open", "human", "open", "status", ()),
    ("18_message_created.outgoing_external_echo.pending", "human", "pending", "phone", ()),
    ("19_message_created.private_note_by_human.pending", "note", "pending", None, ()),
    ("20_message_created.private_note_by_bot.open", "note", "open", "status", ()),
    ("21_message_created.template_greeting.pending", "template", "pending", None, ()),
    ("22_message_created.outgoing_by_automation.pending", "automation", "pending", None, ()),
    ("23_message_created.outgoing_whatsapp_template.pending", "bot", "pending", None, ()),
    ("24_message_created.template_csat.resolved", "csat", "resolved", "status", ()),
    ("25_message_created.incoming_text.open", "customer", "open", "status", ()),
    ("30a_conversation_opened.pending_to_open", "status", "open", "status", ()),
    ("30b_conversation_status_changed.pending_to_open", "status", "open", "status", ()),
    ("30c_conversation_updated.pending_to_open", "status", "open", "status", ()),
    ("30d_conversation_updated.assignee_set", "status", "open", "status", ()),
    (
        "30e_conversation_updated.only_assignee_but_status_is_open.auto_assignment_trap",
        "status",
        "open",
        "status",
        (),
    ),
    (
        "30f_conversation_status_changed.pending_to_open.patched_fork_shape",
        "status",
        "open",
        "status",
        (),
    ),
    ("31a_conversation_status_changed.open_to_pending", "status", "pending", None, ()),
    ("31b_conversation_updated.open_to_pending", "status", "pending", None, ()),
    ("32a_conversation_resolved.open_to_resolved", "status", "resolved", "status", ()),
    ("32b_conversation_status_changed.open_to_resolved", "status", "resolved", "status", ()),
    ("32c_conversation_updated.open_to_resolved", "status", "resolved", "status", ()),
    ("33a_conversation_status_changed.resolved_to_pending", "status", "pending", None, ()),
    ("33b_conversation_updated.resolved_to_pending", "status", "pending", None, ()),
    ("33c_message_created.incoming_after_resolved.pending", "customer", "pending", None, ()),
    ("33d_conversation_updated.waiting_since_set", "status", "pending", None, ()),
    ("34_conversation_updated.label_list", "status", "pending", None, ()),
    ("35_conversation_updated.custom_attributes", "status", "pending", None, ()),
    ("36_conversation_updated.team_set", "status", "open", "status", ()),
    ("37_conversation_updated.agent_bot_assigned", "status", "pending", None, ()),
    ("38_conversation_status_changed.snoozed", "status", "snoozed", "status", ()),
    ("50_account_webhook.conversation_created", "status", "pending", None, ()),
    ("51_account_webhook.contact_created", "contact", None, None, ()),
    ("52_account_webhook.contact_updated", "contact", None, None, ()),
    ("53_account_webhook.conversation_typing_on", "ignored", "open", "status", ()),
    ("54_webwidget_triggered", "ignored", None, None, ()),
    ("60_legacy_v3.13.message_created.incoming_text", "customer", "pending", None, ()),
    ("61_legacy_v3.13.message_created.incoming_audio", "customer", "pending", None, ("audio",)),
    ("62_legacy_v3.13.conversation_opened", "status", "open", "status", ()),
    ("63_legacy_v4.8.message_created.incoming_text", "customer", "pending", None, ()),
]


@pytest.mark.parametrize(("name", "who", "status", "reason", "kinds"), TOLD, ids=lambda v: str(v))
def test_samples_of_all_versions_are_understood(name, who, status, reason, kinds):
    said = event(name)
    assert (said.who, said.status, takeover(said)) == (who, status, reason)
    assert (said.message.kinds if said.message else ()) == kinds


def test_every_sample_of_a_delivery_has_its_expectation():
    of_the_api = {name for name in SAMPLES if name[0] in "78"}
    assert {row[0] for row in TOLD} == set(SAMPLES) - of_the_api


def test_old_servers_order_states_by_their_last_activity():
    assert event("60_legacy_v3.13.message_created.incoming_text").watermark == 1_782_129_600_000_000
    opened = event("62_legacy_v3.13.conversation_opened")
    assert opened.key != event("62_legacy_v3.13.conversation_opened", status="resolved").key


def test_what_was_said_in_an_audio_is_read():
    said = event("03_message_updated.incoming_audio_transcribed.enterprise").message
    assert said.transcript
    assert said.kind == "audio"
    assert event("14_message_updated.outgoing_failed_whatsapp").message.error.startswith("131047")


# What is changed in a human's outgoing message -> who speaks, takeover.
OUTGOING = [
    ({"content_attributes": {"alu_key": "1:2:3"}}, "human", "human"),
    ({"sender__type": "agent_bot"}, "bot", None),
    ({"sender__type": "captain_assistant"}, "bot", None),
    ({"sender__type": "agent_bot", "content_attributes": {"alu_key": "1:2:3"}}, "own", None),
    ({"sender__type": "agent_bot", "content_attributes": {"alu_key": ""}}, "bot", None),
    ({"sender__type": "agent_bot", "content_attributes": {"alu_key": 7}}, "bot", None),
    ({"sender__type": "somebody"}, "human", "human"),
    ({"sender__type": ...}, "human", "human"),
    ({"sender": None}, "human", "human"),
    ({"sender": None, "content_attributes": {"external_echo": True}}, "human", "phone"),
    (
        {"sender": None, "additional_attributes": {"template_params": {"name": "x"}}},
        "template",
        None,
    ),
    ({"additional_attributes": {"template_params": {"name": "x"}}}, "human", "human"),
    ({"additional_attributes": {"campaign_id": 3}}, "campaign", None),
    ({"additional_attributes": {"whatsapp_api_campaign_id": 3}}, "campaign", None),
    ({"additional_attributes": None}, "human", "human"),
    ({"additional_attributes": [1]}, "human", "human"),
    ({"content_attributes": {"automation_rule_id": 3}}, "automation", None),
    ({"sender": None, "content_attributes": {"automation_rule_id": 3}}, "automation", None),
    ({"content_type": "input_csat", "sender": None}, "csat", None),
    ({"message_type": 1}, "human", "human"),
    ({"message_type": 3}, "template", None),
    ({"message_type": 2}, "activity", None),
    ({"message_type": "activity"}, "activity", None),
    ({"message_type": 0}, "customer", None),
    ({"message_type": "incoming", "content_attributes": {"alu_key": "1"}}, "customer", None),
    ({"message_type": "telepathy"}, "ignored", None),
    ({"message_type": 9}, "ignored", None),
    ({"private": True}, "note", None),
    ({"private": True, "message_type": "incoming"}, "note", None),
    ({"event": "message_updated"}, "human", None),
]


@pytest.mark.parametrize(("changes", "who", "reason"), OUTGOING, ids=lambda v: str(v))
def test_who_speaks_is_told_by_the_message(changes, who, reason):
    said = event("16_message_created.outgoing_by_human.still_pending", **changes)
    assert (said.who, takeover(said)) == (who, reason)


@pytest.mark.parametrize(
    ("attachment", "attributes", "kinds"),
    [
        ({"file_type": "image", "extension": "webp"}, {}, ("sticker",)),
        ({"file_type": "image", "content_type": "image/webp"}, {}, ("sticker",)),
        ({"file_type": "image", "content_type": "image/png"}, {}, ("image",)),
        ({"file_type": "ig_reel"}, {}, ("unsupported",)),
        ({"file_type": 7}, {}, ("unsupported",)),
        ({}, {"is_reaction": True}, ("reaction",)),
    ],
)
def test_kinds_of_attachments(attachment, attributes, kinds):
    said = event(attachments=[attachment], content_attributes=attributes)
    assert said.message.kinds == kinds
    assert said.message.kind == kinds[0]


def test_a_message_without_attachments_is_text_and_a_sticker_may_be_a_type():
    assert event().message.kind == "text"
    assert event(content_type="sticker").message.kind == "sticker"


@pytest.mark.parametrize(
    ("phone", "area"),
    [
        ("+5585999990001", "85"),
        ("5585999990001", "85"),
        ("+558533330001", "85"),
        ("+351912345678", ""),
        ("+550999990001", ""),
        ("+55859999900012", ""),
        ("BR.12345", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_of_a_phone_only_the_area_code_is_kept(phone, area):
    assert ddd(phone) == area


def test_an_event_says_neither_words_nor_names_nor_phones_when_printed():
    said = event(
        content=PERSONAL, sender__name=PERSONAL, conversation__custom_attributes={"x": PERSONAL}
    )
    assert said.message.content == PERSONAL
    assert PERSONAL not in repr(said)
    assert "5511" not in repr(said)
    assert "EXEMPLO-nao-e-um-token-real" not in repr(said)


# Wrong types, missing keys, numbers beyond any column.
REFUSED = [
    ({"id": "9"}, "id"),
    ({"id": 1.5}, "id"),
    ({"id": True}, "id"),
    ({"id": -1}, "id"),
    ({"id": 2**63}, "id"),
    ({"id": 10**30}, "id"),
    ({"id": ...}, "id"),
    ({"message_type": ...}, "message_type"),
    ({"message_type": None}, "message_type"),
    ({"private": "false"}, "private"),
    ({"content": 5}, "content"),
    ({"content": [PERSONAL]}, "content"),
    ({"content_attributes": PERSONAL}, "content_attributes"),
    ({"sender": [PERSONAL]}, "sender"),
    ({"conversation": [PERSONAL]}, ""),
    ({"conversation__id": PERSONAL}, "id"),
    ({"conversation__status": 2}, "status"),
    ({"conversation__meta": PERSONAL}, "meta"),
]


@pytest.mark.parametrize(("changes", "where"), REFUSED, ids=lambda v: str(v)[:40])
def test_a_wrong_type_where_it_matters_is_refused_by_its_place_alone(changes, where, caplog):
    with caplog.at_level(logging.DEBUG):
        said = event(**changes)
    assert isinstance(said, Unreadable)
    assert said.problem == "wrong_shape"
    assert where in said.where
    assert PERSONAL not in repr(said) + caplog.text


def test_what_could_not_be_read_still_says_where_it_belongs():
    assert event(content=5).conversation == 1043
    assert event(content=5).message == 90011
    state = event("31a_conversation_status_changed.open_to_pending", status=7)
    assert (state.conversation, state.message) == (1043, None)


SOFT = [
    {"content_attributes": None},
    {"attachments": "x"},
    {"attachments": None},
    {"attachments": [7]},
    {"content_type": 7},
    {"account": None},
    {"account": [1]},
    {"account__id": "1"},
    {"inbox": None},
    {"created_at": None},
    {"created_at": {}},
    {"sender__name": 7},
    {"sender__custom_attributes": "x"},
    {"sender__phone_number": 5511},
    {"conversation__labels": "x"},
    {"conversation__labels": [1]},
    {"conversation__can_reply": "sim"},
    {"conversation__updated_at": "agora"},
    {"conversation__updated_at": 1e300},
    {"conversation__updated_at": -1},
    {"conversation__messages": [7]},
    {"conversation__messages": []},
    {"conversation__contact_inbox": None},
    {"conversation__meta__team": "x"},
    {"conversation__meta__hmac_verified": None},
    {"conversation__custom_attributes": None},
    {"status": "progress"},
    {"changed_attributes": {"a": 1}},
    {"changed_attributes": ["a", 1]},
]


@pytest.mark.parametrize("changes", SOFT, ids=lambda v: str(v))
def test_a_wrong_type_elsewhere_does_not_silence_a_customer(changes):
    said = event(**changes)
    assert isinstance(said, Event)
    assert (said.who, said.message.id, said.status) == ("customer", 90011, "pending")


def test_the_account_is_found_wherever_a_version_tells_it():
    told = "01_message_created.incoming_text.pending"
    assert event(told, account=...).account == 1
    assert event(told, account=..., conversation__account=...).account == 1
    assert (
        event(told, account=..., conversation__account=..., conversation__messages=[]).account
        is None
    )


@pytest.mark.parametrize("status", ["progress", "", "PENDING"])
def test_a_status_we_do_not_know_is_a_humans(status):
    said = event(conversation__status=status)
    assert said.status == "open"
    assert takeover(said) == "status"


def test_a_body_without_a_status_says_nothing_of_it():
    said = event(conversation__status=...)
    assert said.status is None
    assert takeover(said) is None


def test_a_message_without_a_conversation_is_ignored():
    said = event(conversation=...)
    assert (said.who, said.ignored) == ("ignored", "message without a conversation")


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("automation_event.message_created", "status"),
        ("macro.executed", "status"),
        ("inbox_updated", "ignored"),
        ("crm_card_moved", "ignored"),
    ],
)
def test_any_body_that_shows_a_conversation_is_a_state_report(name, who):
    said = event("30a_conversation_opened.pending_to_open", event=name)
    assert (said.who, said.status, takeover(said)) == (who, "open", "status")


def test_before_4_8_the_assignee_alone_tells_what_it_is():
    name = "30d_conversation_updated.assignee_set"
    said = event(name, status="pending", meta__assignee_type=...)
    assert takeover(said, assignee_counts=True) == "assignee"
    assert said.assignee_kind == "user"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "not_json"),
        (b"<html>502</html>", "not_json"),
        (b"\xff\xfe{}", "not_json"),
        (b"\xef\xbb\xbf{}", "not_json"),
        (b'{"event":"message_created",}', "not_json"),
        (b'{"id":1e999}', "not_json"),
        (b'{"id":NaN}', "not_json"),
        (b'{"a":"\\ud800"}', "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"a":' * 100_000, "not_json"),
        (b"[" * 900 + b"]" * 900, "not_an_object"),
        (b"null", "not_an_object"),
        (b'"event"', "not_an_object"),
        (b"7", "not_an_object"),
        (b"{}", "no_event"),
        (b'{"event":null}', "no_event"),
        (b'{"event":""}', "no_event"),
        (b'{"event":["message_created"]}', "no_event"),
        (b'{"event":"' + b"x" * 500 + b'"}', "no_event"),
        (b'{"event":"message_created"}', "wrong_shape"),
        (b'{"event":"conversation_opened"}', "wrong_shape"),
    ],
    ids=lambda v: str(v)[:30],
)
def test_a_body_that_is_no_event_is_named(raw, problem):
    assert parse(raw) == Unreadable(problem, *(["id"] if problem == "wrong_shape" else []))


def test_deep_attributes_pass_as_they_are():
    deep = {}
    for _ in range(500):
        deep = {"a": deep}
    raw = json.dumps(body(conversation__custom_attributes=deep)).encode()
    assert isinstance(parse(raw), Event)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (r"a\u0000b", "ab"),
        (r"\u0000\u0000", ""),
        (r"a\\u0000b", r"a\u0000b"),
        (r"a\\\u0000b", "a\\b"),
    ],
)
def test_nul_letters_are_left_out(sent, read):
    raw = json.dumps(body(content="@")).replace('"@"', f'"{sent}"').encode()
    assert parse(raw).message.content == read


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
PLACES = [
    *body(),
    *(f"conversation__{key}" for key in body()["conversation"]),
    *(f"conversation__meta__{key}" for key in body()["conversation"]["meta"]),
    *(f"sender__{key}" for key in body()["sender"]),
]


@settings(max_examples=150, deadline=None)
@given(place=st.sampled_from(PLACES), value=JSON)
def test_anything_anywhere_is_an_event_or_a_named_refusal(place, value):
    assert isinstance(event(**{place: value}), Event | Unreadable)


@settings(max_examples=100, deadline=None)
@given(raw=st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_an_event_or_a_named_refusal(raw):
    assert isinstance(parse(raw), Event | Unreadable)


# --- notes: who wrote them ---


def test_a_note_tells_whether_a_person_wrote_it():
    person = event("19_message_created.private_note_by_human.pending")
    bot = event("20_message_created.private_note_by_bot.open")
    assert (person.who, person.message.by_a_person) == ("note", True)
    assert (bot.who, bot.message.by_a_person) == ("note", False)


@pytest.mark.parametrize(
    "changes",
    [{"sender": None}, {"sender__type": "agent_bot"}, {"sender__type": ...}, {"content_attributes__alu_key": "1:2:3"}],
)  # fmt: skip
def test_a_note_of_nobody_known_is_no_persons(changes):
    note = event("19_message_created.private_note_by_human.pending", **changes)
    assert note.who == "note"
    assert not note.message.by_a_person


def test_a_team_tells_its_name():
    assert event("36_conversation_updated.team_set").team_name != ""
    assert event("36_conversation_updated.team_set", meta__team=None).team_name == ""
    assert event("36_conversation_updated.team_set", meta__team__name=7).team_name == ""


@pytest.mark.parametrize(
    ("name", "by_rule"),
    [("automation_event.conversation_updated", True), ("macro.executed", True), ("conversation_updated", False)],
)  # fmt: skip
def test_what_a_rule_did_is_told_by_its_name(name, by_rule):
    assert event("34_conversation_updated.label_list", event=name).by_rule is by_rule
