"""Denials and the outcomes of their reviews (denial.proto).

A denial travels as parts, because they are released, withheld and erased apart (docs/domain.md
section 2.6): part 0 what matching needs, part 1 grounds and explanation, part 2 the list
of documents where there are any. The first two are always there, so an index never means
another thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from google.protobuf.message import Message

from comity.v1 import denial_pb2 as pb
from comity.v1 import document_pb2, notice_pb2
from gateway.domain.base import Withholding
from gateway.domain.denial import DecisionType, Denial, LegalBase, ReviewOutcome
from gateway.domain.letter import PartKind
from gateway.domain.notice import DenialGrounds, SuspensionEnd
from gateway.domain.transaction import Document
from gateway.errors import Reason
from gateway.wire.faults import parsed, refused, serialised, validated
from gateway.wire.letter_room import too_large
from gateway.wire.limits import MAX_BODY_BYTES
from gateway.wire.scalars import same_names
from gateway.wire.shapes import shape_of
from gateway.wire.statements import reason_number

P = TypeVar("P", bound=Message)

MATCHING_PART, GROUNDS_PART = 0, 1
"""Index of the part with the record, and of that with the grounds."""

DECISIONS = same_names(DecisionType, pb.DecisionType)
BASES = same_names(LegalBase, pb.LegalBase)
OUTCOMES = same_names(ReviewOutcome, pb.ReviewOutcome)
SUSPENSION_ENDS = same_names(SuspensionEnd, notice_pb2.SuspensionEnd)

_RECORD = shape_of(Denial, pb.DenialRecord.DESCRIPTOR)
_GROUNDS = shape_of(DenialGrounds, pb.DenialGrounds.DESCRIPTOR)
_DOCUMENT = shape_of(Document, document_pb2.Document.DESCRIPTOR)


def denial_to_parts(
    denial: Denial, *, grounds_withheld: Withholding | None = None
) -> list[tuple[PartKind, bytes]]:
    """Write a denial as the bodies of its parts, in order.

    Args:
        denial: The denial.
        grounds_withheld: Reason class, where the caller will release the grounds part to
            fewer members than the record.

    Raises:
        InputError: CONTENT_INVALID for an explanation that is both given and withheld or a
            decimal that the contract does not hold; MESSAGE_TOO_LARGE.
    """
    if denial.explanation and denial.explanation_withheld is not None:
        raise refused("denial", "explanation", "is given and withheld", Reason.CONTENT_INVALID)
    grounds = DenialGrounds(
        grounds=denial.grounds,
        explanation=denial.explanation,
        explanation_withheld=denial.explanation_withheld,
    )
    record = record_to_pb(denial, grounds_withheld=grounds_withheld)
    if record.ByteSize() > MAX_BODY_BYTES:
        raise too_large("denial", denial)
    bodies = [
        (PartKind.MATCHING, serialised(record, noun="denial", limit=MAX_BODY_BYTES)),
        (
            PartKind.GROUNDS,
            serialised(_GROUNDS.to_pb(grounds), noun="grounds", limit=MAX_BODY_BYTES),
        ),
    ]
    if denial.documents:
        listed = document_pb2.DocumentList(documents=map(_DOCUMENT.to_pb, denial.documents))
        bodies.append(
            (PartKind.DOCUMENT, serialised(listed, noun="documents", limit=MAX_BODY_BYTES))
        )
    return bodies


def denial_from_parts(bodies: Mapping[int, bytes]) -> Denial:
    """Read a denial from those bodies of its parts that this member holds.

    Without the grounds part, grounds and explanation are withheld for the reason class that
    the record states; without a document part there are no documents.

    Args:
        bodies: Body by index of the part.

    Raises:
        InputError: CONTENT_INVALID, naming the field, also when part 0 is not there.
    """
    if MATCHING_PART not in bodies:
        raise refused("denial", "", "its part 0 is not here", Reason.CONTENT_INVALID)
    record = _parsed(pb.DenialRecord, bodies[MATCHING_PART])
    fields = _RECORD.fields(record)
    if GROUNDS_PART in bodies:
        fields |= _GROUNDS.fields(_parsed(pb.DenialGrounds, bodies[GROUNDS_PART]))
    fields["documents"] = [
        _DOCUMENT.fields(document)
        for index in sorted(bodies)
        if index > GROUNDS_PART
        for document in _parsed(document_pb2.DocumentList, bodies[index]).documents
    ]
    return validated(Denial, fields, noun="denial", reason=Reason.CONTENT_INVALID)


def _parsed(kind: type[P], raw: bytes) -> P:
    return parsed(kind, raw, noun="denial", limit=MAX_BODY_BYTES, reason=Reason.CONTENT_INVALID)


def record_to_pb(denial: Denial, *, grounds_withheld: Withholding | None = None) -> pb.DenialRecord:
    """Write what matching needs of a denial."""
    record: pb.DenialRecord = _RECORD.to_pb(denial)
    record.grounds_withheld = reason_number(grounds_withheld)
    return record
