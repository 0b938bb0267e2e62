"""Letters: the signed payload with exactly one recipient (letter.proto).

Signatures are over the bytes; these are read after they have been verified, and never
written again from what was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from comity.v1 import letter_pb2 as pb
from gateway.domain.base import Model
from gateway.domain.letter import LetterHeader, LetterType, NewestReceived, PartCommitment
from gateway.errors import Reason
from gateway.wire import commitments
from gateway.wire.faults import MISSING, Fields, parsed, refused, serialised, validated
from gateway.wire.limits import MAX_PARTS, MAX_PAYLOAD_BYTES
from gateway.wire.scalars import exact, read_digest, read_instant, same_names, write_instant

PROTOCOL_VERSION = 1
"""The only version of the protocol there is."""

TYPES = same_names(
    LetterType, pb.LetterType, REQUEST="CONSULTATION_REQUEST", ANSWER="CONSULTATION_ANSWER"
)


class _Letter(Model):
    """Header and parts together, so that one validation finds the path of any fault."""

    header: LetterHeader
    parts: Annotated[tuple[PartCommitment, ...], Field(min_length=1, max_length=MAX_PARTS)]


def letter_to_bytes(header: LetterHeader, parts: Sequence[PartCommitment]) -> bytes:
    """Write the payload of a letter, which is then signed and kept as it is.

    Raises:
        InputError: MESSAGE_MALFORMED for none or too many parts, MESSAGE_TOO_LARGE.
    """
    listed = commitments.to_pb(parts, noun="letter", least=1)
    message = pb.Letter(header=_header_to_pb(header), parts=listed)
    return serialised(message, noun="letter", limit=MAX_PAYLOAD_BYTES)


def letter_from_bytes(raw: bytes) -> tuple[LetterHeader, tuple[PartCommitment, ...]]:
    """Read the payload of a letter whose signatures have been verified.

    A type or a kind of part that this version does not know is read as its number; what to
    do with it is for the intake. No check of federation, sender, recipient, instants or
    sequence here: those are steps of the intake.

    Raises:
        InputError: MESSAGE_MALFORMED, naming the field; VERSION_UNKNOWN for another version
            of the protocol, of which nothing else is read; MESSAGE_TOO_LARGE.
    """
    reason = Reason.MESSAGE_MALFORMED
    message = parsed(pb.Letter, raw, noun="letter", limit=MAX_PAYLOAD_BYTES, reason=reason)
    header: object = MISSING
    if message.HasField("header"):
        if message.header.protocol_version != PROTOCOL_VERSION:
            what = f"version {PROTOCOL_VERSION} expected"
            raise refused("letter", "header.protocol_version", what, Reason.VERSION_UNKNOWN)
        header = _header_fields(message.header)
    fields = {"header": header, "parts": commitments.fields(message.parts)}
    letter = validated(_Letter, fields, noun="letter", reason=reason)
    return letter.header, letter.parts


def _header_to_pb(header: LetterHeader) -> pb.LetterHeader:
    return pb.LetterHeader(
        federation_id=bytes.fromhex(header.federation_id),
        protocol_version=header.protocol_version,
        sender=header.sender,
        recipient=header.recipient,
        message_id=header.message_id,
        conversation_id=header.conversation_id,
        conversation_number=header.conversation_number,
        letter_type=TYPES.number[header.letter_type],
        procedure=header.procedure,
        epoch=header.epoch,
        sequence=header.sequence,
        create_time=write_instant(header.created),
        not_after_time=write_instant(header.not_after),
        in_reply_to=bytes.fromhex(header.in_reply_to) if header.in_reply_to else b"",
        rulebook=header.rulebook,
        calendar=header.calendar,
        rehearsal=header.rehearsal,
        newest_received=_newest_to_pb(header.newest_received),
    )


def _newest_to_pb(newest: NewestReceived | None) -> pb.NewestReceived | None:
    if newest is None:
        return None
    digest = bytes.fromhex(newest.digest)
    return pb.NewestReceived(conversation_number=newest.number, digest=digest)


def _header_fields(header: pb.LetterHeader) -> Fields:
    has = header.HasField
    return {
        "federation_id": read_digest(header.federation_id),
        "protocol_version": header.protocol_version,
        "sender": exact(header.sender),
        "recipient": exact(header.recipient),
        "message_id": exact(header.message_id),
        "conversation_id": exact(header.conversation_id),
        "conversation_number": header.conversation_number,
        "letter_type": TYPES.read_or_number(header.letter_type),
        "procedure": exact(header.procedure),
        "epoch": exact(header.epoch) if header.epoch else MISSING,
        "sequence": header.sequence,
        "created": read_instant(header.create_time) if has("create_time") else MISSING,
        "not_after": read_instant(header.not_after_time) if has("not_after_time") else MISSING,
        "in_reply_to": read_digest(header.in_reply_to) if header.in_reply_to else None,
        "rulebook": exact(header.rulebook),
        "calendar": exact(header.calendar),
        "rehearsal": header.rehearsal,
        "newest_received": {
            "number": header.newest_received.conversation_number,
            "digest": read_digest(header.newest_received.digest),
        }
        if has("newest_received")
        else None,
    }
