"""The rows of jobs: what was asked, in whose name, how far it is, and what was answered.

A job's row says itself what its end of the node means for it (`again`) and who may read its
answer (`permission`): it outlives the program that wrote it. The octets that were sent are kept
until the job ends, the answer until `kept_until`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, case, func, select, update

from gateway.casework.jobs.job import UNDER_WAY, Interruption, Job, JobLine, JobState
from gateway.casework.jobs.progress import Progress
from gateway.casework.permissions import Permission
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError, StateError
from gateway.store.records import Records, RowForm, matching
from gateway.store.tables_casework import job as table
from gateway.tabular.import_report import RowError

SHOWN_ERRORS: Final = 100
"""Errors of rows that a job shows; all of them are in its answer."""

_REMEDIES: Final[Mapping[Interruption, str]] = {
    Interruption.STOPPED: "Send the request again; what was written before it was stopped is kept.",
    Interruption.NODE_ENDED: "Look at what was to be changed: some of it was written. Send the "
    "request again if it is not there.",
}


class JobRequest(NamedTuple):
    """A request that is carried out as a job.

    Attributes:
        operation: As the contract calls it.
        permission: What is asked for again when its answer is read.
        again: Whether it may be begun again, or stopped, once it has written something.
        headers: Those that matter to the route, by their names in small letters.
        body: As it came.
    """

    operation: str
    permission: Permission
    again: bool
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


class JobAnswer(NamedTuple):
    """What the route answered.

    Attributes:
        errors: The first errors of rows.
        errors_in_all: How many there are.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    errors: tuple[RowError, ...] = ()
    errors_in_all: int = 0


class BegunJob(NamedTuple):
    """A job that is to be carried out now, with the account and what its token may."""

    job_id: str
    account: str
    scopes: tuple[Permission, ...]
    wanted: JobRequest


_SHOWN: Final = {
    "job_id": "job_id",
    "operation": "operation",
    "state": "state",
    "account": "begun_by",
    "asked": "asked_at",
    "begun": "begun_at",
    "ended": "ended_at",
    "kept_until": "kept_until",
    "times_begun": "times_begun",
    "done": "done",
    "total": "of",
    "unit": "unit",
    "interruption": "interruption",
}
"""What a list shows of a row: each column with its field."""


def _line(*shown: Any) -> JobLine:
    line = dict(zip(_SHOWN.values(), shown, strict=True))
    return JobLine(**{**line, "interruption": line["interruption"] or None})


def _columns(line: JobLine) -> dict[str, object]:
    row = {column: getattr(line, field) for column, field in _SHOWN.items()}
    return {**row, "interruption": line.interruption or ""}


_JOBS = Records(
    table,
    RowForm(tuple(_SHOWN), _line, _columns),
    named="jobs",
    order=("asked", "job_id"),
    descending=True,
)


def add(
    conn: Connection,
    job_id: str,
    whose: tuple[str, Collection[Permission]],
    wanted: JobRequest,
    at: datetime,
) -> None:
    """Write a new job, which waits."""
    account, scopes = whose
    line = JobLine(
        job_id=job_id,
        operation=wanted.operation,
        state=JobState.WAITING,
        begun_by=account,
        asked_at=at,
    )
    asked = {**wanted._asdict(), "headers": json.dumps(wanted.headers), "wrote": False}
    no_answer = {"answer_headers": "{}", "errors": "[]", "errors_in_all": 0}
    _JOBS.add(conn, line, **{**asked, **no_answer, "scopes": json.dumps(list(scopes))})


def under_way_of(conn: Connection, account: str | None = None) -> int:
    """Return how many jobs wait or run, of an account or of all."""
    return _JOBS.count(conn, table.c.state.in_(UNDER_WAY), *matching((table.c.account, account)))


def listed(conn: Connection, asked: PageRequest, account: str | None) -> Page[JobLine]:
    """Return a page of the jobs of an account, or of all, the newest first."""
    return _JOBS.listed(conn, asked, *matching((table.c.account, account)))


def next_waiting(conn: Connection, at: datetime) -> BegunJob | None:
    """Begin the job whose turn it is: of who has the fewest running, then waited longest for one.

    So whoever asks for many waits behind the first of everybody else.
    """
    running = case((table.c.state == JobState.RUNNING, 1), else_=0)
    turn = (
        select(
            table.c.account,
            func.sum(running).label("running"),
            func.max(table.c.begun).label("last"),
        )
        .group_by(table.c.account)
        .subquery()
    )
    query = (
        select(table)
        .join(turn, turn.c.account == table.c.account)
        .where(table.c.state == JobState.WAITING)
        .order_by(
            turn.c.running,
            turn.c.last.is_not(None),  # who has had none comes first, on both databases
            turn.c.last,
            table.c.asked,
            table.c.job_id,
        )
        .limit(1)
    )
    row = conn.execute(query).first()
    if row is None:
        return None
    times = {"begun": at, "times_begun": row.times_begun + 1}
    _JOBS.change(conn, row.job_id, state=JobState.RUNNING, **times)
    wanted = {name: getattr(row, name) for name in JobRequest._fields}
    wanted["permission"] = Permission(row.permission)
    wanted["headers"] = json.loads(row.headers)
    scopes = tuple(Permission(each) for each in json.loads(row.scopes))
    return BegunJob(row.job_id, row.account, scopes, JobRequest(**wanted))


