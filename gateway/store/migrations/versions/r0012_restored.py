"""A node notes that its database came from a backup: which letters and cursors that concerns."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String

from gateway.store.migrations.columns import INSTANT, held, key, number

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Create the tables, empty: of what happened before nothing is known."""
    op.create_table(
        "restoration",
        number("id"),
        held("noticed", String(20)),
        held("at", INSTANT),
        Column("since", INSTANT),
        Column("first_position", BigInteger),
    )
    op.create_table(
        "restoration_peer",
        key("restoration", Integer, ForeignKey("restoration.id")),
        key("peer", String(11)),
        held("finished", INSTANT),
        sqlite_with_rowid=False,
    )
    op.create_table("change_gap", key("after", Integer), held("before", Integer))
