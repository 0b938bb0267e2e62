"""The Member States' submissions of a year added up to the Union's report.

A State's submission holds a cell for every node that is published, totals included, because
numbers do not add up over items and destinations (docs/domain.md 3.3). So the Union's cell is the
sum over the States at the same node, and nothing is computed from one node to another. What
a State has not sent is not estimated: its cells and, where it left out a table, the Union's
cells of that table are not available.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, NoReturn

import polars as pl

from gateway.domain.annual.cells import FIGURES, MAX_CENTS, NEVER_LIFTED, CellBlock, Figures, Mark
from gateway.domain.annual.codes import ORIGIN, TOTAL
from gateway.domain.annual.edition import Source
from gateway.domain.annual.submission import Submission, SubmissionHeader
from gateway.domain.annual.template import Template
from gateway.errors import Reason
from gateway.reports.columns import MAX_COUNT, block_of, frame_of, joined


class CellKey(NamedTuple):
    """Names a cell of the consolidated report; the Union's has the origin ``*``."""

    table: str
    at: tuple[str, ...]
    origin: str


@dataclass(frozen=True)
class HeldBack:
    """Why a cell is held back.

    Attributes:
        why: ``few``, ``dominance``, ``mark:<ground>``, ``complementary`` or ``not_cleared``.
        said_by: Of a mark: the Member States that said so.
    """

    why: str
    said_by: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Consolidation:
    """The report of the States whose submissions are there, cell by cell.

    Attributes:
        states: States whose data it holds, in the template's order.
        missing: States whose data it does not hold; nothing is estimated for them.
        sources: The submissions, one for each of `states`, in their order.
        headers: Their headers, in the same order.
        undelivered: By table the States that left it out.
        frame: A row for each cell that some State has sent, and for the Union's: table, at
            (codes joined by ``|``), origin, the figures, available. Figures that are not
            available are 0. Sorted by table, origin and at.
        marks: What States say of cells; the Union's cell has the marks of all of them.
    """

    template: Template
    states: tuple[str, ...]
    missing: tuple[str, ...]
    sources: tuple[Source, ...]
    headers: tuple[SubmissionHeader, ...]
    frame: pl.DataFrame
    marks: Mapping[CellKey, tuple[Mark, ...]]
    undelivered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def coverage(self) -> str:
        """Say how many States it holds, as it is printed: ``25 of 27 States``."""
        return f"{len(self.states)} of {len(self.states) + len(self.missing)} States"

    def table(self, key: str) -> pl.DataFrame:
        """Return the cells of a collected table; empty where nobody has sent one."""
        return self._tables.get(key, self.frame.clear())

    def figures(self, key: CellKey) -> Figures | None:
        """Return the figures of a cell; zero where nobody has sent it, None: not available."""
        found = self.table(key.table).filter(
            (pl.col("origin") == key.origin) & (pl.col("at") == joined(key.at))
        )
        if not found.height:
            return None if self.lacks(key.table, key.origin) else Figures()
        row = found.row(0, named=True)
        return Figures(**{name: row[name] for name in FIGURES}) if row["available"] else None

    def lacks(self, table: str, origin: str) -> bool:
        """Say whether a cell that stands nowhere is not available, and not zero."""
        left_out = self.undelivered.get(table, ())
        if origin == TOTAL:
            return bool(left_out) or not self.states
        return origin in self.missing or origin in left_out

    @cached_property
    def _tables(self) -> dict[str, pl.DataFrame]:
        found = self.frame.partition_by("table", as_dict=True, maintain_order=True)
        return {str(key[0]): frame for key, frame in found.items()}


