"""Files that wait with an act for a second officer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import held, key

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Make the table; no file waits yet."""
    op.create_table(
        "waiting_file",
        key("number", sa.String(40)),
        held("content", sa.LargeBinary),
    )
