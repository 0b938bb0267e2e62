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
from gateway.domain.letter import LetterHeader, LetterType, PartCommitment
from gateway.errors import Reason
from gateway.wire.commitments import check_count
from gateway.wire.faults import parsed, refused, serialised, validated
from gateway.wire.limits import MAX_PARTS, MAX_PAYLOAD_BYTES
from gateway.wire.shapes import shape_of, table_of

PROTOCOL_VERSION = 1
"""The only version of the protocol there is."""

TYPES = table_of(LetterType, pb.LetterType.DESCRIPTOR)


class _Letter(Model):
    """Header and parts together, so that one validation finds the path of any fault."""

    header: LetterHeader
    parts: Annotated[tuple[PartCommitment, ...], Field(min_length=1, max_length=MAX_PARTS)]


_SHAPE = shape_of(_Letter, pb.Letter.DESCRIPTOR)


def letter_to_bytes(header: LetterHeader, parts: Sequence[PartCommitment]) -> bytes:
    """Write the payload of a letter, which is then signed and kept as it is.

    Raises:
        InputError: MESSAGE_MALFORMED for none or too many parts, MESSAGE_TOO_LARGE.
    """
    check_count(parts, noun="letter", least=1)
    message = _SHAPE.to_pb(_Letter.model_construct(header=header, parts=tuple(parts)))
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
    message = parsed(pb.Letter, raw, noun="letter", limit=MAX_PAYLOAD_BYTES)
    if message.HasField("header") and message.header.protocol_version != PROTOCOL_VERSION:
        what, path = "version {version} expected", "header.protocol_version"
        version = PROTOCOL_VERSION
        raise refused("letter", path, what, Reason.VERSION_UNKNOWN, version=version)
    letter = validated(_Letter, _SHAPE.fields(message), noun="letter")
    return letter.header, letter.parts
