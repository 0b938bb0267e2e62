"""Draws the records of a made year: who, what, where to, when; not yet how much."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from gateway.domain.annual.codes import TOTAL, CodeTree
from gateway.domain.annual.template import RecordKind, Template
from gateway.reports.rates import EURO
from lab.synthetic_year.plan import Planned, Weights, YearPlan

_SATURDAY = 5
_AT_HOME = 0.8
"""Share of a licence's items that lie in the group that its exporter is known for."""


@dataclass(slots=True)
class DraftLine:
    """A line of a record; its weight becomes a value once all of its sort are drawn."""

    group: str
    code: str
    destination: str
    currency: str
    weight: float
    cyber: str | None = None
    valued: bool = True
    cents: int = 0


@dataclass(slots=True)
class DrawnRecord:
    """A record before it has values.

    Attributes:
        counts: It counts in the year; otherwise its value is its own.
        shared: Its lines are those of a licence or denial, and have their values from there.
    """

    authority: str
    exporter: str
    decided: date
    lines: list[DraftLine]
    kind: RecordKind = RecordKind.AUTHORISATION
    licence_kind: str | None = None
    decision: str | None = None
    grounds: tuple[str, ...] = ()
    received: date | None = None
    notified: date | None = None
    amended: bool = False
    annulled: bool = False
    counts: bool = True
    shared: bool = False


@dataclass(frozen=True)
class _Choice:
    """Codes that are drawn by weight."""

    codes: Sequence[str]
    cumulative: Sequence[float]

    @classmethod
    def of(cls, weights: Weights) -> _Choice:
        return cls(list(weights), list(accumulate(weights.values())))

    def draw(self, rng: Random) -> str:
        return rng.choices(self.codes, cum_weights=self.cumulative)[0]


@dataclass(frozen=True)
class _Exporters:
    """An authority's exporters: few large ones and many small, each with an item group."""

    names: Sequence[str]
    cumulative: Sequence[float]
    home: Sequence[str]

    def draw(self, rng: Random) -> int:
        return rng.choices(range(len(self.names)), cum_weights=self.cumulative)[0]


