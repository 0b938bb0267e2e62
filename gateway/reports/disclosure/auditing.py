"""The check of what is about to be published, from nothing but what a reader will have.

It starts from the published tables and the earlier editions, knows no figure that they hold
back, and asks linear programs how low and how high each of these may be. A figure is out when
no figure in its interval would have the reach that the template asks for on either side.

Where Member States are readers it asks again as those with the largest part of the value, each
with its own figures before it: what it then places is measured from what the others have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import Edition, PublishedTable, Shown
from gateway.domain.annual.template import Measure, Template
from gateway.errors import ComityError, Reason
from gateway.reports.consolidation import CellKey, Consolidation
from gateway.reports.disclosure.complementary import Progress
from gateway.reports.disclosure.differences import Changed, Links
from gateway.reports.disclosure.editions import PublishedCells, read_editions, read_tables
from gateway.reports.disclosure.figures import CellFigures, read_figures
from gateway.reports.disclosure.lattice import (
    linked_tables,
    measures_of,
    named_cells,
    published_cells,
)
from gateway.reports.disclosure.member_states import OwnFigures, own_figures
from gateway.reports.disclosure.unknowns import Guarded, Truth, Unknowns, wide_enough

# The published tables as a Member State reads them, which knows its own figures.
#
# For it nothing of its own is held back, and of a figure of the Union it knows how much is at
# least there. What it could place is what the others have together.


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


NO_LINKS = Links()

ENOUGH = 12_000
"""Member States ask, the largest first, until so many figures have been asked about in all. Of a
whole year of the Union an outsider asks 9,400, and a State about as many again in about the same
time: so one State does; of a smaller year several or all. Protection asks as all of them."""


@dataclass(frozen=True)
class Interval:
    """What a reader knows of a figure that is held back.

    Attributes:
        low: It is no less; in the measure's unit, cents or a count.
        high: It is no more; infinity where nothing says so.
        reader: The Member State that knows so; empty: everybody.
    """

    key: CellKey
    measure: Measure
    low: float
    high: float
    reader: str = ""


@dataclass(frozen=True)
class Audit:
    """What was checked.

    Attributes:
        figures: Held-back figures that must not be computed.
        programs: Linear programs that it took.
        apart: Figures of which who has all editions knows too much and who has the newest alone
            does not: an earlier one left them no room.
    """

    figures: int
    programs: int
    apart: int = 0


def audit(
    template: Template,
    tables: Sequence[PublishedTable],
    earlier: Sequence[Edition] = (),
    changed: Sequence[Changed] = (),
    *,
    links: Links = NO_LINKS,
    made: Sequence[Consolidation] = (),
    progress: Progress | None = None,
) -> Audit:
    """Check that no figure that is held back can be computed from what is published.

    Args:
        template: The template.
        tables: The tables as they would be published.
        earlier: Editions of the year that are published already.
        changed: For each of them the figures that have changed since, held ones among them: a
            reader is taken to know which. Left out, held figures are taken for unchanged
            where that is possible.
        links: Where two tables differ by what few exporters do, or not as the template says.
        made: What each of the earlier editions and the tables were made from, which says what a
            Member State knows by itself; left out: States are not asked.
        progress: Told what is being done, how much of it is done and how much there is.

    Raises:
        StateError: DISCLOSURE_UNSAFE: one can, or the tables contradict each other; names it.
    """
    before = read_editions(template, earlier, made[:-1])
    seen = (*before, read_tables(template, tables))
    if changed and len(changed) != len(before):
        raise ValueError("so many earlier editions, so many sets of changes")
    sources = [each.source for each in before if each.source is not None]
    unsafe: list[Interval] = []
    figures = programs = apart = 0
    for reader in chain([None], state_views(template, seen, (*sources, *made[-1:]))):
        if figures >= ENOUGH:
            break
        for group in linked_tables(template):
            for measure in measures_of(template, group):
                asked = Inquiry(template, seen, group, measure, changed, links, reader=reader)
                for done, question in enumerate(asked.questions):
                    if progress is not None:
                        progress(f"auditing {measure}s", done, len(asked.questions))
                    found = asked.placed(question)
                    if found is not None:
                        unsafe.append(found)
                figures += len(asked.questions)
                programs += asked.programs
                apart += asked.apart
    if unsafe:
        raise _refusal(unsafe)
    return Audit(figures, programs, apart)


class Inquiry:
    """The questions about tables that belong together, of one measure.

    A figure that has not changed and was not guarded in an earlier edition, because it had
    nothing to hide then, may be known from that one; it is asked what the newest one adds. So it is
    of a figure that has changed where two editions leave a State no room: one late licence beside
    what it has itself is known by what both show, and nothing held back now takes that back.

    Attributes:
        apart: As `Audit` has it, of what was asked so far.

    Args:
        template: The template.
        seen: The editions, the newest last.
        tables: Keys of collected tables.
        measure: Number or value.
        changed: As `audit` has it.
        links: As `audit` has it.
        truth: Where who asks knows the figures: what each question's is. An interval is then
            measured from there.
        reader: A Member State that asks, with its own figures before it; it asks about figures of
            the newest edition. What it places is measured from what the others have.
    """

    def __init__(
        self,
        template: Template,
        seen: Sequence[PublishedCells],
        tables: Sequence[str],
        measure: Measure,
        changed: Sequence[Changed],
        links: Links,
        truth: Truth | None = None,
        reader: StateView | None = None,
    ) -> None:
        self._rules, self._measure, self._truth = template.disclosure, measure, truth
        self._reader, own = reader, None
        self.apart = 0
        if reader is not None:
            seen, own = reader.seen, self._own
            self._truth = self._others
        self._alone = partial(Unknowns, template, seen[-1:], tables, measure, (), links, own)
        self._unknowns = [Unknowns(template, seen, tables, measure, changed, links, own)]
        self.questions = self._unknowns[0].questions
        if reader is not None:
            self.questions = [each for each in self.questions if each == Guarded(each.key)]

    def _own(self, question: Guarded) -> float:
        """Return what the State that asks has itself of a figure."""
        if self._reader is None:
            return 0.0
        return self._reader.own[self._measure].get(question.key, 0.0)

    def _others(self, question: Guarded) -> float:
        if self._reader is None:
            return 0.0
        return self._reader.others[self._measure].get(question.key, 0.0)

    @property
    def programs(self) -> int:
        """Return how many linear programs it took."""
        return sum(each.programs for each in self._unknowns)

    def placed(self, question: Guarded) -> Interval | None:
        """Return what is known of a figure where that is too much."""
        found = self._placed(self._unknowns[0], question)
        apart = self._unknowns[0].given_away(question) or (
            self._reader is not None and self._unknowns[0].changed_since(question)
        )
        if found is None or not apart:
            return found
        if len(self._unknowns) == 1:
            self._unknowns.append(self._alone())
        found = self._placed(self._unknowns[1], question)
        self.apart += found is None
        return found

    def _placed(self, unknowns: Unknowns, question: Guarded) -> Interval | None:
        truth = None if self._truth is None else self._truth(question)
        wide = wide_enough(self._rules, self._measure, unknowns.unit, truth)
        own = self._own(question) / unknowns.unit

        def safe(low: float, high: float) -> bool:
            return wide(low - own, high - own)

        found = None if truth == 0 else unknowns.interval(question, safe)
        if found is None or safe(*found):
            return None
        low, high = (each * unknowns.unit for each in found)
        by = "" if self._reader is None else self._reader.state
        return Interval(question.key, self._measure, low, high, by)


def _refusal(unsafe: Sequence[Interval]) -> ComityError:
    named = named_cells(list(dict.fromkeys(each.key for each in unsafe)))
    readers = sorted({each.reader for each in unsafe if each.reader})
    alone = all(each.reader for each in unsafe)
    by = f" by {', '.join(readers)}, each knowing its own," if alone else ""
    return Reason.DISCLOSURE_UNSAFE.error(
        "figures that are held back can be computed{by} from what is shown: {cells}",
        remedy="Run disclosure control again on this consolidation with all earlier editions.",
        cells=named,
        by=by,
    )
