"""The names of a table's columns, and rows whose cells go by them."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from gateway.errors import InputError, Reason
from gateway.tabular.import_report import RowError

V = TypeVar("V")

_SHOWN = 40  # characters of a name that is none of ours


@dataclass(frozen=True, slots=True)
class TableRow(Generic[V]):
    """One row of a table.

    Attributes:
        number: As a spreadsheet shows it; the row of the column names is 1.
        cells: By column; where the row has a fault, only those that can be named.
        fault: Set where the row has another number of cells than there are columns, or where a
            cell cannot be text; the record that the row speaks of is refused.
    """

    number: int
    cells: Mapping[str, V]
    fault: InputError | None = None

    @property
    def errors(self) -> list[RowError]:
        """What is wrong with the row as a whole, or with the cell that its fault names."""
        fault = self.fault
        column = fault.metadata.get("column", "") if fault else ""
        return [RowError.of(self.number, column, fault)] if fault else []


def column_names(cells: Sequence[str]) -> list[str]:
    """Return the names in a header row: ``National Reference`` is ``national_reference``.

    Empty cells that spreadsheets leave at the right are dropped.
    """
    names = ["_".join(cell.lower().replace("-", " ").split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def named_rows(
    header: Sequence[str], rows: Iterable[tuple[int, Sequence[V]]]
) -> Iterator[TableRow[V]]:
    """Name the cells of the rows below a header.

    Args:
        header: Names of the columns.
        rows: Each row's number and cells. A cell that is None or "" is empty; empty rows are
            left out, and so are empty cells to the right of the columns.
    """
    for number, cells in rows:
        if all(_is_empty(cell) for cell in cells):
            continue
        beside = sum(not _is_empty(cell) for cell in cells[len(header) :])
        count = min(len(cells), len(header)) + beside
        fault = None if count == len(header) else _misshapen(count, len(header))
        yield TableRow(number, dict(zip(header, cells, strict=False)), fault)


def check_header(
    header: Sequence[str],
    *,
    known: Collection[str],
    needed: Sequence[str],
    page: str,
    advice: Callable[[str], str] = lambda _: "",
) -> None:
    """Refuse a header that does not name the columns of a form.

    Args:
        header: What `column_names` returned.
        known: Columns that the form knows.
        needed: Columns that must be there.
        page: The page that lists the columns, for the remedy.
        advice: Says what to do with a name that the form does not know; "" where it is
            only mistyped or to be removed.

    Raises:
        InputError: COLUMN_MISSING, COLUMN_UNKNOWN, or INPUT_INVALID for a name that stands
            twice; with all names that are wrong in this way.
    """
    twice = sorted(name for name, count in Counter(header).items() if count > 1)
    if twice:
        raise InputError(
            "columns stand twice: {twice}",
            remedy="Keep one of each and give it the name of {page}.",
            column=", ".join(twice),
            twice=_listed(twice),
            page=page,
        )
    if not set(header) & set(known):
        raise Reason.COLUMN_MISSING.error(
            "row 1 names none of the columns of the form",
            remedy="Put the names of the columns into row 1: {page} lists them.",
            column=needed[0],
            page=page,
        )
    unknown = [name for name in header if name not in known]
    if unknown:
        free = sorted(set(known) - set(header))
        raise Reason.COLUMN_UNKNOWN.error(
            "there is no column {unknown}",
            remedy="{mend}",
            mend=" ".join(advice(name) or _nearest(name, free) for name in unknown),
            column=", ".join(name[:_SHOWN] for name in unknown),
            unknown=_listed(unknown),
        )
    missing = [name for name in needed if name not in header]
    if missing:
        raise Reason.COLUMN_MISSING.error(
            "columns are missing: {column}",
            remedy="Add them; {page} says what each means.",
            column=", ".join(missing),
            page=page,
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(name[:_SHOWN] or "(without a name)" for name in names)


def _nearest(name: str, free: Sequence[str]) -> str:
    shown = name[:_SHOWN] or "the column without a name"
    near = difflib.get_close_matches(name[:_SHOWN], free, n=1)
    return f"Did you mean {near[0]} instead of {shown}?" if near else f"Remove {shown}."


def _is_empty(cell: object) -> bool:
    return cell is None or cell == ""


def _misshapen(cells: int, columns: int) -> InputError:
    if cells < columns:
        what, remedy = "", "Give each column a cell, an empty one where nothing is to be said."
    else:
        what = "; a cell stands to the right of the named columns"
        remedy = "Delete it, or put quotation marks around a text that has the delimiter in it."
    return InputError(
        "the row has {cells} cells, the header {columns}",
        what,
        remedy=remedy,
        cells=cells,
        columns=columns,
    )
