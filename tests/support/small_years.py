"""Seeded licences and denials of Member States, and the cells that their authorities send.

Counted here in the plainest way, record by record and node by node, apart from what the
gateway counts with: an exporter stands behind every cell that one of his records falls into.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from gateway.domain.annual.cells import Cell, CellBlock, Figures, Mark
from gateway.domain.annual.codes import ORIGIN, TOTAL, CodeTree
from gateway.domain.annual.template import Template
from gateway.reports.consolidation import CellKey, Consolidation, consolidate
from tests.support.annual import source_of, submission


@dataclass(frozen=True)
class Record:
    """One thing that counts in a table.

    Attributes:
        lines: For each line a code of every dimension, and its value in cents.
    """

    table: str
    state: str
    exporter: str
    lines: tuple[tuple[tuple[str, ...], int], ...]


@dataclass
class Counted:
    number: int = 0
    parts: dict[str, int] = field(default_factory=dict)


def cells_of(template: Template, records: Iterable[Record]) -> dict[CellKey, Counted]:
    """Count the records at every node that the template asks for, States and Union apart."""
    found: dict[CellKey, Counted] = {}
    wanted = {each.key: template.patterns(each.key) for each in template.table}
    for record in records:
        here: dict[tuple[str, ...], int] = {}
        for codes, cents in record.lines:
            nodes = {
                node
                for pattern in wanted[record.table]
                for node in _nodes(template, record.table, codes, pattern)
            }
            for node in nodes:
                here[node] = here.get(node, 0) + cents
        for node, cents in here.items():
            for origin in (record.state, TOTAL):
                cell = found.setdefault(CellKey(record.table, node, origin), Counted())
                cell.number += 1
                cell.parts[record.exporter] = cell.parts.get(record.exporter, 0) + cents
    return found


def _nodes(
    template: Template, table: str, codes: Sequence[str], pattern: Sequence[Sequence[str]]
) -> Iterator[tuple[str, ...]]:
    places = []
    for name, code, levels in zip(
        template.collected(table).dimensions, codes, pattern, strict=True
    ):
        above = list(template.code_list(name).path(code))
        fixed = levels[0].removeprefix("=") if levels[0].startswith("=") else None
        if fixed is not None:
            places.append([fixed] if fixed in above else [])
        else:
            places.append(
                [each for each in above if template.code_list(name).level(each) in levels]
            )
    yield from product(*places)


def figures_of(cell: Counted) -> Figures:
    """Return a cell's figures as an authority that knows the exporters states them."""
    parts = sorted(cell.parts.values(), reverse=True)
    return Figures(
        number=cell.number,
        value_cents=sum(parts),
        exporters_min=len(parts),
        exporters_max=len(parts),
        top1_cents=sum(parts[:1]),
        top2_cents=sum(parts[:2]),
    )


def consolidated(
    template: Template,
    records: Iterable[Record],
    marks: Mapping[CellKey, Mark] | None = None,
    *,
    without: Collection[str] = (),
) -> Consolidation:
    """Return the consolidation of the States' submissions of these records.

    Args:
        template: The template.
        records: All records.
        marks: What States say of cells.
        without: States that have sent nothing.
    """
    marks = marks or {}
    found = cells_of(template, records)
    sent = []
    for state in template.code_list(ORIGIN).children():
        if state in without:
            continue
        keys = {key for key in found if key.origin == state}
        keys |= {key for key in marks if key.origin == state}
        cells = [
            Cell(
                table=key.table,
                at=key.at,
                figures=figures_of(found.get(key, Counted())),
                mark=marks.get(key),
            )
            for key in sorted(keys)
        ]
        sent.append((source_of(state), submission(template, state, cells)))
    return consolidate(template, sent)


def leaves(codes: CodeTree) -> tuple[str, ...]:
    """Return the codes that have none below."""
    return tuple(each.code for each in codes.code if not codes.children(each.code))


def seeded_records(
    template: Template,
    seed: int,
    *,
    size: Mapping[str, int],
    exporters: int,
    skew: float = 1.0,
) -> tuple[Record, ...]:
    """Make records: few States, items and exporters have most, the values are log-normal.

    Args:
        template: The template.
        seed: The same seed makes the same records.
        size: Number of records of each table.
        exporters: Exporters of all States together; one in ten exports from two States.
        skew: How much the first codes have more than the last.
    """
    draw = random.Random(seed)
    states = template.code_list(ORIGIN).children()
    home = {f"X{n}": _skewed(draw, states, skew) for n in range(exporters)}
    names = tuple(home)
    made = []
    for table, count in sorted(size.items()):
        dimensions = template.collected(table).dimensions
        codes = [leaves(template.code_list(each)) for each in dimensions]
        for _ in range(count):
            exporter = _skewed(draw, names, skew)
            state = home[exporter]
            if draw.random() < 0.05 and int(exporter[1:]) % 10 == 0:
                state = _skewed(draw, states, skew)
            at = [_skewed(draw, each, skew) for each in codes]
            lines = []
            for _ in range(1 if draw.random() < 0.8 else 2):
                cents = 0 if draw.random() < 0.05 else int(draw.lognormvariate(15, 2)) + 1
                lines.append((tuple(at), cents))
                place = draw.randrange(len(at))
                if "value" in template.collected(table).measures and place > 0:
                    at[place] = _skewed(draw, codes[place], skew)
            made.append(Record(table, state, exporter, tuple(lines)))
    return tuple(made)


def _skewed(draw: random.Random, among: Sequence[str], skew: float) -> str:
    return among[int(len(among) * draw.random() ** (1 + skew))]


__all__ = ["CellBlock", "Record", "cells_of", "consolidated", "figures_of", "seeded_records"]
