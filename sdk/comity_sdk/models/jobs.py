"""Jobs: long work that goes on behind its answer.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from comity_sdk.base import Model
from comity_sdk.models.part_words import AnyInterruption, AnyJobState, AnyProgressUnit


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
