"""A case and a consultation count how often they are written; the newest change about one is near.

What is compared when two would change one thing (`gateway.store.held_versions`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None
step = "contract"

_LISTED = ["filed", "case_id", "state", "reference", "procedure", "destination", "version"]


def upgrade() -> None:
    """Add the columns and the index of changes; a list of cases reads the version as well."""
    for table in ("licence_case", "consultation"):
        counted = sa.Column("version", sa.Integer, nullable=False, server_default="0")
        op.add_column(table, counted)
    op.drop_index("licence_case_listed", "licence_case")
    op.create_index("licence_case_listed", "licence_case", _LISTED)
    op.create_index("change_subject", "change", ["subject", "cursor"])
