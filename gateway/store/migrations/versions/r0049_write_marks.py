"""Each writer on PostgreSQL leaves the number of its newest group, to be asked for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Make the table; SQLite has it too, and nothing is ever in it there."""
    op.create_table(
        "write_mark",
        key("writer", sa.String(32)),
        held("number", sa.BigInteger),
        held("at", INSTANT),
    )
