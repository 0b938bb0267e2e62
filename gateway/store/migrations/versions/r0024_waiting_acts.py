"""Acts that wait for a second officer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Make the table and its index; nothing waits yet."""
    op.create_table(
        "waiting_act",
        key("number", sa.String(40)),
        held("kind", sa.String(40)),
        held("state", sa.String(12)),
        held("at", INSTANT),
        held("digest", sa.LargeBinary),
        held("body", sa.Text),
    )
    op.create_index("waiting_act_state", "waiting_act", ["state", "number"])
