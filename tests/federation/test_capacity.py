"""The model of docs/capacity.md foretells what a federation of four takes."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from bench.capacity import CHECKED, SIZES, check, measure, tables
from bench.capacity_ground import NAMES, Figures
from bench.capacity_model import Constants, Run, load, predicted, shares, year
from gateway.trust.suites import Suite
from lab.commands.sandbox import union

OFF_BY = 0.25
DOCS = Path(__file__).parents[2] / "docs" / "capacity.md"
ONE = Figures(*([1.0] * len(NAMES)))
NONE = Figures()


async def test_four_members_take_what_the_model_foretells() -> None:
    of = await measure(Suite.ED25519)
    found = (await check(of, Suite.ED25519, Run(union()[:4], entries=10, letters=3)))["whole"]
    assert set(found) == set(CHECKED)
    wrong = {name: each for name, each in found.items() if abs(each["ratio"] - 1) > OFF_BY}
    # A visit, an entry or a letter takes more between four than between two, or something new
    # grows with the members: say it in bench/capacity_model.py and in docs/capacity.md.
    assert wrong == {}


def test_visits_grow_with_the_square_and_letters_do_not() -> None:
    visits = Constants(NONE, ONE, NONE, NONE, NONE, NONE)
    assert predicted(visits, Run(union(), 0, 0))["idle round"].calls == 870
    # The Commission is asked nothing.
    letters = Constants(NONE, NONE, NONE, NONE, NONE, ONE)
    assert predicted(letters, Run(union(), 0, 3))["letters"].calls == 87


def test_the_parts_of_all_authorities_are_what_the_federation_takes() -> None:
    of = Constants(NONE, ONE, NONE, ONE, NONE, ONE)
    everybody = shares(30)
    assert len(everybody) == 29
    assert sum(everybody.values()) == pytest.approx(1)
    entries = sum(load(share).entries for share in everybody.values())
    years = [year(of, 30, share) for share in everybody.values()]
    # Each entry is taken by 29 others, the Commission among them, whose half is not in the sum.
    taken = sum(each.entries.calls for each in years) + entries / 2
    assert taken == pytest.approx(entries * 29)


def test_what_is_kept_grows_as_is_said() -> None:
    found = year(Constants(NONE, NONE, NONE, NONE, NONE, ONE), 30, 0.1)
    a_year = found.stored_after(1, 0.1)
    assert found.stored_after(2, 0.1) == pytest.approx(2.1 * a_year)


def test_the_page_has_a_row_for_each_size() -> None:
    text = DOCS.read_text("utf-8")
    rows = list(tables(Constants(ONE, ONE, ONE, ONE, ONE, ONE)))
    for name in SIZES:
        assert sum(name in row for row in rows) == 4
        assert f"| {name}, average |" in text
    assert set(asdict(ONE)) == set(NAMES)
