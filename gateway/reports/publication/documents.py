"""The document alone, without the site: a new one, or one that people are writing."""

from __future__ import annotations

from gateway.domain.annual.edition import Edition
from gateway.reports.publication.charts import ChartData
from gateway.reports.publication.drawing import WIDE, draw
from gateway.reports.publication.plans import charts_of
from gateway.reports.publication.word import Replaced, into_document, tables_document


def document_of(edition: Edition) -> bytes:
    """Return a new document of an edition's tables and charts."""
    charts = charts_of(edition)
    return tables_document(edition, charts, _drawings(charts))


def renewed(edition: Edition, draft: bytes) -> Replaced:
    """Replace an edition's tables and charts in a document.

    Raises:
        InputError: It is no DOCX, or a control of ours stands within a line of text.
    """
    charts = charts_of(edition)
    return into_document(edition, charts, _drawings(charts), draft)


def _drawings(charts: dict[str, tuple[ChartData, ...]]) -> dict[tuple[str, str], str]:
    return {
        (chart.name, WIDE.name): draw(chart, WIDE)
        for group in charts.values()
        for chart in group
        if chart.draws
    }