def note_written(conn: Connection, job_id: str, progress: Progress) -> None:
    """Note, in the transaction of something that a job writes, that it has, and how far it is.

    Raises:
        StateError: The job was stopped; what it was about to write is undone.
    """
    changed = conn.execute(
        update(table)
        .where(table.c.job_id == job_id, table.c.state == JobState.RUNNING)
        .values(wrote=True, **_values(progress))
    )
    if not changed.rowcount:
        raise StateError("the job was stopped", remedy="Send the request again.", job=job_id)


def end(
    conn: Connection,
    job_id: str,
    answered: JobAnswer,
    progress: Progress,
    times: tuple[datetime, datetime],
) -> None:
    """Keep what was answered; a job that was stopped meanwhile stays so.

    Args:
        conn: A transaction.
        job_id: Which job.
        answered: Its answer.
        progress: How far it came.
        times: When it ended, and until when it is kept.
    """
    refused = answered.status >= _PROBLEMS
    conn.execute(
        update(table)
        .where(table.c.job_id == job_id, table.c.state == JobState.RUNNING)
        .values(
            state=JobState.REFUSED if refused else JobState.DONE,
            ended=times[0],
            kept_until=times[1],
            body=None,
            status=answered.status,
            answer_headers=json.dumps(answered.headers),
            answer=answered.body,
            errors=json.dumps([each.model_dump(mode="json") for each in answered.errors]),
            errors_in_all=answered.errors_in_all,
            **_values(progress),
        )
    )


_PROBLEMS: Final = 400


def interrupt(
    conn: Connection, job_id: str, why: Interruption, times: tuple[datetime, datetime]
) -> None:
    """End a job without an answer; nothing that it still does is written from now on."""
    ended = {"ended": times[0], "kept_until": times[1], "body": None}
    _JOBS.change(conn, job_id, state=JobState.INTERRUPTED, interruption=why, **ended)


def take_up(conn: Connection, known: Collection[str], times: tuple[datetime, datetime]) -> None:
    """Have what ran when the node ended begin again, or end where that is not safe.

    Args:
        conn: A transaction.
        known: Jobs that are being carried out.
        times: Now, and until when a job is kept that ends now.
    """
    running = select(table).where(table.c.state == JobState.RUNNING)
    for row in conn.execute(running).all():
        if row.job_id in known:
            continue
        if row.again or not row.wrote:
            _JOBS.change(conn, row.job_id, state=JobState.WAITING)
        else:
            interrupt(conn, row.job_id, Interruption.NODE_ENDED, times)


def has_work(conn: Connection, known: Collection[str], at: datetime) -> bool:
    """Say whether a job waits, was left in its middle, or is to be removed."""
    query = select(table.c.job_id, table.c.state).where(
        table.c.state.in_(UNDER_WAY) | (table.c.kept_until <= at)
    )
    return any(each.job_id not in known for each in conn.execute(query))


def remove_ended(conn: Connection, at: datetime) -> None:
    """Remove the jobs whose time is over, with their answers."""
    _JOBS.remove(conn, table.c.kept_until <= at)


def find(conn: Connection, job_id: str, account: str) -> Row[tuple[Any, ...]]:
    """Return the row of a job of an account.

    Raises:
        NotFoundError: There is none, or it is another account's.
    """
    mine = (table.c.job_id == job_id, table.c.account == account)
    row = conn.execute(select(table).where(*mine)).first()
    if row is None:
        raise NotFoundError(
            "there is no such job of this account",
            remedy="{listJobs} lists yours; an answer is kept for some days.",
            job=job_id,
        )
    return row


def job_of(row: Row[Any], result: str, live: Progress | None = None) -> Job:
    """Return a job as its account sees it.

    Args:
        row: Its row.
        result: Where its answer would be read.
        live: How far it is now, where it is being carried out.
    """
    fields = dict(_JOBS.read([row._mapping[name] for name in _SHOWN]))
    if live is not None and row.state == JobState.RUNNING:
        fields |= {"done": live.done, "of": live.of, "unit": live.unit}
    why = fields["interruption"]
    return Job(
        **fields,
        status=row.status,
        errors=tuple(RowError.model_validate(each) for each in json.loads(row.errors)),
        errors_in_all=row.errors_in_all,
        remedy=_REMEDIES[why] if why is not None else "",
        result=None if row.status is None else result,
    )


def _values(progress: Progress) -> dict[str, Any]:
    return {"done": progress.done, "total": progress.of, "unit": progress.unit}
