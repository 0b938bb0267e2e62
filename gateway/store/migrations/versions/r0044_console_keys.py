"""The console's keys: an officer may turn them off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0040"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Add the column; nobody has turned them off before."""
    op.add_column("console_account", sa.Column("keys_off", sa.Boolean()))
