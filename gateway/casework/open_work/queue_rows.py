"""Rows of the queues: each version as it was made; the newest one holds."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, select, update

from gateway.domain.inbox import QueuePlan, WantedQueues, WorkFacts, WorkNoun
from gateway.store.prepared import Prepared
from gateway.store.records import Records, RowForm
from gateway.store.tables_inbox import open_work, queue_plan


@lru_cache(16)
def read(version: int, at: datetime, by: str, body: str) -> QueuePlan:
    """Return a version of the queues; kept, since each change of open work asks for the newest."""
    wanted = WantedQueues.model_validate_json(body)
    return QueuePlan(version=version, at=at, by=by, queues=wanted.queues)


def _columns(plan: QueuePlan) -> dict[str, object]:
    body = WantedQueues(queues=plan.queues).model_dump_json()
    return {"version": plan.version, "at": plan.at, "by": plan.by, "body": body}


_PLANS = Records(
    queue_plan, RowForm(("version", "at", "by", "body"), read, _columns), descending=True
)
at_version = _PLANS.find
"""Return the queues as they were under a version, or None where there was none such."""

_NEWEST = Prepared(_PLANS.query.order_by(*_PLANS.keyset.sorting).limit(1))


def newest(conn: Connection) -> QueuePlan:
    """Return the queues as they are; none where none were ever made."""
    row = _NEWEST.first(conn, {})
    return QueuePlan() if row is None else read(*row)


def add(conn: Connection, plan: QueuePlan) -> None:
    """Write a version, and put all open work into its queues."""
    _PLANS.add(conn, plan)
    _put_anew(conn, plan)


def _put_anew(conn: Connection, plan: QueuePlan) -> None:
    table = open_work
    columns = (table.c.noun, table.c.country, table.c.categories, table.c.procedure)
    query = select(table.c.subject, table.c.queue, table.c.authority, *columns)
    moved: dict[str, list[str]] = {}
    for row in conn.execute(query.where(table.c.noun != str(WorkNoun.TASK))).all():
        facts = WorkFacts(
            country=row.country,
            categories=frozenset(row.categories.split()),
            procedure=row.procedure,
            authority=row.authority if row.noun == WorkNoun.CONSULTATION else "",
        )
        queue = plan.queue_of(facts)
        if queue != row.queue:
            moved.setdefault(queue, []).append(row.subject)
    for queue, subjects in moved.items():
        for first in range(0, len(subjects), _AT_ONCE):
            some = subjects[first : first + _AT_ONCE]
            conn.execute(update(table).where(table.c.subject.in_(some)).values(queue=queue))


_AT_ONCE = 500
"""Rows of one statement: SQLite takes a thousand values and more."""
