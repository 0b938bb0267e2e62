"""Denials that a partner outside the Union relayed: in which regime, and how they are marked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None
step = "expand"

_TABLE = "relayed_denial"


def upgrade() -> None:
    """Add the two columns; what was relayed before came in no regime."""
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(_TABLE)}
    for name in ("regime", "marking"):
        if name not in there:
            op.add_column(_TABLE, sa.Column(name, sa.String(20), nullable=True))
