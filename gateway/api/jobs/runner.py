"""Carries out jobs: so many at once, each as its request would have been, its answer kept.

A job is sent through the same application as any request, in the name of its account as that is
now. What it writes notes in the same transaction that something was written and how far it is
(`job_rows.note_written`): after a kill the row says which it was. A job that was stopped writes
nothing any more, whatever of it still runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Scope

from gateway.api.dependencies import remember
from gateway.api.problems import answer
from gateway.api.published.operations import PREFIX
from gateway.casework.accounts.officers import account_now
from gateway.casework.jobs import job_rows as rows
from gateway.casework.jobs.job_rows import SHOWN_ERRORS, BegunJob, JobAnswer
from gateway.casework.jobs.jobs import KEPT, JobTerms
from gateway.casework.jobs.progress import PROGRESS, Progress
from gateway.casework.services import Office
from gateway.errors import ComityError, InputError, Reason
from gateway.exchange.defects import log_defect
from gateway.nudges import nudged
from gateway.store.database import Beside, beside
from gateway.tabular.import_report import RowError

log = structlog.get_logger(__name__)

JOBS_AT_ONCE: Final = 2
"""Of a node: a long import takes a core, and its officers want one as well."""

LOOK_EVERY_S: Final = 30.0
"""A job that nobody told of, e.g. since the database was away, waits as long at most."""

MAX_ANSWER: Final = 64 * 2**20
"""Octets of an answer that is kept; a sheet of all that it holds has fewer."""

_SAID_HEADERS: Final = ("content-type", "content-disposition", "location", "etag")
_JSON: Final = "application/json"


@dataclass(eq=False)
class JobRunner:
    """Carries out the jobs of one node.

    Attributes:
        app: The application that answers requests.
        office: Services of the node.
        at_once: How many are carried out at a time.
        days: How long an answer is kept.
        wanted: Set by who has made a job.
    """

    app: ASGIApp
    office: Office
    at_once: int = JOBS_AT_ONCE
    days: timedelta = KEPT
    wanted: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _progress: dict[str, Progress] = field(default_factory=dict)

    @property
    def kept(self) -> JobTerms:
        """How jobs are shown."""
        return JobTerms(self.days, f"{PREFIX}/jobs")

    def progress(self, job_id: str) -> Progress | None:
        """Return how far a job is that is being carried out; None: it is not."""
        return self._progress.get(job_id)

    def cancel(self, job_id: str) -> None:
        """Carry out a job no further; its row says already that it was stopped."""
        task = self._tasks.get(job_id)
        if task is not None:
            task.cancel()

    async def run(self) -> None:
        """Carry out jobs for ever; what runs at the end begins again with the node."""
        try:
            while True:
                self.wanted.clear()
                try:
                    await self._look()
                except ComityError as exc:
                    log.warning("jobs.wait", reason=str(exc.reason))
                except Exception as exc:  # noqa: BLE001 - jobs wait, and the node goes on
                    log_defect(log, "jobs.defect", exc)
                await nudged(self.wanted, LOOK_EVERY_S)
        finally:
            running = list(self._tasks.values())
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _look(self) -> None:
        """Take up what was left, remove what is over, begin with what has its turn."""
        office, at = self.office, self.office.clock.now()
        known = frozenset(self._tasks)
        if not await office.db.read(lambda conn: rows.has_work(conn, known, at)):
            return

        def tidy(conn: Connection) -> None:
            rows.take_up(conn, known, (at, at + self.days))
            rows.remove_ended(conn, at)

        await office.db.write(tidy)
        while len(self._tasks) < self.at_once:
            job = await office.db.write(lambda conn: rows.next_waiting(conn, at))
            if job is None:
                return
            task = asyncio.create_task(self._carry_out(job))
            self._tasks[job.job_id] = task
            task.add_done_callback(self._ended(job.job_id))

    def _ended(self, job_id: str) -> Callable[[asyncio.Task[None]], None]:
        def forget(task: asyncio.Task[None]) -> None:
            self._tasks.pop(job_id, None)
            self._progress.pop(job_id, None)
            if not task.cancelled() and (error := task.exception()) is not None:
                log_defect(log, "jobs.defect", error)
            self.wanted.set()

        return forget

    async def _carry_out(self, job: BegunJob) -> None:
        progress = self._progress[job.job_id] = Progress()
        PROGRESS.set(progress)
        noting = Beside(
            lambda conn: rows.note_written(conn, job.job_id, progress), after=lambda _: False
        )
        with beside(noting):
            answered = await self._answer(job)
        at = self.office.clock.now()
        times = (at, at + self.days)
        await self.office.db.write(
            lambda conn: rows.end(conn, job.job_id, answered, progress, times)
        )
        log.info("job.ended", operation=job.wanted.operation, status=answered.status)

    async def _answer(self, job: BegunJob) -> JobAnswer:
        """Send a job through the application in the name of its account as that is now."""
        scope, said = _scope_of(self.app, job), list[Message]()
        officer = await self.office.db.read(lambda conn: account_now(conn, job.account, job.scopes))

        async def hold(message: Message) -> None:
            said.append(message)

        if officer is None or not officer.active:
            await answer(_withdrawn(), scope)(scope, _Sent(b"").receive, hold)
        else:
            remember(scope, officer)
            await self.app(scope, _Sent(job.wanted.body).receive, hold)
        answered = await asyncio.to_thread(_answered, said)
        if len(answered.body) > MAX_ANSWER:
            said.clear()
            await answer(_too_long(), scope)(scope, _Sent(b"").receive, hold)
            answered = _answered(said)
        return answered


class _Sent:
    """Gives the body of a request, and then waits: nobody goes away."""

    def __init__(self, body: bytes) -> None:
        self._body: bytes | None = body

    async def receive(self) -> Message:
        """Return the next message of the request."""
        body, self._body = self._body, None
        if body is None:
            await asyncio.get_running_loop().create_future()
        return {"type": "http.request", "body": body, "more_body": False}


def _scope_of(app: ASGIApp, job: BegunJob) -> Scope:
    """Return what a server would say of a request; who sends it is remembered, no token shown."""
    wanted = job.wanted
    headers = {**wanted.headers, "content-length": str(len(wanted.body))}
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": wanted.method,
        "scheme": "http",
        "path": wanted.path,
        "raw_path": wanted.path.encode(),
        "query_string": wanted.query.encode("latin-1"),
        "root_path": "",
        "headers": [(name.encode(), said.encode("latin-1")) for name, said in headers.items()],
        "client": None,
        "server": None,
        "app": app,
        "state": {},
    }


class _Rows(BaseModel):
    """The part of an answer that names what is wrong row by row."""

    model_config = ConfigDict(extra="ignore")

    errors: tuple[RowError, ...] = ()


def _answered(messages: Iterable[Message]) -> JobAnswer:
    status, kept, pieces = 0, dict[str, str](), []
    for message in messages:
        if message["type"] == "http.response.start":
            status, headers = message["status"], Headers(raw=message["headers"])
            kept = {name: headers[name] for name in _SAID_HEADERS if name in headers}
        else:
            pieces.append(message.get("body", b""))
    body = b"".join(pieces)
    errors: tuple[RowError, ...] = ()
    if kept.get("content-type", "").startswith(_JSON):
        with suppress(ValidationError):
            errors = _Rows.model_validate_json(body).errors
    return JobAnswer(status, kept, body, errors[:SHOWN_ERRORS], len(errors))


def _withdrawn() -> ComityError:
    return Reason.TOKEN_INVALID.error(
        "the account was withdrawn before its job was begun",
        remedy="Ask an administrator for an account, and send the request again.",
    )


def _too_long() -> InputError:
    return InputError(
        "the answer has more than {max_answer} octets, and a job does not keep it",
        remedy="Ask for less of it, or send the request without Prefer.",
        field="prefer",
        max_answer=MAX_ANSWER,
    )
