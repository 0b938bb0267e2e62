"""Cells of the report: a number, a value, who stands behind them, and who may see them.

A cell lies at one code of each dimension of its table; a code may be a total. The figures
of contributors are computed where exporters are known, at the authority: the Commission
receives neither exporters nor licences (docs/domain.md 3.6). They go with a cell to the
Commission and are never published.

Amounts are whole cents of euro, so that sums are exact. Figures that come together from
several authorities bound what stands behind them: an exporter may be known to two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from gateway.domain.annual.codes import TOTAL, Code, Key
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model, Worded

MAX_CENTS = 10**15
"""Ten thousand billion euro in cents: above it a figure is a slip, and sums of a million of
them still fit an SQL bigint."""

Count = Annotated[int, Field(ge=0, le=10**9)]
Cents = Annotated[int, Field(ge=0, le=MAX_CENTS)]
At = Annotated[str, Field(pattern=r"^(\*|[A-Za-z0-9][A-Za-z0-9_.+-]{0,39})$")]
"""A code of a dimension, or ``*`` for its total."""


class CellState(StrEnum):
    """What a cell shows."""

    VALUE = "value"
    ZERO = "zero"
    NOT_AVAILABLE = "not_available"
    CONFIDENTIAL = "confidential"  # a Member State has said so
    SUPPRESSED = "suppressed"  # a rule of the template has


class MarkGround(Worded):
    """Grounds for confidentiality (Article 26(3), docs/domain.md 3.3)."""

    STATISTICAL = "statistical", "statistical"
    PERSONAL = "personal", "personal data"
    COMMERCIAL = "commercial", "commercial"
    DEFENCE = "defence", "defence"
    FOREIGN_POLICY = "foreign_policy", "foreign policy"
    SECURITY = "security", "security"


NEVER_LIFTED = frozenset({MarkGround.DEFENCE, MarkGround.FOREIGN_POLICY, MarkGround.SECURITY})
"""Grounds that no statistical rule and no merging lifts: only who set such a mark does."""


class Mark(Model):
    """What an authority says of a cell; a cell without one is free.

    Attributes:
        ground: Why it is confidential.
        dimension: Of "only in a larger group": the dimension in which it is larger.
        group: The code above the cell's own in which it may be shown; None: nowhere.
        by: Who said so.
    """

    ground: MarkGround
    dimension: Key | None = None
    group: At | None = None
    by: AuthorityCode

    def in_no_group(self) -> Mark:
        """Return the mark where no larger group lifts it."""
        return self._with(dimension=None, group=None)

    @model_validator(mode="after")
    def _group_of_a_dimension(self) -> Self:
        if (self.dimension is None) != (self.group is None):
            raise ValueError("a larger group is named with its dimension, and only together")
        return self


class Figures(Model):
    """What a cell counts.

    Attributes:
        number: Licences, applications, denials, users: what the table counts.
        value_cents: Their value, in cents of euro.
        exporters_min: At least so many exporters stand behind it.
        exporters_max: At most so many; equal to the former at one authority.
        top1_cents: At most so much of the value is the largest exporter's.
        top2_cents: At most so much of the value is the two largest exporters'.
    """

    number: Count = 0
    value_cents: Cents = 0
    exporters_min: Count = 0
    exporters_max: Count = 0
    top1_cents: Cents = 0
    top2_cents: Cents = 0

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.exporters_min > self.exporters_max:
            raise ValueError("exporters_min lies above exporters_max")
        if not self.top1_cents <= self.top2_cents <= self.value_cents:
            raise ValueError("top1_cents, top2_cents and value_cents must rise")
        return self

    def __add__(self, other: Figures) -> Figures:
        """Return the figures of two disjoint sets of records whose exporters may be the same."""
        return Figures(
            number=self.number + other.number,
            value_cents=self.value_cents + other.value_cents,
            exporters_min=max(self.exporters_min, other.exporters_min),
            exporters_max=self.exporters_max + other.exporters_max,
            top1_cents=self.top1_cents + other.top1_cents,
            top2_cents=self.top2_cents + other.top2_cents,
        )

    def beside(self, other: Figures) -> Figures:
        """Return the figures of two sets of records of which no exporter is the same."""
        return Figures(
            number=self.number + other.number,
            value_cents=self.value_cents + other.value_cents,
            exporters_min=self.exporters_min + other.exporters_min,
            exporters_max=self.exporters_max + other.exporters_max,
            top1_cents=max(self.top1_cents, other.top1_cents),
            top2_cents=max(self.top2_cents, other.top2_cents, self.top1_cents + other.top1_cents),
        )


class Cell(Model):
    """One cell of a collected table.

    Attributes:
        at: A code of each dimension of the table, in the table's order; ``*`` is a total.
        figures: None where the authority does not have them.
    """

    table: Key
    at: tuple[At, ...] = Field(min_length=1, max_length=6)
    figures: Figures | None
    mark: Mark | None = None


class CellRef(Model):
    """Names a cell of a State, or a whole table.

    Attributes:
        at: None: the whole table.
        origin: Whose; the Union's where it is ``*``.
    """

    table: Key
    at: tuple[At, ...] | None = None
    origin: At = TOTAL

    def of_origin(self, state: str) -> CellRef:
        """Return the same cell of a State."""
        return self._with(origin=state)


class RowMark(Model):
    """The mark of one row of a block."""

    row: int = Field(ge=0)
    mark: Mark


Column = tuple[int, ...]


class CellBlock(Model):
    """The cells of one table in columns: ten thousand rows are a dozen tuples.

    Attributes:
        codes: For each dimension the codes that occur, in any order, without repeats.
        at: For each dimension a column of indices into its codes.
        missing: Rows whose figures the authority does not have; all their figures are 0.
        marks: Marks of rows, by rising row.
    """

    table: Key
    codes: tuple[tuple[At, ...], ...] = Field(min_length=1, max_length=6)
    at: tuple[Column, ...]
    number: Column
    value_cents: Column
    exporters_min: Column
    exporters_max: Column
    top1_cents: Column
    top2_cents: Column
    missing: Column = ()
    marks: tuple[RowMark, ...] = ()

    @model_validator(mode="after")
    def _columns_fit(self) -> Self:
        size = len(self.number)
        columns = [*self.at, *(getattr(self, name) for name in FIGURES)]
        if len(self.at) != len(self.codes) or any(len(column) != size for column in columns):
            raise ValueError(f"{self.table}: its columns are not equally long")
        for column, codes in zip(self.at, self.codes, strict=True):
            if column and not (min(column) >= 0 and max(column) < len(codes)):
                raise ValueError(f"{self.table}: an index names no code")
            if len(set(codes)) != len(codes):
                raise ValueError(f"{self.table}: a code stands twice among its codes")
        for name in FIGURES:
            column = getattr(self, name)
            if column and not (min(column) >= 0 and max(column) <= MAX_CENTS):
                raise ValueError(f"{self.table}: {name} has a figure below 0 or above all reason")
        rows = [*self.missing, *(each.row for each in self.marks)]
        if rows and not (min(rows) >= 0 and max(rows) < size):
            raise ValueError(f"{self.table}: a mark names no row")
        return self

    def marked(self, marks: tuple[RowMark, ...]) -> CellBlock:
        """Return the block with other marks of its rows."""
        return self._with(marks=marks)

    def __len__(self) -> int:
        return len(self.number)

    def cells(self) -> Iterator[Cell]:
        """Yield the cells in the block's order."""
        missing, marks = set(self.missing), {each.row: each.mark for each in self.marks}
        for row in range(len(self)):
            yield Cell(
                table=self.table,
                at=tuple(
                    codes[column[row]] for codes, column in zip(self.codes, self.at, strict=True)
                ),
                figures=None
                if row in missing
                else Figures(**{name: getattr(self, name)[row] for name in FIGURES}),
                mark=marks.get(row),
            )

    @classmethod
    def of(cls, table: str, dimensions: int, cells: Iterable[Cell]) -> CellBlock:
        """Return the block of a table's cells, in their order.

        Args:
            table: Key of the table; every cell is of it.
            dimensions: How many dimensions the table has.
            cells: Its cells.
        """
        rows = tuple(cells)
        index: list[dict[str, int]] = [{} for _ in range(dimensions)]
        at = [
            tuple(known.setdefault(cell.at[place], len(known)) for cell in rows)
            for place, known in enumerate(index)
        ]
        empty = Figures()
        columns = {
            name: tuple(getattr(cell.figures or empty, name) for cell in rows) for name in FIGURES
        }
        return cls(
            table=table,
            codes=tuple(tuple(known) for known in index),
            at=tuple(at),
            missing=tuple(row for row, cell in enumerate(rows) if cell.figures is None),
            marks=tuple(
                RowMark(row=row, mark=cell.mark)
                for row, cell in enumerate(rows)
                if cell.mark is not None
            ),
            **columns,
        )


FIGURES = tuple(Figures.model_fields)
"""Names of the figures' columns."""

__all__ = [
    "FIGURES",
    "MAX_CENTS",
    "NEVER_LIFTED",
    "At",
    "Cell",
    "CellBlock",
    "CellRef",
    "CellState",
    "Cents",
    "Code",
    "Count",
    "Figures",
    "Mark",
    "MarkGround",
    "RowMark",
]
