"""Administration and enforcement as tables: an indicator a column, a Member State a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gateway.domain.annual.edition import Edition
from gateway.reports.publication.words import regrouped

NO_ANSWER = "No Member State has answered any of it: it is not available, and nothing is estimated."


class IndicatorSection(NamedTuple):
    """The indicators of one section.

    Attributes:
        columns: Titles of the indicators.
        rows: Code of the Union or a Member State and its answers: empty is not available,
            None is no answer at all, as of a sum that is not made.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str | None, ...]], ...]

    @property
    def unshown(self) -> str:
        """The sentence in place of the table, where none has answered anything."""
        return "" if any(any(answers) for _, answers in self.rows) else NO_ANSWER


def administration(edition: Edition, names: Mapping[str, str]) -> list[IndicatorSection]:
    """Return the indicators by section; Member States are in the order of the names."""
    shown = {(each.key, each.origin): each.shown for each in edition.indicators}
    sections: dict[str, dict[str, str]] = {}
    for each in edition.indicators:
        sections.setdefault(each.section, {})[each.key] = each.title
    parts = []
    for section, titles in sections.items():
        answered = {origin for key, origin in shown if key in titles}
        parts.append(
            IndicatorSection(
                title=section.lstrip("0123456789. "),
                columns=tuple(titles.values()),
                rows=tuple(
                    (code, tuple(_answer(shown.get((key, code))) for key in titles))
                    for code in names
                    if code in answered
                ),
            )
        )
    return parts


def _answer(shown: str | None) -> str | None:
    return None if shown is None else regrouped(shown)
