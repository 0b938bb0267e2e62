"""From rows to records, indicators and texts, each fault with its row and column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import ValidationError

from gateway.domain.annual.records import AnnualRecord, RecordLine
from gateway.domain.annual.submission import IndicatorValue, NarrativeText
from gateway.domain.annual.template import IndicatorUnit, RecordKind, Template
from gateway.domain.denial import FreeText
from gateway.errors import ComityError, InputError, Reason
from gateway.reports.classifying import Classifier
from gateway.reports.counting import day_of
from gateway.reports.importing import cells
from gateway.reports.importing.columns import columns_of
from gateway.reports.importing.faults import Faults
from gateway.reports.importing.sheets import Sheet, SheetRow
from gateway.reports.rates import Rates
from gateway.tabular.importer import RowReader, groups
from gateway.tabular.values import Value

T = TypeVar("T")


class RecordReader:
    """Makes records of rows and checks them against the template of the year.

    Args:
        template: The template of the year.
        rates: Reference rates: a currency without one is a fault of its row.
        faults: Receives what is wrong.
    """

    def __init__(self, template: Template, rates: Rates, faults: Faults) -> None:
        self._template, self._rates, self._faults = template, rates, faults
        self._classifier = Classifier(template)
        self._seen: dict[tuple[RecordKind, str], int] = {}

    def records(self, sheet: Sheet, *, name: str) -> Iterator[AnnualRecord]:
        """Yield the records of a sheet that are right.

        Args:
            sheet: Its name is the kind of its records.
            name: How the sheet is called in a fault; empty for a CSV file.
        """
        kind = RecordKind(sheet.name)
        for rows in groups(sheet.rows, "reference"):
            record = self._record(kind, rows, name)
            if record is not None:
                yield record

    def check(
        self, record: AnnualRecord, *, sheet: str, rows: Sequence[int], spread: Sequence[int] = ()
    ) -> AnnualRecord | None:
        """Check a record against the template, the year and the rates; None: it has a fault.

        Args:
            record: As it was read.
            sheet: For the fault.
            rows: Numbers of its rows.
            spread: For each line of the record the place of its row in `rows`.
        """

        def row_of(field: str) -> int:
            at = int(field[6 : field.index("]")]) if field.startswith("lines[") else 0
            return rows[spread[at]] if spread else rows[0]

        seen = self._seen.setdefault((record.kind, record.reference), rows[0])
        if seen != rows[0]:
            self._fault(
                InputError(
                    "the reference stands in row {seen} already",
                    remedy="Put the lines of one record below one another, or delete the row.",
                    seen=seen,
                ),
                sheet,
                rows[0],
                "reference",
            )
            return None
        try:
            done = self._classifier.complete(record)
        except InputError as exc:
            field = exc.metadata.get("field", "")
            self._fault(exc, sheet, row_of(field), field.rpartition(".")[2])
            return None
        for at, line in enumerate(done.lines):
            try:
                if line.value is not None:
                    self._rates.cents(line.value, line.currency, done.decided)
            except InputError as exc:
                column = exc.metadata.get("field", "")
                self._fault(exc, sheet, row_of(f"lines[{at}]"), column)
                return None
        return self._of_the_year(done, sheet, rows[0])

    def _of_the_year(self, record: AnnualRecord, sheet: str, row: int) -> AnnualRecord | None:
        """Refuse a record that counts in another year: the wrong file, or a slip."""
        day, year = day_of(self._template, record), self._template.year
        if day is not None and day.year == year:
            return record
        column = next(
            (name for name in ("notified", "received") if day and getattr(record, name) == day),
            "decided",
        )
        said = "it has no day by which it counts" if day is None else f"{day} lies in {day.year}"
        self._fault(
            Reason.DATE_IMPOSSIBLE.error(
                "{said}; the report is on {year}",
                remedy="Correct the date, or leave the record to the report of its year.",
                said=said,
                year=year,
            ),
            sheet,
            row,
            column if day else "notified",
        )
        return None

    def _record(self, kind: RecordKind, rows: Sequence[SheetRow], name: str) -> AnnualRecord | None:
        """Read what speaks of the record, and of each row its line; keep what is wrong."""
        columns = columns_of(kind)
        head, *rest = readers = [RowReader(row) for row in rows]
        said = head.values(columns, kind)
        lines: list[RecordLine] = []
        spread: list[int] = []
        for reader in rest:
            reader.check_says_nothing_else(
                head, (each.name for each in columns if not each.of_line)
            )
        for place, reader in enumerate(readers):
            if place and _same(kind, reader.row, rows[:place]):
                twice = InputError(
                    "the row stands twice", remedy="Delete it, or add its value to the other."
                )
                reader.fault("", twice)
            read = reader.values(columns, kind, of_line=True)
            _check_stray(kind, reader)
            if not reader.errors and kind is not RecordKind.REGISTRATION:
                made = list(_divided(read, self._template.counting.several))
                lines += filter(None, (_line(reader, each) for each in made))
                spread += [place] * len(made)
        record = None
        if not any(reader.errors for reader in readers):
            record = head.make("", lambda: AnnualRecord(kind=kind, **said, lines=tuple(lines)))
        for reader in readers:
            self._faults.add_rows(reader.errors, sheet=name)
        if record is None:
            return None
        return self.check(record, sheet=name, rows=[row.number for row in rows], spread=spread)

    def _fault(self, error: ComityError, sheet: str, row: int, column: str) -> None:
        self._faults.add(error, sheet=sheet, row=row, column=column)


def read_indicators(template: Template, sheet: Sheet, faults: Faults) -> Iterator[IndicatorValue]:
    """Yield the indicators of administration and enforcement that are filled in."""
    known = {each.key: each for each in template.indicator}
    seen: set[str] = set()
    for row in sheet.rows:
        value = row.cells.get("value")
        if value is None:  # not available
            continue
        try:
            key = cells.code(row.cells.get("key"))
            if key not in known or key in seen:
                raise _unknown_key(key, known, twice=key in seen)
            seen.add(key)
            yield _indicator(key, known[key].unit, value)
        except InputError as exc:
            column = exc.metadata.get("field", "value")
            faults.add(exc, sheet=sheet.name, row=row.number, column=column)


def read_narratives(template: Template, sheet: Sheet, faults: Faults) -> Iterator[NarrativeText]:
    """Yield the sections in words that are written, the original first."""
    known = {each.key: each for each in template.narrative if each.by_states}
    texts: dict[str, list[FreeText]] = {}
    for row in sheet.rows:
        if row.cells.get("text") is None:
            continue
        try:
            key = cells.code(row.cells.get("key"))
            if key not in known:
                raise _unknown_key(key, known, twice=False)
            language = cells.code(row.cells.get("language")) or "en"
            said = FreeText(language=language, text=cells.text(row.cells.get("text")))
            texts.setdefault(key, []).append(said)
        except InputError as exc:
            column = exc.metadata.get("field", "text")
            faults.add(exc, sheet=sheet.name, row=row.number, column=column)
        except ValidationError:
            error = InputError("it is no language tag", remedy="Write it like fr.")
            faults.add(error, sheet=sheet.name, row=row.number, column="language")
    for key, said_in in texts.items():
        yield NarrativeText(key=key, text=tuple(said_in))


def _indicator(key: str, unit: IndicatorUnit, value: Value) -> IndicatorValue:
    if unit is IndicatorUnit.YES_NO:
        return IndicatorValue(key=key, yes=cells.yes(value))
    if unit is IndicatorUnit.TEXT:
        return IndicatorValue(key=key, text=(FreeText(language="en", text=cells.text(value)),))
    if unit is IndicatorUnit.EURO:
        return IndicatorValue(key=key, euro_cents=int((cells.amount(value) * 100).to_integral()))
    return IndicatorValue(key=key, count=cells.whole(value))


def _unknown_key(key: str, known: dict[str, Any], *, twice: bool) -> ComityError:
    if twice:
        return InputError("{key} stands twice", remedy="Delete one row.", field="key", key=key)
    return Reason.CODE_UNKNOWN.error(
        "the template knows no {key}",
        remedy="Write one of {known}.",
        field="key",
        key=key[:40] or "(empty)",
        known=known,
    )


def _line(reader: RowReader[Value], said: dict[str, Any]) -> RecordLine | None:
    return reader.make("", lambda: RecordLine(**said))


def _check_stray(kind: RecordKind, reader: RowReader[Value]) -> None:
    """Keep an error of each cell that a record of this kind does not have, of a CSV file."""
    for stray in sorted(set(reader.row.cells) - {column.name for column in columns_of(kind)}):
        if reader.has(stray):
            error = InputError(
                "a record of the kind {kind} has no {stray}",
                remedy="Empty the cell.",
                kind=kind,
                stray=stray,
            )
            reader.fault(stray, error)


def _same(kind: RecordKind, row: SheetRow, others: Sequence[SheetRow]) -> bool:
    """Say whether the line of a row is that of one before it."""
    names = [column.name for column in columns_of(kind) if column.of_line]
    line = [row.cells.get(name) for name in names]
    return any([other.cells.get(name) for name in names] == line for other in others)


def _divided(line: dict[str, Any], several: str) -> Iterator[dict[str, Any]]:
    """Yield the lines of one row: with several destinations its value stands undivided."""
    destinations: tuple[str, ...] = line.pop("destination", ())
    if len(destinations) <= 1:
        yield {**line, "destination": destinations[0] if destinations else ""}
        return
    value: Decimal | None = line.pop("value", None)
    for destination in dict.fromkeys(destinations):
        yield {**line, "destination": destination}
    if value is not None:
        yield {**line, "destination": several, "value": value}
