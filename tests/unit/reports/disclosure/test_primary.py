"""Which cells are held back for what they say themselves: rule by rule, at the edge of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from gateway.domain.annual.cells import Mark, MarkGround
from gateway.domain.annual.template import Measure, Template
from gateway.reports.consolidation import CellKey, HeldBack
from gateway.reports.disclosure import primary as rules
from gateway.reports.disclosure.figures import CellFigures
from gateway.reports.disclosure.lattice import published_cells
from gateway.reports.disclosure.primary import marked, primary
from tests.support.small_template import small_template
from tests.support.small_years import consolidated, seeded_records

TEMPLATE = small_template()  # at least three contributors, none with more than 0.85
RECORDS = seeded_records(TEMPLATE, 3, size={"licences": 60}, exporters=12)


def key(item: str, to: str, origin: str = "DE") -> CellKey:
    return CellKey("licences", ("individual", item, to), origin)


CELL = key("0A", "CN")


def held(
    *figures: float,
    available: bool = True,
    statistical: bool = True,
    marks: Mapping[CellKey, HeldBack] | None = None,
    uncleared: tuple[CellKey, ...] = (),
    template: Template = TEMPLATE,
    two: float | None = None,
    shows: Iterable[Measure] = Measure,
) -> str:
    """Why one cell is held back; its figures: number, value, fewest exporters, largest part."""
    number, value, fewest, largest = figures
    second = (largest if two is None else two) - largest
    third = min(second, value - largest - second)
    parts = [largest, largest + second, largest + second + third]
    row = [[number, value, fewest, fewest + 2, *parts]]
    cells = CellFigures(
        keys=(CELL,),
        shows={CELL: frozenset(shows)},
        figures=np.array(row, dtype=np.float64),
        available=np.array([available]),
        statistical=np.array([statistical]),
        index={CELL: 0},
    )
    found = primary(template, cells, marks or {}, uncleared)
    assert set(found) <= {CELL}
    return found[CELL].why if found else ""


@pytest.mark.parametrize(
    ("figures", "why"),
    [
        ((10, 1000, 3, 850), ""),  # three, and 85 % is no more than 85 %
        ((10, 1000, 2, 100), rules.FEW),
        ((10, 1000, 0, 0), rules.FEW),  # nobody knows how many
        ((10, 1000, 3, 851), rules.DOMINANCE),
        ((10, 1000, 2, 999), rules.FEW),  # the first rule that holds is named
        ((0, 0, 0, 0), ""),  # a zero says that nobody did anything
        ((0, 1000, 1, 1000), rules.FEW),
        ((4, 0, 1, 0), rules.FEW),
    ],
)
def test_few_contributors_and_a_dominant_one_are_held_back(
    figures: tuple[float, ...], why: str
) -> None:
    """Found in use: tests G14."""
    assert held(*figures) == why


def stricter(**rules: object) -> Template:
    """The template with further rules."""
    disclosure = TEMPLATE.disclosure.model_copy(update=rules)
    return TEMPLATE.model_copy(update={"disclosure": disclosure})


@pytest.mark.parametrize(
    ("largest", "two", "why"),
    [
        (500, 900, ""),  # a hundred hides five hundred
        (500, 950, ""),  # ten percent of the largest is enough
        (500, 951, rules.P_PERCENT),  # Italy's EU001, where the third had 1 % (disclosure V5)
        (850, 1000, rules.P_PERCENT),
        (851, 1000, rules.DOMINANCE),
    ],
)
def test_the_second_largest_must_not_tell_the_largest(largest: int, two: int, why: str) -> None:
    by_p = stricter(p_percent=Decimal("0.10"))
    assert held(10, 1000, 3, largest, two=two, template=by_p) == why


@pytest.mark.parametrize(
    ("fewest", "largest", "two", "why"),
    [
        (3, 400, 700, rules.FEW),  # two who pool see the third to the cent (disclosure V5)
        (4, 400, 700, rules.P_PERCENT),  # the third may have all three hundred
        (4, 400, 600, ""),  # he has at most two hundred, and two hundred are left
        (4, 400, 680, ""),  # at most 280, and the 40 that are left are ten percent
        (4, 400, 681, rules.P_PERCENT),
    ],
)
def test_two_who_pool_must_not_tell_the_largest(
    fewest: int, largest: int, two: int, why: str
) -> None:
    pooled = stricter(p_percent=Decimal("0.10"), pooling=2)
    assert held(10, 1000, fewest, largest, two=two, template=pooled) == why


def test_a_value_that_no_table_shows_holds_back_no_number() -> None:
    number = (Measure.NUMBER,)
    by_p = stricter(p_percent=Decimal("0.10"))
    assert held(10, 1000, 5, 990, shows=number, template=by_p) == ""
    assert held(10, 1000, 2, 990, shows=number, template=by_p) == rules.FEW


def test_what_nobody_knows_or_no_rule_protects_is_not() -> None:
    few, dominant = (10, 1000, 1, 1000), (10, 1000, 3, 999)
    for figures in (few, dominant):
        assert held(*figures, available=False) == ""
        assert held(*figures, statistical=False) == ""


def test_a_mark_comes_before_what_is_not_cleared_and_that_before_every_rule() -> None:
    few = (10, 1000, 1, 1000)
    mark = {CELL: HeldBack("mark:defence", ("FR",))}
    other = {key("0B", "CN"): HeldBack("mark:defence", ("FR",))}
    assert held(*few, marks=mark, uncleared=(CELL,)) == "mark:defence"
    assert held(*few, marks=other, uncleared=(CELL,)) == rules.NOT_CLEARED
    assert held(*few, marks=other, uncleared=(key("0B", "CN"),)) == rules.FEW
    nothing = (0, 0, 0, 0)
    assert held(*nothing, marks=mark) == "mark:defence"
    assert held(*nothing, uncleared=(CELL,)) == rules.NOT_CLEARED


def test_every_cell_is_looked_at_by_itself() -> None:
    keys = tuple(key(item, "CN") for item in ("0A", "0B", "1A"))
    cells = CellFigures(
        keys=keys,
        shows={},
        figures=np.array(
            [[5, 100, 1, 1, 100, 100, 100], [5, 100, 5, 5, 20, 40, 60], [0] * 7], dtype=float
        ),
        available=np.array([True] * 3),
        statistical=np.array([True] * 3),
    )
    assert primary(TEMPLATE, cells, {}, ()) == {keys[0]: HeldBack(rules.FEW)}


# --- marks ----------------------------------------------------------------------------------------


def marks_of(marks: Mapping[CellKey, Any]) -> dict[CellKey, HeldBack]:
    """What marks hold, of what is published; a cell may have several."""
    first = {at: given[0] for at, given in marks.items()}
    consolidation = consolidated(TEMPLATE, RECORDS, first)
    for at, given in marks.items():
        consolidation.marks[at] = given  # type: ignore[index]
    cells = published_cells(TEMPLATE, "licences")
    return marked(consolidation, cells)


def mark(ground: MarkGround, by: str = "DE", **group: str) -> Mark:
    return Mark(ground=ground, by=by, **group)


def test_a_mark_holds_its_cell_and_what_is_below_it_and_nothing_else() -> None:
    found = marks_of({key("C0", "*"): (mark(MarkGround.DEFENCE),)})
    assert found == {
        key(item, "*"): HeldBack("mark:defence", ("DE",)) for item in ("C0", "0A", "0B")
    }


def test_a_state_marks_its_own_cells_only() -> None:
    assert marks_of({key("C0", "*", "DE"): (mark(MarkGround.DEFENCE, "FR"),)}) == {}


def test_in_a_larger_group_it_may_be_shown() -> None:
    wider = mark(MarkGround.COMMERCIAL, dimension="destination", group="*")
    found = marks_of({key("*", "CN"): (wider,)})
    assert set(found) == {key("*", "CN"), key("*", "east")}
    east = mark(MarkGround.COMMERCIAL, dimension="destination", group="east")
    assert set(marks_of({key("*", "CN"): (east,)})) == {key("*", "CN")}


@pytest.mark.parametrize("never", ["defence", "foreign_policy", "security"])
@pytest.mark.parametrize("other", ["statistical", "personal", "commercial"])
def test_of_two_marks_the_ground_that_is_never_lifted_holds(never: str, other: str) -> None:
    """Found in use: tests G15."""
    strict, mild = mark(MarkGround(never)), mark(MarkGround(other), "DE")
    for given in ((strict, mild), (mild, strict)):
        found = marks_of({key("0A", "*"): given})
        assert found == {key("0A", "*"): HeldBack(f"mark:{never}", ("DE",))}


def test_of_two_alike_the_first_is_named_and_both_who_said_so() -> None:
    one, two = mark(MarkGround.PERSONAL), mark(MarkGround.COMMERCIAL, "DE-BW")
    found = marks_of({key("0A", "*"): (one, two)})
    assert found == {key("0A", "*"): HeldBack("mark:personal", ("DE", "DE-BW"))}
    three = mark(MarkGround.SECURITY)
    found = marks_of({key("0A", "*"): (mark(MarkGround.DEFENCE), three)})
    assert found[key("0A", "*")].why == "mark:defence"
