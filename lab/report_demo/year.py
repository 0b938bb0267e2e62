"""The made year of the demo: who reports what, who slips, who is late, who marks what."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from gateway.domain.annual.cells import CellRef, MarkGround
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.edition import EarlierFigure
from gateway.domain.annual.records import AnnualRecord
from gateway.domain.annual.template import RecordKind, Template
from gateway.domain.authority import member_state
from gateway.errors import InputError
from gateway.reports.counting import day_of
from gateway.reports.rates import EURO, Rates
from lab.synthetic_year.union import MadeAuthority, made_union

_BILLION = 10**11
PUBLISHED_TOTALS = (
    EarlierFigure(
        year=2020,
        table="licences_by_state",
        value_cents=31 * _BILLION,
        source="COM(2022) 434",
        comparable=False,
    ),
    EarlierFigure(
        year=2021,
        table="licences_by_state",
        value_cents=385 * _BILLION // 10,
        source="Report on data of 2021",
        comparable=False,
    ),
    EarlierFigure(
        year=2022,
        table="licences_by_state",
        value_cents=573 * _BILLION // 10,
        source="COM(2025) 19",
    ),
    EarlierFigure(
        year=2021,
        table="denials_by_state",
        number=568,
        source="Report on data of 2021",
        comparable=False,
    ),
    EarlierFigure(
        year=2022,
        table="denials_by_state",
        number=831,
        value_cents=98 * _BILLION // 100,
        source="COM(2025) 19",
    ),
)
"""Totals of earlier years as they were published: what a year stands beside in the charts."""

LEAST_STATES = 5
SLIP = 1000
"""A comma for a point: the value of one licence is a thousand times too high."""

FORGOTTEN = 50
"""One of so many individual licences is forgotten, and reported after the freeze."""

TARDY = 2


@dataclass(frozen=True)
class DemoYear:
    """A made year with its parts in the demo.

    Attributes:
        made: What each authority has, by code.
        states: From the one with most records to the one with fewest.
        records: Of each authority, those that belong to the year.
        slipped: The record that is first reported with a slip, as it should be.
        forgotten: What is reported after the freeze, by reference.
    """

    template: Template
    made: dict[str, MadeAuthority]
    states: tuple[str, ...]
    records: dict[str, tuple[AnnualRecord, ...]]
    slipped: AnnualRecord
    forgotten: frozenset[str]

    @property
    def tardy(self) -> tuple[str, ...]:
        """States whose data come last; the draft is made without them."""
        return self.states[-TARDY:]

    @property
    def questioned(self) -> str:
        """The State whose first version has a slip."""
        return self.states[2]

    @property
    def late(self) -> str:
        """The State that reports something after the freeze."""
        return self.states[1]

    @property
    def by_workbook(self) -> str:
        """The State whose authorities hand in a workbook."""
        return self.states[3]

    @property
    def about(self) -> CellRef:
        """The cell in which the slip is seen."""
        line = self.slipped.lines[0]
        asked = {levels for _, _, levels in self.template.patterns("authorisations")}
        places = self.template.code_list("destination")
        shown = (
            code
            for code in places.path(line.destination)
            if any(places.level(code) in levels for levels in asked)
        )
        at = (self.slipped.licence_kind or TOTAL, line.item_group or TOTAL, next(shown))
        return CellRef(table="authorisations", at=at, origin=self.questioned)

    def marks(self, code: str) -> tuple[tuple[CellRef, MarkGround], ...]:
        """Return what an authority marks in the round."""
        grounds = {
            self.states[0]: (MarkGround.SECURITY, ("individual", "6EC2", TOTAL)),
            self.by_workbook: (MarkGround.COMMERCIAL, ("individual", "3EC2", TOTAL)),
        }
        found = grounds.get(member_state(code))
        if found is None:
            return ()
        about = CellRef(table="authorisations", at=found[1], origin=member_state(code))
        return ((about, found[0]),)

    def first_reported(self, code: str) -> Iterator[AnnualRecord]:
        """Yield an authority's records as it reports them at first: with the slip, not all."""
        for record in self.records[code]:
            if record.reference == self.slipped.reference and record.kind is self.slipped.kind:
                yield _slipped(record)
            elif record.reference not in self.forgotten:
                yield record

    def left_over(self, code: str) -> tuple[AnnualRecord, ...]:
        """Return what an authority reports after the freeze."""
        return tuple(each for each in self.records[code] if each.reference in self.forgotten)

    def all_records(self, *, with_late: bool) -> Iterator[AnnualRecord]:
        """Yield the right records of all authorities, with or without those that came late."""
        for records in self.records.values():
            for record in records:
                if with_late or record.reference not in self.forgotten:
                    yield record


def demo_year(
    template: Template,
    rates: Rates,
    *,
    seed: int,
    scale: float,
    states: Collection[str] = (),
) -> DemoYear:
    """Make a year and deal the parts.

    Args:
        template: The template of the year.
        rates: Reference rates.
        seed: Which year of the many that could be.
        scale: 1 is the whole Union's number of records.
        states: Only these; all where none is named.

    Raises:
        InputError: Too few States, or too small a scale for the story.
    """
    everybody = made_union(template, rates, seed=seed, scale=scale)
    made = {
        code: each for code, each in everybody.items() if not states or member_state(code) in states
    }
    records = {
        code: tuple(each for each in year.records if _of_year(template, each))
        for code, year in made.items()
    }
    sizes: dict[str, int] = {}
    for code, found in records.items():
        sizes[member_state(code)] = sizes.get(member_state(code), 0) + len(found)
    order = tuple(sorted(sizes, key=lambda state: (-sizes[state], state)))
    if len(order) < LEAST_STATES:
        raise InputError(f"the demo needs {LEAST_STATES} Member States at least", field="states")
    return DemoYear(
        template=template,
        made=made,
        states=order,
        records=records,
        slipped=_slip_in(records[order[2]]),
        forgotten=frozenset(_forgotten(records[order[1]])),
    )


def _of_year(template: Template, record: AnnualRecord) -> bool:
    """Say whether a record belongs to the report of the year: an import takes no others."""
    day = day_of(template, record)
    return day is not None and day.year == template.year


def _licences(records: Collection[AnnualRecord]) -> list[AnnualRecord]:
    return [
        each
        for each in records
        if each.kind is RecordKind.AUTHORISATION
        and each.licence_kind == "individual"
        and not each.annulled
    ]


def _slip_in(records: Collection[AnnualRecord]) -> AnnualRecord:
    """Return a licence of one line in euro; the one in the middle by value."""
    plain = [
        each
        for each in _licences(records)
        if len(each.lines) == 1 and each.lines[0].value and each.lines[0].currency == EURO
    ]
    if not plain:
        raise InputError("the scale is too small for the demo", field="scale")
    plain.sort(key=lambda each: (each.lines[0].value or 0, each.reference))
    return plain[len(plain) // 2]


def _slipped(record: AnnualRecord) -> AnnualRecord:
    line = record.lines[0]
    value = None if line.value is None else line.value * SLIP
    return record.with_lines((line.worth(value),))


def _forgotten(records: Collection[AnnualRecord]) -> list[str]:
    return [each.reference for each in _licences(records)[::FORGOTTEN]]
