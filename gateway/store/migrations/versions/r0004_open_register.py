"""The open register: classes of end use and releases."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Date, Integer, String, Text

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the open register."""
    op.create_table(
        "open_class",
        key("case_id", String(40)),
        held("end_use", String(40)),
        held("officer", String(80)),
        held("at", INSTANT),
    )
    op.create_table(
        "open_release",
        key("number", Integer),
        held("since", Date),
        held("until", Date),
        Column("released", INSTANT),
        held("body", Text),
    )
