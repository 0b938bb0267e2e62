"""Which charts are drawn, and on which page of the story they stand.

A table that no plan names gets the chart that the template asks for, so that the template
of another year needs no code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.domain.annual.edition import Edition, PublishedTable
from gateway.domain.annual.template import Chart as Wish
from gateway.domain.annual.template import Measure
from gateway.reports.publication.charts import ChartData, Plan, Style, chart_of
from gateway.reports.publication.unshown import of_chapter

NUMBER, VALUE = Measure.NUMBER, Measure.VALUE

OVERVIEW = (
    Plan("licences_by_state", Style.YEARS, VALUE, "Authorised value by year"),
    Plan("licences_by_state", Style.YEARS, NUMBER, "Authorisations by year"),
    Plan("licences_by_state", Style.BARS, VALUE, "Value by kind of authorisation", turned=True),
    Plan("licences_by_state", Style.BARS, NUMBER, "Number by kind of authorisation", turned=True),
    Plan("licences_by_state", Style.MAP, VALUE, "Authorised value by Member State"),
    Plan("licences_by_item", Style.STACKED, VALUE, "Authorised value by item category and kind"),
    Plan(
        "licences_by_destination",
        Style.STACKED,
        VALUE,
        "Authorised value by destination and kind, the largest shown",
        level="country",
        top=15,
    ),
    Plan(
        "licences_by_destination",
        Style.BARS,
        NUMBER,
        "Authorisations by destination, the largest shown",
        level="country",
        top=15,
    ),
    Plan(
        "individual_item_destination",
        Style.HEAT,
        VALUE,
        "Individual authorisations: value by item category and region",
    ),
)
DENIALS = (
    Plan("denials_by_state", Style.YEARS, NUMBER, "Denials by year"),
    Plan("denials_by_ground", Style.BARS, NUMBER, "Why: grounds of denials", turned=True),
    Plan("denials_by_item", Style.STACKED, NUMBER, "Denials by item category and kind of decision"),
    Plan(
        "denials_by_destination",
        Style.BARS,
        NUMBER,
        "Denials by destination, the largest shown",
        level="country",
        top=15,
    ),
    Plan("denials_by_state", Style.MAP, NUMBER, "Denials by Member State"),
    Plan("denials_by_item", Style.BARS, VALUE, "Value of denials by item category"),
)
CYBER = (
    Plan("cyber_by_group", Style.STACKED, NUMBER, "Applications by item group and decision"),
    Plan(
        "cyber_by_destination",
        Style.STACKED,
        NUMBER,
        "Applications by destination and decision, the largest shown",
        level="country",
        top=15,
    ),
    Plan("cyber_by_state", Style.STACKED, NUMBER, "Applications by Member State and decision"),
)
STORIES: dict[str, tuple[Plan, ...]] = {
    "index": OVERVIEW,
    "denials": DENIALS,
    "cyber-surveillance": CYBER,
}
"""Plans by the name of the page that tells them."""

_FORMS = {
    Wish.BARS: Style.BARS,
    Wish.STACKED: Style.STACKED,
    Wish.HEAT: Style.HEAT,
    Wish.MAP: Style.MAP,
}


def charts_of(edition: Edition) -> dict[str, tuple[ChartData, ...]]:
    """Return the charts of every table, by its key, numbered within the table.

    Args:
        edition: What is published. A table that is not in it has no chart.
    """
    planned: dict[str, list[Plan]] = {}
    for plans in STORIES.values():
        for plan in plans:
            planned.setdefault(plan.table, []).append(plan)
    return {
        table.key: tuple(_numbered(edition, table, planned.get(table.key) or _wished(table)))
        for table in edition.tables
    }


def told_on(page: str, charts: dict[str, tuple[ChartData, ...]]) -> tuple[ChartData, ...]:
    """Return the charts of a page of the story, in its order."""
    by_plan = {chart.plan: chart for group in charts.values() for chart in group}
    return tuple(by_plan[plan] for plan in STORIES[page] if plan in by_plan)


def in_place_of(charts: Sequence[ChartData], edition: Edition) -> str:
    """Return the sentence in place of charts none of which is drawn; empty where one is.

    Args:
        charts: The charts of a chapter.
        edition: What is published, whose cells say why.
    """
    if not charts or any(chart.draws for chart in charts):
        return ""
    keys = {chart.plan.table for chart in charts}
    return of_chapter([table for table in edition.tables if table.key in keys])


def _numbered(
    edition: Edition, table: PublishedTable, plans: Sequence[Plan]
) -> Iterator[ChartData]:
    place = 0
    for plan in plans:
        if plan.measure not in table.measures or not table.rows or not table.columns:
            continue
        number = table.number + ("" if place == 0 else chr(ord("a") + place))
        yield chart_of(edition, table, plan, number)
        place += 1


def _wished(table: PublishedTable) -> list[Plan]:
    form = _FORMS.get(table.chart)
    if form is None:
        return []
    measure = VALUE if VALUE in table.measures else NUMBER
    return [Plan(table.key, form, measure, top=20 if form in {Style.BARS, Style.STACKED} else 0)]
