"""The draft of the report at any time: what counts now, added up, protected, as it would appear.

What a State said in the confidentiality round counts for the submission that it was shown:
its marks are added to those that came with it, and what it has not cleared is held back.
Nothing is estimated for who has sent nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.casework.annual import rows
from gateway.casework.annual.intake import read_submission
from gateway.casework.annual.rows import ClearanceRound
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office
from gateway.domain.annual.cells import At, CellRef, CellState, Mark
from gateway.domain.annual.codes import ORIGIN, TOTAL
from gateway.domain.annual.collection import CollectionLine
from gateway.domain.annual.edition import Edition, PublishedTable, Source
from gateway.domain.annual.submission import Clearance, ClearanceAct
from gateway.domain.annual.template import Template, View
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.domain.letter import Digest
from gateway.reports.consolidation import CellKey, Consolidation, consolidate
from gateway.reports.disclosure import (
    Changed,
    Progress,
    Protection,
    changed_between,
    protect,
)
from gateway.reports.published_tables import appear, cell_key, codes_of


@dataclass(frozen=True)
class Drafted:
    """A draft: the figures, and the tables as they would appear.

    Attributes:
        uncleared: Member States something of which is held back as not cleared.
        protection: What is held back of it, and by which rule.
        changed: For each earlier edition the figures that have changed since.
        sources: What each of them was made from.
    """

    consolidation: Consolidation
    tables: tuple[PublishedTable, ...]
    uncleared: tuple[str, ...]
    protection: Protection
    changed: tuple[Changed, ...] = ()
    sources: tuple[Consolidation, ...] = ()

    @property
    def with_reasons(self) -> tuple[PublishedTable, ...]:
        """The tables with the rule behind each held cell, for the Commission services alone."""
        held, merges = self.protection.held, self.protection.merges
        return appear(self.consolidation, held, merges, reasons=True)

    @property
    def held(self) -> str:
        """How many cells are held back, by rule, as the record has it."""
        found = {**self.protection.report.primary}
        found["complementary"] = self.protection.report.complementary
        return ", ".join(f"{number} {rule}" for rule, number in sorted(found.items()))

    @property
    def digest(self) -> str:
        """SHA-256 of sources and tables, by which a round and a clearance name it."""
        body = {
            "sources": [each.model_dump(mode="json") for each in self.consolidation.sources],
            "tables": [each.model_dump(mode="json") for each in self.tables],
        }
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


class DraftTable(Model):
    """A table of a draft: how many of its cells show what."""

    key: str
    number: str
    title: str
    cells: int
    states: Mapping[CellState, int]


class DraftView(Model):
    """A draft as it is shown.

    Attributes:
        coverage: ``25 of 27 States``.
        missing: States whose data it does not hold.
        uncleared: States something of which is held back because it was not cleared.
        tables: Its tables; `whole` has them cell by cell where that was asked for.
    """

    collection: CollectionLine
    digest: Digest
    coverage: str
    missing: tuple[AuthorityCode, ...]
    uncleared: tuple[AuthorityCode, ...]
    sources: tuple[Source, ...]
    tables: tuple[DraftTable, ...]
    whole: tuple[PublishedTable, ...] = ()


async def show_draft(
    office: Office,
    officer: Officer,
    collection: str,
    *,
    whole: bool = False,
    progress: Progress | None = None,
) -> DraftView:
    """Consolidate what counts now and show the tables as they would appear.

    Args:
        office: The Commission services.
        officer: Who reads.
        collection: Its id.
        whole: Whether the tables are shown cell by cell, with the rule behind each held one.
        progress: Told what disclosure control is doing, from another thread.

    Raises:
        NotFoundError: There is no such collection.
    """
    officer.require(Permission.READ_REPORT)
    row = await office.db.read(lambda conn: rows.get(conn, collection))
    drafted = await draft(office, row, progress=progress)
    return DraftView(
        collection=row.line,
        digest=drafted.digest,
        coverage=drafted.consolidation.coverage,
        missing=drafted.consolidation.missing,
        uncleared=drafted.uncleared,
        sources=drafted.consolidation.sources,
        tables=tuple(_line(each) for each in drafted.tables),
        whole=drafted.with_reasons if whole else (),
    )


async def draft(
    office: Office,
    row: rows.CollectionRow,
    *,
    earlier: tuple[Edition, ...] = (),
    as_cleared: bool = False,
    progress: Progress | None = None,
) -> Drafted:
    """Make a draft of what counts now.

    Args:
        office: The Commission services.
        row: The collection.
        earlier: Editions that were frozen before, for disclosure control.
        as_cleared: As if every State had cleared what it was not asked about yet.
        progress: Told what disclosure control is doing, from another thread.
    """
    template = row.template

    def read(conn: Connection) -> tuple[Consolidation, dict[str, ClearanceRound]]:
        counting = rows.counting(rows.submissions(conn, row.id)).values()
        # One by one: not all of them are in memory at once.
        found = ((each.source, read_submission(conn, each)) for each in counting)
        return consolidate(template, found), rows.rounds(conn, row.id)

    consolidation, shown = await office.db.read(read)
    sources = await office.db.read(lambda conn: made_from(conn, row, earlier))
    said = answered(consolidation, shown)
    marked = with_marks(consolidation, said)
    held = {} if as_cleared else uncleared(marked, said)

    def compute() -> Drafted:
        protection = protect(
            marked,
            earlier=earlier,
            sources=sources,
            uncleared=[key for keys in held.values() for key in keys],
            progress=progress,
        )
        tables = appear(marked, protection.held, protection.merges)
        changed = tuple(changed_between(each, marked) for each in sources)
        return Drafted(marked, tables, tuple(held), protection, changed, sources)

    return await asyncio.to_thread(compute)


def made_from(
    conn: Connection, row: rows.CollectionRow, editions: Sequence[Edition]
) -> tuple[Consolidation, ...]:
    """Return the figures that editions were made from, out of the submissions they name.

    Raises:
        NotFoundError: The contents of one are not held any more.
    """
    came = {each.digest: each for each in rows.submissions(conn, row.id)}
    return tuple(
        consolidate(
            row.template,
            ((source, read_submission(conn, came[source.digest])) for source in each.sources),
        )
        for each in editions
    )


def answered(
    consolidation: Consolidation, shown: Mapping[str, ClearanceRound]
) -> dict[str, Clearance | None]:
    """Return what each State said of the submission that counts; None: nothing of that one."""
    digests = {
        state: source.digest
        for state, source in zip(consolidation.states, consolidation.sources, strict=True)
    }
    return {
        state: round_.clearance
        if (round_ := shown.get(state)) is not None and round_.submission == digest
        else None
        for state, digest in digests.items()
    }


def with_marks(consolidation: Consolidation, said: Mapping[str, Clearance | None]) -> Consolidation:
    """Add the marks of the round to those that came with the submissions."""
    marks: dict[CellKey, tuple[Mark, ...]] = dict(consolidation.marks)
    for state, clearance in said.items():
        for cell in () if clearance is None else clearance.cells:
            if cell.mark is None:
                continue
            for key in _keys(consolidation, cell.about, state):
                for origin in (state, TOTAL):
                    place = key._replace(origin=origin)
                    marks[place] = (*marks.get(place, ()), cell.mark)
    return replace(consolidation, marks={key: marks[key] for key in sorted(marks)})


def uncleared(
    consolidation: Consolidation, said: Mapping[str, Clearance | None]
) -> dict[str, tuple[CellKey, ...]]:
    """Return by State the published cells of its own that it has not cleared."""
    published = own_cells(consolidation.template)
    found: dict[str, tuple[CellKey, ...]] = {}
    for state, clearance in said.items():
        own = published.get(state, frozenset())
        if clearance is None:
            cells: Collection[CellKey] = own
        elif clearance.all_else:
            cells = ()
        else:
            cells = own - {
                key
                for each in clearance.cells
                if each.act is ClearanceAct.CLEAR
                for key in _named(own, each.about)
            }
        if cells:
            found[state] = tuple(sorted(cells))
    return found


def own_cells(template: Template) -> dict[str, frozenset[CellKey]]:
    """Return by State the cells of its own that some view shows."""
    states = set(template.code_list(ORIGIN).children())
    found: dict[str, set[CellKey]] = {}
    for view in template.view:
        for key in _cells(template, view):
            if key.origin in states:
                found.setdefault(key.origin, set()).add(key)
    return {state: frozenset(keys) for state, keys in found.items()}


def _cells(template: Template, view: View) -> list[CellKey]:
    if ORIGIN not in {view.rows.dimension, view.columns.dimension, *view.fixed}:
        return []
    lines = codes_of(template.code_list(view.rows.dimension), view.rows)
    columns = codes_of(template.code_list(view.columns.dimension), view.columns)
    return [cell_key(template, view, row, column) for row in lines for column in columns]


def _named(cells: Collection[CellKey], about: CellRef) -> list[CellKey]:
    """Return those cells that a reference names: one, or all of its table."""
    return [key for key in cells if key.table == about.table and about.at in (None, key.at)]


def _keys(consolidation: Consolidation, about: CellRef, state: str) -> list[CellKey]:
    if about.at is not None:
        return [CellKey(about.table, tuple(about.at), state)]
    whole: tuple[At, ...] = (TOTAL,) * len(consolidation.template.collected(about.table).dimensions)
    return [CellKey(about.table, whole, state)]  # a mark holds what lies below it too


def _line(table: PublishedTable) -> DraftTable:
    states = Counter(cell.state for row in table.cells for cell in row)
    return DraftTable(
        key=table.key,
        number=table.number,
        title=table.title,
        cells=sum(states.values()),
        states=dict(states),
    )
