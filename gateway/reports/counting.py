"""From an authority's records to the cells of its submission.

Every rule is the template's (`CountedYear`, and the tables' patterns and sums): a licence
counts once in every node of the hierarchy that one of its lines lies in, and once in each
total; values are counted by line, each rounded to the cent, so that they add up where the
template says that they do. Who stands behind a cell is exact here, where exporters are known
(docs/domain.md 3.6): how many, and how much of the value the largest and the two largest have. An
exporter that a record does not name may be any: then the two bounds differ and lie on the
safe side.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product

import polars as pl

from gateway.domain.annual.cells import FIGURES, CellBlock
from gateway.domain.annual.codes import TOTAL, CodeTree
from gateway.domain.annual.records import AnnualRecord, RecordLine
from gateway.domain.annual.template import (
    CollectedTable,
    Counted,
    ExchangeRate,
    RecordKind,
    Template,
    YearOf,
)
from gateway.reports.classifying import DECISION, PLACES
from gateway.reports.columns import block_of, joined
from gateway.reports.rates import Rates

_UNKNOWN = -1
_STEP = 4096

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class CountedYear:
    """What was counted.

    Attributes:
        blocks: A block for each table, but for those that are not available.
        records: Records that count in some table of the year.
    """

    blocks: tuple[CellBlock, ...]
    records: int


def count(
    template: Template,
    records: Iterable[AnnualRecord],
    rates: Rates,
    *,
    without: Collection[str] = (),
    progress: Progress | None = None,
) -> CountedYear:
    """Count an authority's records into the cells of its submission.

    Args:
        template: The template of the year.
        records: Complete ones (`gateway.reports.classifying.Classifier`), each once.
        rates: Reference rates for other currencies.
        without: Tables for which the authority has no data: not available, which is not zero.
        progress: Told how many records of how many have been read.

    Raises:
        InputError: There is no rate for a currency; names the record and the line.
    """
    counted = [record for record in records if counts(template, record)]
    money = _Money(template, rates)
    tables = [
        _Table(template, table, money) for table in template.table if table.key not in without
    ]
    by_kind: dict[RecordKind, list[_Table]] = {}
    for each in tables:
        by_kind.setdefault(each.table.records, []).append(each)
    for at, record in enumerate(counted):
        for each in by_kind.get(record.kind, ()):
            each.take(record)
        if progress is not None and at % _STEP == 0:
            progress(at, len(counted))
    if progress is not None:
        progress(len(counted), len(counted))
    return CountedYear(tuple(each.block() for each in tables), len(counted))


def counts(template: Template, record: AnnualRecord) -> bool:
    """Say whether a record counts in the template's year."""
    rule = template.counting
    if record.kind is RecordKind.AUTHORISATION:
        if record.annulled and rule.annulled is Counted.LEFT_OUT:
            return False
        if record.amended and rule.amended is Counted.LEFT_OUT:
            return False
    day = day_of(template, record)
    return day is not None and day.year == template.year


def day_of(template: Template, record: AnnualRecord) -> date | None:
    """Return the day by whose year a record counts; None: it counts in no year yet."""
    rule = template.counting
    by = rule.authorisations_by
    if record.kind in {RecordKind.DENIAL, RecordKind.PROHIBITION}:
        by = rule.denials_by
    elif record.kind is RecordKind.APPLICATION:
        by = rule.applications_by
    if by is YearOf.NOTIFICATION:
        return record.notified
    if by is YearOf.RECEIPT:
        return record.received or record.decided
    return record.decided


def outcome_at_year_end(template: Template, record: AnnualRecord) -> str | None:
    """Return an application's outcome as it stood at the end of its year."""
    by_receipt = template.counting.applications_by is YearOf.RECEIPT
    if by_receipt and record.decided.year > template.year:
        return template.counting.pending
    return record.decision


@dataclass(frozen=True)
class _Money:
    """Turns the value of a line into cents, by the template's rule of which rate."""

    template: Template
    rates: Rates

    def cents(self, record: AnnualRecord, line: RecordLine) -> int:
        if line.value is None:
            return 0
        day = record.decided
        if self.template.counting.exchange_rate is ExchangeRate.END_OF_YEAR:
            day = date(self.template.year, 12, 31)
        return self.rates.cents(line.value, line.currency, day)


