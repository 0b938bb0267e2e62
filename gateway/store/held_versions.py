"""Which version of a thing is held: what its ETag and lists say, and `If-Match` is compared with.

A version is how often the row was written back, and the cursor of the newest change that the
feed tells about the thing and what is shown with it. So it moves with whatever moves: what
an officer says, what comes from another authority, a task. It is made of numbers and not of
a digest, since a list would have to read all that is digested; and not of the row's number
alone, since acts and tasks have rows of their own. Cursors are never given twice, not even
after a restore (`gateway.casework.acts.journal.move_numbers_on`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from gateway.store.prepared import Prepared
from gateway.store.tables_casework import change, consultation, licence_case


class HeldVersion(NamedTuple):
    """A thing as it stands now.

    Attributes:
        version: Which version an account that may read it is shown.
        subjects: What the acts are about that are shown with it; none to who may not read acts.
    """

    version: str
    subjects: Collection[str] = ()


_TALKS = consultation.c.case_id == licence_case.c.case_id

CASE: Final = (
    (
        licence_case.c.version
        + func.coalesce(select(func.sum(consultation.c.version)).where(_TALKS).scalar_subquery(), 0)
    ).label("written"),
    select(func.max(change.c.cursor))
    .where(change.c.subject == licence_case.c.case_id)
    .scalar_subquery()
    .label("told"),
    select(func.max(change.c.cursor))
    .where(_TALKS, change.c.subject == consultation.c.conversation_id)
    .scalar_subquery()
    .label("told_of_talks"),
)
"""Columns of a query of cases, of which `spelled` makes the version of each."""

_ONE = Prepared(select(*CASE).where(licence_case.c.case_id == bindparam("id_")))


def spelled(written: int, *told: int | None) -> str:
    """Return a version: how often the thing was written, and the newest cursor about it."""
    return f"{written}-{max((each for each in told if each), default=0)}"


def of_acts(conn: Connection, written: int, subjects: Collection[str]) -> str:
    """Return the version of a thing that is all its acts: how many, and the newest change told."""
    told = select(func.max(change.c.cursor)).where(change.c.subject.in_(subjects))
    return spelled(written, conn.scalar(told))


def of_case(conn: Connection, case_id: str) -> str | None:
    """Return the version of a case with what is joined to it, None where there is none."""
    row = _ONE.first(conn, {"id_": case_id})
    return None if row is None else spelled(*row)


def of_consultations(conn: Connection, ids: Collection[str]) -> dict[str, str]:
    """Return the version of each of some consultations that are held."""
    told = (
        select(func.max(change.c.cursor))
        .where(change.c.subject == consultation.c.conversation_id)
        .scalar_subquery()
    )
    query = select(consultation.c.conversation_id, consultation.c.version, told)
    rows = conn.execute(query.where(consultation.c.conversation_id.in_(ids)))
    return {conversation_id: spelled(*version) for conversation_id, *version in rows}
