"""Rounds on a classification have rows of their own; there were none before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "classification",
        key("number", sa.String(60)),
        held("ours", sa.Boolean),
        sa.Column("case_id", sa.String(40)),
        held("state", sa.String(20)),
        held("opened", INSTANT),
        sa.Column("closed", INSTANT),
        sa.Column("request_message", sa.String(36)),
        held("body", sa.Text),
    )
    op.create_index("classification_listed", "classification", ["opened", "number"])
    op.create_index("classification_closed", "classification", ["closed", "number"])
    op.create_index("classification_request", "classification", ["request_message"])
