"""Forms of the console that an officer has begun and not sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0041"
down_revision = "0044"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Make the table; nothing was begun before."""
    op.create_table(
        "act_draft",
        key("account", sa.String(80)),
        key("subject", sa.String(120)),
        key("act", sa.String(60)),
        held("kept_at", INSTANT),
        held("body", sa.Text),
    )
    op.create_index("act_draft_kept_at", "act_draft", ["kept_at"])
    op.create_index("act_draft_subject", "act_draft", ["subject"])
