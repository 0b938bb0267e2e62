"""Cells of the annual report in columns (annual_cells.proto), and their split over parts.

A part is at most 1 MiB; a table whose block would not fit goes on in the next part and is
joined again on reading. What was signed are the parts, which are kept as they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from google.protobuf.message import Message

from comity.v1 import annual_cells_pb2 as pb
from gateway.domain.annual.cells import FIGURES, CellBlock, RowMark
from gateway.domain.base import Model
from gateway.errors import Reason
from gateway.wire.faults import M, parsed, refused, serialised, validated
from gateway.wire.limits import MAX_BODY_BYTES, MAX_PARTS, PIECE_BYTES
from gateway.wire.shapes import WireShape, shape_of

NOUN = "cells"

# A code's length and a row's dozen columns differ; a slice is halved until it fits.
_ROWS_AT_MOST = 65_536


class CellBlocks(Model):
    """What one part of a submission holds: blocks, or pieces of one."""

    blocks: tuple[CellBlock, ...]


_BLOCKS = shape_of(CellBlocks, pb.CellBlocks.DESCRIPTOR)


def blocks_to_parts(blocks: Sequence[CellBlock]) -> list[bytes]:
    """Write the blocks of a submission as bodies of parts 1 and on.

    Raises:
        InputError: MESSAGE_TOO_LARGE; there are more cells than a letter holds.
    """
    what = "its cells fill {count} parts; a letter has {most} for them"
    return bodies_of(
        (piece for block in blocks for piece in _pieces(block)), "submission.blocks", what
    )


def bodies_of(pieces: Iterable[bytes], noun: str, what: str) -> list[bytes]:
    """Return pieces of a content as the bodies of parts 1 and on, each as full as it may be.

    Args:
        pieces: Messages of one type, none of which is larger than a part.
        noun: What is split.
        what: What is wrong with more parts than a letter has.

    Raises:
        InputError: MESSAGE_TOO_LARGE; there are more.
    """
    bodies: list[bytes] = []
    body = b""
    for piece in pieces:
        # Messages that follow each other are one message: repeated fields append.
        if body and len(body) + len(piece) > PIECE_BYTES:
            bodies.append(body)
            body = b""
        body += piece
    if body:
        bodies.append(body)
    if (count := len(bodies)) > (most := MAX_PARTS - 1):
        raise refused(noun, "", what, Reason.MESSAGE_TOO_LARGE, count=count, most=most)
    return bodies


def contents_of(
    bodies: Mapping[int, bytes], kind: type[Message], shape: WireShape, model: type[M], noun: str
) -> Iterator[M]:
    """Yield what the bodies of a letter hold, but for part 0, in the order of the parts.

    Raises:
        InputError: CONTENT_INVALID, naming part and field; MESSAGE_TOO_LARGE.
    """
    reason = Reason.CONTENT_INVALID
    for index in sorted(bodies.keys() - {0}):
        name = f"{noun}[{index}]"
        message = parsed(kind, bodies[index], noun=name, limit=MAX_BODY_BYTES, reason=reason)
        yield validated(model, shape.fields(message), noun=name, reason=reason)


def _pieces(block: CellBlock) -> list[bytes]:
    """Return a block as messages that each fit one part."""
    message = _BLOCKS.to_pb(CellBlocks(blocks=(block,)))
    if message.ByteSize() <= PIECE_BYTES and len(block) <= _ROWS_AT_MOST:
        return [serialised(message, noun=NOUN, limit=PIECE_BYTES)]
    half = len(block) // 2
    if half == 0:
        what = "one cell is larger than a part"
        raise refused(NOUN, block.table, what, Reason.MESSAGE_TOO_LARGE)
    return _pieces(_rows(block, 0, half)) + _pieces(_rows(block, half, len(block)))


def _rows(block: CellBlock, first: int, end: int) -> CellBlock:
    """Return some rows of a block, with the codes that occur in them."""
    codes, at = [], []
    for known, column in zip(block.codes, block.at, strict=True):
        index: dict[int, int] = {}
        at.append(tuple(index.setdefault(code, len(index)) for code in column[first:end]))
        codes.append(tuple(known[code] for code in index))
    return CellBlock(
        table=block.table,
        codes=tuple(codes),
        at=tuple(at),
        missing=tuple(row - first for row in block.missing if first <= row < end),
        marks=tuple(
            RowMark(row=each.row - first, mark=each.mark)
            for each in block.marks
            if first <= each.row < end
        ),
        **{name: getattr(block, name)[first:end] for name in FIGURES},
    )


def blocks_from_parts(bodies: Mapping[int, bytes]) -> tuple[CellBlock, ...]:
    """Read the blocks of a submission; a table that was split is one block again.

    Args:
        bodies: Bodies of the letter by their index; part 0 is not looked at.

    Raises:
        InputError: CONTENT_INVALID, naming part and field; MESSAGE_TOO_LARGE.
    """
    found: dict[str, list[CellBlock]] = {}
    for content in contents_of(bodies, pb.CellBlocks, _BLOCKS, CellBlocks, NOUN):
        for block in content.blocks:
            found.setdefault(block.table, []).append(block)
    return tuple(
        pieces[0] if len(pieces) == 1 else _joined(table, pieces) for table, pieces in found.items()
    )


def _joined(table: str, pieces: Sequence[CellBlock]) -> CellBlock:
    dimensions = len(pieces[0].codes)
    if any(len(piece.codes) != dimensions for piece in pieces):
        what = "its pieces have different dimensions"
        raise refused(NOUN, table, what, Reason.CONTENT_INVALID)
    index: list[dict[str, int]] = [{} for _ in range(dimensions)]
    at: list[list[int]] = [[] for _ in range(dimensions)]
    missing: list[int] = []
    marks: list[RowMark] = []
    start = 0
    for piece in pieces:
        for place, (codes, rows) in enumerate(zip(piece.codes, piece.at, strict=True)):
            known = index[place]
            renamed = [known.setdefault(code, len(known)) for code in codes]
            at[place].extend(renamed[row] for row in rows)
        missing.extend(start + row for row in piece.missing)
        marks.extend(RowMark(row=start + each.row, mark=each.mark) for each in piece.marks)
        start += len(piece)
    return CellBlock(
        table=table,
        codes=tuple(tuple(known) for known in index),
        at=tuple(tuple(column) for column in at),
        missing=tuple(missing),
        marks=tuple(marks),
        **{
            name: tuple(value for piece in pieces for value in getattr(piece, name))
            for name in FIGURES
        },
    )
