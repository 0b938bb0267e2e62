"""Rows of open work: written with what they are derived from, and made anew where one is missing.

A case that has not ended has a row; so has a consultation that is asked of us, or that we opened
without a case, while it is open. Tasks belong to the row of their case or consultation, which then
stays as long as they are open; about anything else they have a row of their own. What is told to
deciders and administrators alone has one, too, so that it says nothing of what it is about.

Rows of the queues: each version as it was made; the newest one holds.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from pydantic import JsonValue, ValidationError
from sqlalchemy import Connection, bindparam, delete, func, insert, literal, select, update

from gateway.domain.acts import NAMING_THEIR_DAY, OF_ADMINISTRATORS, OF_DECIDERS
from gateway.domain.case import ENDED_STATES, Case, CaseState
from gateway.domain.consultation import OPEN_STATES, Consultation
from gateway.domain.consultation.consultation import Information
from gateway.domain.inbox import Mover, QueuePlan, RunningPeriod, WantedQueues, WorkFacts, WorkNoun
from gateway.domain.inbox.facts import Described, described, spelled
from gateway.register.register_queries import review_day
from gateway.store.prepared import Prepared
from gateway.store.records import Records, RowForm
from gateway.store.tables import InstantType
from gateway.store.tables_casework import consultation as talk
from gateway.store.tables_casework import licence_case, officer, task
from gateway.store.tables_inbox import open_work as table
from gateway.store.tables_inbox import queue_plan, work_seen

NEVER = datetime(2100, 1, 1, tzinfo=UTC)
"""When the clock ends of what has none: behind all that has one."""

_APART = OF_DECIDERS | OF_ADMINISTRATORS
_WORKING = ("officer", "decider")  # roles of people who file cases; a system has nothing in hand
_OPEN = [str(each) for each in OPEN_STATES]

_ROW = Prepared(
    select(table.c.stands, table.c.noun, table.c.ends).where(table.c.subject == bindparam("of"))
)
_FILER = Prepared(
    select(licence_case.c.filed_by, officer.c.role)
    .join(officer, officer.c.name == licence_case.c.filed_by)
    .where(licence_case.c.case_id == bindparam("of"))
)
_CASE_OF = Prepared(
    select(talk.c.case_id).where(
        talk.c.conversation_id == bindparam("of"),
        talk.c.ours.is_(True),
        talk.c.case_id.is_not(None),
    )
)
_HAS_TASK = Prepared(
    select(task.c.id).where(task.c.work == bindparam("of"), task.c.closed.is_(None)).limit(1)
)


# --- cases and consultations ------------------------------------------------------------------


def keep_case(conn: Connection, case: Case) -> None:
    """Keep the row of a case as the case stands now; it has none once it has ended."""
    if case.state in ENDED_STATES:
        _end(conn, case.case_id, case.state)
        return
    said = described(case.application.transaction)
    values = _of_case(conn, case, said) | {"stands": True}
    held = update(table).where(table.c.subject == case.case_id)
    if conn.execute(held.values(**values)).rowcount == 0:
        first = _first_period(conn, case.case_id, None)
        since = {"subject": case.case_id, "since": case.filed_at}
        conn.execute(insert(table), [{**values, **since, **first}])


def _of_case(conn: Connection, case: Case, said: Described) -> dict[str, Any]:
    """Return what the row of a case says of it."""
    application = case.application
    facts = WorkFacts(
        country=application.transaction.destination,
        categories=said.categories,
        procedure=application.procedure,
    )
    awaits = case.state is CaseState.CONSULTING
    filed = _FILER.first(conn, {"of": case.case_id})
    return _described(conn, facts, said) | {
        "noun": str(WorkNoun.CASE),
        "state": str(case.state),
        "mover": str(Mover.AUTHORITY if awaits else Mover.OURS),
        "reference": application.reference,
        "assigned_to": case.assigned_to,
        "holder": case.assigned_to or (filed[0] if filed and filed[1] in _WORKING else ""),
    }


def keep_consultation(
    conn: Connection, model: Consultation, *, ours: bool, due: datetime | None
) -> None:
    """Keep the row of a consultation as it stands now, or of the case in which we ask.

    Args:
        conn: A transaction, in which its own row is written.
        model: The consultation.
        ours: Whether this authority asks; false: it is asked.
        due: The end of its period, exclusive; None while none runs.
    """
    if ours and model.case_id is not None:
        first = _first_period(conn, model.case_id, model)
        stands = table.c.stands.is_(True), table.c.subject == model.case_id
        conn.execute(update(table).where(*stands).values(**first))
    elif model.state not in OPEN_STATES:
        _end(conn, model.conversation_id, model.state)
    else:
        values = _of_consultation(conn, model, ours=ours) | {"stands": True} | _clock(model, due)
        held = update(table).where(table.c.subject == model.conversation_id)
        if conn.execute(held.values(**values)).rowcount == 0:
            since = model.deadline.received if model.deadline else _made_at(model)
            named = {"subject": model.conversation_id, "since": since}
            conn.execute(insert(table), [values | named])


def _made_at(model: Consultation) -> datetime:
    """Return when the id of a conversation was made, which says so (RFC 9562, version 7)."""
    digits = model.conversation_id.replace("-", "")[:12]
    return datetime.fromtimestamp(int(digits, 16) / 1000, UTC)


def _of_consultation(conn: Connection, model: Consultation, *, ours: bool) -> dict[str, Any]:
    """Return what the row of a consultation says; of a sealed one, nothing of its contents."""
    request = model.request
    said = Described() if model.sealed else described(request.transaction)
    peer = model.consulted if ours else model.asking
    facts = WorkFacts(
        country="" if model.sealed else request.transaction.destination,
        categories=said.categories,
        procedure=model.procedure,
        authority=peer,
    )
    away = ours or model.forwarded_to is not None or model.information is Information.WANTED
    return _described(conn, facts, said) | {
        "noun": str(WorkNoun.CONSULTATION),
        "state": str(model.state),
        "mover": str(Mover.AUTHORITY if away else Mover.OURS),
        "authority": peer,
        "reference": "" if model.sealed else request.case_reference,
        "assigned_to": model.assigned_to,
        "holder": model.assigned_to,
    }


def _described(conn: Connection, facts: WorkFacts, said: Described) -> dict[str, Any]:
    return {
        "procedure": facts.procedure,
        "country": facts.country,
        "categories": spelled(facts.categories),
        "item": said.item,
        "party": said.party,
        "queue": newest_queues(conn).queue_of(facts),
    }


def _first_period(conn: Connection, case_id: str, known: Consultation | None) -> dict[str, Any]:
    """Return the clock of the open consultation of a case that ends first.

    Args:
        conn: A transaction.
        case_id: Our case.
        known: A consultation of it that need not be read again.
    """
    query = select(talk.c.body, talk.c.due, talk.c.conversation_id, talk.c.peer).where(
        talk.c.case_id == case_id, talk.c.ours.is_(True), talk.c.state.in_(_OPEN)
    )
    ends = func.coalesce(talk.c.due, literal(NEVER, InstantType))
    row = conn.execute(query.order_by(ends, talk.c.conversation_id).limit(1)).first()
    if row is None:
        return {"ends": NEVER, "period": "", "authority": ""}
    if known is None or known.conversation_id != row.conversation_id:
        try:
            known = Consultation.model_validate_json(row.body)
        except ValidationError:
            # Of one that cannot be read, what stands beside it: its clock is in no row else.
            return {"ends": row.due or NEVER, "period": "", "authority": row.peer}
    return _clock(known, row.due) | {"authority": known.consulted}


def _clock(model: Consultation, due: datetime | None) -> dict[str, Any]:
    """Return when the period of a consultation ends, or the stop itself where that ends earlier."""
    clock, stop = model.deadline, model.stop_clock
    if due is None or clock is None:
        return {"ends": NEVER, "period": ""}
    if stop is not None and stop.last_instant < due:
        clock, due = stop, stop.last_instant
    period = RunningPeriod.counted_in(model, clock)
    return {"ends": due, "period": period.model_dump_json()}


def _end(conn: Connection, subject: str, state: str) -> None:
    """Take a row away whose case or consultation has ended; not while tasks of it are open."""
    if _HAS_TASK.first(conn, {"of": subject}) is None:
        forget(conn, [subject])
        return
    ended = {"stands": False, "state": str(state), "ends": NEVER, "period": ""}
    ended["mover"] = str(Mover.OURS)
    conn.execute(update(table).where(table.c.subject == subject).values(**ended))


# --- tasks --------------------------------------------------------------------------------------


def work_of(conn: Connection, kind: str, subject: str) -> str:
    """Return the row to which a task of a kind about something belongs."""
    if kind in _APART:
        return f"{kind}/{subject}"
    found = _CASE_OF.first(conn, {"of": subject})
    return subject if found is None else str(found[0])


def task_opened(
    conn: Connection,
    work: str,
    kind: str,
    subject: str,
    data: Mapping[str, JsonValue],
    at: datetime,
) -> None:
    """See that a task which was opened has its row.

    Args:
        conn: The transaction.
        work: Its row (`work_of`).
        kind: Its kind.
        subject: What it is about.
        data: What it says, by name.
        at: When it was opened.
    """
    ends, held = _ends(conn, kind, subject, data), _ROW.first(conn, {"of": work})
    if held is None:
        conn.execute(insert(table), [_of_ended(conn, work, at, ends)])
    elif held[1] == WorkNoun.TASK and ends < held[2]:
        conn.execute(update(table).where(table.c.subject == work).values(ends=ends))


def _ends(conn: Connection, kind: str, subject: str, data: Mapping[str, JsonValue]) -> datetime:
    """Return by when a task is to be done that no period of a consultation bounds."""
    named = data.get("day") if kind in NAMING_THEIR_DAY else None
    if isinstance(named, str):
        return _noon(date.fromisoformat(named))
    review = review_day(conn, subject)
    return NEVER if review is None else _noon(review)


def _noon(day: date) -> datetime:
    """Return noon of a day: within it wherever in the Union somebody is."""
    return datetime.combine(day, time(12), UTC)


def _of_ended(conn: Connection, work: str, at: datetime, ends: datetime) -> dict[str, Any]:
    """Return a row for tasks about what is not open; a case or consultation is described."""
    row = blank(work) | {"since": at, "ends": ends}
    found = _read_ended(conn, work)
    return row if found is None else row | found | {"mover": str(Mover.OURS), "ends": NEVER}


def blank(work: str) -> dict[str, Any]:
    """Return the columns of a row that says nothing but what it is about; without since when."""
    row: dict[str, Any] = dict.fromkeys((each.name for each in table.c), "")
    row |= {"subject": work, "noun": str(WorkNoun.TASK), "stands": False, "ends": NEVER}
    return row | {"mover": str(Mover.OURS)}


def _read_ended(conn: Connection, work: str) -> dict[str, Any] | None:
    """Return what the row of a case or consultation says; None for another, or one unreadable."""
    body = conn.execute(select(licence_case.c.body).where(licence_case.c.case_id == work)).scalar()
    try:
        if body is not None:
            case = Case.model_validate_json(body)
            return _of_case(conn, case, described(case.application.transaction))
        asked = select(talk.c.body, talk.c.ours).where(talk.c.conversation_id == work)
        row = conn.execute(asked).first()
        if row is None:
            return None
        return _of_consultation(conn, Consultation.model_validate_json(row.body), ours=row.ours)
    except ValidationError:
        return None


def tasks_closed(conn: Connection, works: Iterable[str | None]) -> None:
    """Take rows away of which no task is left, and that stood by their tasks alone."""
    for work in {each for each in works if each is not None}:
        held = _ROW.first(conn, {"of": work})
        if held is None or held[0]:
            continue
        if _HAS_TASK.first(conn, {"of": work}) is None:
            forget(conn, [work])
        elif held[1] == WorkNoun.TASK:
            conn.execute(
                update(table).where(table.c.subject == work).values(ends=_first_end(conn, work))
            )


def _first_end(conn: Connection, work: str) -> datetime:
    columns = select(task.c.kind, task.c.subject, task.c.data)
    left = conn.execute(columns.where(task.c.work == work, task.c.closed.is_(None))).all()
    return min(_ends(conn, row.kind, row.subject, json.loads(row.data)) for row in left)


def forget(conn: Connection, subjects: Collection[str]) -> None:
    """Delete the rows of some things, and who has seen them."""
    names = list(subjects)
    conn.execute(delete(table).where(table.c.subject.in_(names)))
    conn.execute(delete(work_seen).where(work_seen.c.subject.in_(names)))


# --- the queues: each version as it was made; the newest one holds ---------------------------


@lru_cache(16)
def read_queues(version: int, at: datetime, by: str, body: str) -> QueuePlan:
    """Return a version of the queues; kept, since each change of open work asks for the newest."""
    wanted = WantedQueues.model_validate_json(body)
    return QueuePlan(version=version, at=at, by=by, queues=wanted.queues)


def _columns(plan: QueuePlan) -> dict[str, object]:
    body = WantedQueues(queues=plan.queues).model_dump_json()
    return {"version": plan.version, "at": plan.at, "by": plan.by, "body": body}


_PLANS = Records(
    queue_plan, RowForm(("version", "at", "by", "body"), read_queues, _columns), descending=True
)
queues_at = _PLANS.find
"""Return the queues as they were under a version, or None where there was none such."""

_NEWEST = Prepared(_PLANS.query.order_by(*_PLANS.keyset.sorting).limit(1))


def newest_queues(conn: Connection) -> QueuePlan:
    """Return the queues as they are; none where none were ever made."""
    row = _NEWEST.first(conn, {})
    return QueuePlan() if row is None else read_queues(*row)


def add_queues(conn: Connection, plan: QueuePlan) -> None:
    """Write a version, and put all open work into its queues."""
    _PLANS.add(conn, plan)
    _put_anew(conn, plan)


def _put_anew(conn: Connection, plan: QueuePlan) -> None:
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
