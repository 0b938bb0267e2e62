"""Since when things wait of which only their presence was kept.

What waits at the change is counted from what is known of it: a call of the engine from its
first failure, a member that does not answer from its last success.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
step = "contract"


def upgrade() -> None:
    """Add the columns and the table, and fill what is known."""
    op.add_column("engine_wake", sa.Column("since", INSTANT))
    op.add_column("peer_sync", sa.Column("failing_since", INSTANT))
    op.create_table("round_ended", key("name", sa.String(40)), held("at", INSTANT))
    wake = sa.table("engine_wake", sa.column("since"), sa.column("failing_since"))
    op.execute(sa.update(wake).values(since=wake.c.failing_since))
    names = ("failing_since", "trouble", "succeeded", "tried")
    peer = sa.table("peer_sync", *(sa.column(name) for name in names))
    since = sa.func.coalesce(peer.c.succeeded, peer.c.tried)
    op.execute(sa.update(peer).where(peer.c.trouble != "").values(failing_since=since))
