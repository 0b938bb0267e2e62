"""An edition of the report: what was frozen, cell by cell as it appears, and where it is from.

Everything that is published is made from an edition and from nothing else, so that two runs
give the same bytes. It holds no contributors and no figure that is held back.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.annual.cells import At, CellState
from gateway.domain.annual.codes import TOTAL, Key
from gateway.domain.annual.template import Chart, Measure
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Day, Instant, Model
from gateway.domain.denial import FreeText
from gateway.domain.letter import Digest


class Shown(Model):
    """What one cell shows.

    Attributes:
        number: None unless it shows one.
        value_cents: In cents of euro; None unless it shows one.
        why: Of a suppressed or confidential cell: the rule or ground, as a key.
        said_by: Of a confidential one: the Member States that said so.
    """

    state: CellState
    number: int | None = None
    value_cents: int | None = None
    why: Annotated[str, StringConstraints(max_length=40)] = ""
    said_by: tuple[AuthorityCode, ...] = ()

    @property
    def shows(self) -> bool:
        """Whether it shows a figure."""
        return self.number is not None or self.value_cents is not None

    def completed_by(self, other: Shown) -> Shown:
        """Return the cell with the figures that another showing of it has and this one lacks."""
        return self._with(
            number=self.number if self.number is not None else other.number,
            value_cents=self.value_cents if self.value_cents is not None else other.value_cents,
        )

    @model_validator(mode="after")
    def _only_values_show(self) -> Self:
        if self.shows != (self.state in {CellState.VALUE, CellState.ZERO}):
            raise ValueError("a cell shows a figure when its state says so, and only then")
        return self


class Line(Model):
    """One row or column of a published table.

    Attributes:
        code: Its code; of merged ones the codes joined by ``+``.
        level: Its level; ``*`` is the total.
        merges: The codes that were merged into it, if any.
    """

    code: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    label: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    level: Annotated[str, StringConstraints(max_length=40)]
    merges: tuple[At, ...] = ()


class Side(StrEnum):
    """Along which side of a table something lies."""

    ROWS = "rows"
    COLUMNS = "columns"


class HeldSum(Model):
    """What is held back of a total's parts in one line across them.

    Attributes:
        at: Code of the column where the parts are rows, of the row where they are columns.
        parts: So many of them are held back.
        number: None where the table shows none, or where numbers do not add up over the parts.
        value_cents: The same of the value, in cents of euro.
    """

    at: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    parts: int = Field(ge=2)
    number: int | None = Field(default=None, ge=0)
    value_cents: int | None = Field(default=None, ge=0)


class HeldTogether(Model):
    """What is secret, in a line of its own: a total less those of its parts that are shown.

    It stands beside the lines and is none of them: no code of a list names it. Whoever reads
    the table can subtract, so that it tells nothing that the table does not.

    Attributes:
        side: What the parts are in the table, rows or columns.
        under: Code of the line whose parts they are.
        parts: Codes of all its parts, shown or not, in the table's order.
        foot: Code of the last line that lies below it, after which it is read.
        sums: Where it shows a figure; elsewhere the total shows none, or no part is held back.
    """

    side: Side
    under: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    parts: tuple[str, ...] = Field(min_length=2)
    foot: str
    sums: tuple[HeldSum, ...] = Field(min_length=1)


class PublishedTable(Model):
    """A table as it appears.

    Attributes:
        cells: A row of cells for each row line, each as long as the columns.
        held_together: Of each total that is shown what its held-back parts are together; an
            edition has them, tables that are only asked about have none.
    """

    key: Key
    number: str
    title: str
    section: str
    measures: tuple[Measure, ...]
    chart: Chart
    row_title: str
    column_title: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    cells: tuple[tuple[Shown, ...], ...]
    held_together: tuple[HeldTogether, ...] = Field(default=(), exclude_if=operator.not_)

    def with_held_together(self, found: Sequence[HeldTogether]) -> PublishedTable:
        """Return the table with what its held-back parts are together."""
        return self._with(held_together=tuple(found))

    def lines(self, side: Side) -> tuple[Line, ...]:
        """Return the lines of a side."""
        return self.rows if side is Side.ROWS else self.columns

    def across(self, side: Side) -> tuple[Line, ...]:
        """Return the lines of the other side."""
        return self.columns if side is Side.ROWS else self.rows

    def along(self, side: Side) -> tuple[tuple[Shown, ...], ...]:
        """Return the cells by the lines of a side."""
        return self.cells if side is Side.ROWS else tuple(zip(*self.cells, strict=True))

    def only(
        self, *, rows: Sequence[int] | None = None, columns: Sequence[int] | None = None
    ) -> PublishedTable:
        """Return some rows or columns of the table, by their places; all where none are said.

        What is held back together goes: its total or parts of it may not be among them.
        """
        down = range(len(self.rows)) if rows is None else rows
        across = range(len(self.columns)) if columns is None else columns
        return self._with(
            rows=tuple(self.rows[row] for row in down),
            columns=tuple(self.columns[column] for column in across),
            cells=tuple(tuple(self.cells[row][column] for column in across) for row in down),
            held_together=(),
        )

    def total(self) -> Shown | None:
        """Return the cell of all rows and all columns, where the table has one."""
        for row, cells in zip(self.rows, self.cells, strict=True):
            for column, cell in zip(self.columns, cells, strict=True):
                if row.code == TOTAL and column.code == TOTAL:
                    return cell
        return None

    @model_validator(mode="after")
    def _is_a_rectangle(self) -> Self:
        if len(self.cells) != len(self.rows):
            raise ValueError(f"table {self.number}: a row of cells for each row")
        if any(len(row) != len(self.columns) for row in self.cells):
            raise ValueError(f"table {self.number}: a cell for each column")
        return self


class Source(Model):
    """A submission from which an edition was made: its digest leads back to a signed letter."""

    state: AuthorityCode
    version: int = Field(ge=1)
    digest: Digest


class ChangedCell(Model):
    """A cell that differs from the edition before."""

    table: Key
    row: str
    column: str
    before: Shown | None
    after: Shown | None


class StateIndicator(Model):
    """An indicator as one Member State answered it, or the Union's sum."""

    key: Key
    title: str
    section: str
    origin: At
    shown: str  # as printed; empty: not available


