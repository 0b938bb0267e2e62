"""Seeded small years, attacked as an outsider and as exporters; the bench attacks 1,000."""

from __future__ import annotations

from random import Random

import pytest

from gateway.reports.consolidation import HeldBack
from gateway.reports.disclosure import audit, protect
from gateway.reports.disclosure.primary import COMPLEMENTARY
from gateway.reports.published_tables import appear
from tests.support.attacks import as_exporters, as_outsider
from tests.support.attacks_on_editions import Correction, as_reader_of_both, corrected, play
from tests.support.needs import sampled
from tests.support.small_template import small_template
from tests.support.small_years import Record, consolidated, seeded_records

TEMPLATE = small_template()


def small_year(seed: int) -> tuple[Record, ...]:
    draw = Random(seed)
    size = {"licences": draw.randrange(20, 120), "transits": draw.randrange(5, 40)}
    exporters = draw.randrange(5, 30)
    return seeded_records(TEMPLATE, seed, size=size, exporters=exporters, skew=1.0)


@pytest.mark.parametrize("seed", sampled([3, 4], 0, 1, 2, 5))
def test_neither_outsider_nor_exporter_places_a_held_figure(seed: int) -> None:
    records = small_year(seed)
    consolidation = consolidated(TEMPLATE, records)
    found = protect(consolidation)
    tables = appear(consolidation, found.held, found.merges)
    audit(TEMPLATE, tables)
    secret = {key for key, why in found.held.items() if why.why != COMPLEMENTARY}
    outsider = as_outsider(TEMPLATE, tables, records, secret)
    exporter = as_exporters(TEMPLATE, tables, records, secret, exporters=2)
    assert outsider.figures
    assert exporter.figures
    assert (outsider.leaks, exporter.leaks) == (0, 0)


def test_the_attacker_finds_what_only_primary_suppression_leaves_open() -> None:
    """An attack that finds nothing says something only if it can find something."""
    records = small_year(5)
    consolidation = consolidated(TEMPLATE, records)
    found = protect(consolidation)
    secret = {key for key, why in found.held.items() if why.why != COMPLEMENTARY}
    careless = appear(consolidation, {key: HeldBack("few") for key in secret}, {})
    assert as_outsider(TEMPLATE, careless, records, secret).leaks


@pytest.mark.parametrize("seed", sampled([1, 2], 0, 3, 6, 11))
def test_two_editions_give_away_no_figure_that_either_holds_back(seed: int) -> None:
    """The reader even knows which figures the corrigendum has changed."""
    found = as_reader_of_both(play(TEMPLATE, corrected(small_year(100 + seed), seed)))
    assert found.figures
    assert found.leaks == 0


@pytest.mark.parametrize(
    ("seed", "exporters", "skew", "apart"), [(8, 29, 0.3, 0), (18, 33, 1.0, 0), (22, 6, 2.0, 1)]
)
def test_two_editions_give_a_member_state_no_figure_that_either_holds_back(
    seed: int, exporters: int, skew: float, apart: int
) -> None:
    """Of year 8 FR placed a figure of DE by what it had had itself before; the audit asks each.

    In year 18 nothing is left of cells that the first edition held back, which stay held back. In
    year 22 one late licence stands beside those of SE alone: what both editions show tells of it.
    """
    law = small_template()
    read = law.disclosure.model_copy(update={"one_state": True, "states_read": True})
    law = law.model_copy(update={"disclosure": read})
    draw = Random(seed)
    size = {"licences": draw.randrange(20, 160), "transits": draw.randrange(5, 40)}
    records = seeded_records(law, seed, size=size, exporters=exporters, skew=skew)
    assert play(law, corrected(records, seed)).audited.apart == apart


def test_a_state_that_comes_late_is_not_what_the_union_has_gained() -> None:
    """The first edition was without it: what the Union's totals gain is the State's figure.

    An edition that is made without the first gives it away, and the attacker finds that.
    """
    before = tuple(
        Record("licences", state, f"{state}{n}", ((("individual", item, to), 100_000),))
        for state in ("DE", "FR", "IT", "SE")
        for item in ("0A", "0B", "1A")
        for to in ("CN", "IN", "US")
        for n in range(4)
    )
    late = Record("licences", "AT", "AT0", ((("individual", "0A", "CN"), 50_000),))
    correction = Correction(before, (*before, late), ("AT",), ("state",))
    assert as_reader_of_both(play(TEMPLATE, correction, apart=True)).leaks
    played = play(TEMPLATE, correction)
    assert "AT" in {key.origin for key in played.secrets[1]}
    assert as_reader_of_both(played).leaks == 0
