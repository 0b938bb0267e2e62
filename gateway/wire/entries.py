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
from gateway.domain.letter import EntryHeader, EntryType, PartCommitment
from gateway.errors import Reason
from gateway.wire import commitments
from gateway.wire.faults import MISSING, Fields, parsed, serialised, validated
from gateway.wire.limits import MAX_PARTS, MAX_PAYLOAD_BYTES
from gateway.wire.scalars import exact, read_digest, read_instant, same_names, write_instant

TYPES = same_names(EntryType, pb.EntryType)


class _Entry(Model):
    """Header and parts together, so that one validation finds the path of any fault."""

    header: EntryHeader
    parts: Annotated[tuple[PartCommitment, ...], Field(max_length=MAX_PARTS)]


def entry_to_bytes(header: EntryHeader, parts: Sequence[PartCommitment]) -> bytes:
    """Write the payload of an entry, which is then signed and kept as it is.

    Raises:
        InputError: MESSAGE_MALFORMED for too many parts, MESSAGE_TOO_LARGE.
    """
    message = pb.Entry(
        header=pb.EntryHeader(
            federation_id=bytes.fromhex(header.federation_id),
            origin=header.origin,
            event_id=header.event_id,
            entry_type=TYPES.number[header.entry_type],
            subject=header.subject,
            act_time=write_instant(header.at),
            rulebook=header.rulebook,
            rehearsal=header.rehearsal,
            previous_state=header.previous_state,
        ),
        parts=commitments.to_pb(parts, noun="entry", least=0),
    )
    return serialised(message, noun="entry", limit=MAX_PAYLOAD_BYTES)


def entry_from_bytes(raw: bytes) -> tuple[EntryHeader, tuple[PartCommitment, ...]]:
    """Read the payload of an entry whose signatures have been verified.

    No check of federation, origin or place in the log here.

    Raises:
        InputError: MESSAGE_MALFORMED, naming the field; MESSAGE_TOO_LARGE.
    """
    reason = Reason.MESSAGE_MALFORMED
    message = parsed(pb.Entry, raw, noun="entry", limit=MAX_PAYLOAD_BYTES, reason=reason)
    fields = {
        "header": _header_fields(message.header) if message.HasField("header") else MISSING,
        "parts": commitments.fields(message.parts),
    }
    entry = validated(_Entry, fields, noun="entry", reason=reason)
    return entry.header, entry.parts


def _header_fields(header: pb.EntryHeader) -> Fields:
    has_time = header.HasField("act_time")
    return {
        "federation_id": read_digest(header.federation_id),
        "origin": exact(header.origin),
        "event_id": exact(header.event_id),
        "entry_type": TYPES.read(header.entry_type),
        "subject": exact(header.subject) if header.subject else MISSING,
        "at": read_instant(header.act_time) if has_time else MISSING,
        "rulebook": exact(header.rulebook),
        "previous_state": exact(header.previous_state),
        "rehearsal": header.rehearsal,
    }
