"""Where a cell of the consolidated report comes from, and its recomputation from there.

Each figure of the Union leads to the submissions, versions and cells that it is the sum of;
the licences behind them stay with the authorities, which answer a question on them. The
published report carries only the digests of the submissions: who holds a signed submission
can show that it is the one, and nobody learns from a digest what stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from gateway.domain.annual.cells import FIGURES, CellBlock, Figures, Mark
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.edition import Source
from gateway.domain.annual.submission import Submission
from gateway.domain.annual.template import Template
from gateway.reports.columns import joined
from gateway.reports.consolidation import CellKey, Consolidation


@dataclass(frozen=True)
class Contribution:
    """What one State's submission says of a cell.

    Attributes:
        figures: Zero where it has no such cell; None where it is not available.
        sent: The submission has the cell; otherwise it is zero or not available by its absence.
    """

    source: Source
    figures: Figures | None
    sent: bool
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Provenance:
    """A cell of the report with everything that it comes from.

    Attributes:
        figures: The consolidated figures; None: not available.
        contributions: One for each State whose data the report holds.
        missing: States whose data it does not hold, and that nothing was estimated for.
    """

    key: CellKey
    figures: Figures | None
    contributions: tuple[Contribution, ...]
    missing: tuple[str, ...]


def provenance(consolidation: Consolidation, key: CellKey) -> Provenance:
    """Say which submissions and cells a cell of the consolidated report comes from.

    Args:
        consolidation: The report.
        key: The Union's cell, or one State's, which comes from one submission.
    """
    here = consolidation.table(key.table).filter(pl.col("at") == joined(key.at))
    sent = set(here["origin"].to_list())
    wanted = [
        (state, source)
        for state, source in zip(consolidation.states, consolidation.sources, strict=True)
        if key.origin in {TOTAL, state}
    ]
    return Provenance(
        key=key,
        figures=consolidation.figures(key),
        contributions=tuple(
            Contribution(
                source=source,
                figures=consolidation.figures(key._replace(origin=state)),
                sent=state in sent,
                marks=consolidation.marks.get(key._replace(origin=state), ()),
            )
            for state, source in wanted
        ),
        missing=tuple(each for each in consolidation.missing if key.origin in {TOTAL, each}),
    )


def recompute(
    template: Template, submissions: Iterable[tuple[Source, Submission]], key: CellKey
) -> Figures | None:
    """Compute one cell alone, from the submissions, without the consolidation.

    It adds cell by cell with `Figures.__add__` or `Figures.beside`, so that it also checks the
    columns.

    Args:
        template: The template, which says whether an exporter is of one Member State.
        submissions: One of each State that the report holds.
        key: The cell.

    Returns:
        Its figures; None where they are not available.
    """
    wanted = [
        submission for source, submission in submissions if key.origin in {TOTAL, source.state[:2]}
    ]
    together = Figures.beside if template.disclosure.one_state else Figures.__add__
    total: Figures | None = Figures() if wanted else None
    for submission in wanted:
        found = _cell(submission, key)
        total = together(total, found) if total is not None and found is not None else None
    return total


def _cell(submission: Submission, key: CellKey) -> Figures | None:
    """Return what a submission says of a cell, read row by row."""
    for block in submission.blocks:
        if block.table == key.table:
            row = _row(block, key.at)
            if row is None:
                return Figures()
            if row in block.missing:
                return None
            return Figures(**{name: getattr(block, name)[row] for name in FIGURES})
    return None


def _row(block: CellBlock, at: tuple[str, ...]) -> int | None:
    try:
        wanted = tuple(codes.index(code) for codes, code in zip(block.codes, at, strict=True))
    except ValueError:
        return None
    for row, found in enumerate(zip(*block.at, strict=True)):
        if found == wanted:
            return row
    return None
