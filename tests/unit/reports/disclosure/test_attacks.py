"""Seeded small years, attacked as an outsider and as exporters; the bench attacks 1,000."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from gateway.domain.annual.template import Measure
from gateway.reports.appearing import appear
from gateway.reports.consolidation import Held
from gateway.reports.disclosure import audit, protect
from gateway.reports.disclosure.primary import COMPLEMENTARY
from gateway.reports.editions import Freeze, edition
from tests.support.attacker import Attack, Place, tightest
from tests.support.attacks import ROAMS, UNIT, as_exporters, as_outsider
from tests.support.small_template import small_template
from tests.support.small_years import Record, cells_of, consolidated, seeded_records

TEMPLATE = small_template()
FREEZE = Freeze("EU-R-2025", "Report", datetime(2026, 6, 1, tzinfo=UTC))


def small_year(seed: int) -> tuple[Record, ...]:
    draw = Random(seed)
    size = {"licences": draw.randrange(20, 120), "transits": draw.randrange(5, 40)}
    exporters = draw.randrange(5, 30)
    return seeded_records(TEMPLATE, seed, size=size, exporters=exporters, skew=1.0)


@pytest.mark.parametrize("seed", range(6))
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
    careless = appear(consolidation, {key: Held("few") for key in secret}, {})
    assert as_outsider(TEMPLATE, careless, records, secret).leaks


@pytest.mark.parametrize("seed", range(4))
def test_two_editions_give_away_no_figure_that_the_first_held_back(seed: int) -> None:
    """The attacker even knows which figures the late records have changed."""
    records = small_year(100 + seed)
    late = set(Random(seed).sample(range(len(records)), 2))
    before = [record for place, record in enumerate(records) if place not in late]
    first, second = consolidated(TEMPLATE, before), consolidated(TEMPLATE, records)
    found = protect(first)
    frozen = edition(first, appear(first, found.held, found.merges), FREEZE)
    again = protect(second, earlier=[frozen])
    tables = appear(second, again.held, again.merges)
    audit(TEMPLATE, tables, [frozen])
    then, now = cells_of(TEMPLATE, before), cells_of(TEMPLATE, records)
    truth = {
        Place(*key): float(sum(then[key].parts.values()))
        for key, why in found.held.items()
        if why.why != COMPLEMENTARY and key in then
    }
    attack = Attack(
        TEMPLATE,
        [tables, frozen.tables],
        Measure.VALUE,
        changed={Place(*key) for key in now if now[key] != then.get(key)},
        unit=UNIT[Measure.VALUE],
    )
    attack.roam(truth, ROAMS)
    reach, _ = tightest(attack, truth, share=0.1)
    assert reach >= 0.1 - 1e-6
