"""Ranges of sequence numbers beyond a gap: a row each, where they were one text.

A text was read and written whole for every letter, so that a sender who left gaps made each
of its letters dearer than the one before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table where it is not there, and move the ranges into it."""
    op.create_table(
        "sequence_ahead",
        sa.Column("peer", sa.String(11), primary_key=True),
        sa.Column("epoch", sa.String(36), primary_key=True),
        sa.Column("first", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
        if_not_exists=True,
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
