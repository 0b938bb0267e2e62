"""What is signed about the parts of a letter or an entry (letter.proto)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from comity.v1 import letter_pb2 as pb
from gateway.domain.letter import Marking, PartCommitment, PartKind
from gateway.errors import Reason
from gateway.wire.faults import Fields, refused
from gateway.wire.limits import MAX_PARTS
from gateway.wire.scalars import read_digest, same_names

KINDS = same_names(PartKind, pb.PartKind)
MARKINGS = same_names(Marking, pb.Marking)


def to_pb(parts: Sequence[PartCommitment], *, noun: str, least: int) -> list[pb.PartCommitment]:
    """Write the list of parts.

    Raises:
        InputError: MESSAGE_MALFORMED for fewer than `least` or more than MAX_PARTS.
    """
    if not least <= len(parts) <= MAX_PARTS:
        what = f"{least} to {MAX_PARTS} parts"
        raise refused(noun, "parts", what, Reason.MESSAGE_MALFORMED)
    return [
        pb.PartCommitment(
            kind=KINDS.number[part.kind],
            release=part.release,
            marking=MARKINGS.number[part.marking],
            commitment=bytes.fromhex(part.commitment),
        )
        for part in parts
    ]


def fields(parts: Iterable[pb.PartCommitment]) -> list[Fields]:
    """Read the fields of each part, not yet validated."""
    return [
        {
            "kind": KINDS.read_or_number(part.kind),
            "release": list(part.release),
            "marking": MARKINGS.read(part.marking),
            "commitment": read_digest(part.commitment),
        }
        for part in parts
    ]
