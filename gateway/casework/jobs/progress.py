"""How far long work is: whoever does it tells, and whoever began it as a job may look.

Work that nobody has begun as a job tells nobody, and does not know the difference.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum


class ProgressUnit(StrEnum):
    """What the progress of a job counts."""

    ROWS = "rows"
    STEPS = "steps"


@dataclass(slots=True)
class Progress:
    """How far one job is; it is written by the thread that works and read by any other.

    Attributes:
        done: How much of it is done.
        of: How much there is in all; None: not known yet.
        unit: What is counted.
    """

    done: int = 0
    of: int | None = None
    unit: ProgressUnit = ProgressUnit.STEPS


PROGRESS: ContextVar[Progress | None] = ContextVar("progress", default=None)
"""Of the job that the present task carries out; None: it is none."""


def tell_rows(done: int, of: int) -> None:
    """Say how many rows or what they hold, e.g. denials, are done."""
    progress = PROGRESS.get()
    if progress is not None:
        progress.done, progress.of, progress.unit = done, of, ProgressUnit.ROWS
