"""The first schema: the tables that databases had before there was a second revision."""

from __future__ import annotations

from gateway.store.migrations.first import casework, exchange, register

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    exchange.create()
    register.create()
    casework.create()
