"""Disclosure control of a consolidation: which cells are held back, and which rows merged."""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Generic, TypeVar

import numpy as np

from gateway.domain.annual.edition import Edition
from gateway.domain.annual.template import Measure
from gateway.errors import ComityError, Reason
from gateway.reports.consolidation import CellKey, Consolidation, HeldBack
from gateway.reports.disclosure.closing import Closed, Closing, Tables
from gateway.reports.disclosure.complementary import Progress, Search, suppress
from gateway.reports.disclosure.differences import changed_between, links_of
from gateway.reports.disclosure.editions import (
    PublishedCells,
    held_before,
    known_before,
    read_editions,
    sums_before,
)
from gateway.reports.disclosure.figures import CellFigures, read_figures
from gateway.reports.disclosure.lattice import (
    Merges,
    linked_tables,
    measures_of,
    named_cells,
    published_cells,
    relations,
)
from gateway.reports.disclosure.losses import losses, losses_ahead
from gateway.reports.disclosure.merging import Groups, mergeable, passing, small_groups
from gateway.reports.disclosure.primary import COMPLEMENTARY, EARLIER, marked, primary
from gateway.reports.disclosure.systems import system_of

T = TypeVar("T")


# What was protected already is not protected again: a draft, its round and its freeze.
#
# Protecting a large table takes a minute of a processor, and what it comes to depends on nothing
# but what it starts from. A table is known again by a digest of all of that: the template with its
# rules, its cells, marks, what is not cleared, and the earlier editions.

MOST = 48
"""So many tables are kept: those of the last few drafts. The largest takes some 20 MB."""


class Remembered(Generic[T]):
    """Results of the process that made them, the least used of which are forgotten."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._found: OrderedDict[str, T] = OrderedDict()

    def of(self, parts: Iterable[bytes], make: Callable[[], T]) -> T:
        """Return what was made from the same, or make it.

        Args:
            parts: All that the result depends on, each part by itself.
            make: Makes it; two at once may both make it, and come to the same.
        """
        key = _digest(parts)
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        made = make()
        with self._lock:
            self._found[key] = made
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return made


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()


Cells = Mapping[CellKey, AbstractSet[Measure]]


@dataclass(frozen=True)
class Report:
    """What was held back, and what that loses.

    Attributes:
        cells: Cells that show something or would.
        primary: Of those held back for what they say, by reason.
        complementary: Held back so that none of these can be computed.
        value_cents: Value in all cells together; of those held back for what they say; of
            those held back besides.
        merged: Rows that are shown together with another.
        guarded: By the reader that a held figure is safe from, how many: see `Reader`.
        apart: Held figures that are guarded in the newest edition alone.
        to_states: Held figures that a Member State places too narrowly, where nothing guards
            them, each State counted.
        programs: Linear programs that were solved.
    """

    cells: int
    primary: Mapping[str, int]
    complementary: int
    value_cents: tuple[int, int, int]
    merged: int
    guarded: Mapping[str, int]
    apart: int
    to_states: int
    programs: int


@dataclass(frozen=True)
class Protection:
    """What is held back, by cell, and what is merged, by view."""

    held: Mapping[CellKey, HeldBack]
    merges: Mapping[str, Groups]
    report: Report


@dataclass(frozen=True)
class _Task:
    """What the protection of tables starts from, which share figures or are linked."""

    consolidation: Consolidation
    tables: tuple[str, ...]
    earlier: tuple[PublishedCells, ...]
    uncleared: frozenset[CellKey]
    progress: Progress


@dataclass(frozen=True)
class _Protected:
    """One table's part of a protection; `singles` as `Tables` has them."""

    held: Mapping[CellKey, HeldBack]
    singles: frozenset[CellKey]
    merges: Mapping[str, Groups]
    figures: CellFigures
    loss: float
    guarded: Mapping[str, int]
    apart: int
    programs: int


