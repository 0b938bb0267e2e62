"""What differs from the edition before: every changed cell, before and now, by table."""

from __future__ import annotations

from typing import NamedTuple

from gateway.domain.annual.edition import ChangedCell, Edition, PublishedTable, Shown
from gateway.domain.annual.template import Measure
from gateway.reports.publication.words import MEASURES, amount_of, explained, in_table


class MeasureChange(NamedTuple):
    """One measure of a changed cell, as it is read."""

    row: str
    column: str
    measure: str
    before: str
    after: str


def changed_tables(edition: Edition) -> list[tuple[PublishedTable, list[MeasureChange]]]:
    """Return the tables with changed cells, and what changed in each.

    A measure that is the same before and now is not listed. A table that only the edition
    before had is not here: it has no page.
    """
    found = []
    for table in edition.tables:
        cells = [change for change in edition.changes if change.table == table.key]
        if cells:
            found.append((table, [one for cell in cells for one in _changes(table, cell)]))
    return found


def _changes(table: PublishedTable, cell: ChangedCell) -> list[MeasureChange]:
    rows = {line.code: line.label for line in table.rows}
    columns = {line.code: line.label for line in table.columns}
    return [
        MeasureChange(
            # A row that was merged away is named by its code: it has no label any more.
            row=rows.get(cell.row, cell.row),
            column=columns.get(cell.column, cell.column),
            measure=MEASURES[measure],
            before=_told(cell.before, measure),
            after=_told(cell.after, measure),
        )
        for measure in table.measures
        if _told(cell.before, measure) != _told(cell.after, measure)
    ]


def _told(shown: Shown | None, measure: Measure) -> str:
    if shown is None:
        return "not in the table"
    if amount_of(shown, measure) is None:
        return explained(shown, measure).lower()
    return in_table(shown, measure, with_cents=True)
