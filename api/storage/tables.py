"""Every table. A change here needs a migration beside it: a test compares the two on both databases.

Columns named in ``SEALED`` hold personal data and are written through ``seal`` alone; all others are ids, states,
times and counts.
"""

from __future__ import annotations

from datetime import datetime, timezone

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

Serial = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts only an INTEGER


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored and read in UTC; SQLite knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """To UTC; a moment without an offset is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs an offset")
        return value.astimezone(timezone.utc)  # noqa: UP017

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """From UTC."""
        if value is None or value.tzinfo:
            return value and value.astimezone(timezone.utc)  # noqa: UP017
        return value.replace(tzinfo=timezone.utc)  # noqa: UP017


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("account", BigInteger, nullable=False),
    Column("conversation", BigInteger, nullable=False),
    Column("contact", BigInteger),
    Column("event", Text, nullable=False),
    Column("message", BigInteger, nullable=False),
    Column("watermark", Text, nullable=False),
    Column("body", LargeBinary),
    Column("heard_at", Moment, nullable=False),
    Column("happened_at", Moment),
    Column("turn", BigInteger),
    UniqueConstraint("account", "event", "conversation", "message", "watermark"),
)
unread_rows = inbox.c.turn.is_(None)
Index(
    "ix_inbox_unread",
    inbox.c.account,
    inbox.c.conversation,
    inbox.c.message,
    sqlite_where=unread_rows,
    postgresql_where=unread_rows,
)
Index("ix_inbox_contact", inbox.c.account, inbox.c.contact)

conversations = Table(
    "conversations",
    metadata,
    Column("account", BigInteger, primary_key=True, autoincrement=False),
    Column("conversation", BigInteger, primary_key=True, autoincrement=False),
    Column("inbox", BigInteger),
    Column("contact", BigInteger),
    Column("status", Text, nullable=False),
    Column("assignee", BigInteger),
    Column("updated_at", Double, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("status_at", Double, nullable=False),
    Column("taken", Boolean, nullable=False),
)
Index("ix_conversations_contact", conversations.c.account, conversations.c.contact)

contacts = Table(
    "contacts",
    metadata,
    Column("account", BigInteger, primary_key=True, autoincrement=False),
    Column("contact", BigInteger, primary_key=True, autoincrement=False),
    Column("facts", LargeBinary),
    Column("changed_at", Moment, nullable=False),
    Column("erased_at", Moment),
)

outbox = Table(
    "outbox",
    metadata,
    Column("account", BigInteger, primary_key=True, autoincrement=False),
    Column("conversation", BigInteger, primary_key=True, autoincrement=False),
    Column("turn", BigInteger, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("effect", LargeBinary),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("message", BigInteger),
)
unfinished_rows = outbox.c.state.in_(["queued", "sending", "parked"])
Index(
    "ix_outbox_unfinished",
    outbox.c.due_at,
    sqlite_where=unfinished_rows,
    postgresql_where=unfinished_rows,
)

turns = Table(
    "turns",
    metadata,
    Column("account", BigInteger, primary_key=True, autoincrement=False),
    Column("conversation", BigInteger, primary_key=True, autoincrement=False),
    Column("turn", BigInteger, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("seconds", JSON, nullable=False),
    Column("path", JSON, nullable=False),
    Column("act", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("mind", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("prompt_hash", Text, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("need", Text, nullable=False, server_default=""),
    Column("team", Text, nullable=False, server_default=""),
    Column("lacks", JSON),
)
Index("ix_turns_started_at", turns.c.started_at)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("thread", Text, primary_key=True),
    Column("namespace", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("parent", Text),
    Column("type", Text, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column("about_type", Text, nullable=False),
    Column("about", LargeBinary, nullable=False),
)

checkpoint_writes = Table(
    "checkpoint_writes",
    metadata,
    Column("thread", Text, primary_key=True),
    Column("namespace", Text, primary_key=True),
    Column("checkpoint", Text, primary_key=True),
    Column("task", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("path", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("value", LargeBinary, nullable=False),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("account", BigInteger, nullable=False),
    Column("conversation", BigInteger, nullable=False),
    Column("message", BigInteger),
    Column("digest", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("body", LargeBinary),
    Column("heard_at", Moment, nullable=False),
    UniqueConstraint("account", "conversation", "digest"),
)

silences = Table(
    "silences",
    metadata,
    Column("account", BigInteger, primary_key=True, autoincrement=False),
    Column("conversation", BigInteger, primary_key=True, autoincrement=False),
    Column("turn", BigInteger, nullable=False),
    Column("customer_at", Moment),
    Column("last_at", Moment, nullable=False),
    Column("hers", Boolean, nullable=False),
    Column("asked", Boolean, nullable=False),
    Column("reminded", Boolean, nullable=False),
    Column("opted_out", Boolean, nullable=False),
    Column("put_off_at", Moment),
    Column("step", Text, nullable=False),
    Column("due_at", Moment),
)
planned_steps = silences.c.due_at.is_not(None)
Index(
    "ix_silences_due_at",
    silences.c.due_at,
    sqlite_where=planned_steps,
    postgresql_where=planned_steps,
)

screens = Table(
    "screens",
    metadata,
    Column("account", BigInteger, primary_key=True, autoincrement=False),
    Column("conversation", BigInteger, primary_key=True, autoincrement=False),
    Column("body", LargeBinary),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("account", BigInteger, nullable=False),
    Column("conversation", BigInteger, nullable=False),
    Column("contact", BigInteger),
    Column("turn", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("watermark", Text, nullable=False),
    Column("body", LargeBinary),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("account", "conversation", "kind", "watermark"),
)
Index("ix_corrections_made_at", corrections.c.made_at)

SEALED = (
    corrections.c.body,
    screens.c.body,
    dead_letters.c.body,
    inbox.c.body,
    contacts.c.facts,
    outbox.c.effect,
    checkpoints.c.value,
    checkpoints.c.about,
    checkpoint_writes.c.value,
)
