"""Consultations about one transaction are found by the earliest of them.

What came before has none, and is compared as it always was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Add the column and its index."""
    op.add_column("consultation", sa.Column("twin_of", sa.String(36)))
    op.create_index("consultation_twin", "consultation", ["twin_of"])
