"""Which charts are drawn, and on which page of the story they stand.

A table that no plan names gets the chart that the template asks for, so that the template
of another year needs no code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.domain.annual.edition import Edition, PublishedTable
from gateway.domain.annual.template import Chart as Wish
from gateway.domain.annual.template import Measure
from gateway.reports.publication.charts import Chart, Form, Plan, chart_of
from gateway.reports.publication.unshown import of_chapter

NUMBER, VALUE = Measure.NUMBER, Measure.VALUE

OVERVIEW = (
    Plan("licences_by_state", Form.YEARS, VALUE, "Authorised value by year"),
    Plan("licences_by_state", Form.YEARS, NUMBER, "Authorisations by year"),
    Plan("licences_by_state", Form.BARS, VALUE, "Value by kind of authorisation", turned=True),
    Plan("licences_by_state", Form.BARS, NUMBER, "Number by kind of authorisation", turned=True),
    Plan("licences_by_state", Form.MAP, VALUE, "Authorised value by Member State"),
    Plan("licences_by_item", Form.STACKED, VALUE, "Authorised value by item category and kind"),
    Plan(
        "licences_by_destination",
        Form.STACKED,
        VALUE,
        "Authorised value by destination and kind, the largest shown",
        level="country",
        top=15,
    ),
    Plan(
        "licences_by_destination",
        Form.BARS,
        NUMBER,
        "Authorisations by destination, the largest shown",
        level="country",
        top=15,
    ),
    Plan(
        "individual_item_destination",
        Form.HEAT,
        VALUE,
        "Individual authorisations: value by item category and region",
    ),
)
DENIALS = (
    Plan("denials_by_state", Form.YEARS, NUMBER, "Denials by year"),
    Plan("denials_by_ground", Form.BARS, NUMBER, "Why: grounds of denials", turned=True),
    Plan("denials_by_item", Form.STACKED, NUMBER, "Denials by item category and kind of decision"),
    Plan(
        "denials_by_destination",
        Form.BARS,
        NUMBER,
        "Denials by destination, the largest shown",
        level="country",
        top=15,
    ),
    Plan("denials_by_state", Form.MAP, NUMBER, "Denials by Member State"),
    Plan("denials_by_item", Form.BARS, VALUE, "Value of denials by item category"),
)
CYBER = (
    Plan("cyber_by_group", Form.STACKED, NUMBER, "Applications by item group and decision"),
    Plan(
        "cyber_by_destination",
        Form.STACKED,
        NUMBER,
        "Applications by destination and decision, the largest shown",
        level="country",
        top=15,
    ),
    Plan("cyber_by_state", Form.STACKED, NUMBER, "Applications by Member State and decision"),
)
STORIES: dict[str, tuple[Plan, ...]] = {
    "index": OVERVIEW,
    "denials": DENIALS,
    "cyber-surveillance": CYBER,
}
"""Plans by the name of the page that tells them."""

_FORMS = {
    Wish.BARS: Form.BARS,
    Wish.STACKED: Form.STACKED,
    Wish.HEAT: Form.HEAT,
    Wish.MAP: Form.MAP,
}


def charts_of(edition: Edition) -> dict[str, tuple[Chart, ...]]:
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


def told_on(page: str, charts: dict[str, tuple[Chart, ...]]) -> tuple[Chart, ...]:
    """Return the charts of a page of the story, in its order."""
    by_plan = {chart.plan: chart for group in charts.values() for chart in group}
    return tuple(by_plan[plan] for plan in STORIES[page] if plan in by_plan)


def in_place_of(charts: Sequence[Chart], edition: Edition) -> str:
    """Return the sentence in place of charts none of which is drawn; empty where one is.

    Args:
        charts: The charts of a chapter.
        edition: What is published, whose cells say why.
    """
    if not charts or any(chart.draws for chart in charts):
        return ""
    keys = {chart.plan.table for chart in charts}
    return of_chapter([table for table in edition.tables if table.key in keys])


def _numbered(edition: Edition, table: PublishedTable, plans: Sequence[Plan]) -> Iterator[Chart]:
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
    return [Plan(table.key, form, measure, top=20 if form in {Form.BARS, Form.STACKED} else 0)]
