"""What the demo of the report says of itself: steps while it runs, a summary at the end."""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import Edition
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.reports.publication import Published
from lab.report_demo.check import CheckedTotal

HELD = (CellState.SUPPRESSED, CellState.CONFIDENTIAL)


class Watch(Protocol):
    """Shows a person how far the demo has come."""

    def begin(self, title: str) -> None:
        """A step begins."""

    def progress(self, what: str, done: int, of: int) -> None:
        """So much of the step is done."""

    def end(self, title: str, seconds: float, said: str) -> None:
        """A step is done, and has come to this."""


class Quiet:
    """Shows nothing."""

    def begin(self, title: str) -> None:
        """A step begins."""

    def progress(self, what: str, done: int, of: int) -> None:
        """So much of the step is done."""

    def end(self, title: str, seconds: float, said: str) -> None:
        """A step is done, and has come to this."""


class DemoStep(Model):
    """A step of the demo.

    Attributes:
        at: Day in the demo at which it ended; empty before its clock runs.
        said: What it has come to.
    """

    title: str
    seconds: float
    at: str
    said: str


class Steps:
    """Measures the steps and tells them."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self.done: list[DemoStep] = []
        self.day = ""
        self.said = ""

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Tell and measure a step; what it has come to is put into `said`."""
        self.said = ""
        self._watch.begin(title)
        begun = time.monotonic()
        yield
        seconds = round(time.monotonic() - begun, 1)
        self.done.append(DemoStep(title=title, seconds=seconds, at=self.day, said=self.said))
        self._watch.end(title, seconds, self.said)

    def progress(self, what: str, done: int, of: int) -> None:
        """Say how much of the step is done."""
        self._watch.progress(what, done, of)


class MadeFigures(Model):
    """What was made: the figures of the Union, before anything is held back."""

    records: int
    individual_licences: int
    authorised_cents: int
    denials: int
    denied_cents: int


class DemoEdition(Model):
    """A published edition.

    Attributes:
        cells: Cells by what they show, over all tables.
        held_share: Of those with a figure other than zero, the share that is suppressed or
            confidential.
        changed: Cells that differ from the edition before.
        totals: Its totals beside what was made.
    """

    number: int
    digest: str
    states: int
    cells: Mapping[CellState, int]
    held_share: float
    changed: int
    folder: str
    files: int
    bytes: int
    totals: tuple[CheckedTotal, ...]


class ReportDemo(Model):
    """What the demo has come to.

    Attributes:
        difference: Changed cells of the corrected version that were shown, and further ones.
        letters: Letters that were delivered between the nodes.
        peak_mib: Memory of the whole process at most, with Python and its libraries.
    """

    seed: int
    scale: float
    states: tuple[AuthorityCode, ...]
    authorities: int
    made: MadeFigures
    draft_coverage: str
    questioned: AuthorityCode
    difference: int
    marks: int
    late: AuthorityCode
    editions: tuple[DemoEdition, ...]
    letters: int
    steps: tuple[DemoStep, ...]
    seconds: float
    peak_mib: int

    def measured(self, seconds: float, peak: int) -> ReportDemo:
        """Return the summary with the time that the whole run took, and its memory at most."""
        return self.model_copy(update={"seconds": seconds, "peak_mib": peak})


def summary_of(edition: Edition, made: Published, totals: tuple[CheckedTotal, ...]) -> DemoEdition:
    """Return a published edition in sum."""
    cells = Counter(cell.state for table in edition.tables for row in table.cells for cell in row)
    held = sum(cells[state] for state in HELD)
    return DemoEdition(
        number=edition.number,
        digest=made.digest,
        states=len(edition.states),
        cells=dict(sorted(cells.items())),
        held_share=round(held / max(1, held + cells[CellState.VALUE]), 4),
        changed=len(edition.changes),
        folder=str(made.folder),
        files=len(made.files),
        bytes=sum(made.files.values()),
        totals=totals,
    )


def peak_mib() -> int:
    """Return the most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
