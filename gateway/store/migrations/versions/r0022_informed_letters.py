"""Letters by which somebody was informed of a requirement have rows; there was none before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "informed_letter",
        key("number", sa.String(60)),
        held("case_id", sa.String(40), unique=True),
        held("decided", INSTANT),
        sa.Column("last_day", sa.Date),
        held("body", sa.Text),
    )
    op.create_index("informed_letter_listed", "informed_letter", ["decided", "number"])
