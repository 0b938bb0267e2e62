"""The data dictionary: what every column of every CSV means, as CSV on the Web metadata (W3C).

A program reads it as a table group with schemas; the page on data shows it to people.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import Edition
from gateway.reports.publication.downloads import COLUMNS, TOGETHER_COLUMNS
from gateway.reports.publication.words import NO_SUM, STATES, TOGETHER, TOGETHER_MEANING

APOSTROPHE = (
    "A text that begins with =, +, -, @, a tab or a carriage return stands behind an "
    "apostrophe, so that no spreadsheet takes it for a formula."
)


def data_dictionary(edition: Edition) -> dict[str, Any]:
    """Return the dictionary of an edition's files, with addresses relative to its own."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": edition.title,
        "dc:description": APOSTROPHE,
        "dc:issued": _issued(edition),
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "rdfs:comment": [f"state {state.value}: {STATES[state].meaning}" for state in CellState]
        + [f"{NO_SUM.name}: {NO_SUM.meaning}"],
        "tables": [
            *(
                {
                    "url": f"{table.key}.csv",
                    "dc:title": f"Table {table.number}: {table.title}",
                    "dc:description": f"Rows: {table.row_title}. Columns: {table.column_title}. "
                    f"Section {table.section} of Recommendation (EU) 2024/214.",
                    "tableSchema": _schema(["row_code", "column_code"], COLUMNS),
                }
                for table in edition.tables
            ),
            {
                "url": "held-together.csv",
                "dc:title": TOGETHER,
                "dc:description": TOGETHER_MEANING,
                "tableSchema": _schema(
                    ["table", "side", "total_code", "across_code"], TOGETHER_COLUMNS
                ),
            },
        ],
    }


def _schema(key: Sequence[str], columns: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    return {
        "primaryKey": list(key),
        "columns": [
            {
                "name": name,
                "titles": name,
                "datatype": kind,
                "required": name not in _MAY_BE_EMPTY,
                "dc:description": meaning,
            }
            for name, kind, meaning in columns
        ],
    }


_MAY_BE_EMPTY = {"number", "value_eur", "why", "said_by"}


def _issued(edition: Edition) -> str:
    return (edition.published_on or edition.frozen_at.date()).isoformat()
