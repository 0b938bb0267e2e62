"""A denial may have no date of review: that of a suspension, until its final assessment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
step = "contract"


def upgrade() -> None:
    """Let the date be absent; which denials have none is derived from the logs."""
    for table in ("denial", "relayed_denial"):
        with op.batch_alter_table(table) as changed:
            changed.alter_column("review_due", existing_type=sa.Date(), nullable=True)
