"""A change says who made it, for the feed of events; of those of before nobody knows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Add the column; it is empty in every row that there is."""
    op.add_column("change", sa.Column("actor", sa.String(80), nullable=False, server_default=""))
