"""Rounds on a classification (classification.proto)."""

from __future__ import annotations

from comity.v1 import classification_pb2 as pb
from gateway.domain.consultation.classification import (
    ClassificationClosing,
    ClassificationOpinion,
    ClassificationOutcome,
    ClassificationQuestion,
    ClassifiedItem,
    Confidence,
)
from gateway.wire import documents
from gateway.wire.faults import MISSING, Fields
from gateway.wire.scalars import (
    read_date,
    read_decimal,
    read_decimal_or_none,
    same_names,
    write_date,
    write_decimal,
)
from gateway.wire.statements import texts_fields, texts_to_pb

CONFIDENCES = same_names(Confidence, pb.Confidence)


def question_to_pb(question: ClassificationQuestion | None) -> pb.ClassificationQuestion | None:
    """Write the question of a round, or its absence.

    Raises:
        InputError: CONTENT_INVALID for a decimal that the contract does not hold.
    """
    if question is None:
        return None
    return pb.ClassificationQuestion(number=question.number, item=_item_to_pb(question.item))


def _item_to_pb(item: ClassifiedItem) -> pb.ClassifiedItem:
    return pb.ClassifiedItem(
        description=item.description,
        manufacturer=item.manufacturer,
        designation=item.designation,
        parameters=[
            pb.MeasuredParameter(
                name=each.name,
                value=write_decimal(each.value),
                unit=each.unit,
                tolerance=write_decimal(each.tolerance),
            )
            for each in item.parameters
        ],
        sheets=documents.to_pb(item.sheets),
    )


def question_fields(question: pb.ClassificationQuestion) -> Fields:
    """Read the fields of the question of a round, not yet validated."""
    has_item = question.HasField("item")
    return {
        "number": question.number,
        "item": _item_fields(question.item) if has_item else MISSING,
    }


def _item_fields(item: pb.ClassifiedItem) -> Fields:
    return {
        "description": item.description,
        "manufacturer": item.manufacturer,
        "designation": item.designation,
        "parameters": [
            {
                "name": each.name,
                "value": read_decimal(each.value),
                "unit": each.unit,
                "tolerance": read_decimal_or_none(each.tolerance),
            }
            for each in item.parameters
        ],
        "sheets": documents.fields(item.sheets),
    }


def opinion_to_pb(opinion: ClassificationOpinion | None) -> pb.ClassificationOpinion | None:
    """Write how sure an answer is, or its absence."""
    if opinion is None:
        return None
    return pb.ClassificationOpinion(
        confidence=CONFIDENCES.number[opinion.confidence], precedents=opinion.precedents
    )


def opinion_fields(opinion: pb.ClassificationOpinion) -> Fields:
    """Read how sure an answer is, not yet validated."""
    return {
        "confidence": CONFIDENCES.read(opinion.confidence),
        "precedents": list(opinion.precedents),
    }


def closing_to_pb(closing: ClassificationClosing | None) -> pb.ClassificationClosing | None:
    """Write that a round is closed, or the absence of that."""
    if closing is None:
        return None
    return pb.ClassificationClosing(number=closing.number, outcome=_outcome_to_pb(closing.outcome))


def _outcome_to_pb(outcome: ClassificationOutcome | None) -> pb.ClassificationOutcome | None:
    if outcome is None:
        return None
    return pb.ClassificationOutcome(
        code=outcome.code or "",
        list_version=outcome.list_version,
        reason=texts_to_pb(outcome.reason),
        close_date=write_date(outcome.closed_on),
        agreed=outcome.agreed,
        differed=[
            pb.DifferingOpinion(authority=each.authority, codes=each.codes)
            for each in outcome.differed
        ],
    )


def closing_fields(closing: pb.ClassificationClosing) -> Fields:
    """Read the fields of the closing of a round, not yet validated."""
    has_outcome = closing.HasField("outcome")
    return {
        "number": closing.number,
        "outcome": _outcome_fields(closing.outcome) if has_outcome else None,
    }


def _outcome_fields(outcome: pb.ClassificationOutcome) -> Fields:
    return {
        "code": outcome.code or None,
        "list_version": outcome.list_version,
        "reason": texts_fields(outcome.reason),
        "closed_on": read_date(outcome.close_date),
        "agreed": list(outcome.agreed),
        "differed": [
            {"authority": each.authority, "codes": list(each.codes)} for each in outcome.differed
        ],
    }
