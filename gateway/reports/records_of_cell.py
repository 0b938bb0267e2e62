"""The records behind a cell: for an officer of the authority, who answers a question on it."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.records import AnnualRecord, RecordLine
from gateway.domain.annual.template import RecordKind, Template
from gateway.errors import ComityError, Reason
from gateway.reports.classifying import DECISION, PLACES
from gateway.reports.counting import counts, outcome_at_year_end


def records_behind(
    template: Template, records: Iterable[AnnualRecord], table: str, at: tuple[str, ...]
) -> tuple[AnnualRecord, ...]:
    """Return the records that a cell counts, each with the lines that lie in it.

    Args:
        template: The template of the year.
        records: Complete records of the authority.
        table: Key of a collected table.
        at: A code of each of its dimensions.

    Raises:
        InputError: CODE_UNKNOWN; there is no such table or cell.
    """
    tables = {each.key: each for each in template.table}
    found = tables.get(table)
    if found is None or len(at) != len(found.dimensions):
        raise _no_cell(template, table)
    for dimension, code in zip(found.dimensions, at, strict=True):
        if code not in template.code_list(dimension):
            raise _no_cell(template, f"{table}, {code}")
    wanted = [
        (dimension, code)
        for dimension, code in zip(found.dimensions, at, strict=True)
        if code != TOTAL
    ]
    behind = []
    for record in records:
        if record.kind is not found.records or not counts(template, record):
            continue
        lines = tuple(
            line
            for line in record.lines
            if not (found.cyber_only and line.cyber_group is None)
            and all(_lies_in(template, record, line, *each) for each in wanted)
        )
        alone = record.kind is RecordKind.REGISTRATION and all(
            _lies_in(template, record, None, *each) for each in wanted
        )
        if lines or alone:
            behind.append(record.with_lines(lines))
    return tuple(behind)


def _lies_in(
    template: Template, record: AnnualRecord, line: RecordLine | None, dimension: str, code: str
) -> bool:
    place, known = PLACES[dimension], template.code_list(dimension)
    value = getattr(line if place.of_line else record, place.field)
    if dimension == DECISION and record.kind is RecordKind.APPLICATION:
        value = outcome_at_year_end(template, record)
    codes = value if isinstance(value, tuple) else (value,)
    return any(each is not None and code in known.path(each) for each in codes)


def _no_cell(template: Template, what: str) -> ComityError:
    return Reason.CODE_UNKNOWN.error(
        "table: {version} has no cell {cell}",
        remedy="{showTemplate} lists tables, dimensions and codes.",
        version=template.version,
        cell=what[:80],
    )