class Section(Model):
    """A section in words."""

    key: Key
    title: str
    section: str
    origin: At
    text: tuple[FreeText, ...]


class EarlierFigure(Model):
    """A total of the Union of an earlier year, as it was published then.

    Attributes:
        table: Key of the table whose total it is.
        source: Where it was published: an edition of ours, or a report of the Commission.
        comparable: Whether it was counted as the figures of this edition are.
    """

    year: int = Field(ge=2000, le=2100)
    table: Key
    number: int | None = Field(default=None, ge=0)
    value_cents: int | None = Field(default=None, ge=0)
    source: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    comparable: bool = True


class Edition(Model):
    """A frozen consolidation.

    Attributes:
        number: 1, then one more with each corrigendum.
        states: Member States whose data it holds.
        missing: Member States whose data it does not hold; nothing is estimated for them.
        corrects: Digest of the edition before.
        reason: Why there is a corrigendum.
        changes: The cells that differ from the edition before.
        earlier: Totals of earlier years, by year.
        embargo_until: Nothing is published before it.
    """

    collection: str
    year: int
    number: int = Field(ge=1)
    template: str
    template_digest: Digest
    title: str
    frozen_at: Instant
    embargo_until: Instant | None = None
    published_on: Day | None = None
    states: tuple[AuthorityCode, ...]
    missing: tuple[AuthorityCode, ...] = ()
    sources: tuple[Source, ...]
    corrects: Digest | None = None
    reason: tuple[FreeText, ...] = ()
    changes: tuple[ChangedCell, ...] = ()
    tables: tuple[PublishedTable, ...]
    indicators: tuple[StateIndicator, ...] = ()
    sections: tuple[Section, ...] = ()
    earlier: tuple[EarlierFigure, ...] = ()
    counting: tuple[str, ...]
    disclosure: tuple[str, ...]

    def correcting(self, changes: tuple[ChangedCell, ...]) -> Edition:
        """Return the edition with the cells that differ from the one that it corrects."""
        return self._with(changes=changes)

    def to_bytes(self) -> bytes:
        """Return the edition as it is published, and as its digest is taken of."""
        return (self.model_dump_json(indent=1) + "\n").encode()

    def as_earlier(self) -> tuple[EarlierFigure, ...]:
        """Return the totals that the edition of a later year shows beside its own.

        Those of this year and those of the years before it. A total that is held back is in
        none of them.
        """
        source = f"Annual report on {self.year}, edition {self.number}"
        own = [
            EarlierFigure(
                year=self.year,
                table=table.key,
                number=total.number,
                value_cents=total.value_cents,
                source=source,
            )
            for table in self.tables
            if (total := table.total()) is not None and total.shows
        ]
        return (*self.earlier, *own)


class EditionRecord(Model):
    """What the Commission services sign when an edition is frozen.

    Attributes:
        digest: SHA-256 of the edition (`Edition.to_bytes`).
        frozen_by: Role of who froze it; never a name.
    """

    collection: str
    number: int = Field(ge=1)
    digest: Digest
    template_digest: Digest
    sources: tuple[Source, ...]
    frozen_at: Instant
    frozen_by: str
