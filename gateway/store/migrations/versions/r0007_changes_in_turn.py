"""Changes get their cursor in the order in which they are committed.

A sequence of PostgreSQL counts when a row is written, not when it is committed: who reads the
feed between two commits would pass over the later one for ever. A writer of a change now
waits until those before it have committed. SQLite has one writer at a time by itself.
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
step = "expand"

_CHANGE_LOCK = 0x436F6D69747A
"""Key of an advisory lock: one above that of the node (`gateway.store.sole`)."""


def upgrade() -> None:
    """Lay the trigger down; before each statement, so before its numbers are drawn."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "CREATE FUNCTION change_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN PERFORM pg_advisory_xact_lock({_CHANGE_LOCK}); RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER change_in_turn BEFORE INSERT ON change "
        "FOR EACH STATEMENT EXECUTE FUNCTION change_in_turn()"
    )
