"""Jobs: long work that goes on behind its answer.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.problems import AnyReason


class Interruption(StrEnum):
    """Why a job was interrupted."""

    STOPPED = "stopped"
    NODE_ENDED = "node_ended"


AnyInterruption = Annotated[Interruption | str, Field(union_mode="left_to_right")]


class JobState(StrEnum):
    """Where a job stands; the last three are ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    INTERRUPTED = "interrupted"


AnyJobState = Annotated[JobState | str, Field(union_mode="left_to_right")]


class ProgressUnit(StrEnum):
    """What the progress of a job counts."""

    ROWS = "rows"
    STEPS = "steps"


AnyProgressUnit = Annotated[ProgressUnit | str, Field(union_mode="left_to_right")]


class Job(Model):
    """A job as its own account sees it."""

    job_id: str
    """By which it is looked at."""
    operation: str
    """What is done, as the contract calls the operation."""
    state: AnyJobState
    """Where it stands."""
    begun_by: str
    """Account that asked for it."""
    asked_at: datetime.datetime
    """When it was asked for."""
    begun_at: datetime.datetime | None = None
    """When it was last begun; null: it waits."""
    ended_at: datetime.datetime | None = None
    """When it ended; null: it has not."""
    kept_until: datetime.datetime | None = None
    """When its answer and the job itself are removed; null: it has not ended."""
    times_begun: int = 0
    """How often it was begun: once more after each end of the node in its middle. What an earlier
    beginning has written counts as unchanged in the answer.
    """
    done: int = 0
    """How much of it is done."""
    of: int | None = None
    """How much there is in all; null: not known yet."""
    unit: AnyProgressUnit = "steps"
    """What `done` and `of` count."""
    interruption: AnyInterruption | None = None
    """Why it has no answer; null: it was not interrupted."""
    status: int | None = None
    """HTTP status of the answer; null: there is none."""
    errors: list[RowError] = Field(default_factory=list)
    """The first 100 of the errors, row by row, as they stand in the answer."""
    errors_in_all: int = 0
    """How many errors of rows the answer has."""
    remedy: str = ""
    """What to do where it was interrupted; else empty."""
    result: str | None = None
    """Where the answer is read; null: there is none."""


class JobLine(Model):
    """A job in a list, without anything of what was sent or answered."""

    job_id: str
    """By which it is looked at."""
    operation: str
    """What is done, as the contract calls the operation."""
    state: AnyJobState
    """Where it stands."""
    begun_by: str
    """Account that asked for it."""
    asked_at: datetime.datetime
    """When it was asked for."""
    begun_at: datetime.datetime | None = None
    """When it was last begun; null: it waits."""
    ended_at: datetime.datetime | None = None
    """When it ended; null: it has not."""
    kept_until: datetime.datetime | None = None
    """When its answer and the job itself are removed; null: it has not ended."""
    times_begun: int = 0
    """How often it was begun: once more after each end of the node in its middle. What an earlier
    beginning has written counts as unchanged in the answer.
    """
    done: int = 0
    """How much of it is done."""
    of: int | None = None
    """How much there is in all; null: not known yet."""
    unit: AnyProgressUnit = "steps"
    """What `done` and `of` count."""
    interruption: AnyInterruption | None = None
    """Why it has no answer; null: it was not interrupted."""


class PageOfJobs(Model):
    """PageOfJobs of the interface."""

    items: list[JobLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class RowError(Model):
    """One thing that is wrong with one row."""

    row: int
    """Number of the row as a spreadsheet shows it; the header is row 1."""
    column: str
    """Column as the form calls it, or "" when the row as a whole is meant."""
    reason: AnyReason
    """Why it is so, in words."""
    message: str
    """What is wrong, for a person."""
    remedy: str
    """What a person can do about it."""