def protect(
    consolidation: Consolidation,
    *,
    earlier: Sequence[Edition] = (),
    sources: Sequence[Consolidation] = (),
    uncleared: Collection[CellKey] = (),
    progress: Progress | None = None,
) -> Protection:
    """Decide which cells of a consolidation are held back so that no held one can be computed.

    Args:
        consolidation: The figures of the Member States and the Union.
        earlier: Editions of the year that are published or will be, the newest last; editions
            of other years are passed over. Rows stay merged as they were.
        sources: What each of them was made from; where it is left out, what they held back is
            taken for unchanged.
        uncleared: Cells that a Member State has not cleared; they are held back.
        progress: Told what is being done, how much of it is done and how much there is.

    Raises:
        StateError: DISCLOSURE_UNSAFE: a cell cannot be made safe; names it.
    """
    template = consolidation.template
    seen = read_editions(template, earlier, sources)
    law = [template.model_dump_json().encode(), *(each.to_bytes() for each in earlier)]
    start = partial(_Task, consolidation, earlier=seen, uncleared=frozenset(uncleared))
    parts: list[_Protected] = []
    closings: list[Closed] = []
    for linked in linked_tables(template):
        same = [group for group in linked_tables(template, same=True) if set(group) <= set(linked)]
        found = []
        for group in same:
            task = start(group, progress=progress or _silent)
            found.append(_REMEMBERED.of((*law, *_starts_from(task)), partial(_tables, task)))
        whole = start(linked, progress=progress or _silent)
        close = partial(_close, whole, found)
        closings.append(_CLOSED.of((*law, *_starts_from(whole)), close))
        parts += found
    further = {key: HeldBack(COMPLEMENTARY) for each in closings for key in each.further}
    return Protection(
        held={key: why for part in parts for key, why in part.held.items()} | further,
        merges={view: groups for part in parts for view, groups in part.merges.items()},
        report=_report(parts, closings),
    )


_REMEMBERED: Remembered[_Protected] = Remembered()
_CLOSED: Remembered[Closed] = Remembered()


def _starts_from(task: _Task) -> Iterator[bytes]:
    """Yield all that a table's protection depends on besides the template and the editions."""
    yield repr(task.tables).encode()
    for each in (task.consolidation, *(seen.source for seen in task.earlier)):
        if each is None:
            yield b"unknown"
            continue
        yield repr((each.states, each.missing)).encode()
        for table in task.tables:
            yield repr(each.undelivered.get(table)).encode()
            yield each.table(table).write_csv().encode()
    marks = task.consolidation.marks.items()
    yield repr([(key, said) for key, said in marks if key.table in task.tables]).encode()
    yield repr(sorted(key for key in task.uncleared if key.table in task.tables)).encode()


def _tables(task: _Task) -> _Protected:
    """Protect tables that share figures, with small rows merged where that holds back less.

    No sum reaches from them into another table.
    """
    template = task.consolidation.template
    views = [
        view
        for table in task.tables
        for view in template.views_of(table)
        if mergeable(template, view)
    ]
    if task.earlier:
        newest = task.earlier[-1].merges
        kept = {view.key: tuple(newest[view.key]) for view in views if view.key in newest}
        return _protect(task, kept)
    plain = _protect(task, {})
    first = {key: why for key, why in plain.held.items() if why.why != COMPLEMENTARY}
    tried = {view.key: tuple(small_groups(template, view, plain.figures, first)) for view in views}
    if not any(tried.values()):
        return plain
    _, held = _first(task, tried)
    merges = {
        view.key: groups
        for view in views
        if (groups := passing(template, view, tried[view.key], held))
    }
    merged = _protect(task, merges) if merges else plain
    return merged if merged.loss < plain.loss else plain


def _first(task: _Task, merges: Merges) -> tuple[CellFigures, dict[CellKey, HeldBack]]:
    """Return the cells of a table and which of them are held back from the start."""
    template = task.consolidation.template
    cells = _cells(task, merges)
    marks = marked(task.consolidation, cells)
    before = {key: why for key, why in held_before(task.earlier).items() if key in cells}
    figures = read_figures(
        task.consolidation, cells, {*marks, *(task.uncleared & cells.keys()), *before}
    )
    reasons = primary(template, figures, marks, task.uncleared)
    for key, why in before.items():
        reasons.setdefault(key, HeldBack(COMPLEMENTARY if why == COMPLEMENTARY else EARLIER))
    return figures, reasons


def _cells(task: _Task, merges: Merges) -> Cells:
    """Return all cells of a table: single rows, and merged ones, now or in an earlier edition."""
    template = task.consolidation.template
    cells: dict[CellKey, AbstractSet[Measure]] = {}
    for table in task.tables:
        for each in ({}, merges, *(seen.merges for seen in task.earlier)):
            cells |= published_cells(template, table, each)
    return cells


def _shown(task: _Task, merges: Merges) -> dict[CellKey, AbstractSet[Measure]]:
    """Return the cells that are published."""
    template = task.consolidation.template
    return {
        key: shows
        for table in task.tables
        for key, shows in published_cells(template, table, merges).items()
    }


