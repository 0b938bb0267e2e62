"""Files of another form become ours by a mapping, and rows of ours a file of that form.

What is written is read back by the same mapping before it counts as said: a value that would
read otherwise, or that the form has no place for, is named by row and column and never lost in
silence.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gateway.domain.base import Model
from gateway.errors import InputError
from gateway.tabular.bounds import Bounds
from gateway.tabular.columns import TableRow, check_header, column_names, named_rows
from gateway.tabular.files import CellError, CellPlace, FileTable, Format, read_table
from gateway.tabular.form_mapping import BETWEEN, FormField, FormMapping
from gateway.tabular.import_report import RowError

Cells = Mapping[str, str]
"""A row of our form: what stands in each column."""


@dataclass(frozen=True, slots=True)
class OurForm:
    """A file in our form, each row where it stood, and what cannot be translated.

    Attributes:
        content: CSV in our form.
        faults: By sheet, row and cell.
        table: The file as it was read.
        mapping: By which it was translated.
    """

    content: bytes
    faults: tuple[CellError, ...]
    table: FileTable
    mapping: FormMapping

    def place(self, row: int, column: str) -> tuple[str, CellPlace]:
        """Return the heading from which a column of ours was filled, and where its cell is."""
        heading = self.mapping.heading_of(column)
        names = column_names(self.table.header)
        wanted = next(iter(column_names([heading])), "")
        at = names.index(wanted) if wanted in names else None
        return heading, self.table.place(row, at)


class UnheldField(Model):
    """A value that a form cannot hold.

    Attributes:
        row: Of the file, the header's being 1.
        reference: Of the record.
        field: Column of our form, or the way to a field that our form has no column for.
        why: In words.
    """

    row: int
    reference: str
    field: str
    why: str


class TheirForm(NamedTuple):
    """Rows under the headings of a form, and what it cannot hold."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: tuple[UnheldField, ...]


def to_our_form(
    raw: bytes, mapping: FormMapping, bounds: Bounds, form: Format = Format.CSV
) -> OurForm:
    """Translate a file of another form into ours; nothing is sent or kept.

    Args:
        raw: The file.
        mapping: How its columns become ours.
        bounds: How much of it is read.
        form: Its format.

    Raises:
        InputError: The file as a whole cannot be read (`read_table`), COLUMN_UNKNOWN,
            COLUMN_MISSING, or INPUT_INVALID for a heading that stands twice.
    """
    table = read_table(raw, form, bounds, sheet=mapping.sheet)
    header = column_names(table.header)
    fields = {each.name: each for each in mapping.field}
    needed = [name for name, each in fields.items() if each.needed]
    check_header(header, known=fields, needed=needed, page=f"the mapping {mapping.key}")
    there = [fields[name] for name in header]
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    columns = tuple(dict.fromkeys([*mapping.fixed, *(each.column for each in there)]))
    writer.writerow(columns)
    faults = list(table.faults)
    at = 2
    for row in named_rows(header, table.rows):
        for _ in range(row.number - at):
            writer.writerow([])  # where the form has an empty row: numbers stay
        at = row.number + 1
        found = dict(mapping.fixed)
        faults += (table.placed(error, place) for error, place in _translate(row, there, found))
        writer.writerow([found.get(column, "") for column in columns])
    return OurForm(written.getvalue().encode(), tuple(faults), table, mapping)


def _translate(
    row: TableRow[str], there: Sequence[FormField], found: dict[str, str]
) -> Iterator[tuple[RowError, int | None]]:
    """Fill the columns of a row; yield what cannot be said, and in which column it stands."""
    if row.fault is not None:
        yield RowError.of(row.number, "", row.fault), None
        return
    for place, each in enumerate(there):
        try:
            said = each.ours(row.cells[each.name])
        except InputError as exc:
            yield RowError.of(row.number, each.heading, exc), place
            continue
        found[each.column] = BETWEEN.join(filter(None, (found.get(each.column, ""), said)))


def to_their_form(rows: Iterable[Cells], mapping: FormMapping, reference: str) -> TheirForm:
    """Write rows of our form under the headings of another, and say what it cannot hold.

    Args:
        rows: Of our form.
        mapping: How the form's columns become ours.
        reference: Column of ours by which a record is named.
    """
    written: list[tuple[str, ...]] = []
    left_out: list[UnheldField] = []
    for number, row in enumerate(rows, start=2):
        said, lost = _said(row, mapping)
        written.append(said)
        left_out += (
            UnheldField(row=number, reference=row.get(reference, ""), field=column, why=why)
            for column, why in lost.items()
        )
    header = tuple(each.heading for each in mapping.field)
    return TheirForm(header, tuple(written), tuple(left_out))


def _said(row: Cells, mapping: FormMapping) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return a row of the form, and by column of ours what it does not say."""
    cells: list[str] = []
    back: dict[str, list[str]] = {column: [said] for column, said in mapping.fixed.items()}
    for each in mapping.field:
        value = row.get(each.column, "")
        # Of two headings without a prefix for one column, the first says all of it.
        told = "" if back.get(each.column) and not each.prefix else each.theirs(value)
        read = _read_back(each, told)
        if set(read) <= set(_pieces(value)):
            back.setdefault(each.column, []).extend(read)
            cells.append(told)
        else:  # it would read as something else
            cells.append("")
    lost: dict[str, str] = {}
    for column in row:
        found, value = back.get(column, []), row.get(column, "")
        # What stands between two bars, or is a bar, e.g. of a name, is no piece of any form.
        if sorted(found) != sorted(value.split(BETWEEN) if value else ()):
            lost[column] = _why(column, mapping, found)
    return tuple(cells), lost


def _read_back(each: FormField, told: str) -> list[str]:
    try:
        return _pieces(each.ours(told))
    except InputError:
        return [""]


def _pieces(value: str) -> list[str]:
    return [piece for piece in value.split(BETWEEN) if piece]


def _why(column: str, mapping: FormMapping, found: Sequence[str]) -> str:
    if column in mapping.fixed:
        return f"the form says {mapping.fixed[column]} of every row"
    if not any(each.column == column for each in mapping.field):
        return "the form has no heading for it"
    heading = mapping.heading_of(column)
    return f"{heading} says a part of it" if found else f"{heading} cannot say it"
