"""Whose contents of documents are held."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Make the table; no contents were held before."""
    op.create_table(
        "document_content",
        key("subject", sa.String(60)),
        key("sha256", sa.String(64)),
        held("media_type", sa.String(100)),
        held("put_by", sa.String(80)),
        held("put_at", INSTANT),
    )
