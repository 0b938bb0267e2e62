"""The check of what is about to be published, from nothing but what a reader will have.

It starts from the published tables and the earlier editions, knows no figure that they hold
back, and asks linear programs how low and how high each of these may be. A figure is out when
no figure in its interval would have the reach that the template asks for on either side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from gateway.domain.annual.edition import Edition, PublishedTable
from gateway.domain.annual.template import Measure, Template
from gateway.errors import Reason, StateError
from gateway.reports.consolidation import CellKey
from gateway.reports.disclosure.complementary import Progress
from gateway.reports.disclosure.differences import Changed, Links
from gateway.reports.disclosure.editions import PublishedCells, read_editions, read_tables
from gateway.reports.disclosure.lattice import linked_tables, measures_of, named_cells
from gateway.reports.disclosure.unknowns import Guarded, Truth, Unknowns, wide_enough

NO_LINKS = Links()


@dataclass(frozen=True)
class Interval:
    """What a reader knows of a figure that is held back.

    Attributes:
        low: It is no less; in the measure's unit, cents or a count.
        high: It is no more; infinity where nothing says so.
    """

    key: CellKey
    measure: Measure
    low: float
    high: float


@dataclass(frozen=True)
class Audit:
    """What was checked.

    Attributes:
        figures: Held-back figures that must not be computed.
        programs: Linear programs that it took.
    """

    figures: int
    programs: int


def audit(
    template: Template,
    tables: Sequence[PublishedTable],
    earlier: Sequence[Edition] = (),
    changed: Sequence[Changed] = (),
    *,
    links: Links = NO_LINKS,
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
        progress: Told what is being done, how much of it is done and how much there is.

    Raises:
        StateError: DISCLOSURE_UNSAFE: one can, or the tables contradict each other; names it.
    """
    seen = (*read_editions(template, earlier), read_tables(template, tables))
    if changed and len(changed) != len(seen) - 1:
        raise ValueError("so many earlier editions, so many sets of changes")
    unsafe: list[Interval] = []
    figures = programs = 0
    for group in linked_tables(template):
        for measure in measures_of(template, group):
            asked = Inquiry(template, seen, group, measure, changed, links)
            for done, question in enumerate(asked.questions):
                if progress is not None:
                    progress(f"auditing {measure}s", done, len(asked.questions))
                found = asked.placed(question)
                if found is not None:
                    unsafe.append(found)
            figures += len(asked.questions)
            programs += asked.programs
    if unsafe:
        raise _refusal(unsafe)
    return Audit(figures, programs)


class Inquiry:
    """The questions about tables that belong together, of one measure.

    A figure that has not changed and was not guarded in an earlier edition, because it had
    nothing to hide then, may be known from that one; it is asked what the newest one adds.

    Args:
        template: The template.
        seen: The editions, the newest last.
        tables: Keys of collected tables.
        measure: Number or value.
        changed: As `audit` has it.
        links: As `audit` has it.
        truth: Where who asks knows the figures: what each question's is. An interval is then
            measured from there.
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
    ) -> None:
        self._rules, self._measure, self._truth = template.disclosure, measure, truth
        self._alone = partial(Unknowns, template, seen[-1:], tables, measure, (), links)
        self._unknowns = [Unknowns(template, seen, tables, measure, changed, links)]
        self.questions = self._unknowns[0].questions

    @property
    def programs(self) -> int:
        """Return how many linear programs it took."""
        return sum(each.programs for each in self._unknowns)

    def placed(self, question: Guarded) -> Interval | None:
        """Return what is known of a figure where that is too much."""
        found = self._placed(self._unknowns[0], question)
        if found is None or not self._unknowns[0].given_away(question):
            return found
        if len(self._unknowns) == 1:
            self._unknowns.append(self._alone())
        return self._placed(self._unknowns[1], question)

    def _placed(self, unknowns: Unknowns, question: Guarded) -> Interval | None:
        truth = None if self._truth is None else self._truth(question)
        safe = wide_enough(self._rules, self._measure, unknowns.unit, truth)
        found = None if truth == 0 else unknowns.interval(question, safe)
        if found is None or safe(*found):
            return None
        low, high = (each * unknowns.unit for each in found)
        return Interval(question.key, self._measure, low, high)


def _refusal(unsafe: Sequence[Interval]) -> StateError:
    named = named_cells([each.key for each in unsafe])
    return StateError(
        f"figures that are held back can be computed from what is shown: {named}",
        reason=Reason.DISCLOSURE_UNSAFE,
        remedy="Run disclosure control again on this consolidation with all earlier editions.",
        cells=named,
    )
