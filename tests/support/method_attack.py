"""Who runs the method itself: the code is public, so he tries figures and looks what they print.

Of a figure that is held back the bounds leave many candidates. For each he looks for a year that
has it and agrees with all that is printed, runs disclosure control over that year, and drops the
candidate where something else would have been printed. Here he is given the best start: he changes
as little as can be of the true year. What survives here survives for everybody; what does not may
survive for who looks longer, so that what is found is the most that the method tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from gateway.domain.annual.edition import PublishedTable
from gateway.domain.annual.template import Measure, Template
from gateway.reports.consolidation import CellKey
from gateway.reports.disclosure import protect
from gateway.reports.disclosure.lattice import published_cells
from gateway.reports.published_tables import appear
from tests.support.small_years import Record, cells_of, consolidated

Prints = Callable[[Template, Sequence[Record]], object]
"""Says all that is printed of a year."""

AWAY = (1.0, 1.5, 2.5)
"""How far from the figure candidates lie, beside the reach that the template asks for."""


@dataclass
class Tried:
    """What came of it.

    Attributes:
        figures: Held values that he asked about.
        years: Years that he ran the method over.
        other: Of these how many printed something else.
        exact: Figures of which only the true candidate was left.
        narrow: Those of which no candidate was left as far away as the template asks, on a side.
    """

    figures: int = 0
    years: int = 0
    other: int = 0
    exact: list[CellKey] = field(default_factory=list)
    narrow: list[CellKey] = field(default_factory=list)


def printed(template: Template, records: Sequence[Record]) -> tuple[PublishedTable, ...]:
    """Return what is published of a year."""
    union = consolidated(template, records)
    found = protect(union)
    return appear(union, found.held, found.merges)


def attack_by_method(
    template: Template,
    records: Sequence[Record],
    *,
    figures: int,
    looks: int = 2,
    prints: Prints | None = None,
) -> Tried:
    """Try candidates of held values, the largest figures first.

    Args:
        template: The template; nothing is merged by it.
        records: The true year.
        figures: So many held figures are asked about.
        looks: So many years are tried for each candidate.
        prints: The method; the product's where it is left out.
    """
    found, years = Tried(), _Years(template, records, prints or printed)
    for key, amount in years.held[:figures]:
        found.figures += 1
        sides = [
            any(_survives(years, key, candidate, looks, found) for candidate in candidates)
            for candidates in _candidates(amount, float(template.disclosure.protection))
        ]
        if not any(sides):
            found.exact.append(key)
        elif not all(sides):
            found.narrow.append(key)
    return found


def _candidates(amount: int, share: float) -> Iterator[list[int]]:
    """Yield those below a figure and those above it, in cents."""
    for way in (-1, 1):
        steps = [int(np.ceil(amount * share * each)) for each in AWAY]
        yield [amount + way * step for step in steps if amount + way * step >= 0]


def _survives(years: _Years, key: CellKey, candidate: int, looks: int, found: Tried) -> bool:
    for look in range(looks):
        made = years.with_figure(key, candidate, look)
        if made is None:
            return False
        found.years += 1
        if years.prints(years.template, made) == years.printed:
            return True
        found.other += 1
    return False


class _Years:
    """The years that agree with the figures that one of them prints."""

    def __init__(self, template: Template, records: Sequence[Record], prints: Prints) -> None:
        self.template, self._records, self.prints = template, records, prints
        union = consolidated(template, records)
        held = protect(union).held
        self.printed = prints(template, records)
        lines = [replace(record, lines=(line,)) for record in records for line in record.lines]
        self._cents = np.array([each.lines[0][1] for each in lines], dtype=float)
        self._lines: dict[CellKey, list[int]] = {}
        for place, line in enumerate(lines):
            for key in cells_of(template, [line]):
                self._lines.setdefault(key, []).append(place)
        valued = {
            key
            for table in template.table
            for key, shows in published_cells(template, table.key).items()
            if Measure.VALUE in shows and key in self._lines
        }
        amounts = {key: int(self._cents[self._lines[key]].sum()) for key in valued}
        self._shown = sorted(valued - held.keys())
        self.held = sorted(
            ((key, amounts[key]) for key in valued & held.keys() if amounts[key]),
            key=lambda each: (-each[1], each[0]),
        )

    def with_figure(self, key: CellKey, amount: int, look: int) -> list[Record] | None:
        """Return a year with a figure, and what is printed; None where there is none.

        Args:
            key: The cell.
            amount: Its value in cents.
            look: Another one is another year.
        """
        draw, count = Random(look), len(self._cents)
        weights = [draw.uniform(1, 1 + look) for _ in range(2 * count)]
        rows = [self._row(each) for each in (*self._shown, key)]
        sums = np.array(rows) @ self._cents
        sums[-1] = amount
        # What a line has is what it has in truth, and so much more, and less: a year nearby.
        moves = hstack([csr_array(np.array(rows)), csr_array(-np.array(rows))])
        change = sums - np.array(rows) @ self._cents
        least = np.concatenate([np.zeros(2 * count)])
        most = np.concatenate(
            [np.where(self._cents > 0, np.inf, 0.0), np.maximum(self._cents - 1, 0.0)]
        )
        solved = milp(
            weights,
            integrality=np.ones(2 * count),
            bounds=Bounds(least, most),
            constraints=[LinearConstraint(moves, change, change)],
        )
        if solved.x is None:
            return None
        moved = np.rint(solved.x[:count] - solved.x[count:])
        return self._with_cents((self._cents + moved).astype(int).tolist())

    def _row(self, key: CellKey) -> npt.NDArray[np.float64]:
        row = np.zeros(len(self._cents))
        row[self._lines[key]] = 1.0
        return row

    def _with_cents(self, cents: Sequence[int]) -> list[Record]:
        given = iter(cents)
        return [
            replace(record, lines=tuple((at, next(given)) for at, _ in record.lines))
            for record in self._records
        ]
