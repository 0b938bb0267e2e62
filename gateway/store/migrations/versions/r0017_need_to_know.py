"""Cases and consultations may be restricted to the accounts that need to know of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None
step = "contract"


def upgrade() -> None:
    """Add the two tables; what is held is restricted to nobody."""
    op.create_table(
        "restriction",
        key("subject", sa.String(60)),
        held("reason_class", sa.String(40)),
        held("reason", sa.Text),
        held("by", sa.String(80)),
        held("at", INSTANT),
    )
    op.create_table(
        "restriction_account",
        key("subject", sa.String(60)),
        key("account", sa.String(80)),
        held("by", sa.String(80)),
        held("at", INSTANT),
        sa.Column("until", INSTANT),
        held("reason", sa.Text),
    )
