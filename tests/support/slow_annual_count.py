"""The count of the annual report once more, as slow and as plain as the rules read.

Each asked cell is looked at by itself; each record is asked whether one of its lines lies in
it. It shares no code with `gateway.reports.counting` but the template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from typing import Any

from gateway.domain.annual.cells import Figures
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.records import AnnualRecord, RecordLine
from gateway.domain.annual.template import CollectedTable, RecordKind, Template


def slow_count(
    template: Template, records: Sequence[AnnualRecord], rate: Callable[[str, Any], Decimal]
) -> dict[tuple[str, tuple[str, ...]], Figures]:
    """Return every cell that is not zero; every record names its exporter."""
    found = {}
    for table in template.table:
        for node in set(_asked(template, table)):
            figures = _figures(template, table, node, records, rate)
            if figures.number:
                found[table.key, node] = figures
    return found


def _asked(template: Template, table: CollectedTable) -> Iterator[tuple[str, ...]]:
    for pattern in template.patterns(table.key):
        axes = []
        for dimension, levels in zip(table.dimensions, pattern, strict=True):
            codes = template.code_list(dimension)
            axes.append(
                [
                    code
                    for level in levels
                    for code in ([level[1:]] if level[0] == "=" else codes.at_level(level))
                ]
            )
        yield from product(*axes)


def _figures(
    template: Template,
    table: CollectedTable,
    node: tuple[str, ...],
    records: Sequence[AnnualRecord],
    rate: Callable[[str, Any], Decimal],
) -> Figures:
    number, by_exporter = 0, dict[str | None, int]()
    for record in records:
        if record.kind is not table.records or not _in_the_year(template, record):
            continue
        inside = [
            line
            for line in (record.lines or (None,))
            if not (table.cyber_only and (line is None or line.cyber_group is None))
            and all(
                _within(template, dimension, code, _codes(template, record, line, dimension))
                for dimension, code in zip(table.dimensions, node, strict=True)
            )
        ]
        if inside:
            number += 1
            cents = sum(_cents(record, line, rate) for line in inside)
            by_exporter[record.exporter] = by_exporter.get(record.exporter, 0) + cents
    largest = sorted(by_exporter.values(), reverse=True)
    if table.records is RecordKind.REGISTRATION:
        number = len(by_exporter)
    return Figures(
        number=number,
        value_cents=sum(largest),
        exporters_min=len(largest),
        exporters_max=len(largest),
        top1_cents=sum(largest[:1]),
        top2_cents=sum(largest[:2]),
    )


def _in_the_year(template: Template, record: AnnualRecord) -> bool:
    """The rules of the shipped template, written out."""
    if record.kind is RecordKind.AUTHORISATION and record.annulled:
        return False
    day: date | None = record.decided
    if record.kind in (RecordKind.DENIAL, RecordKind.PROHIBITION):
        day = record.notified
    if record.kind is RecordKind.APPLICATION:
        day = record.received
    return day is not None and day.year == template.year


def _codes(
    template: Template, record: AnnualRecord, line: RecordLine | None, dimension: str
) -> tuple[str | None, ...]:
    if dimension == "decision" and record.decided.year > template.year:
        return ("pending",)
    if dimension in ("decision", "denial_kind"):
        return (record.decision,)
    if dimension == "licence_kind":
        return (record.licence_kind,)
    if dimension == "ground":
        return record.grounds
    assert line is not None
    if dimension == "item":
        return (line.item_group,)
    return (line.destination if dimension == "destination" else line.cyber_group,)


def _within(template: Template, dimension: str, code: str, of: tuple[str | None, ...]) -> bool:
    if code == TOTAL:
        return True
    codes = template.code_list(dimension)
    return any(each is not None and code in list(codes.path(each)) for each in of)


def _cents(record: AnnualRecord, line: RecordLine | None, rate: Callable[..., Decimal]) -> int:
    if line is None or line.value is None:
        return 0
    euro = line.value / rate(line.currency, record.decided)
    return int((euro * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
