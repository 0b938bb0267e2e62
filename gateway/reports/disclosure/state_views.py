"""The published tables as a Member State reads them, which knows its own figures.

For it nothing of its own is held back, and of a figure of the Union it knows how much is at
least there. What it could place is what the others have together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import Shown
from gateway.domain.annual.template import Measure, Template
from gateway.reports.consolidation import CellKey, Consolidation
from gateway.reports.disclosure.editions import PublishedCells
from gateway.reports.disclosure.figures import CellFigures, read_figures
from gateway.reports.disclosure.lattice import published_cells
from gateway.reports.disclosure.member_states import OwnFigures, own_figures


@dataclass(frozen=True)
class StateView:
    """What a Member State has before it.

    Attributes:
        state: The State.
        seen: The editions, its own figures among what they show; the newest last.
        own: By measure what it has itself of a cell of the newest edition; left out: nothing.
        others: The same for what all others have.
    """

    state: str
    seen: tuple[PublishedCells, ...]
    own: Mapping[Measure, Mapping[CellKey, float]]
    others: Mapping[Measure, Mapping[CellKey, float]]


def state_views(
    template: Template,
    seen: Sequence[PublishedCells],
    made: Sequence[Consolidation],
) -> Iterator[StateView]:
    """Yield what Member States have before them, those with the largest part of the value first.

    Args:
        template: The template, which says whether Member States are readers.
        seen: The editions, the newest last.
        made: What each was made from.
    """
    if not template.disclosure.states_read or not made:
        return
    figures = [
        read_figures(source, _cells(template, each))
        for each, source in zip(seen, made, strict=True)
    ]
    own = own_figures(made[-1], figures[-1])
    share = own.amounts[Measure.VALUE].sum(axis=1)
    order = sorted(range(len(own.states)), key=lambda place: (-share[place], own.states[place]))
    for place in order:
        yield _view(own, place, seen, figures, made)


def _view(
    own: OwnFigures,
    place: int,
    seen: Sequence[PublishedCells],
    figures: Sequence[CellFigures],
    made: Sequence[Consolidation],
) -> StateView:
    state, newest = own.states[place], figures[-1]
    amounts = {measure: own.amounts[measure][place] for measure in Measure}
    others = {measure: newest.of(measure) - amounts[measure] for measure in Measure}
    return StateView(
        state,
        tuple(
            _with_own(each, then, state, sent=state in source.states)
            for each, then, source in zip(seen, figures, made, strict=True)
        ),
        *(
            {
                measure: dict(zip(newest.keys, each[measure].tolist(), strict=True))
                for measure in Measure
            }
            for each in (amounts, others)
        ),
    )


def _with_own(
    seen: PublishedCells, figures: CellFigures, state: str, *, sent: bool
) -> PublishedCells:
    """Return an edition as it reads for a State: what is its own is shown.

    What was held back once is so for good, though nothing may be left of it: it knows that too.
    """
    number, value = figures.of(Measure.NUMBER), figures.of(Measure.VALUE)
    his = {
        key: Shown(state=CellState.VALUE, number=int(number[place]), value_cents=int(value[place]))
        for key, place in figures.index.items()
        if key.origin == state and figures.available[place]
    }
    nothing = Shown(state=CellState.ZERO, number=0, value_cents=0)
    zeros = [key for key in figures.shows if key.origin == state and key not in figures.index]
    his |= dict.fromkeys(zeros if sent else (), nothing)
    shows = {key: frozenset(figures.shows[key]) for key in his}
    return replace(seen, cells={**seen.cells, **his}, shows={**seen.shows, **shows})


def _cells(template: Template, seen: PublishedCells) -> dict[CellKey, frozenset[Measure]]:
    """Return an edition's cells, with those of the rows that it shows as one."""
    single = [published_cells(template, table.key) for table in template.table]
    return {key: shows for each in single for key, shows in each.items()} | dict(seen.shows)
