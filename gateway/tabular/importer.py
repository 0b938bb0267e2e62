"""One importer: rows of a file become records by what a form declares.

A form is its columns, by what its records are named, and what a record is made of. Which rows are
one record, which cells must be filled in, what may not differ between the rows of a record, and
where an error stands are said here for all forms: denials, consultations of the past, records of
the annual report. Another system's form becomes ours by a mapping file (`form_mapping`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from gateway.errors import ComityError, InputError
from gateway.field_faults import faults_of
from gateway.tabular.columns import TableRow
from gateway.tabular.import_report import RowError

T = TypeVar("T")
V = TypeVar("V")

NO_OTHER_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a form.

    Attributes:
        kinds: Kinds of record, or ways of import, that have it; none are named: all.
        needed: Those whose header must have it, and whose rows must fill it.
        parse: Returns the value of a cell; None: who makes the record reads it with others.
        field: Of the record, where it is not called as the column.
        of_line: Whether it speaks of a line rather than of the record; only such columns are
            read from the second row of a record on.
        choices: Key of its list of codes, if any.
    """

    name: str
    meaning: str
    example: str = ""
    kinds: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()
    parse: Callable[[Any], object] | None = None
    field: str = ""
    of_line: bool = False
    choices: str = ""

    def is_of(self, kind: str) -> bool:
        """Whether a kind of record has it."""
        return not self.kinds or kind in self.kinds


@dataclass(slots=True)
class RowReader(Generic[V]):
    """Reads the cells of one row and collects what is wrong with them."""

    row: TableRow[V]
    errors: list[RowError] = field(default_factory=list)

    def text(self, column: str) -> str:
        """Return a cell, "" where it is empty or the file lacks the column."""
        found = self.row.cells.get(column)
        return "" if found is None else str(found)

    def has(self, *columns: str) -> bool:
        """Whether any of the cells is filled."""
        return any(self.text(column) for column in columns)

    def fault(self, column: str, error: ComityError) -> None:
        """Keep an error of a column."""
        self.errors.append(RowError.of(self.row.number, column, error))

    def make(
        self, column: str, build: Callable[[], T], *, columns: Mapping[str, str] = NO_OTHER_NAMES
    ) -> T | None:
        """Return what ``build`` returns, or keep its error and return None.

        Args:
            column: Column that an error is of; "": that of the field that is wrong.
            columns: Columns of fields that the file calls otherwise.
        """
        try:
            return build()
        except InputError as exc:
            self.fault(column, exc)
        except ValidationError as exc:
            told: set[str] = set()
            for said in faults_of(exc):
                field_name = str(said.place[0] if said.place else "")
                place = column or columns.get(field_name, field_name)
                if place in told:  # what follows from the first error helps nobody
                    continue
                told.add(place)
                self.fault(
                    place,
                    InputError(
                        "{fault}",
                        remedy="{place}: {mend}",
                        fault=said.what,
                        place=place,
                        mend=said.remedy,
                    ),
                )
        return None

    def take(self, column: str, parse: Callable[[Any], T]) -> T | None:
        """Return a cell's value, or None where it is empty or wrong."""
        cell = self.row.cells.get(column)
        return None if cell in {None, ""} else self.make(column, lambda: parse(cell))

    def need(self, column: str, parse: Callable[[Any], T]) -> T | None:
        """Return the value of a cell that must be filled."""
        if not self.text(column):
            self.fault(
                column,
                InputError(
                    "the cell is empty", remedy="Fill in {column}; it is needed.", column=column
                ),
            )
        return self.take(column, parse)

    def values(
        self,
        columns: Iterable[Column],
        kind: str = "",
        *,
        of_line: bool = False,
        own: Mapping[str, Callable[[Any], object]] = MappingProxyType({}),
    ) -> dict[str, Any]:
        """Return by field what the cells of a record, or of a line of it, say; no empty ones.

        Args:
            columns: Of the form.
            kind: Of record, or way of import.
            of_line: Which columns are read.
            own: Parses of columns that depend on more than the cell.
        """
        found: dict[str, Any] = {}
        for column in columns:
            parse = own.get(column.name, column.parse)
            if column.of_line != of_line or not column.is_of(kind) or parse is None:
                continue
            before = len(self.errors)
            read = self.need if kind in column.needed else self.take
            value = read(column.name, parse)
            if self.has(column.name) and len(self.errors) == before:
                found[column.field or column.name] = value
        return found

    def check_says_nothing_else(self, head: RowReader[V], columns: Iterable[str]) -> None:
        """Keep an error of each cell that is filled and differs from the record's first row."""
        for column in columns:
            said = self.row.cells.get(column)
            if said not in {None, ""} and said != head.row.cells.get(column):
                self.fault(
                    column,
                    InputError(
                        "it differs from row {number}, which has the same reference",
                        remedy="Leave the cell empty, correct one of the two, or give the row a "
                        "reference of its own.",
                        number=head.row.number,
                    ),
                )


@dataclass(slots=True)
class ReadRecords(Generic[T]):
    """What a file says: records in its order, and the errors of the others.

    Attributes:
        refused: Records that have an error.
        rows_refused: Their rows.
    """

    records: list[T] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    refused: int = 0
    rows_refused: int = 0


def read_records(
    rows: Sequence[TableRow[V]],
    names: Sequence[str],
    read: Callable[[Sequence[TableRow[V]]], T | list[RowError]],
    *,
    tell: Callable[[int, int], object] | None = None,
) -> ReadRecords[T]:
    """Read records, each of one row or several below one another; one wrong row refuses its record.

    Args:
        rows: Of the file.
        names: Columns by which a record is known; of the form's records with lines only one.
        read: Returns the record of some rows, or what is wrong with them.
        tell: Is told how many of how many rows are read.
    """
    found = ReadRecords[T]()
    seen: dict[tuple[V | None, ...], int] = {}
    done = 0
    for group in groups(rows, names[0]) if len(names) == 1 else [[row] for row in rows]:
        name = tuple(group[0].cells.get(column) for column in names)
        number = group[0].number
        made: T | list[RowError] = [error for row in group for error in row.errors]
        if not made and all(name) and name in seen:
            made = [RowError.of(number, names[-1], used_before(seen[name]))]
        elif not made:
            made = read(group)
        seen.setdefault(name, number)
        if isinstance(made, list):
            found.errors += made
            found.refused += 1
            found.rows_refused += len(group)
        else:
            found.records.append(made)
        done += len(group)
        if tell is not None:
            tell(done, len(rows))
    return found


def groups(rows: Iterable[TableRow[V]], column: str) -> list[list[TableRow[V]]]:
    """Put consecutive rows with the same reference together; an empty one stands alone."""
    found: list[list[TableRow[V]]] = []
    for row in rows:
        reference = row.cells.get(column)
        if reference and found and found[-1][0].cells.get(column) == reference:
            found[-1].append(row)
        else:
            found.append([row])
    return found


def used_before(row: int) -> InputError:
    """Return the error of a reference that an earlier part of the file has."""
    return InputError(
        "row {row} has the same reference, and other rows stand between",
        remedy="Put the item lines of one denial one below the other, or correct the reference.",
        row=row,
    )
