"""Contents of documents that wait for a scanner; what was held before had none to wait for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None
step = "contract"

_CONTENT = sa.table(
    "document_content", sa.column("put_at", INSTANT), sa.column("released_at", INSTANT)
)


def upgrade() -> None:
    """Add the column, and release what is held."""
    op.add_column("document_content", sa.Column("released_at", INSTANT))
    op.execute(_CONTENT.update().values(released_at=_CONTENT.c.put_at))
