"""What comes next for a silent customer, and when a delivery's message was written by Chatwoot's own clock."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PLANNED = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("inbox", sa.Column("happened_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "silences",
        sa.Column("account", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("conversation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("customer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hers", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
        sa.Column("put_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account", "conversation", name=op.f("pk_silences")),
    )
    op.create_index(
        "ix_silences_due_at",
        "silences",
        ["due_at"],
        sqlite_where=PLANNED,
        postgresql_where=PLANNED,
    )
