"""Validation of a submission before it is signed: errors to put right, questions to answer.

Sums that the template says hold; denials counted against the denials in the own register
(a question and no error: a denial may rightly count elsewhere); exporters that are not named;
zero or not available; and outliers against the year before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from gateway.domain.annual.cells import CellBlock, CellRef, Figures
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.records import AnnualRecord
from gateway.domain.annual.submission import IndicatorValue, NarrativeText
from gateway.domain.annual.template import (
    CollectedTable,
    IndicatorUnit,
    Measure,
    RecordKind,
    Template,
    YearOf,
)
from gateway.reports.counting import counts
from gateway.reports.remarks import Remark, Severity

# Figures that differ from the year before by more than business does.
#
# A question and no error. Totals and what lies along one dimension are compared, because small
# cells swing by themselves. A figure stands out when it has grown or shrunk beyond a factor and by
# more than a floor; the largest differences are asked about first.

FACTOR = 3
"""Above it, or below its reciprocal, a change stands out. The Union's whole value has moved by
up to 1.5 in a year (docs/domain.md 8); a State's, by group or destination, moves more."""

FLOOR = {Measure.NUMBER: 10, Measure.VALUE: 100_000_000}
"""A change of fewer licences, or of less than a million euro (in cents), is no question."""

MOST = 40
"""Questions that are put: more would not be answered with care."""


class _Change(NamedTuple):
    weight: float
    table: CollectedTable
    at: tuple[str, ...]
    measure: Measure
    before: int
    now: int


def outliers(
    template: Template, blocks: Iterable[CellBlock], earlier: Iterable[CellBlock]
) -> Iterator[Remark]:
    """Yield a question for each figure that stands out, the largest change first.

    Args:
        template: The template of the year.
        blocks: What was counted.
        earlier: Blocks of the year before; without them there is nothing to compare.
    """
    held = {block.table: block for block in earlier}
    changes: list[_Change] = []
    for block in blocks:
        if block.table in held:
            table = template.collected(block.table)
            changes += _changes(table, _coarse(block), _coarse(held[block.table]))
    for each in sorted(changes, key=lambda change: -change.weight)[:MOST]:
        at = "|".join(each.at)
        unit = "" if each.measure is Measure.NUMBER else "EUR "
        scale = 1 if each.measure is Measure.NUMBER else 100
        yield Remark(
            # With both figures: another figure is another question.
            key=f"outlier:{each.table.key}:{at}:{each.measure}:{each.before}:{each.now}"[:200],
            severity=Severity.QUESTION,
            message=f"{each.table.title}, {at}: {unit}{each.now // scale:,}, the year before "
            f"{unit}{each.before // scale:,}",
            about=CellRef(table=each.table.key, at=each.at),
            answers=("confirmed", "explained"),
        )


def _coarse(block: CellBlock) -> dict[tuple[str, ...], Figures]:
    """Return the cells in total and along one dimension."""
    return {
        cell.at: cell.figures
        for cell in block.cells()
        if cell.figures is not None and sum(code != TOTAL for code in cell.at) <= 1
    }


def _changes(
    table: CollectedTable,
    now: Mapping[tuple[str, ...], Figures],
    before: Mapping[tuple[str, ...], Figures],
) -> Iterator[_Change]:
    for at in {*now, *before}:
        new, old = now.get(at, Figures()), before.get(at, Figures())
        for measure in table.measures:
            name = "number" if measure is Measure.NUMBER else "value_cents"
            a, b = getattr(old, name), getattr(new, name)
            small, large = min(a, b), max(a, b)
            if large - small > FLOOR[measure] and large > FACTOR * small:
                weight = (large - small) / FLOOR[measure]
                yield _Change(weight, table, at, measure, a, b)


_Cells = Mapping[tuple[str, ...], Figures | None]


class OwnDenial(NamedTuple):
    """A denial in the authority's own log."""

    denial_id: str
    national_reference: str
    decided: date
    notified: date


class ToValidate(NamedTuple):
    """What is validated: what was counted, and what it was counted from.

    Attributes:
        records: The records that were read, whether they count or not.
        denials: The denials of the own log.
        without: Tables that are not available.
        earlier: Blocks of the year before, where there is a submission.
    """

    blocks: Sequence[CellBlock]
    records: Sequence[AnnualRecord]
    denials: Sequence[OwnDenial] = ()
    indicators: Sequence[IndicatorValue] = ()
    narratives: Sequence[NarrativeText] = ()
    without: Collection[str] = ()
    earlier: Sequence[CellBlock] | None = None


def validate(template: Template, prepared: ToValidate) -> tuple[Remark, ...]:
    """Return the remarks on a submission, errors first.

    Args:
        template: The template of the year.
        prepared: What was counted, and from what.
    """
    found = [
        *check_sums(template, prepared.blocks),
        *_denials(template, prepared),
        *_unnamed(template, prepared),
        *_zero_tables(template, prepared),
        *_not_said(template, prepared),
        *outliers(template, prepared.blocks, prepared.earlier or ()),
    ]
    return tuple(sorted(found, key=lambda remark: remark.severity is not Severity.ERROR))


