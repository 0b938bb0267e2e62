"""Consultations about one transaction are found by the earliest of them.

The first revision builds every table of the metadata, so a new database has the column
already; one that an earlier program made gets it here. What came before has none, and is
compared as it always was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and its index where they are not there."""
    columns = sa.inspect(op.get_bind()).get_columns("consultation")
    if all(column["name"] != "twin_of" for column in columns):
        op.add_column("consultation", sa.Column("twin_of", sa.String(36)))
    op.create_index("consultation_twin", "consultation", ["twin_of"], if_not_exists=True)