def consolidate(
    template: Template, submissions: Iterable[tuple[Source, Submission]]
) -> Consolidation:
    """Add the newest accepted submissions of the States up to the Union's report.

    Args:
        template: The template of the year.
        submissions: Of each State at most one; an iterator may read them one by one, so that
            not all of them are in memory at once.

    Raises:
        InputError: SUBMISSION_INVALID: one is of another template or year, is of no Member
            State or of one that is there already, or a cell of it cannot be true.
    """
    states = template.code_list(ORIGIN).children()
    found: dict[str, tuple[Source, SubmissionHeader]] = {}
    frames: dict[str, list[pl.DataFrame]] = {each.key: [] for each in template.table}
    marks: dict[CellKey, tuple[Mark, ...]] = {}
    delivered: dict[str, set[str]] = {each.key: set() for each in template.table}
    for source, submission in submissions:
        state = _state_of(template, source, submission.header, found)
        for block in submission.blocks:
            frame = frame_of(template, block, state)
            frames[block.table].append(frame.with_columns(origin=_origin(states, state)))
            delivered[block.table].add(state)
            _keep_marks(marks, block, state)
        found[state] = (source, submission.header)
    there = tuple(state for state in states if state in found)
    undelivered = {
        table: left_out
        for table, has in delivered.items()
        if (left_out := tuple(state for state in there if state not in has))
    }
    return Consolidation(
        template=template,
        states=there,
        missing=tuple(state for state in states if state not in found),
        sources=tuple(found[state][0] for state in there),
        headers=tuple(found[state][1] for state in there),
        frame=_added(template, frames, undelivered),
        marks={key: marks[key] for key in sorted(marks)},
        undelivered=undelivered,
    )


def merge_parts(template: Template, parts: Sequence[Submission]) -> tuple[CellBlock, ...]:
    """Merge the parts of a State's several authorities by the addition of the Union's report.

    A cell that one part does not have is not available. Of two marks the stricter one holds,
    and a larger group only where both name the same.

    Args:
        template: The template of the year.
        parts: The authorities' submissions.

    Returns:
        A block for each table that every part has, in the template's order.

    Raises:
        InputError: SUBMISSION_INVALID: a part cannot be true, or leaves out a table that
            another has.
    """
    frames: dict[str, list[pl.DataFrame]] = {each.key: [] for each in template.table}
    marks: dict[str, dict[str, Mark]] = {each.key: {} for each in template.table}
    for part in parts:
        for block in part.blocks:
            frame = frame_of(template, block, part.header.authority)
            frames[block.table].append(frame)
            known = marks[block.table]
            for codes, mark in _marks(block):
                at = joined(codes)
                known[at] = _stricter(known[at], mark) if at in known else mark
    for key, each in frames.items():
        if each and len(each) != len(parts):
            has = {part.header.authority for part in parts if key in _tables(part)}
            lacking = ", ".join(p.header.authority for p in parts if p.header.authority not in has)
            _refuse(
                lacking,
                "table {key} is left out, and another authority of the State has it",
                key=key,
            )
    return tuple(
        block_of(table, _sum(pl.concat(frames[table.key])), marks[table.key])
        for table in template.table
        if frames[table.key]
    )


def _sum(frame: pl.DataFrame, *by: str, apart: bool = False) -> pl.DataFrame:
    """Add cells of the same place over columns, in the order of places.

    As `Figures.__add__` does; as `Figures.beside` where no exporter stands behind two of them.
    """
    added = frame.group_by(*by, "at").agg(
        *((_APART if apart else _SAME).get(name, pl.col(name).sum()) for name in FIGURES),
        pl.col("available").all(),
    )
    return _hidden(added).sort(*by, "at")


_SAME = {"exporters_min": pl.col("exporters_min").max()}
"""How columns are added that do not just add up, where exporters may be the same."""

_APART = {
    "top1_cents": pl.col("top1_cents").max(),
    "top2_cents": pl.max_horizontal(
        pl.col("top2_cents").max(), pl.col("top1_cents").sort(descending=True).head(2).sum()
    ).alias("top2_cents"),
}
"""And where they are not."""


def _hidden(frame: pl.DataFrame) -> pl.DataFrame:
    """Set the figures to 0 where some part of them is not available."""
    return frame.with_columns(
        pl.when("available").then(pl.col(name)).otherwise(0).alias(name) for name in FIGURES
    )


