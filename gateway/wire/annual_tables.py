"""Tables as they would appear (annual_cells.proto), in columns, and their split over parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.v1 import annual_cells_pb2 as pb
from gateway.domain.annual.edition import PublishedTable
from gateway.domain.base import Model
from gateway.errors import Reason
from gateway.wire.faults import parsed, refused, serialised, validated
from gateway.wire.limits import MAX_BODY_BYTES, MAX_PARTS, PIECE_BYTES
from gateway.wire.shapes import shape_of

NOUN = "tables"


class PublishedTables(Model):
    """What one part of a confidentiality round holds."""

    tables: tuple[PublishedTable, ...]


_TABLES = shape_of(PublishedTables, pb.PublishedTables.DESCRIPTOR)


def tables_to_parts(tables: Sequence[PublishedTable]) -> list[bytes]:
    """Write tables as bodies of parts 1 and on.

    Raises:
        InputError: MESSAGE_TOO_LARGE; a table is larger than a part, or all than a letter.
    """
    bodies: list[bytes] = []
    body = b""
    for table in tables:
        message = _TABLES.to_pb(PublishedTables(tables=(table,)))
        piece = serialised(message, noun=f"{NOUN} {table.number}", limit=PIECE_BYTES)
        if body and len(body) + len(piece) > PIECE_BYTES:
            bodies.append(body)
            body = b""
        body += piece
    if body:
        bodies.append(body)
    if len(bodies) > MAX_PARTS - 1:
        what = "they fill {count} parts; a letter has {most} for them"
        count, most = len(bodies), MAX_PARTS - 1
        raise refused(NOUN, "", what, Reason.MESSAGE_TOO_LARGE, count=count, most=most)
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
        content = validated(PublishedTables, _TABLES.fields(message), noun=noun, reason=reason)
        found.extend(content.tables)
    return tuple(found)
