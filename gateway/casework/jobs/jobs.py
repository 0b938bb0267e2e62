"""What an account does of its jobs: ask for one, list, look, read the answer, stop.

A job is seen by the account that asked for it and by no other; administrators see in the list that
there is one, and nothing of what it holds.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection, Row

from gateway.casework.jobs import job_rows as rows
from gateway.casework.jobs.job import UNDER_WAY, Interruption, Job, JobLine, JobState
from gateway.casework.jobs.job_rows import JobAnswer, JobRequest
from gateway.casework.jobs.progress import Progress
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.errors import Reason, StateError, UnavailableError
from gateway.exchange.identity import new_id
from gateway.store.writer import Written, wrote

MOST_OF_ACCOUNT: Final = 16
"""Jobs of one account that wait or run: each keeps a file of up to some MiB in the database."""

MOST_IN_ALL: Final = 128
"""The same of all accounts."""

LOOK_AGAIN_S: Final = 1
"""Seconds after which to look at a job again."""

KEPT: Final = timedelta(days=7)
"""How long the answer of a job is kept where the settings say nothing."""


class JobTerms(NamedTuple):
    """How a job is shown: until when an answer is kept, and where one is read.

    Attributes:
        days: How long.
        address: Of the jobs, e.g. ``/api/v1/jobs``.
    """

    days: timedelta
    address: str

    def result(self, job_id: str) -> str:
        """Return where the answer of a job is read."""
        return f"{self.address}/{job_id}/result"


async def ask(office: Office, officer: Officer, wanted: JobRequest, kept: JobTerms) -> Job:
    """Have a request carried out as a job.

    Raises:
        PermissionRefusedError: The account may not do it.
        UnavailableError: RATE_EXCEEDED or NODE_BUSY; too many jobs wait.
    """
    officer.require(wanted.permission)
    at = office.clock.now()
    job_id = new_id(at)

    def write(conn: Connection) -> Job:
        if rows.under_way_of(conn, officer.name) >= MOST_OF_ACCOUNT:
            raise _too_many(Reason.RATE_EXCEEDED, f"this account has {MOST_OF_ACCOUNT}")
        if rows.under_way_of(conn) >= MOST_IN_ALL:
            raise _too_many(Reason.NODE_BUSY, f"the node has {MOST_IN_ALL}")
        rows.add(conn, job_id, (officer.name, officer.scopes), wanted, at)
        wrote(Written.JOBS)
        return rows.job_of(rows.find(conn, job_id, officer.name), kept.result(job_id))

    return await office.db.write(write)


async def list_jobs(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[JobLine]:
    """List the jobs of the own account, the newest first; an administrator sees those of all."""
    account = None if officer.may(Permission.ADMINISTER) else officer.name
    return await office.db.read(lambda conn: rows.listed(conn, page, account))


async def get_job(
    office: Office, officer: Officer, job_id: str, kept: JobTerms, live: Progress | None = None
) -> Job:
    """Show a job of the own account.

    Args:
        office: Services of the node.
        officer: Who asks.
        job_id: Which job.
        kept: Where its answer is read.
        live: How far it is now, where it is being carried out.

    Raises:
        NotFoundError: There is none, or it is another account's.
    """
    row = await office.db.read(lambda conn: rows.find(conn, job_id, officer.name))
    return rows.job_of(row, kept.result(job_id), live)


async def result_of(office: Office, officer: Officer, job_id: str) -> JobAnswer:
    """Return what a job answered, if the account may still read it.

    Raises:
        NotFoundError: There is no such job, or it is another account's.
        PermissionRefusedError: The account may no longer do what the job did.
        StateError: JOB_UNDER_WAY, JOB_INTERRUPTED, or ANSWER_NOT_KEPT: it names what the account
            need not know of by now.
    """
    sight = office.sight_of(officer)

    def read(conn: Connection) -> tuple[Row[tuple[object, ...]], bool]:
        row = rows.find(conn, job_id, officer.name)
        hidden = conn.scalars(sight.hidden()).all()
        return row, any(each.encode() in (row.answer or b"") for each in hidden)

    row, names_hidden = await office.db.read(read)
    officer.require(Permission(row.permission))
    if row.state in UNDER_WAY:
        raise Reason.JOB_UNDER_WAY.error(
            "the job has not ended",
            remedy="Look at the job until its state is done; Retry-After says when to look again.",
            job=job_id,
            retry_after_s=LOOK_AGAIN_S,
        )
    if row.state == JobState.INTERRUPTED:
        raise Reason.JOB_INTERRUPTED.error(
            "the job was interrupted, and has no answer",
            remedy="Look at the job: its remedy says what to do.",
            job=job_id,
        )
    if names_hidden:
        raise Reason.ANSWER_NOT_KEPT.error(
            "the answer names what this account need not know of",
            remedy="Send the request again; it is answered as far as it may be read now.",
        )
    return JobAnswer(row.status, json.loads(row.answer_headers), row.answer or b"")


async def stop(office: Office, officer: Officer, job_id: str, kept: JobTerms) -> Job:
    """Stop a job that waits or runs; one that has ended stays as it is.

    Nothing that it still does is written once this has returned.

    Raises:
        NotFoundError: There is none, or it is another account's.
        StateError: It has written something and would be left half done.
    """
    at = office.clock.now()

    def write(conn: Connection) -> Job:
        row = rows.find(conn, job_id, officer.name)
        if row.state == JobState.RUNNING and row.wrote and not row.again:
            raise StateError(
                "the job has written something, and goes on to its end",
                remedy="Wait for its answer.",
                job=job_id,
            )
        if row.state in UNDER_WAY:
            rows.interrupt(conn, job_id, Interruption.STOPPED, (at, at + kept.days))
        return rows.job_of(rows.find(conn, job_id, officer.name), kept.result(job_id))

    return await office.db.write(write)


def _too_many(reason: Reason, who: str) -> UnavailableError:
    return UnavailableError(
        "{who} jobs that wait or run, as many as there may be",
        reason=reason,
        remedy="Send the request again when one of them has ended; nothing was done.",
        retry_after_s="30",
        who=who,
    )
