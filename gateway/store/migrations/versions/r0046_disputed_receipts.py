"""Receipts that do not hold are kept: what a member signed that cannot be true is evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Create the table, empty: those of before were thrown away."""
    op.create_table(
        "disputed_receipt",
        key("message_id", sa.String(36)),
        key("sha256", sa.LargeBinary(32)),
        held("receipt", sa.LargeBinary),
        held("reason", sa.String(40)),
        held("why", sa.Text),
        held("at", INSTANT),
    )
