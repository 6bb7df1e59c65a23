"""What a turn decided: the need, the team it gave the conversation to, what was still missing then."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("turns", sa.Column("need", sa.Text(), nullable=False, server_default=""))
    op.add_column("turns", sa.Column("team", sa.Text(), nullable=False, server_default=""))
    op.add_column("turns", sa.Column("lacks", sa.JSON(), nullable=True))
