"""What the engine is to be told: one row for a subject, with attempts and a next time.

Before, every poke was a row of its own, so that they grew without bound while the engine
was away. Those that wait are kept, once each.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, Integer, String, UniqueConstraint

from gateway.store.migrations.columns import INSTANT, held, number

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
step = "contract"


def upgrade() -> None:
    """Create the table, and move into it what waits."""
    op.create_table(
        "engine_wake",
        number("id"),
        held("kind", String(20)),
        held("subject", String(120)),
        held("ours", Boolean),
        held("version", Integer),
        held("attempts", Integer),
        Column("retry_at", INSTANT),
        Column("failing_since", INSTANT),
        UniqueConstraint("kind", "subject"),
    )
    op.execute(
        "INSERT INTO engine_wake (kind, subject, ours, version, attempts)"
        " SELECT DISTINCT kind, subject, ours, 1, 0 FROM wake"
    )
    op.drop_table("wake")
