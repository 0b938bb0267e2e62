"""The code is public: whoever runs it over years that may be true looks which prints the same."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gateway.domain.annual.template import Template
from tests.support.method_attack import attack_by_method, printed
from tests.support.needs import sampled
from tests.support.small_template import small_template
from tests.support.small_years import Record, seeded_records

TEMPLATE = small_template()


def small_year(seed: int) -> tuple[Record, ...]:
    size = {"licences": 25 + seed, "transits": 6}
    return seeded_records(TEMPLATE, seed, size=size, exporters=8 + seed)


@pytest.mark.parametrize("seed", sampled([4], 0))
def test_who_runs_the_method_is_left_with_more_than_one_candidate(seed: int) -> None:
    found = attack_by_method(TEMPLATE, small_year(seed), figures=3)
    assert found.figures == 3
    assert found.years >= 2 * found.figures
    assert not found.exact


def test_a_method_that_chooses_by_a_secret_tells_it() -> None:
    """He finds what a method gives away that holds back by the last digits of a figure."""
    careful = small_year(2)

    def careless(template: Template, records: Sequence[Record]) -> object:
        last = [cents % 1000 for record in records for _, cents in record.lines]
        return printed(template, records), last

    found = attack_by_method(TEMPLATE, careful, figures=1, looks=1, prints=careless)
    assert found.exact
