"""The schema of release 0.2.0, with which history begins (ADR 0045).

Its tables and indexes are statements in a file beside this one, one a line, which is never changed:
a later change of `gateway.store.tables_*` is a revision of its own. Words that differ between
SQLite and PostgreSQL are placeholders.
"""

from __future__ import annotations

from pathlib import Path
from string import Template

from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None
step = "contract"

_WORDS = {
    "sqlite": {
        "NUMBER": "INTEGER",  # the database counts it up
        "POSITION": "INTEGER",  # a long integer that SQLite takes for its own row number
        "OCTETS": "BLOB",
        "WITHOUT_ROWID": "WITHOUT ROWID",
    },
    "postgresql": {
        "NUMBER": "SERIAL",
        "POSITION": "BIGINT",
        "OCTETS": "BYTEA",
        "WITHOUT_ROWID": "",
    },
}
_CHANGE_LOCK = 0x436F6D69747A
"""Key of an advisory lock: one above that of the node (`gateway.store.writer_lock`)."""


def upgrade() -> None:
    """Create all tables and indexes, and on PostgreSQL the trigger that orders changes."""
    conn = op.get_bind()
    kind = conn.dialect.name
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    for statement in Template(statements).substitute(_WORDS[kind]).splitlines():
        conn.exec_driver_sql(statement)
    if kind == "postgresql":
        _order_changes()


def _order_changes() -> None:
    """Have changes get their cursors in the order in which they are committed.

    A sequence of PostgreSQL counts when a row is written, not when it is committed: a reader of
    the feed between two commits would pass over the later one for ever. A writer of a change
    waits until those before it have committed. The trigger is run before each statement, so
    before its numbers are drawn. SQLite has one writer at a time by itself.
    """
    op.execute(
        "CREATE FUNCTION change_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN PERFORM pg_advisory_xact_lock({_CHANGE_LOCK}); RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER change_in_turn BEFORE INSERT ON change "
        "FOR EACH STATEMENT EXECUTE FUNCTION change_in_turn()"
    )
