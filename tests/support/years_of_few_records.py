"""Years with few records, protected by the product's own functions as a published year is."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from gateway.domain.annual.edition import Edition
from gateway.domain.annual.templates import shipped_templates
from gateway.reports.disclosure import protect
from gateway.reports.editions import Freeze, edition
from gateway.reports.published_tables import appear
from gateway.reports.rates import shipped_rates
from lab.report_demo.year import demo_year
from tests.support.annual import consolidated

_FREEZE = Freeze("EU-R-2025", "Report", datetime(2026, 6, 1, tzinfo=UTC))


@cache
def small_edition(*, authorities: int, each: int) -> Edition:
    """Return the edition of a year in which hardly anything was licensed.

    Args:
        authorities: So many of them have records, by their codes; the others have none.
        each: So many records has each of those.
    """
    law, rates = shipped_templates()[-1], shipped_rates()
    year = demo_year(law, rates, seed=1, scale=0.02)
    busy = sorted(year.records)[:authorities]
    records = {code: found[:each] if code in busy else () for code, found in year.records.items()}
    union = consolidated(law, records, rates)
    held = protect(union)
    return edition(union, appear(union, held.held, held.merges), _FREEZE)