@dataclass
class _Table:
    """The lines of one table, and the nodes that each combination of codes lies in."""

    template: Template
    table: CollectedTable
    money: _Money
    _record: list[int] = field(default_factory=list)
    _exporter: list[int] = field(default_factory=list)
    _key: list[int] = field(default_factory=list)
    _cents: list[int] = field(default_factory=list)
    _exporters: dict[str, int] = field(default_factory=dict)
    _keys: dict[tuple[tuple[str, ...], ...], int] = field(default_factory=dict)

    def take(self, record: AnnualRecord) -> None:
        """Add a record's lines; a registration has none and is one without a value."""
        exporter = _UNKNOWN
        number = len(self._record)  # any number that no other record has
        fixed = [self._codes_of(record, name) for name in self.table.dimensions]
        for line in record.lines or (None,):
            if self.table.cyber_only and (line is None or line.cyber_group is None):
                continue
            key = tuple(
                codes if codes is not None else _of_line(line, name)
                for codes, name in zip(fixed, self.table.dimensions, strict=True)
            )
            if record.exporter is not None and exporter == _UNKNOWN:
                exporter = self._exporters.setdefault(
                    _folded(record.exporter), len(self._exporters)
                )
            self._record.append(number)
            self._exporter.append(exporter)
            self._key.append(self._keys.setdefault(key, len(self._keys)))
            self._cents.append(0 if line is None else self.money.cents(record, line))

    def _codes_of(self, record: AnnualRecord, dimension: str) -> tuple[str, ...] | None:
        """Return a record's own codes of a dimension; None: its lines say them."""
        place = PLACES[dimension]
        if place.of_line:
            return None
        value = getattr(record, place.field)
        if dimension == DECISION and record.kind is RecordKind.APPLICATION:
            value = outcome_at_year_end(self.template, record)
        if isinstance(value, tuple):
            return tuple(value)
        return (value,) if value else ()

    def block(self) -> CellBlock:
        """Return the cells of the table, the highest levels first."""
        lines = pl.DataFrame(
            {
                "record": self._record,
                "exporter": self._exporter,
                "key": self._key,
                "cents": self._cents,
            },
            schema={
                "record": pl.Int32,
                "exporter": pl.Int32,
                "key": pl.Int32,
                "cents": pl.Int64,
            },
        )
        nodes, reached = self._nodes()
        placed = lines.join(reached, on="key")
        frame = nodes.join(_figures(self.table, placed), on="node").sort("node")
        return block_of(self.table, frame.select("at", *FIGURES, available=pl.lit(value=True)), {})

    def _nodes(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the nodes, numbered in the template's order, and which key lies in which."""
        wanted = _Nodes(self.template, self.table)
        of_key = [set(wanted.of(key)) for key in self._keys]
        found = sorted(set().union(*of_key), key=wanted.order)
        number = {node: at for at, node in enumerate(found)}
        pairs = [(key, number[node]) for key, nodes in enumerate(of_key) for node in nodes]
        nodes = pl.DataFrame(
            {"node": range(len(found)), "at": [joined(node) for node in found]},
            schema={"node": pl.Int32, "at": pl.String},
        )
        reached = pl.DataFrame(pairs, schema={"key": pl.Int32, "node": pl.Int32}, orient="row")
        return nodes, reached


class _Nodes:
    """The nodes of a table that are asked for, by the template's patterns."""

    def __init__(self, template: Template, table: CollectedTable) -> None:
        self._lists = [template.code_list(name) for name in table.dimensions]
        self._patterns = template.patterns(table.key)
        self._places = [_places(known) for known in self._lists]
        self._axes: dict[tuple[int, tuple[str, ...], Sequence[str]], tuple[str, ...]] = {}

    def of(self, key: tuple[tuple[str, ...], ...]) -> Iterator[tuple[str, ...]]:
        """Yield the nodes that a combination of codes lies in, some more than once."""
        for pattern in self._patterns:
            yield from product(*map(self._axis, range(len(key)), key, pattern))

    def _axis(self, at: int, codes: tuple[str, ...], levels: Sequence[str]) -> tuple[str, ...]:
        axis = self._axes.get((at, codes, levels))
        if axis is None:
            axis = tuple(_reached(self._lists[at], codes, levels))
            self._axes[at, codes, levels] = axis
        return axis

    def order(self, node: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(places[code] for places, code in zip(self._places, node, strict=True))


def _places(known: CodeTree) -> dict[str, int]:
    return {TOTAL: 0} | {value.code: at for at, value in enumerate(known.code, start=1)}


def _reached(known: CodeTree, codes: Sequence[str], levels: Sequence[str]) -> Iterator[str]:
    """Yield the codes of some levels, or one fixed code, that lie at or above some codes.

    What has no code in a dimension, a denial without stated grounds, is in its total alone.
    """
    for level in levels:
        if level == TOTAL:
            yield TOTAL
        for code in codes:
            if level.startswith("="):
                if level[1:] in known.path(code):
                    yield level[1:]
            elif level != TOTAL and (above := known.ancestor(code, level)) is not None:
                yield above


def _folded(exporter: str) -> str:
    """Return a key in one spelling: two spellings must not make two exporters."""
    return " ".join(exporter.casefold().split())


def _of_line(line: RecordLine | None, dimension: str) -> tuple[str, ...]:
    value = getattr(line, PLACES[dimension].field) if line is not None else None
    return (value,) if value else ()


def _figures(table: CollectedTable, placed: pl.DataFrame) -> pl.DataFrame:
    """Return the figures of each node from the lines that lie in it."""
    whole = placed.group_by("node").agg(
        records=pl.col("record").n_unique(), value_cents=pl.col("cents").sum()
    )
    known = (
        placed.filter(pl.col("exporter") != _UNKNOWN)
        .group_by("node", "exporter")
        .agg(pl.col("cents").sum())
        .group_by("node")
        .agg(
            known=pl.len(),
            top1=pl.col("cents").max(),
            top2=pl.col("cents").top_k(2).sum(),
        )
    )
    unknown = (
        placed.filter(pl.col("exporter") == _UNKNOWN)
        .group_by("node")
        .agg(unknown=pl.col("record").n_unique(), loose=pl.col("cents").sum())
    )
    every = (
        whole.join(known, on="node", how="left")
        .join(unknown, on="node", how="left")
        .fill_null(0)
        .with_columns(pl.exclude("node").cast(pl.Int64))
        .with_columns(
            # One that is not named may be one of those that are, or one more.
            exporters_min=pl.max_horizontal("known", pl.min_horizontal("unknown", pl.lit(1))),
            exporters_max=pl.col("known") + pl.col("unknown"),
            top1_cents=pl.col("top1") + pl.col("loose"),
            top2_cents=pl.col("top2") + pl.col("loose"),
        )
    )
    # Users are counted by themselves: a second registration makes no second user.
    by_user = table.records is RecordKind.REGISTRATION
    number = pl.col("exporters_max") if by_user else pl.col("records")
    return every.select("node", *(number.alias(n) if n == "number" else n for n in FIGURES))
