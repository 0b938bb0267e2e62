"""Purities and numbers behind one name tell grades of one thing apart."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gateway.matching.items.grades import other_grades, read_numbers
from gateway.matching.items.item import CONTRADICTED, compare_items
from gateway.matching.transaction import ITEM_LIKELY
from tests.unit.matching.cases import item, parameter


@pytest.mark.parametrize(
    ("ours", "theirs", "why"),
    [
        ("Bismuth 99.999 %", "Wismut, 99,9 %", "another purity: 99.999 % and 99.9 %"),
        ("Hafnium 100 %", "Hafnium 97 %", "another purity: 100 % and 97 %"),
        ("Accelerator, performance 4800", "Accelerator, performance 310", "performance 4800 and"),
        ("Bildverstärker Gen 3", "Image intensifier Gen 1", "gen 3 and 1"),
        ("Pump QT-450", "Pump QT 2200", "qt 450 and 2200: another grade"),
    ],
)
def test_numbers_without_units_tell_grades_apart(ours: str, theirs: str, why: str) -> None:
    mine, their = item("6A003", description=ours), item("6A003", description=theirs)
    said = list(other_grades(mine, their))
    found = compare_items(mine, their)

    assert [each for each in said if each.startswith(why)]
    assert list(other_grades(their, mine))
    assert found.score <= CONTRADICTED < ITEM_LIKELY
    assert set(said) <= set(found.reasons)


def test_a_declared_purity_counts_as_one_of_the_text_does() -> None:
    declared = item(description="Boron", parameters=(parameter("purity", Decimal("99.99"), "%"),))

    assert list(other_grades(declared, item(description="Boron 95 %")))
    assert not list(other_grades(declared, item(description="Boron 99.98 %")))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Masks, qty 40", "Masks, qty 4000"),
        ("Mill, built in year 2014", "Mill, year 1024"),
        ("Pump QT-450", "Pump QT450"),
        ("Pump QT-450, QT-900", "Pump QT-1200"),
        ("Bismuth 99.999 %", "Bismuth, at least 99 %"),
        ("Bismuth 99.99 %", "Bismuth 99.98 %"),
        ("Sensor, accuracy 0.25 %", "Sensor, accuracy 0.5 %"),
        ("Mask EN 143", "Mask EN 14387"),
    ],
)
def test_amounts_bounds_and_norms_tell_nothing_apart(ours: str, theirs: str) -> None:
    assert not list(other_grades(item(description=ours), item(description=theirs)))


def test_a_name_that_stands_twice_has_no_one_number() -> None:
    assert not read_numbers("stage 2 and stage 3").named
