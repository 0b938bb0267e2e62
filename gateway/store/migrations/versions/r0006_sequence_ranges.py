"""Ranges of sequence numbers beyond a gap: a row each, where they were one text.

A text was read and written whole for every letter, so that a sender who left gaps made each
of its letters dearer than the one before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import held, key

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None
step = "contract"


def upgrade() -> None:
    """Create the table, and move the ranges into it."""
    op.create_table(
        "sequence_ahead",
        key("peer", sa.String(11)),
        key("epoch", sa.String(36)),
        key("first", sa.BigInteger),
        held("last", sa.BigInteger),
        sqlite_with_rowid=False,
    )
    seen = sa.table("sequence_seen", sa.column("peer"), sa.column("epoch"), sa.column("ahead"))
    ahead = sa.table(
        "sequence_ahead",
        sa.column("peer"),
        sa.column("epoch"),
        sa.column("first"),
        sa.column("last"),
    )
    conn = op.get_bind()
    for peer, epoch, ranges in conn.execute(sa.select(seen).where(seen.c.ahead != "")).all():
        pairs = [each.split("-") for each in ranges.split(",")]
        conn.execute(
            sa.insert(ahead),
            [
                {"peer": peer, "epoch": epoch, "first": int(first), "last": int(last)}
                for first, last in pairs
            ],
        )
    conn.execute(sa.update(seen).values(ahead=""))
