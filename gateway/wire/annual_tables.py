"""Tables as they would appear (annual_cells.proto), in columns, and their split over parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.v1 import annual_cells_pb2 as pb
from gateway.domain.annual.edition import PublishedTable
from gateway.domain.base import Model
from gateway.wire.annual_cells import bodies_of, contents_of
from gateway.wire.faults import serialised
from gateway.wire.limits import PIECE_BYTES
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
    what = "they fill {count} parts; a letter has {most} for them"
    return bodies_of(map(_piece, tables), NOUN, what)


def _piece(table: PublishedTable) -> bytes:
    message = _TABLES.to_pb(PublishedTables(tables=(table,)))
    return serialised(message, noun=f"{NOUN} {table.number}", limit=PIECE_BYTES)


def tables_from_parts(bodies: Mapping[int, bytes]) -> tuple[PublishedTable, ...]:
    """Read the tables of a confidentiality round.

    Args:
        bodies: Bodies of the letter by their index; part 0 is not looked at.

    Raises:
        InputError: CONTENT_INVALID, naming part and field; MESSAGE_TOO_LARGE.
    """
    contents = contents_of(bodies, pb.PublishedTables, _TABLES, PublishedTables, NOUN)
    return tuple(table for content in contents for table in content.tables)
