"""What each revision of the schema does to programs of before: it only adds, or takes away.

A revision module says it as ``step``. It is kept in the database as well, in a table that no
revision makes, beside Alembic's own: a program that does not know a newer revision reads there
whether it may go on (docs/upgrades.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, insert, inspect, select

TABLE = "schema_revision"
_HELD = Table(
    TABLE,
    MetaData(),
    Column("revision", String(32), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("step", String(20), nullable=False),
)


class SchemaStep(StrEnum):
    """What a revision does to programs of the version before."""

    EXPAND = "expand"
    CONTRACT = "contract"


class SchemaRevision(NamedTuple):
    """A revision, and its step as its program named it: a newer one may know further words."""

    revision: str
    step: str


def known(script: ScriptDirectory) -> tuple[SchemaRevision, ...]:
    """Return the revisions of this program, the first one first.

    One that says nothing counts as `SchemaStep.CONTRACT`: nobody has thought about it.
    """
    found = reversed(list(script.walk_revisions()))
    return tuple(
        SchemaRevision(each.revision, getattr(each.module, "step", SchemaStep.CONTRACT))
        for each in found
    )


def keep(conn: Connection, revisions: Sequence[SchemaRevision]) -> None:
    """Write down what revisions do, for programs of before; what is held stays as it is."""
    if not inspect(conn).has_table(TABLE):
        _HELD.create(conn)
    held = set(conn.scalars(select(_HELD.c.revision)))
    fresh = [
        {"revision": each.revision, "position": position, "step": each.step}
        for position, each in enumerate(revisions)
        if each.revision not in held
    ]
    if fresh:
        conn.execute(insert(_HELD), fresh)


def after(conn: Connection, revision: str, until: str) -> tuple[SchemaRevision, ...] | None:
    """Return the revisions between two, the first without, the last with.

    Args:
        revision: The newest one that a program knows.
        until: The one that the database has.

    Returns:
        None where the database does not say: it has no such table, or not both in this order.
    """
    if not inspect(conn).has_table(TABLE):
        return None
    rows = conn.execute(select(_HELD).order_by(_HELD.c.position)).all()
    at = {row.revision: row.position for row in rows}
    if revision not in at or at.get(until, -1) <= at[revision]:
        return None
    return tuple(
        SchemaRevision(row.revision, row.step)
        for row in rows
        if at[revision] < row.position <= at[until]
    )
