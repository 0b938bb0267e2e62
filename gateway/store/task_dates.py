"""By when open tasks are to be done, and whose they are, as columns and conditions of queries.

A task is about a case, a conversation, a denial and more; what a day of it hangs on lies in
several tables, and both databases are to sort by it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    cast,
    extract,
    func,
    literal,
    select,
    type_coerce,
    union,
)

from gateway.store.paging import Keyset
from gateway.store.tables import InstantType
from gateway.store.tables_casework import consultation as talk
from gateway.store.tables_casework import licence_case as case
from gateway.store.tables_casework import task
from gateway.store.tables_register import denial

DUE: ColumnElement[datetime] = (
    select(talk.c.due).where(talk.c.conversation_id == task.c.subject).scalar_subquery()
)
"""The end of the period that runs in a task's conversation, exclusive; NULL where none does."""

_SECOND, _NOON = 1_000_000, 12 * 3_600
_REVIEW = select(
    type_coerce(
        (cast(extract("epoch", denial.c.review_due), BigInteger) + _NOON) * _SECOND, InstantType
    )
).where(denial.c.denial_id == task.c.subject)
# Noon: within the day wherever in the Union somebody is.

_NEVER = literal(datetime(2100, 1, 1, tzinfo=UTC), InstantType)

SOONEST_TASK_FIRST = Keyset(
    "tasks by last day", (func.coalesce(DUE, _REVIEW.scalar_subquery(), _NEVER), task.c.id)
)
"""Tasks by what they are to be done by; those without a day last, oldest first."""


def of_officer(name: str) -> ColumnElement[bool]:
    """Say which tasks are an officer's: of cases that he filed, and of what is assigned to him."""
    filed = select(case.c.case_id).where(case.c.filed_by == name)
    given = select(case.c.case_id).where(case.c.assigned_to == name)
    # Each by its own index; one condition for all would read every consultation.
    asked = select(talk.c.conversation_id).where(talk.c.case_id.in_(union(filed, given)))
    assigned = select(talk.c.conversation_id).where(talk.c.assigned_to == name)
    return task.c.subject.in_(union(filed, given, asked, assigned))
