"""What has left under a licence is kept, declaration by declaration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Add the table; of what had left before nothing was told."""
    op.create_table(
        "licence_use",
        key("number", sa.String(60)),
        key("reference", sa.String(60)),
        held("told", INSTANT),
        held("body", sa.Text),
    )
    op.create_index("licence_use_listed", "licence_use", ["number", "told", "reference"])
