"""Consultations that another system carried: records of the past."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import held, number

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Make the table; nothing was read yet."""
    op.create_table(
        "past_consultation",
        number("number"),
        held("system", sa.String(60)),
        held("reference", sa.String(120)),
        held("read_on", sa.Date),
        held("body", sa.Text),
    )
    op.create_index(
        "past_consultation_named", "past_consultation", ["system", "reference"], unique=True
    )
