"""An examination that waits says by when it is needed: the first comes first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Add the column; what waits already is examined after what says it, in order of filing."""
    op.add_column("engine_wake", sa.Column("needed_by", INSTANT))
