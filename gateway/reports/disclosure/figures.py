"""The figures of the published cells in arrays, as disclosure control works on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.template import Measure, Template
from gateway.reports.columns import SEPARATOR
from gateway.reports.consolidation import CellKey, Consolidation
from gateway.reports.disclosure.lattice import JOIN

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_COLUMNS = (
    *("number", "value_cents", "exporters_min", "exporters_max"),
    *("top1_cents", "top2_cents", "top3_cents"),
)


@dataclass(frozen=True, eq=False)
class CellFigures:
    """What stands in the cells that are published and not simply zero.

    A cell that is not here shows zero, or what a State that sent nothing has: nothing.

    Attributes:
        keys: The cells, in the order of the arrays.
        shows: What each shows.
        figures: A row for each cell: number, value in cents, fewest and most exporters, the
            largest exporter's part, those of the two and of the three largest. Whole, below
            2**53: exact.
        available: False where nobody knows the figure.
        statistical: Whether the rules of contributors and dominance apply.
    """

    keys: tuple[CellKey, ...]
    shows: Mapping[CellKey, AbstractSet[Measure]]
    figures: Floats
    available: Flags
    statistical: Flags
    index: Mapping[CellKey, int] = field(repr=False, default_factory=dict)

    def of(self, measure: Measure) -> Floats:
        """Return the number or the value of every cell."""
        return self.figures[:, 0 if measure is Measure.NUMBER else 1]

    def showing(self, measure: Measure) -> Flags:
        """Say which cells some table shows with a measure."""
        return np.array([measure in self.shows.get(key, Measure) for key in self.keys], dtype=bool)

    @cached_property
    def exporters_min(self) -> Floats:
        """At least so many exporters stand behind each cell."""
        return self.figures[:, 2]

    @cached_property
    def exporters_max(self) -> Floats:
        """At most so many."""
        return self.figures[:, 3]

    @cached_property
    def top1(self) -> Floats:
        """At most so much of the value is the largest exporter's."""
        return self.figures[:, 4]

    @cached_property
    def top2(self) -> Floats:
        """At most so much of the value is the two largest exporters'."""
        return self.figures[:, 5]

    @cached_property
    def top3(self) -> Floats:
        """At most so much of the value is the three largest exporters'."""
        return self.figures[:, 6]


def read_figures(
    consolidation: Consolidation,
    shows: Mapping[CellKey, AbstractSet[Measure]],
    besides: Collection[CellKey] = (),
) -> CellFigures:
    """Return the figures of cells, merged ones among them.

    Args:
        consolidation: The figures.
        shows: The cells, with what each shows; of merged rows also the single ones.
        besides: Cells that are wanted although they may be zero.
    """
    found: dict[CellKey, tuple[float, ...]] = dict.fromkeys(
        (key for key in besides if key in shows), _NOTHING
    )
    by_table: dict[str, dict[str, CellKey]] = {}
    for key in shows:
        name = f"{SEPARATOR.join(key.at)}@{key.origin}"
        by_table.setdefault(key.table, {})[name] = key
    for table, wanted in sorted(by_table.items()):
        frame = _with_top3(consolidation, table).select(
            pl.concat_str("at", pl.lit("@"), pl.col("origin").cast(pl.String)).alias("cell"),
            *_COLUMNS,
            "available",
        )
        for cell, *figures in frame.filter(pl.col("cell").is_in(list(wanted))).iter_rows():
            if any(figures[:2]) or not figures[-1]:
                found[wanted[cell]] = tuple(figures)
    for key in shows:
        parts = [found[part] for part in parts_of(key) if part in found]
        if parts:
            found[key] = _added(parts)
    return _arrays(consolidation.template, shows, found)


def _with_top3(consolidation: Consolidation, table: str) -> pl.DataFrame:
    """Return a table's cells with the most that the three largest exporters may have together.

    Nobody tells the third part: it is no more than the second, nor than what the two largest
    leave. Where exporters are one State's, the Union's three largest are among those of all
    States.
    """
    cells = consolidation.table(table).with_columns(
        second=pl.col("top2_cents") - pl.col("top1_cents")
    )
    rest = pl.col("value_cents") - pl.col("top2_cents")
    cells = cells.with_columns(third=pl.min_horizontal("second", rest))
    bound = pl.col("top2_cents") + pl.col("third")
    if not consolidation.template.disclosure.one_state:
        return cells.with_columns(top3_cents=bound)
    states = cells.filter(pl.col("origin").cast(pl.String) != TOTAL)
    parts = [states.select("at", part=name) for name in ("top1_cents", "second", "third")]
    three = pl.concat(parts).group_by("at").agg(pl.col("part").top_k(3).sum())
    whole = pl.when(pl.col("origin").cast(pl.String) == TOTAL).then("part").otherwise(bound)
    return cells.join(three, on="at", how="left").with_columns(top3_cents=whole)


_NOTHING = (0.0,) * len(_COLUMNS) + (True,)


def parts_of(key: CellKey) -> list[CellKey]:
    """Return the cells of the rows that are shown as one in a cell; none of a single row's."""
    for place, code in enumerate(key.at):
        if JOIN in code:
            return [
                key._replace(at=(*key.at[:place], each, *key.at[place + 1 :]))
                for each in code.split(JOIN)
            ]
    return []


def _added(parts: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    """Add cells as `Figures.__add__` does: bounds of contributors, on the safe side."""
    number, value, least, most, *tops, available = zip(*parts, strict=True)
    return (sum(number), sum(value), max(least), sum(most), *map(sum, tops), all(available))


def _arrays(
    template: Template,
    shows: Mapping[CellKey, AbstractSet[Measure]],
    found: Mapping[CellKey, tuple[float, ...]],
) -> CellFigures:
    keys = tuple(key for key in shows if key in found)
    table = np.array([found[key] for key in keys], dtype=np.float64).reshape(
        len(keys), len(_COLUMNS) + 1
    )
    return CellFigures(
        keys=keys,
        shows=shows,
        figures=table[:, :-1],
        available=table[:, -1] > 0,
        statistical=np.array(
            [template.collected(key.table).contributors for key in keys], dtype=bool
        ),
        index={key: place for place, key in enumerate(keys)},
    )
