"""Webhooks, and the events that their receivers did not take for days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Make the tables; nobody has a webhook yet."""
    op.create_table(
        "webhook",
        key("webhook_id", sa.String(36)),
        held("account", sa.String(80)),
        held("scopes", sa.Text),
        held("address", sa.Text),
        held("types", sa.Text),
        held("secrets", sa.Text),
        held("number", sa.Integer),
        held("made", INSTANT),
        held("tries", sa.Integer),
        sa.Column("failing_since", INSTANT),
        sa.Column("next_try", INSTANT),
        held("last_fault", sa.String(200)),
    )
    op.create_index("webhook_account", "webhook", ["account"])
    op.create_table(
        "webhook_dead",
        key("webhook_id", sa.String(36)),
        key("number", sa.Integer),
        held("at", INSTANT),
        held("fault", sa.String(200)),
    )
