"""What Chatwoot's screens showed last, and what people of the team made of what Alú had decided."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "screens",
        sa.Column("account", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("conversation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("account", "conversation", name=op.f("pk_screens")),
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account", sa.BigInteger(), nullable=False),
        sa.Column("conversation", sa.BigInteger(), nullable=False),
        sa.Column("contact", sa.BigInteger(), nullable=True),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("watermark", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint(
            "account", "conversation", "kind", "watermark", name=op.f("uq_corrections")
        ),
    )
    op.create_index("ix_corrections_made_at", "corrections", ["made_at"])
