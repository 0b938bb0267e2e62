"""Entries: the signed payload of an act in a member's log (letter.proto).

The exact bytes are the leaf of the log. Reading one is on the path of synchronisation, so
it is one parse and one validation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from comity.v1 import letter_pb2 as pb
from gateway.domain.base import Model
from gateway.domain.letter import EntryHeader, PartCommitment
from gateway.wire.commitments import check_count
from gateway.wire.faults import parsed, serialised, validated
from gateway.wire.limits import MAX_PARTS, MAX_PAYLOAD_BYTES
from gateway.wire.shapes import shape_of


class _Entry(Model):
    """Header and parts together, so that one validation finds the path of any fault."""

    header: EntryHeader
    parts: Annotated[tuple[PartCommitment, ...], Field(max_length=MAX_PARTS)]


_SHAPE = shape_of(_Entry, pb.Entry.DESCRIPTOR)


def entry_to_bytes(header: EntryHeader, parts: Sequence[PartCommitment]) -> bytes:
    """Write the payload of an entry, which is then signed and kept as it is.

    Raises:
        InputError: MESSAGE_MALFORMED for too many parts, MESSAGE_TOO_LARGE.
    """
    check_count(parts, noun="entry", least=0)
    message = _SHAPE.to_pb(_Entry.model_construct(header=header, parts=tuple(parts)))
    return serialised(message, noun="entry", limit=MAX_PAYLOAD_BYTES)


def entry_from_bytes(raw: bytes) -> tuple[EntryHeader, tuple[PartCommitment, ...]]:
    """Read the payload of an entry whose signatures have been verified.

    No check of federation, origin or place in the log here.

    Raises:
        InputError: MESSAGE_MALFORMED, naming the field; MESSAGE_TOO_LARGE.
    """
    message = parsed(pb.Entry, raw, noun="entry", limit=MAX_PAYLOAD_BYTES)
    entry = validated(_Entry, _SHAPE.fields(message), noun="entry")
    return entry.header, entry.parts
