"""The open register: classes of end use and releases.

A new database has these already; one that an earlier program made gets them here.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.tables import InstantType

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the open register where they are not there."""
    op.create_table(
        "open_class",
        sa.Column("case_id", sa.String(40), primary_key=True),
        sa.Column("end_use", sa.String(40), nullable=False),
        sa.Column("officer", sa.String(80), nullable=False),
        sa.Column("at", InstantType, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "open_release",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("released", InstantType),
        sa.Column("body", sa.Text, nullable=False),
        if_not_exists=True,
    )
