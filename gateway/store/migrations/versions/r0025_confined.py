"""Notices that accounts of one role alone see."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import held, key

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None
step = "contract"


def upgrade() -> None:
    """Make the table; no kind of notice was seen by one role alone before."""
    op.create_table("confined", key("subject", sa.String(60)), held("role", sa.String(40)))