def _added(
    template: Template,
    frames: Mapping[str, Sequence[pl.DataFrame]],
    undelivered: Mapping[str, tuple[str, ...]],
) -> pl.DataFrame:
    """Return the States' cells with the Union's, as `Consolidation.frame` says."""
    states = template.code_list(ORIGIN).children()
    tables = pl.Enum([each.key for each in template.table])
    columns = ["table", "at", "origin", *FIGURES, "available"]
    whole = []
    for key, parts in frames.items():
        if not parts:
            continue
        cells = pl.concat(parts)
        union = _sum(cells, apart=template.disclosure.one_state).with_columns(
            origin=_origin(states, TOTAL)
        )
        _check_sums(key, union)
        if key in undelivered:
            union = _hidden(union.with_columns(available=pl.lit(value=False)))
        # State by State: a short column of places is sorted sooner than origin and place of all.
        parts_there = (part.select(union.columns).sort("at") for part in parts if part.height)
        by_state = sorted(parts_there, key=lambda part: states.index(part["origin"][0]))
        of_table = pl.concat([union, *by_state])
        whole.append(of_table.with_columns(table=pl.lit(key, dtype=tables)).select(columns))
    if whole:
        return pl.concat(whole)
    return pl.DataFrame(
        schema={
            "table": tables,
            "at": pl.String,
            "origin": pl.Enum([TOTAL, *states]),
            **dict.fromkeys(FIGURES, pl.Int64),
            "available": pl.Boolean,
        }
    )


def _check_sums(table: str, union: pl.DataFrame) -> None:
    slips = union.filter(
        (pl.col("value_cents") > MAX_CENTS)
        | (pl.col("number") > MAX_COUNT)
        | (pl.col("exporters_max") > MAX_COUNT)
    )
    if slips.height:
        _refuse(
            "the Union",
            "table {table}, cell {slips} adds up to above all reason",
            table=table,
            slips=slips["at"][0],
        )


def _origin(states: Sequence[str], code: str) -> pl.Expr:
    return pl.lit(code, dtype=pl.Enum([TOTAL, *states]))


def _state_of(
    template: Template, source: Source, header: SubmissionHeader, found: Mapping[str, object]
) -> str:
    state = source.state
    if header.template != template.version or (
        template.digest and header.template_digest != template.digest
    ):
        _refuse(
            state,
            "it was filled by template {template}, not {version}",
            template=header.template,
            version=template.version,
        )
    if header.year != template.year:
        _refuse(
            state,
            "it is of the year {year}, not {template_year}",
            year=header.year,
            template_year=template.year,
        )
    if header.authority[:2] != state[:2]:
        _refuse(state, "it is of {authority}", authority=header.authority)
    state = state[:2]
    if state not in template.code_list(ORIGIN):
        _refuse(state, "this is no Member State of the template")
    if state in found:
        _refuse(state, "two submissions are there; a State has one, its newest")
    return state


def _keep_marks(marks: dict[CellKey, tuple[Mark, ...]], block: CellBlock, state: str) -> None:
    for at, mark in _marks(block):
        for origin in (state, TOTAL):
            key = CellKey(block.table, at, origin)
            marks[key] = (*marks.get(key, ()), mark)


def _marks(block: CellBlock) -> Iterable[tuple[tuple[str, ...], Mark]]:
    for each in block.marks:
        yield (
            tuple(
                codes[column[each.row]] for codes, column in zip(block.codes, block.at, strict=True)
            ),
            each.mark,
        )


def _stricter(one: Mark, other: Mark) -> Mark:
    first, second = sorted((one, other), key=lambda mark: mark.ground not in NEVER_LIFTED)
    if (first.dimension, first.group) == (second.dimension, second.group):
        return first
    return first.in_no_group()


def _tables(submission: Submission) -> set[str]:
    return {block.table for block in submission.blocks}


def _refuse(whose: str, why: str, **values: Any) -> NoReturn:
    raise Reason.SUBMISSION_INVALID.error(
        "{origin}: ",
        why,
        remedy="Take another version, or ask the authority to send one.",
        origin=whose,
        **values,
    )
