"""A made-up revision after the next one: it takes a column that programs of before need."""

from __future__ import annotations

from alembic import op

revision = "r8002"
down_revision = "r8001"
branch_labels = None
depends_on = None
step = "contract"


def upgrade() -> None:
    """Drop the column; SQLite makes the table a second time for it."""
    with op.batch_alter_table("due_date") as changed:
        changed.drop_column("note")
