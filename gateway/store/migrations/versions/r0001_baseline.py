"""The first schema: all tables as the first release knows them.

A later revision spells out its steps; this one may build from the metadata, since nothing
was released before it. A test compares what it builds with the metadata on both databases.
"""

from __future__ import annotations

from alembic import op

from gateway.store.schema import load_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    load_tables().create_all(op.get_bind())
