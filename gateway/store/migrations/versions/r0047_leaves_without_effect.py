"""An entry that was signed with a revoked key stays a leaf, and has no effect.

Which those are, the directory says: a node finds it when it first visits the log's owner.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None
step = "contract"


def upgrade() -> None:
    """Add both columns, empty: until now whoever met such an entry took no more of its log."""
    op.add_column("log_entry", sa.Column("effect", sa.String(12)))
    op.add_column("log_head", sa.Column("revoked_keys", sa.String(64)))
