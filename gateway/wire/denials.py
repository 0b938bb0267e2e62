"""Denials and the outcomes of their reviews (denial.proto).

A denial travels as parts, because they are released, withheld and erased apart (docs/domain.md
section 2.6): part 0 what matching needs, part 1 grounds and explanation, part 2 the list
of documents where there are any. The first two are always there, so an index never means
another thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from google.protobuf.message import Message

from comity.v1 import denial_pb2 as pb
from comity.v1 import document_pb2, statement_pb2
from gateway.domain.base import Statement, Withholding
from gateway.domain.denial import (
    DecisionType,
    Denial,
    Ground,
    LegalBase,
    ReviewOutcome,
)
from gateway.domain.letter import PartKind
from gateway.domain.notice import DenialGrounds, DenialReview, SetAside, SetAsideWay
from gateway.errors import Reason
from gateway.wire import documents, transactions
from gateway.wire.faults import MISSING, Fields, WireFault, parsed, refused, serialised, validated
from gateway.wire.letter_room import too_large
from gateway.wire.limits import MAX_BODY_BYTES
from gateway.wire.scalars import read_date, same_names, write_date
from gateway.wire.statements import (
    REASONS,
    read_absences,
    read_stated,
    reason_number,
    references_fields,
    references_to_pb,
    texts_fields,
    texts_to_pb,
    write_absence,
    write_stated,
)

P = TypeVar("P", bound=Message)

MATCHING_PART, GROUNDS_PART = 0, 1
"""Index of the part with the record, and of that with the grounds."""

REASON_NOT_SAID = Withholding.SECURITY
"""Reason class where a grounds part is not here and the record does not say why: it was
sealed after a recall, or erased. The class that lets nobody conclude anything."""

DECISIONS = same_names(DecisionType, pb.DecisionType)
BASES = same_names(LegalBase, pb.LegalBase)
GROUNDS = same_names(Ground, pb.Ground)
OUTCOMES = same_names(ReviewOutcome, pb.ReviewOutcome)
WAYS = same_names(SetAsideWay, pb.SetAsideWay)


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
            serialised(grounds_to_pb(grounds), noun="grounds", limit=MAX_BODY_BYTES),
        ),
    ]
    if denial.documents:
        listed = documents.list_to_pb(denial.documents)
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
    fields = record_fields(record)
    if GROUNDS_PART in bodies:
        fields |= grounds_fields(_parsed(pb.DenialGrounds, bodies[GROUNDS_PART]))
    fields["documents"] = [
        document
        for index in sorted(bodies)
        if index > GROUNDS_PART
        for document in documents.list_fields(_parsed(document_pb2.DocumentList, bodies[index]))
    ]
    return validated(Denial, fields, noun="denial", reason=Reason.CONTENT_INVALID)


def _parsed(kind: type[P], raw: bytes) -> P:
    return parsed(kind, raw, noun="denial", limit=MAX_BODY_BYTES, reason=Reason.CONTENT_INVALID)


def record_to_pb(denial: Denial, *, grounds_withheld: Withholding | None = None) -> pb.DenialRecord:
    """Write what matching needs of a denial."""
    return pb.DenialRecord(
        denial_id=denial.denial_id,
        authority=denial.authority,
        national_reference=denial.national_reference,
        decision=DECISIONS.number[denial.decision],
        articles=denial.articles,
        legal_base=BASES.number[denial.legal_base],
        decision_date=write_date(denial.decision_date),
        first_notified_date=write_date(denial.first_notified),
        reviews_so_far=denial.reviews_so_far,
        transaction=transactions.to_pb(denial.transaction),
        references=references_to_pb(denial.references),
        grounds_withheld=reason_number(grounds_withheld),
    )


def record_fields(record: pb.DenialRecord) -> Fields:
    """Read the fields of a denial whose grounds are not here, not yet validated."""
    reason: Withholding | WireFault = REASON_NOT_SAID
    if record.grounds_withheld:
        reason = REASONS.read(record.grounds_withheld)
    has = record.HasField
    return {
        "denial_id": record.denial_id,
        "authority": record.authority,
        "national_reference": record.national_reference,
        "decision": DECISIONS.read(record.decision),
        "articles": list(record.articles),
        "legal_base": BASES.read(record.legal_base),
        "decision_date": read_date(record.decision_date),
        "first_notified": read_date(record.first_notified_date),
        "reviews_so_far": record.reviews_so_far if has("reviews_so_far") else None,
        "transaction": (transactions.fields(record.transaction) if has("transaction") else MISSING),
        "references": references_fields(record.references),
        "grounds": {"state": Statement.WITHHELD, "reason": reason},
        "explanation_withheld": reason,
    }


def grounds_to_pb(grounds: DenialGrounds) -> pb.DenialGrounds:
    """Write grounds and explanation."""
    absences: list[statement_pb2.FieldAbsence] = []
    listed = write_stated(grounds.grounds, "grounds", ground_list_to_pb, absences)
    if grounds.explanation_withheld is not None:
        absences.append(
            write_absence("explanation", Statement.WITHHELD, grounds.explanation_withheld)
        )
    return pb.DenialGrounds(
        grounds=listed, explanation=texts_to_pb(grounds.explanation), absences=absences
    )


def grounds_fields(grounds: pb.DenialGrounds) -> Fields:
    """Read the fields of grounds and explanation, not yet validated."""
    absences = read_absences(grounds.absences)
    explanation = texts_fields(grounds.explanation)
    stated = read_stated(explanation or None, "explanation", absences)
    withheld: object = None
    if isinstance(stated["state"], WireFault):
        withheld = stated["state"]
    elif stated["state"] is Statement.WITHHELD:
        withheld = stated["reason"] or MISSING
    elif stated["state"] is Statement.NOT_APPLICABLE:
        withheld = WireFault("a denial has reasons: given, withheld or unknown")
    return {
        "grounds": read_stated(
            ground_list_fields(grounds.grounds) if grounds.HasField("grounds") else None,
            "grounds",
            absences,
        ),
        "explanation": explanation,
        "explanation_withheld": withheld,
    }


def ground_list_to_pb(grounds: Sequence[Ground]) -> pb.GroundList:
    """Write coded grounds; none of them is not the same as not given."""
    return pb.GroundList(grounds=[GROUNDS.number[ground] for ground in grounds])


def ground_list_fields(grounds: pb.GroundList) -> list[Ground | WireFault]:
    """Read coded grounds, not yet validated."""
    return [GROUNDS.read(ground) for ground in grounds.grounds]


def review_to_pb(review: DenialReview) -> pb.DenialReview:
    """Write the outcome of a review."""
    return pb.DenialReview(
        denial_id=review.denial_id,
        outcome=OUTCOMES.number[review.outcome],
        review_date=write_date(review.at),
        grounds=texts_to_pb(review.grounds),
        third_review_grounds=texts_to_pb(review.third_review_grounds),
        set_aside=None if review.set_aside is None else set_aside_to_pb(review.set_aside),
    )


def review_fields(review: pb.DenialReview) -> Fields:
    """Read the fields of the outcome of a review, not yet validated."""
    return {
        "denial_id": review.denial_id,
        "outcome": OUTCOMES.read(review.outcome),
        "at": read_date(review.review_date),
        "grounds": texts_fields(review.grounds),
        "third_review_grounds": texts_fields(review.third_review_grounds),
        "set_aside": set_aside_fields(review.set_aside) if review.HasField("set_aside") else None,
    }


def set_aside_to_pb(act: SetAside) -> pb.SetAside:
    """Write what a court did to a denial."""
    return pb.SetAside(
        denial_id=act.denial_id,
        way=WAYS.number[act.way],
        body=act.body,
        decision_date=write_date(act.at),
        reference=act.reference,
        text=texts_to_pb(act.text),
    )


def set_aside_fields(act: pb.SetAside) -> Fields:
    """Read the fields of what a court did to a denial, not yet validated."""
    return {
        "denial_id": act.denial_id,
        "way": WAYS.read(act.way),
        "body": act.body,
        "at": read_date(act.decision_date),
        "reference": act.reference,
        "text": texts_fields(act.text),
    }
