"""Consolidation: 27 submissions of 10,000 rows, and 1,000,000 rows in all, from signed parts.

Each run is a process of its own that reads the bodies of the parts as they are held, decodes
and checks them, and adds them up; `peak_mib` is the most memory that the whole process held,
with Python and its libraries. The references start from the same bodies (`dict_seconds`) and
from a CSV file (`duckdb_seconds`), check nothing, and must come to the same Union. `year` is
the made year of the Union from its records to the published tables, each cell of which is
computed once more by DuckDB over the records.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import itertools

from bench.reference_report import Union, by_dict, by_duckdb, write_csv
from bench.registers import peak_mib, report
from bench.report_ground import blocks_of, lay
from bench.report_published import compare_demo
from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import ORIGIN, TOTAL
from gateway.domain.annual.edition import PublishedTable, Source
from gateway.domain.annual.submission import Submission
from gateway.domain.annual.templates import shipped_templates
from gateway.reports.consolidation import consolidate
from gateway.reports.published_tables import appear
from gateway.reports.rates import shipped_rates
from lab.synthetic_year.union import made_union
from tests.support.annual import consolidated, source_of, submission
from tests.support.duckdb_report import export, open_export, totals

TEMPLATE = shipped_templates()[-1]
SIZES = (270_000, 1_000_000)
ROUNDS = 3


def submissions(folder: Path) -> Iterator[tuple[Source, Submission]]:
    """Read the submissions one by one, so that one is in memory at a time."""
    for state in TEMPLATE.code_list(ORIGIN).children():
        empty = submission(TEMPLATE, state, (), without=[each.key for each in TEMPLATE.table])
        blocks = blocks_of(folder / f"{state}.parts")
        yield source_of(state), empty.model_copy(update={"blocks": blocks})


def product(folder: Path) -> Union:
    """Consolidate as the Commission does."""
    frame = consolidate(TEMPLATE, submissions(folder)).frame
    union = frame.filter(frame["origin"] == TOTAL).select("table", "at", "number", "value_cents")
    return {(table, at): (number, cents) for table, at, number, cents in union.iter_rows()}


def measure(which: str, folder: Path) -> None:
    """Run one of the programs once and print what it took."""
    program: Callable[[Path], Union]
    if which == "product":
        started = time.perf_counter()
        found = consolidate(TEMPLATE, submissions(folder))
        seconds, peak = time.perf_counter() - started, peak_mib()
        union = product(folder)
        cells = found.frame.height
    else:
        program = {"dict": by_dict, "duckdb": by_duckdb}[which]
        started = time.perf_counter()
        union = program(folder)
        seconds, peak, cells = time.perf_counter() - started, peak_mib(), len(union)
    digest = hashlib.sha256(repr(sorted(union.items())).encode()).hexdigest()
    print(json.dumps({"seconds": seconds, "peak_mib": peak, "cells": cells, "union": digest}))


def compare(rows: int, rounds: int) -> dict[str, Any]:
    """Measure the programs by turns over one set of submissions; the median of each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = lay(folder, TEMPLATE, rows)
        write_csv(folder)
        programs = ("product", "dict", "duckdb")
        found: dict[str, list[dict[str, Any]]] = {which: [] for which in programs}
        for _ in range(rounds):
            for which in programs:
                found[which].append(_in_a_process(which, folder))
        bytes_held = sum(path.stat().st_size for path in folder.glob("*.parts"))
    if len({run["union"] for runs in found.values() for run in runs}) != 1:
        raise SystemExit("the programs do not come to the same Union")
    middle = {
        which: sorted(runs, key=lambda run: run["seconds"])[rounds // 2]
        for which, runs in found.items()
    }
    return {
        "rows": made,
        "seconds": round(middle["product"]["seconds"], 2),
        "peak_mib": max(run["peak_mib"] for run in found["product"]),
        "cells": middle["product"]["cells"],
        "wire_mib": round(bytes_held / 2**20, 1),
        **{f"{w}_seconds": round(middle[w]["seconds"], 2) for w in programs[1:]},
        **{f"{w}_peak_mib": max(run["peak_mib"] for run in found[w]) for w in programs[1:]},
    }


def _in_a_process(which: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--measure", which, str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def whole_year(scale: float) -> dict[str, Any]:
    """Make the Union's year, count it, add it up, and compute each published cell by SQL."""
    rates = shipped_rates()
    laps = [time.perf_counter()]
    made = made_union(TEMPLATE, rates, scale=scale)
    years = {code: each.records for code, each in made.items()}
    laps.append(time.perf_counter())
    union = consolidated(TEMPLATE, years, rates)
    laps.append(time.perf_counter())
    tables = appear(union, {}, {})
    laps.append(time.perf_counter())
    different = cells = 0
    with tempfile.TemporaryDirectory() as name:
        export(Path(name), TEMPLATE, years)
        with open_export(Path(name), TEMPLATE.year) as db:
            for view, table in zip(TEMPLATE.view, tables, strict=True):
                shown, expected = _shown(table), totals(db, TEMPLATE, view)
                cells += len(table.rows) * len(table.columns)
                different += sum(
                    shown.get(key, (0, 0)) != expected.get(key, (0, 0))
                    for key in {*shown, *expected}
                )
    made_in, counted_in, shown_in = (b - a for a, b in itertools.pairwise(laps))
    return {
        "records": sum(map(len, years.values())),
        "made_seconds": round(made_in, 2),
        "counted_and_consolidated_seconds": round(counted_in, 2),
        "tables_seconds": round(shown_in, 2),
        "published_cells": cells,
        "cells_that_sql_finds_different": different,
    }


def _shown(table: PublishedTable) -> dict[tuple[str, str], tuple[int, int]]:
    return {
        (row.code, column.code): (cell.number or 0, cell.value_cents or 0)
        for row, cells in zip(table.rows, table.cells, strict=True)
        for column, cell in zip(table.columns, cells, strict=True)
        if cell.state is CellState.VALUE
    }


def main() -> None:
    """Measure both sizes and the year, and print what came out; the largest comes first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", type=int, nargs="*", default=SIZES, help="rows in all")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is the whole Union's year")
    parser.add_argument(
        "--published", type=Path, help="folder of a demo, whose published cells are compared"
    )
    parser.add_argument("--measure", nargs=2, metavar=("PROGRAM", "FOLDER"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        measure(args.measure[0], Path(args.measure[1]))
        return
    if args.published:
        report(compare_demo(args.published), as_json=args.json)
        return
    runs = [compare(rows, args.rounds) for rows in args.rows]
    year = whole_year(args.scale)
    if args.json:
        print(json.dumps({**max(runs, key=lambda run: run["rows"]), "runs": runs, "year": year}))
        return
    for run in (*runs, year):
        report(run, as_json=False)
        print()


if __name__ == "__main__":
    main()
