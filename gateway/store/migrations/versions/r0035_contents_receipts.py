"""Which contents of documents have come, signed by who received them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Make the table; no receipt for contents was given before."""
    op.create_table(
        "contents_receipt",
        key("message_id", sa.String(36)),
        key("sha256", sa.String(64)),
        key("receiver", sa.String(11)),
        held("sender", sa.String(11)),
        held("conversation_id", sa.String(36)),
        held("received", INSTANT),
        held("receipt", sa.LargeBinary()),
        sa.Column("told", INSTANT),
    )
    op.create_index("contents_receipt_conversation", "contents_receipt", ["conversation_id"])
