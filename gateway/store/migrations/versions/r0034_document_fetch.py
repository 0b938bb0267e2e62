"""Which contents of documents are wanted from other members."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Make the table; no contents were fetched before."""
    op.create_table(
        "document_fetch",
        key("conversation_id", sa.String(36)),
        key("sha256", sa.String(64)),
        held("message_id", sa.String(36)),
        held("peer", sa.String(11)),
        held("state", sa.String(10)),
        held("asked_by", sa.String(80)),
        held("asked_at", INSTANT),
        held("attempts", sa.Integer()),
        held("reason", sa.String(60)),
        held("next_try", INSTANT),
        sa.Column("settled_at", INSTANT),
    )
    op.create_index("document_fetch_waiting", "document_fetch", ["state", "next_try"])
