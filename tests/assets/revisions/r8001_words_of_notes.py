"""A made-up next revision that only adds: a table, a column that old rows get filled, an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r8001"
down_revision = "r0001"  # the newest that is shipped, in each copy
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Add them, and count the characters of the notes that are there."""
    op.create_table(
        "remark",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.add_column("due_date", sa.Column("length", sa.Integer, nullable=False, server_default="0"))
    op.create_index("due_date_length", "due_date", ["length"])
    op.execute("UPDATE due_date SET length = length(note)")
