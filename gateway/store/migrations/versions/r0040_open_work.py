"""The inbox of officers: open work, who has seen it, queues, substitutes, views; case assignment.

Open work is empty here: the node makes it from its rows when it next starts, since rows of a
task without one say that it is missing.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key, number

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None
step = "contract"


def upgrade() -> None:
    """Make the tables and columns; take who answers a consultation out of its text."""
    op.create_table(
        "open_work",
        key("subject", sa.String(120)),
        held("noun", sa.String(16)),
        held("stands", sa.Boolean),
        held("state", sa.String(20)),
        held("since", INSTANT),
        held("ends", INSTANT),
        held("period", sa.Text),
        held("mover", sa.String(12)),
        held("reference", sa.String(120)),
        held("procedure", sa.String(80)),
        held("country", sa.String(2)),
        held("authority", sa.String(11)),
        held("categories", sa.String(400)),
        held("item", sa.String(200)),
        held("party", sa.String(200)),
        held("assigned_to", sa.String(80)),
        held("holder", sa.String(80)),
        held("queue", sa.String(40)),
    )
    for name, columns in _INDEXES.items():
        op.create_index(name, "open_work", columns)
    op.create_table(
        "work_seen",
        key("subject", sa.String(120)),
        key("account", sa.String(80)),
        held("at", INSTANT),
    )
    _make_tables_of_officers()
    op.add_column("task", sa.Column("work", sa.String(120)))
    op.create_index("task_work", "task", ["work", "closed"])
    for table in ("licence_case", "consultation"):
        assigned = sa.Column("assigned_to", sa.String(80), nullable=False, server_default="")
        op.add_column(table, assigned)
        op.create_index(f"{table}_assigned", table, ["assigned_to"])
    _fill_assigned(op.get_bind())


_INDEXES = {
    "open_work_order": ["ends", "subject", "stands", "holder", "queue"],
    "open_work_holder": ["holder", "ends", "subject"],
    "open_work_queue": ["queue", "ends", "subject"],
}


def _make_tables_of_officers() -> None:
    op.create_table(
        "queue_plan",
        key("version", sa.Integer),
        held("at", INSTANT),
        held("by", sa.String(80)),
        held("body", sa.Text),
    )
    op.create_table(
        "substitute",
        number("number"),
        held("absent", sa.String(80)),
        held("stands_in", sa.String(80)),
        held("first", sa.Date),
        held("last", sa.Date),
        held("by", sa.String(80)),
        held("at", INSTANT),
        sa.Column("ended", INSTANT),
        held("ended_by", sa.String(80)),
    )
    op.create_index("substitute_stands_in", "substitute", ["stands_in", "last"])
    op.create_table(
        "saved_view",
        key("account", sa.String(80)),
        key("name", sa.String(40)),
        held("at", INSTANT),
        held("body", sa.Text),
    )


def _fill_assigned(conn: sa.Connection) -> None:
    talk = sa.table(
        "consultation", *(sa.column(each) for each in ("conversation_id", "body", "assigned_to"))
    )
    rows = conn.execute(sa.select(talk.c.conversation_id, talk.c.body)).all()
    for name, body in rows:
        if holder := _assigned_in(body):
            row = talk.c.conversation_id == name
            conn.execute(sa.update(talk).where(row).values(assigned_to=holder))


def _assigned_in(body: str) -> str:
    """Return in whose hands a consultation is; of what is no consultation of ours, nobody's."""
    try:
        found: Any = json.loads(body)["assigned_to"]
    except (ValueError, KeyError, TypeError):
        return ""
    return found if isinstance(found, str) else ""
