"""Submissions for the bench of the report: as many cells as asked for, as they are held."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random

from gateway.domain.annual.cells import CellBlock
from gateway.domain.annual.codes import ORIGIN, TOTAL
from gateway.domain.annual.template import CollectedTable, Template
from gateway.wire.annual_cells import blocks_from_parts, blocks_to_parts

BIG = "authorisations"
_LENGTH = struct.Struct(">I")


def lay(folder: Path, template: Template, rows: int) -> int:
    """Write a submission of each Member State, of about as many rows together.

    Every table is there; the cells lie at random places of the whole grid of codes, so that
    the States' cells meet in some places and in others not.

    Returns:
        How many rows there are.
    """
    states = template.code_list(ORIGIN).children()
    grids = {table.key: _grid(template, table) for table in template.table}
    whole = 0
    for at, state in enumerate(states):
        rng = Random(f"bench/{rows}/{state}")  # noqa: S311 - no secret
        wanted = rows * (at + 1) // len(states) - rows * at // len(states)
        sizes = {key: min(len(grid), wanted // 40) for key, grid in grids.items() if key != BIG}
        sizes[BIG] = wanted - sum(sizes.values())
        blocks = [_block(template, key, grids[key], sizes[key], rng) for key in grids]
        whole += sum(len(block) for block in blocks)
        bodies = blocks_to_parts(blocks)
        with (folder / f"{state}.parts").open("wb") as file:
            for body in bodies:
                file.write(_LENGTH.pack(len(body)) + body)
    return whole


def bodies_of(path: Path) -> Iterator[bytes]:
    """Yield the bodies of a submission's parts 1 and on."""
    raw = path.read_bytes()
    at = 0
    while at < len(raw):
        (length,) = _LENGTH.unpack_from(raw, at)
        at += _LENGTH.size
        yield raw[at : at + length]
        at += length


def blocks_of(path: Path) -> tuple[CellBlock, ...]:
    """Read a submission's blocks from the bodies of its parts."""
    return blocks_from_parts(dict(enumerate(bodies_of(path), start=1)))


def _grid(template: Template, table: CollectedTable) -> list[tuple[str, ...]]:
    codes = [
        (TOTAL, *(value.code for value in template.code_list(name).code))
        for name in table.dimensions
    ]
    return list(product(*codes))


def _block(
    template: Template, key: str, grid: list[tuple[str, ...]], size: int, rng: Random
) -> CellBlock:
    places = rng.sample(grid, size)
    dimensions = len(template.collected(key).dimensions)
    known: list[dict[str, int]] = [{} for _ in range(dimensions)]
    at = tuple(
        tuple(codes.setdefault(place[axis], len(codes)) for place in places)
        for axis, codes in enumerate(known)
    )
    value = [int(rng.lognormvariate(16, 3)) for _ in places]
    exporters = [1 + int(rng.expovariate(0.3)) for _ in places]
    return CellBlock(
        table=key,
        codes=tuple(tuple(codes) for codes in known),
        at=at,
        number=tuple(each * 2 for each in exporters),
        value_cents=tuple(value),
        exporters_min=tuple(exporters),
        exporters_max=tuple(exporters),
        top1_cents=tuple(each // 2 for each in value),
        top2_cents=tuple(each * 3 // 4 for each in value),
    )
