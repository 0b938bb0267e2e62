"""What the journal holds is committed to: a tree over it, and the entries that name its root.

The tree begins empty: the node takes in what its journal holds when it starts.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0045"
down_revision = "0041"
branch_labels = None
depends_on = None
step = "contract"


def upgrade() -> None:
    """Create the tables, and mark of no receipt that it is in the tree."""
    op.create_table(
        "journal_tree",
        key("id", sa.Integer),
        held("position", sa.BigInteger),
        held("frontier", sa.LargeBinary),
    )
    op.create_table(
        "journal_record",
        key("number", sa.BigInteger),
        held("kind", sa.String(20)),
        held("position", sa.BigInteger),
        held("leaf", sa.LargeBinary(64)),
        held("record", sa.LargeBinary),
        sa.UniqueConstraint("position", "kind"),
    )
    op.create_table(
        "journal_node",
        key("level", sa.Integer),
        key("idx", sa.BigInteger),
        held("hash", sa.LargeBinary(32)),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal_commitment",
        key("idx", sa.BigInteger),
        held("size", sa.BigInteger),
        held("at", INSTANT),
    )
    op.add_column("outbox", sa.Column("recorded", sa.Boolean()))
    unrecorded = sa.text("settled IS NOT NULL AND recorded IS NULL")
    op.create_index(
        "outbox_unrecorded",
        "outbox",
        ["settled"],
        sqlite_where=unrecorded,
        postgresql_where=unrecorded,
    )
