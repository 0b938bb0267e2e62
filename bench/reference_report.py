"""The straight-line programs that add submissions up: a dictionary in plain Python, and DuckDB.

They start from the same bodies and do nothing else: no check of a code or a figure, no marks,
no States' cells. Numbers and values of the Union come out, which must be the same.
"""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

from bench.report_ground import bodies_of
from comity.v1 import annual_cells_pb2

Union = dict[tuple[str, str], tuple[int, int]]
"""By table and the joined codes of a place: number and cents."""


def by_dict(folder: Path) -> Union:
    """Add up in a dictionary, row by row."""
    found: dict[tuple[str, str], list[int]] = {}
    for path in sorted(folder.glob("*.parts")):
        for table, at, number, cents in _rows(path):
            cell = found.setdefault((table, at), [0, 0])
            cell[0] += number
            cell[1] += cents
    return {key: (number, cents) for key, (number, cents) in found.items()}


def write_csv(folder: Path) -> None:
    """Write the cells as the CSV file that `by_duckdb` reads; not measured."""
    with (folder / "cells.csv").open("w", newline="", encoding="utf-8") as file:
        for path in sorted(folder.glob("*.parts")):
            csv.writer(file).writerows(_rows(path))


def by_duckdb(folder: Path) -> Union:
    """Add up by SQL over a CSV file."""
    with duckdb.connect() as db:
        rows = db.execute(
            "SELECT t, place, sum(number), sum(cents) FROM read_csv(?, header=false, columns="
            "{'t': 'VARCHAR', 'place': 'VARCHAR', 'number': 'BIGINT', 'cents': 'BIGINT'}) "
            "GROUP BY ALL",
            [str(folder / "cells.csv")],
        ).fetchall()
    return {(table, at): (int(number), int(cents)) for table, at, number, cents in rows}


def _rows(path: Path) -> list[tuple[str, str, int, int]]:
    found = []
    for body in bodies_of(path):
        for block in annual_cells_pb2.CellBlocks.FromString(body).blocks:
            codes = [list(axis.codes) for axis in block.dimensions]
            places = zip(
                *(
                    [known[at] for at in axis.rows]
                    for known, axis in zip(codes, block.dimensions, strict=True)
                ),
                strict=True,
            )
            found += [
                (block.table, "|".join(place), number, cents)
                for place, number, cents in zip(
                    places, block.number, block.value_cents, strict=True
                )
            ]
    return found
