"""A job as its account sees it: what was asked, how far it is, what came of it."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from gateway.casework.jobs.progress import ProgressUnit
from gateway.domain.base import Instant, Model
from gateway.tabular.import_report import RowError


class JobState(StrEnum):
    """Where a job stands; the last three are ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"  # answered with a problem, as the call would have been
    INTERRUPTED = "interrupted"  # it has no answer, and is not begun again


class Interruption(StrEnum):
    """Why a job was interrupted."""

    STOPPED = "stopped"  # by its account
    NODE_ENDED = "node_ended"  # in the middle of what is not safe to do twice


UNDER_WAY = frozenset({JobState.WAITING, JobState.RUNNING})
"""States that are no ends."""


class JobLine(Model):
    """A job in a list, without anything of what was sent or answered.

    Attributes:
        job_id: By which it is looked at.
        operation: What is done, as the contract calls the operation.
        state: Where it stands.
        begun_by: Account that asked for it.
        asked_at: When it was asked for.
        begun_at: When it was last begun; null: it waits.
        ended_at: When it ended; null: it has not.
        kept_until: When its answer and the job itself are removed; null: it has not ended.
        times_begun: How often it was begun: once more after each end of the node in its middle.
            What an earlier beginning has written counts as unchanged in the answer.
        done: How much of it is done.
        of: How much there is in all; null: not known yet.
        unit: What `done` and `of` count.
        interruption: Why it has no answer; null: it was not interrupted.
    """

    job_id: str
    operation: str
    state: JobState
    begun_by: str
    asked_at: Instant
    begun_at: Instant | None = None
    ended_at: Instant | None = None
    kept_until: Instant | None = None
    times_begun: int = Field(default=0, ge=0)
    done: int = Field(default=0, ge=0)
    of: int | None = Field(default=None, ge=0)
    unit: ProgressUnit = ProgressUnit.STEPS
    interruption: Interruption | None = None


class Job(JobLine):
    """A job as its own account sees it.

    Attributes:
        status: HTTP status of the answer; null: there is none.
        errors: The first 100 of the errors, row by row, as they stand in the answer.
        errors_in_all: How many errors of rows the answer has.
        remedy: What to do where it was interrupted; else empty.
        result: Where the answer is read; null: there is none.
    """

    status: int | None = None
    errors: tuple[RowError, ...] = ()
    errors_in_all: int = Field(default=0, ge=0)
    remedy: str = ""
    result: str | None = None