def check_sums(template: Template, blocks: Iterable[CellBlock]) -> Iterator[Remark]:
    """Yield the sums that the template says hold and that do not.

    Only complete families are compared: where the template asks for every code below one.
    What is not available has no sum.
    """
    for block in blocks:
        table = template.collected(block.table)
        cells: dict[tuple[str, ...], Figures | None] = {
            cell.at: cell.figures for cell in block.cells()
        }
        asked = _Asked(template, table)
        for node in cells:
            for place, dimension in enumerate(table.dimensions):
                measures = [m for m in table.measures if table.adds_up(dimension, m)]
                family = _family(template, node, place, dimension) if measures else ()
                if family and all(map(asked, family)):
                    for remark in _wrong_sums(table, cells, node, family, measures):
                        yield remark.along(dimension)


class _Asked:
    """Says whether the template asks for a cell."""

    def __init__(self, template: Template, table: CollectedTable) -> None:
        self._lists = [template.code_list(name) for name in table.dimensions]
        self._patterns = template.patterns(table.key)

    def __call__(self, node: tuple[str, ...]) -> bool:
        return any(
            all(
                f"={code}" in levels or known.level(code) in levels
                for known, code, levels in zip(self._lists, node, pattern, strict=True)
            )
            for pattern in self._patterns
        )


def _family(
    template: Template, node: tuple[str, ...], place: int, dimension: str
) -> list[tuple[str, ...]]:
    below = template.code_list(dimension).children(node[place])
    return [(*node[:place], code, *node[place + 1 :]) for code in below]


def _wrong_sums(
    table: CollectedTable,
    cells: _Cells,
    node: tuple[str, ...],
    family: Sequence[tuple[str, ...]],
    measures: Sequence[Measure],
) -> Iterator[Remark]:
    parts = [cells.get(each, Figures()) for each in family]
    whole = cells[node]
    known = [part for part in parts if part is not None]
    if whole is None or len(known) != len(parts):
        return
    for measure in measures:
        name = "number" if measure is Measure.NUMBER else "value_cents"
        total, summed = getattr(whole, name), sum(getattr(part, name) for part in known)
        if total != summed:
            at = "|".join(node)
            yield Remark(
                key=f"sum:{table.key}:{at}:{measure}"[:200],
                severity=Severity.ERROR,
                message=f"{table.title}, {at}: the {measure} is {total}, its parts make {summed}",
                about=CellRef(table=table.key, at=node),
                remedy="Correct the records from which it was counted, and prepare again.",
            )


def _denials(template: Template, prepared: ToValidate) -> Iterator[Remark]:
    """Compare the denials that are counted with those in the own register."""
    by_notice = template.counting.denials_by is YearOf.NOTIFICATION
    kinds = {RecordKind.DENIAL, RecordKind.PROHIBITION}
    reported = [r for r in prepared.records if r.kind in kinds and counts(template, r)]
    known = {each.denial_id for each in prepared.denials}
    named = {r.source_id for r in reported} | {r.reference for r in reported}
    for each in prepared.denials:
        day = each.notified if by_notice else each.decided
        if day.year == template.year and not {each.denial_id, each.national_reference} & named:
            yield Remark(
                key=f"denial.missing:{each.denial_id}",
                severity=Severity.QUESTION,
                message=f"{each.denial_id}, of {day}, is in our register and is not counted",
                answers=("counted_elsewhere", "not_counted", "explained"),
            )
    references = {each.national_reference for each in prepared.denials}
    strange = [
        r.reference for r in reported if r.source_id not in known and r.reference not in references
    ]
    if strange:
        some = ", ".join(strange[:5])
        yield Remark(
            # How many, and not which: references of the authority stay there.
            key=f"denial.unknown:{len(strange)}",
            severity=Severity.QUESTION,
            message=f"{len(strange)} denials are counted and not in our register: {some}",
            answers=("notified_elsewhere", "explained"),
        )


def _unnamed(template: Template, prepared: ToValidate) -> Iterator[Remark]:
    """Ask about records without an exporter where contributors protect a table."""
    for kind in RecordKind:
        tables = [t for t in template.table if t.records is kind and t.contributors]
        unnamed = sum(
            1
            for r in prepared.records
            if r.kind is kind and r.exporter is None and counts(template, r)
        )
        if tables and unnamed:
            yield Remark(
                key=f"exporter.unnamed:{kind}:{unnamed}",
                severity=Severity.QUESTION,
                message=f"{unnamed} records of the kind {kind} name no exporter: cells are held "
                "back as if all were one",
                answers=("not_named", "explained"),
            )


def _zero_tables(template: Template, prepared: ToValidate) -> Iterator[Remark]:
    for block in prepared.blocks:
        if not len(block) and block.table not in prepared.without:
            table = template.collected(block.table)
            yield Remark(
                key=f"zero:{table.key}",
                severity=Severity.QUESTION,
                message=f"{table.title}: there is no record; is it zero or not available?",
                about=CellRef(table=table.key),
                answers=("zero", "not_available"),
            )


def _not_said(template: Template, prepared: ToValidate) -> Iterator[Remark]:
    """Ask about indicators and texts that are not given."""
    given = {each.key for each in prepared.indicators}
    for each in template.indicator:
        if each.key not in given and each.unit is not IndicatorUnit.TEXT:
            yield Remark(
                key=f"indicator:{each.key}",
                severity=Severity.QUESTION,
                message=f"{each.title}: nothing is stated",
                answers=("not_available",),
            )
