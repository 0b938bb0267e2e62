"""Published tables beside SQL over the records that they were made from, cell by cell.

The tables are the CSV files of `comity report demo`, the records those that its authorities
reported before each edition; DuckDB counts them with the European Central Bank's own file of
rates and shares no code with what was published.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from gateway.domain.annual.records import AnnualRecord
from gateway.domain.annual.template import Template
from gateway.domain.annual.templates import shipped_templates
from gateway.reports.rates import shipped_rates
from lab.report_demo.year import demo_year
from tests.support.duckdb_report import Totals, export, open_export, totals

CENTS = 100


def compare_demo(folder: Path) -> dict[str, Any]:
    """Compare every cell that the editions of a demo show.

    Args:
        folder: What `comity report demo --out` has written, by the shipped template.
    """
    told = json.loads((folder / "summary.json").read_text("utf-8"))
    template = max(shipped_templates(), key=lambda each: each.published)
    year = demo_year(
        template, shipped_rates(), seed=told["seed"], scale=told["scale"], states=told["states"]
    )
    editions = []
    for edition in told["editions"]:
        late = edition["number"] > 1
        years = {
            code: [each for each in records if late or each.reference not in year.forgotten]
            for code, records in year.records.items()
        }
        data = folder / f"edition-{edition['number']}" / "data"
        editions.append({"edition": edition["number"], **compare(template, years, data)})
    return {"published": editions}


def compare(
    template: Template, years: Mapping[str, Iterable[AnnualRecord]], data: Path
) -> dict[str, Any]:
    """Compare the cells of CSV files with what SQL counts in records."""
    found: Counter[str] = Counter()
    different: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        export(Path(name), template, years)
        with open_export(Path(name), template.year) as db:
            for view in template.view:
                expected = totals(db, template, view)
                with (data / f"{view.key}.csv").open(encoding="utf-8", newline="") as file:
                    for cell in csv.DictReader(file):
                        found["cells"] += 1
                        found[cell["state"]] += 1
                        if not _agrees(cell, expected):
                            different.append(
                                f"table {view.number}, {cell['row_code']}, {cell['column_code']}"
                            )
    return {**found, "cells_that_sql_finds_different": len(different), "first": different[:5]}


def _agrees(cell: Mapping[str, str], expected: Totals) -> bool:
    """Say whether a cell shows what SQL counts; of one that shows nothing there is no telling."""
    if cell["state"] not in {"value", "zero"}:
        return True
    rows = cell["row_code"].split("+")  # rows that are shown as one
    parts = [expected.get((row, cell["column_code"]), (0, 0)) for row in rows]
    number, cents = (sum(each) for each in zip(*parts, strict=True))
    shown = (cell["number"], cell["value_eur"])
    if cell["state"] == "zero":
        return (number, cents) == (0, 0)
    return (not shown[0] or int(shown[0]) == number) and (
        not shown[1] or Decimal(shown[1]) * CENTS == cents
    )
