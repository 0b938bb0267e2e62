"""What the engine is to be told: one row for a subject, with attempts and a next time.

Before, every poke was a row of its own, so that they grew without bound while the engine
was away. Those that wait are kept, once each.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.tables import InstantType

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table where it is not there, and move into it what waits."""
    op.create_table(
        "engine_wake",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("ours", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("retry_at", InstantType),
        sa.Column("failing_since", InstantType),
        sa.UniqueConstraint("kind", "subject"),
        if_not_exists=True,
    )
    if sa.inspect(op.get_bind()).has_table("wake"):
        op.execute(
            "INSERT INTO engine_wake (kind, subject, ours, version, attempts)"
            " SELECT DISTINCT kind, subject, ours, 1, 0 FROM wake"
        )
        op.drop_table("wake")
