"""What was carried out under a key of the caller is known, and answered again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "repeat",
        key("account", sa.String(80)),
        key("key", sa.String(255)),
        held("digest", sa.LargeBinary),
        held("at", INSTANT),
        sa.Column("status", sa.Integer),
        held("media_type", sa.String(100)),
        sa.Column("answer", sa.LargeBinary),
    )
    op.create_index("repeat_at", "repeat", ["at"])
