"""Open work made anew from cases, consultations and tasks: after a migration, or where some lacks.

The rows are derived: none of them is ever put back from elsewhere.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from gateway.casework.open_work import rows
from gateway.domain.case import ENDED_STATES, Case
from gateway.domain.consultation import OPEN_STATES, Consultation
from gateway.domain.inbox import WorkNoun
from gateway.store.tables_casework import consultation as talk
from gateway.store.tables_casework import licence_case, task
from gateway.store.tables_inbox import open_work, work_seen

_CASE_IS_OPEN = licence_case.c.state.not_in([str(each) for each in ENDED_STATES])
_TALK_IS_WORK = and_(
    talk.c.state.in_([str(each) for each in OPEN_STATES]),
    or_(talk.c.ours.is_(False), talk.c.case_id.is_(None)),
)
_KNOWN = select(open_work.c.subject)


def is_whole(conn: Connection) -> bool:
    """Say whether each open case, consultation and task has its row."""
    missing = (
        select(task.c.id).where(
            task.c.closed.is_(None), or_(task.c.work.is_(None), task.c.work.not_in(_KNOWN))
        ),
        select(licence_case.c.case_id).where(_CASE_IS_OPEN, licence_case.c.case_id.not_in(_KNOWN)),
        select(talk.c.conversation_id).where(_TALK_IS_WORK, talk.c.conversation_id.not_in(_KNOWN)),
    )
    return all(conn.execute(each.limit(1)).first() is None for each in missing)


def rebuild(conn: Connection) -> None:
    """Make all rows anew; of what cannot be read the row says what its columns say."""
    conn.execute(delete(open_work))
    for row in conn.execute(select(licence_case).where(_CASE_IS_OPEN)).all():
        try:
            rows.keep_case(conn, Case.model_validate_json(row.body))
        except ValidationError:
            said = {"reference": row.reference, "country": row.destination, "since": row.filed}
            _keep_unread(conn, row.case_id, WorkNoun.CASE, row, said)
    for row in conn.execute(select(talk).where(_TALK_IS_WORK)).all():
        try:
            model = Consultation.model_validate_json(row.body)
        except ValidationError:
            said = {"authority": row.peer, "since": row.due or rows.NEVER}
            _keep_unread(conn, row.conversation_id, WorkNoun.CONSULTATION, row, said)
        else:
            rows.keep_consultation(conn, model, ours=row.ours, due=row.due)
    columns = (task.c.id, task.c.kind, task.c.subject, task.c.data, task.c.opened)
    open_tasks = select(*columns).where(task.c.closed.is_(None)).order_by(task.c.id)
    for each in conn.execute(open_tasks).all():
        work = rows.work_of(conn, each.kind, each.subject)
        conn.execute(update(task).where(task.c.id == each.id).values(work=work))
        rows.task_opened(conn, work, each.kind, each.subject, json.loads(each.data), each.opened)
    conn.execute(delete(work_seen).where(work_seen.c.subject.not_in(_KNOWN)))


def _keep_unread(
    conn: Connection,
    subject: str,
    noun: WorkNoun,
    row: Row[*tuple[Any, ...]],
    said: dict[str, Any],
) -> None:
    """Write the row of a case or consultation whose text cannot be read."""
    held = {"state": row.state, "procedure": row.procedure, "assigned_to": row.assigned_to}
    whole = rows.blank(subject) | {"noun": str(noun), "stands": True} | held | said
    conn.execute(insert(open_work), [whole | {"holder": row.assigned_to}])