def _protect(task: _Task, merges: Mapping[str, Groups]) -> _Protected:
    template = task.consolidation.template
    figures, reasons = _first(task, merges)
    shown = _shown(task, merges)
    held = np.array([key not in shown or key in reasons for key in figures.keys], dtype=bool)
    first = [figures.index[key] for key, why in reasons.items() if why.why != COMPLEMENTARY]
    costs = losses_ahead(template, figures, held)
    searches = [
        Search(
            system_of(
                figures,
                tuple(relations(template, figures.shows, measure)),
                measure,
                known=known_before(figures, task.earlier, measure),
                before=sums_before(figures, task.earlier, measure),
            ),
            template.disclosure,
            held,
            costs,
        )
        for measure in measures_of(template, task.tables)
    ]
    unsafe = suppress(searches, np.flatnonzero(held).tolist(), first, held, task.progress)
    if unsafe:
        raise _unsafe([figures.keys[cell] for cell in unsafe])
    further = {
        key: HeldBack(COMPLEMENTARY)
        for key, is_held in zip(figures.keys, held, strict=True)
        if is_held and key in shown
    }
    away = sum(key not in shown for key in figures.keys)
    return _Protected(
        held={key: why for key, why in {**further, **reasons}.items() if key in shown},
        singles=frozenset(reasons.keys() - shown.keys()),
        merges=merges,
        figures=figures,
        loss=float(
            losses(figures)[
                [figures.index[key] for key in {**further, **reasons} if key in shown]
            ].sum()
        )
        + away,
        guarded=Counter(
            reader.name.lower()
            for search in searches
            for target, reader in search.readers.items()
            if target not in search.system.secrets
        ),
        apart=sum(len(search.apart) for search in searches),
        programs=sum(search.programs for search in searches),
    )


def _close(task: _Task, parts: Sequence[_Protected]) -> Closed:
    """Hold back what tables that are linked need besides, all readings of them together."""
    consolidation = task.consolidation
    held = {key: why for part in parts for key, why in part.held.items()}
    merges = {view: groups for part in parts for view, groups in part.merges.items()}
    cells = _cells(task, merges)
    figures = read_figures(consolidation, cells, held.keys() & cells.keys())
    sources = [seen.source for seen in task.earlier]
    known = [each for each in sources if each is not None]
    tables = Tables(
        consolidation,
        task.tables,
        _shown(task, merges),
        held,
        frozenset(key for part in parts for key in part.singles),
        merges,
        task.earlier,
        [changed_between(each, consolidation) for each in known] if known == sources else (),
        links_of(consolidation),
        task.progress,
    )
    return Closing(tables, figures).close()


def _silent(what: str, done: int, whole: int) -> None:
    """Tell nobody."""


def _unsafe(keys: Sequence[CellKey]) -> ComityError:
    named = named_cells(keys)
    return Reason.DISCLOSURE_UNSAFE.error(
        "cells that are held back could be computed all the same: {cells}",
        remedy="Hold back a total above them, or take back the edition that showed them.",
        cells=named,
    )


def _report(parts: Sequence[_Protected], closings: Sequence[Closed]) -> Report:
    closed = {key for each in closings for key in each.further}
    cells = primary_value = further_value = value = further = 0
    reasons: Counter[str] = Counter()
    guarded: Counter[str] = Counter()
    for part in parts:
        amounts = part.figures.of(Measure.VALUE)
        cells += len(part.figures.keys)
        value += int(amounts.sum())
        guarded.update(part.guarded)
        besides = {key: HeldBack(COMPLEMENTARY) for key in closed & part.figures.index.keys()}
        for key, why in {**part.held, **besides}.items():
            cents = int(amounts[part.figures.index[key]])
            if why.why == COMPLEMENTARY:
                further, further_value = further + 1, further_value + cents
            else:
                reasons[why.why] += 1
                primary_value += cents
    return Report(
        cells=cells,
        primary=dict(sorted(reasons.items())),
        complementary=further,
        value_cents=(value, primary_value, further_value),
        merged=sum(
            len(group) for part in parts for groups in part.merges.values() for group in groups
        ),
        guarded=dict(sorted(guarded.items())),
        apart=sum(part.apart for part in parts),
        to_states=sum(each.to_states for each in closings),
        programs=sum(part.programs for part in parts) + sum(each.programs for each in closings),
    )
