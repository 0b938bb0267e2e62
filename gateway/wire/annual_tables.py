"""Tables as they would appear (annual_cells.proto), in columns, and their split over parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.v1 import annual_cells_pb2 as pb
from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import Line, PublishedTable
from gateway.domain.annual.template import Chart, Measure
from gateway.domain.base import Model
from gateway.errors import Reason
from gateway.wire.faults import Fields, WireFault, parsed, refused, serialised, validated
from gateway.wire.limits import MAX_BODY_BYTES, MAX_PARTS, PIECE_BYTES
from gateway.wire.scalars import EnumTable

MEASURES = EnumTable(
    {each: pb.ReportMeasure.Value(f"REPORT_MEASURE_{each.name}") for each in Measure},
    pb.ReportMeasure,
)
CHARTS = EnumTable(
    {each: pb.ReportChart.Value(f"REPORT_CHART_{each.name}") for each in Chart}, pb.ReportChart
)
STATES = EnumTable(
    {each: pb.ReportCellState.Value(f"REPORT_CELL_STATE_{each.name}") for each in CellState},
    pb.ReportCellState,
)
NOUN = "tables"


class PublishedTables(Model):
    """What one part of a confidentiality round holds."""

    tables: tuple[PublishedTable, ...]


def tables_to_pb(content: PublishedTables) -> pb.PublishedTables:
    """Write what one part holds."""
    return pb.PublishedTables(tables=[_table_to_pb(each) for each in content.tables])


def _table_to_pb(table: PublishedTable) -> pb.PublishedTable:
    cells = [cell for row in table.cells for cell in row]
    reasons = {"": 0}
    whys = [reasons.setdefault(cell.why, len(reasons)) for cell in cells]
    return pb.PublishedTable(
        key=table.key,
        number=table.number,
        title=table.title,
        section=table.section,
        measures=[MEASURES.number[each] for each in table.measures],
        chart=CHARTS.number[table.chart],
        row_title=table.row_title,
        column_title=table.column_title,
        rows=[_line_to_pb(each) for each in table.rows],
        columns=[_line_to_pb(each) for each in table.columns],
        states=[STATES.number[cell.state] for cell in cells],
        numbers=[0 if cell.number is None else cell.number + 1 for cell in cells],
        values=[0 if cell.value_cents is None else cell.value_cents + 1 for cell in cells],
        reasons=[each for each in reasons if each],
        whys=whys,
        said_by=[
            pb.SaidBy(cell=place, states=cell.said_by)
            for place, cell in enumerate(cells)
            if cell.said_by
        ],
    )


def _line_to_pb(line: Line) -> pb.TableLine:
    return pb.TableLine(code=line.code, label=line.label, level=line.level, merges=line.merges)


def tables_fields(content: pb.PublishedTables) -> Fields:
    """Read the fields of what one part holds, not yet validated."""
    return {"tables": [_table_fields(each) for each in content.tables]}


def _table_fields(table: pb.PublishedTable) -> Fields:
    return {
        "key": table.key,
        "number": table.number,
        "title": table.title,
        "section": table.section,
        "measures": [MEASURES.read(each) for each in table.measures],
        "chart": CHARTS.read(table.chart),
        "row_title": table.row_title,
        "column_title": table.column_title,
        "rows": [_line_fields(each) for each in table.rows],
        "columns": [_line_fields(each) for each in table.columns],
        "cells": _cells(table),
    }


def _line_fields(line: pb.TableLine) -> Fields:
    return {
        "code": line.code,
        "label": line.label,
        "level": line.level,
        "merges": tuple(line.merges),
    }


def _cells(table: pb.PublishedTable) -> tuple[tuple[Fields, ...], ...] | WireFault:
    width, height = len(table.columns), len(table.rows)
    columns = (table.states, table.numbers, table.values, table.whys)
    if any(len(column) != width * height for column in columns):
        return WireFault("a state, a number, a value and a reason for each cell")
    if any(why > len(table.reasons) for why in table.whys):
        return WireFault("an index names no reason")
    said = {each.cell: tuple(each.states) for each in table.said_by}
    reasons = ["", *table.reasons]
    cells = [
        {
            "state": STATES.read(state),
            "number": number - 1 if number else None,
            "value_cents": value - 1 if value else None,
            "why": reasons[why],
            "said_by": said.get(place, ()),
        }
        for place, (state, number, value, why) in enumerate(zip(*columns, strict=True))
    ]
    return tuple(tuple(cells[row * width : (row + 1) * width]) for row in range(height))


def tables_to_parts(tables: Sequence[PublishedTable]) -> list[bytes]:
    """Write tables as bodies of parts 1 and on.

    Raises:
        InputError: MESSAGE_TOO_LARGE; a table is larger than a part, or all than a letter.
    """
    bodies: list[bytes] = []
    body = b""
    for table in tables:
        message = tables_to_pb(PublishedTables(tables=(table,)))
        piece = serialised(message, noun=f"{NOUN} {table.number}", limit=PIECE_BYTES)
        if body and len(body) + len(piece) > PIECE_BYTES:
            bodies.append(body)
            body = b""
        body += piece
    if body:
        bodies.append(body)
    if len(bodies) > MAX_PARTS - 1:
        what = f"they fill {len(bodies)} parts; a letter has {MAX_PARTS - 1} for them"
        raise refused(NOUN, "", what, Reason.MESSAGE_TOO_LARGE)
    return bodies


def tables_from_parts(bodies: Mapping[int, bytes]) -> tuple[PublishedTable, ...]:
    """Read the tables of a confidentiality round.

    Args:
        bodies: Bodies of the letter by their index; part 0 is not looked at.

    Raises:
        InputError: CONTENT_INVALID, naming part and field; MESSAGE_TOO_LARGE.
    """
    found: list[PublishedTable] = []
    for index in sorted(bodies):
        if index == 0:
            continue
        noun = f"{NOUN}[{index}]"
        reason = Reason.CONTENT_INVALID
        message = parsed(
            pb.PublishedTables, bodies[index], noun=noun, limit=MAX_BODY_BYTES, reason=reason
        )
        content = validated(PublishedTables, tables_fields(message), noun=noun, reason=reason)
        found.extend(content.tables)
    return tuple(found)