class Drawing:
    """Draws records from a plan, always the same ones from the same seed.

    Args:
        plan: How they spread.
        template: The template of the year.
        seed: Which year of the many that could be.
        scale: 1 is the whole Union; 0.01 a hundredth of it.
    """

    def __init__(self, plan: YearPlan, template: Template, seed: int, scale: float) -> None:
        self.rng = Random(f"comity/{seed}/{scale}")  # noqa: S311 - a made year is no secret
        self.plan = plan
        self.year = template.year
        self.scale = scale
        self.authorities = plan.authorities
        self._several = template.counting.several
        self._codes = {item.group: item.codes for item in plan.item}
        self._items = {state.code: _items(plan, state.boost) for state in plan.state}
        self._currencies = {
            state.code: _currencies(plan.currencies, state.currencies) for state in plan.state
        }
        self._destinations = _destinations(plan, template.code_list("destination"))
        self._exporters = {
            code: self._draw_exporters(code, weight, scale)
            for code, weight in self.authorities.items()
        }

    def spread(self, number: int) -> Iterable[str]:
        """Yield an authority for each of so many records, by their shares."""
        for code, part in apportioned(number, self.authorities).items():
            yield from [code] * part

    def choose(self, weights: Weights) -> str:
        """Return one of several codes, by weight."""
        return self.rng.choices(list(weights), weights=list(weights.values()))[0]

    def day(self, year: int | None = None) -> date:
        """Return a working day of the year."""
        while True:
            found = date(year or self.year, 1, 1) + timedelta(days=self.rng.randrange(1, 365))
            if found.weekday() < _SATURDAY:
                return found

    def earlier(self, day: date, mean: float) -> date:
        """Return a day before another, by so many days on average."""
        return day - timedelta(days=3 + int(self.rng.expovariate(1 / mean)))

    def code_of(self, group: str) -> str:
        """Return a control code of an item group."""
        return self.rng.choice(self._codes[group])

    def draft(self, authority: str, planned: Planned, only: str | None = None) -> DrawnRecord:
        """Draw who, what and where to.

        Args:
            authority: Whose record.
            planned: Of which sort.
            only: The one item group that it is for.
        """
        rng, exporters = self.rng, self._exporters[authority]
        which = exporters.draw(rng)
        size = (which + 1) ** -0.35
        lines = rng.choices((1, 2, 3), weights=(84, 12, 4))[0]
        several = rng.random() < planned.several
        destination = self._destination(planned.destinations)
        found: list[DraftLine] = []
        for _ in range(lines):
            group = only or (
                exporters.home[which]
                if rng.random() < _AT_HOME
                else self._items[authority[:2]].draw(rng)
            )
            found.append(
                DraftLine(
                    group=group,
                    code=self.code_of(group),
                    destination=self._several if several else destination,
                    currency=self._currencies[authority[:2]].draw(rng),
                    weight=size * math.exp(rng.gauss(0, 1.5)),
                    valued=rng.random() >= planned.valueless,
                )
            )
            if rng.random() < 1 / 2:
                destination = self._destination(planned.destinations)
        return DrawnRecord(authority, exporters.names[which], self.day(), found)

    def make_cyber(self, drafts: Sequence[DrawnRecord], number: int) -> None:
        """Turn so many drafts into ones for cyber-surveillance items."""
        weights = [each.weight for each in self.plan.cyber]
        for draft in self.rng.sample(drafts, min(number, len(drafts))):
            item = self.rng.choices(self.plan.cyber, weights=weights)[0]
            for line in draft.lines:
                line.group, line.code, line.cyber = item.item, item.code, item.group
                if draft.kind is not RecordKind.DENIAL:
                    line.destination = self._destination("cyber")

    def _destination(self, sort: str) -> str:
        return self._destinations[sort].draw(self.rng)

    def _draw_exporters(self, authority: str, weight: float, scale: float) -> _Exporters:
        state = next(each for each in self.plan.state if each.code == authority[:2])
        number = max(3, round(state.exporters * weight / state.share * scale))
        return _Exporters(
            names=[f"{authority}{4_700_000 + 37 * at}" for at in range(number)],
            cumulative=list(accumulate((at + 3) ** -0.9 for at in range(number))),
            home=[self._items[state.code].draw(self.rng) for _ in range(number)],
        )


def apportioned(number: int, weights: Weights) -> dict[str, int]:
    """Divide a number by weights, by largest remainders; the parts add up to it."""
    whole = sum(weights.values())
    exact = {code: number * weight / whole for code, weight in weights.items()}
    found = {code: int(part) for code, part in exact.items()}
    by_rest = sorted(exact, key=lambda code: (found[code] - exact[code], code))
    for code in by_rest[: number - sum(found.values())]:
        found[code] += 1
    return found


def _items(plan: YearPlan, boost: Weights) -> _Choice:
    return _Choice.of({each.group: each.weight * boost.get(each.group, 1) for each in plan.item})


def _currencies(everywhere: Weights, own: Weights) -> _Choice:
    weights = {**everywhere, **own}
    return _Choice.of({EURO: max(0.0, 100 - sum(weights.values())), **weights})


def _destinations(plan: YearPlan, known: CodeTree) -> Mapping[str, _Choice]:
    union = [*known.children("union")]
    outside = [code for code in known.leaves() if known.parent(code) not in {TOTAL, "union"}]
    found = {"union": _Choice.of(dict.fromkeys(union, 1.0))}
    for sort in ("licences", "general", "denials", "cyber"):
        stated: Weights = getattr(plan.destinations, sort)
        rest = 0.0 if sort == "general" else plan.destinations.elsewhere
        weights = {code: stated.get(code, rest) for code in outside}
        found[sort] = _Choice.of({code: weight for code, weight in weights.items() if weight})
    return found
