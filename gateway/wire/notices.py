"""Notices that are not denials (notice.proto)."""

from __future__ import annotations

from datetime import date

from comity.v1 import notice_pb2 as pb
from comity.v1 import statement_pb2
from gateway.domain.notice import (
    Comment,
    Erasure,
    ErasureGround,
    Figure,
    FinalAssessment,
    GrantKind,
    GrantNotice,
    Notice,
    NoticeAction,
    SuspensionEnd,
)
from gateway.wire import documents, items, parties, transactions
from gateway.wire.denials import ground_list_fields, ground_list_to_pb
from gateway.wire.faults import Fields
from gateway.wire.scalars import (
    read_date,
    read_date_or_none,
    read_decimal_or_none,
    same_names,
    write_date,
    write_decimal,
)
from gateway.wire.statements import (
    REASONS,
    read_absences,
    read_stated,
    references_fields,
    references_to_pb,
    texts_fields,
    texts_to_pb,
    write_stated,
)

KINDS = same_names(GrantKind, pb.GrantKind)
ERASURE_GROUNDS = same_names(ErasureGround, pb.ErasureGround)
SUSPENSION_ENDS = same_names(SuspensionEnd, pb.SuspensionEnd)
ACTIONS = same_names(NoticeAction, pb.NoticeAction)


def grant_to_pb(notice: GrantNotice) -> pb.GrantNotice:
    """Write the notice of a grant after a consultation."""
    transaction = notice.transaction
    return pb.GrantNotice(
        authority=notice.authority,
        case_reference=notice.case_reference,
        kind=KINDS.number[notice.kind],
        decision_date=write_date(notice.decision_date),
        denials=notice.denials,
        consulted=notice.consulted,
        transaction=None if transaction is None else transactions.to_pb(transaction),
        explanation=texts_to_pb(notice.explanation),
        conditions=texts_to_pb(notice.conditions),
    )


def grant_fields(notice: pb.GrantNotice) -> Fields:
    """Read the fields of the notice of a grant, not yet validated."""
    transaction = notice.transaction if notice.HasField("transaction") else None
    return {
        "authority": notice.authority,
        "case_reference": notice.case_reference,
        "kind": KINDS.read(notice.kind),
        "decision_date": read_date(notice.decision_date),
        "denials": list(notice.denials),
        "consulted": list(notice.consulted),
        "transaction": None if transaction is None else transactions.fields(transaction),
        "explanation": texts_fields(notice.explanation),
        "conditions": texts_fields(notice.conditions),
    }


def erasure_to_pb(erasure: Erasure) -> pb.Erasure:
    """Write an order to erase."""
    return pb.Erasure(
        index=erasure.index,
        ground=ERASURE_GROUNDS.number[erasure.ground],
        article=erasure.article,
        officer_role=erasure.officer_role,
    )


def erasure_fields(erasure: pb.Erasure) -> Fields:
    """Read the fields of an order to erase, not yet validated."""
    return {
        "index": erasure.index,
        "ground": ERASURE_GROUNDS.read(erasure.ground),
        "article": erasure.article,
        "officer_role": erasure.officer_role,
    }


def final_assessment_to_pb(assessment: FinalAssessment) -> pb.FinalAssessment:
    """Write how a suspension ended."""
    return pb.FinalAssessment(
        denial_id=assessment.denial_id,
        outcome=SUSPENSION_ENDS.number[assessment.outcome],
        assessment_date=write_date(assessment.at),
        grounds=texts_to_pb(assessment.grounds),
    )


def final_assessment_fields(assessment: pb.FinalAssessment) -> Fields:
    """Read the fields of how a suspension ended, not yet validated."""
    return {
        "denial_id": assessment.denial_id,
        "outcome": SUSPENSION_ENDS.read(assessment.outcome),
        "at": read_date(assessment.assessment_date),
        "grounds": texts_fields(assessment.grounds),
    }


def notice_to_pb(notice: Notice) -> pb.Notice:
    """Write a notice of a kind that the rulebook knows."""
    absences: list[statement_pb2.FieldAbsence] = []
    grounds = write_stated(notice.grounds, "grounds", ground_list_to_pb, absences)
    transaction = notice.transaction
    return pb.Notice(
        kind=notice.kind,
        number=notice.number,
        law=notice.law,
        action=ACTIONS.number[notice.action],
        about=notice.about,
        outcome=notice.outcome,
        measure_date=write_date(notice.at),
        transaction=None if transaction is None else transactions.to_pb(transaction),
        items=[items.to_pb(each) for each in notice.items],
        parties=[parties.to_pb(each) for each in notice.parties],
        destinations=notice.destinations,
        authorisations=notice.authorisations,
        figures=[_figure_to_pb(each) for each in notice.figures],
        grounds=grounds,
        text=texts_to_pb(notice.text),
        effective_date=_date_or_empty(notice.effective_from),
        expire_date=_date_or_empty(notice.expires),
        reply_date=_date_or_empty(notice.reply_until),
        withheld=[
            pb.WithheldField(field=each.field, reason=REASONS.number[each.reason])
            for each in notice.withheld
        ],
        conditions=texts_to_pb(notice.conditions),
        documents=documents.to_pb(notice.documents),
        references=references_to_pb(notice.references),
        absences=absences,
    )


def notice_fields(notice: pb.Notice) -> Fields:
    """Read the fields of a notice, not yet validated."""
    transaction = notice.transaction if notice.HasField("transaction") else None
    grounds = ground_list_fields(notice.grounds) if notice.HasField("grounds") else None
    return {
        "kind": notice.kind,
        "number": notice.number,
        "law": notice.law,
        "action": ACTIONS.read(notice.action),
        "about": notice.about,
        "outcome": notice.outcome,
        "at": read_date(notice.measure_date),
        "transaction": None if transaction is None else transactions.fields(transaction),
        "items": [items.fields(each) for each in notice.items],
        "parties": [parties.fields(each) for each in notice.parties],
        "destinations": list(notice.destinations),
        "authorisations": list(notice.authorisations),
        "figures": [_figure_fields(each) for each in notice.figures],
        "grounds": read_stated(grounds, "grounds", read_absences(notice.absences)),
        "text": texts_fields(notice.text),
        "effective_from": read_date_or_none(notice.effective_date),
        "expires": read_date_or_none(notice.expire_date),
        "reply_until": read_date_or_none(notice.reply_date),
        "withheld": [
            {"field": each.field, "reason": REASONS.read(each.reason)} for each in notice.withheld
        ],
        "conditions": texts_fields(notice.conditions),
        "documents": documents.fields(notice.documents),
        "references": references_fields(notice.references),
    }


def _date_or_empty(day: date | None) -> str:
    return "" if day is None else write_date(day)


def _figure_to_pb(figure: Figure) -> pb.Figure:
    return pb.Figure(
        code=figure.code,
        destination=figure.destination or "",
        number=figure.number,
        value=write_decimal(figure.value),
        currency=figure.currency or "",
    )


def _figure_fields(figure: pb.Figure) -> Fields:
    return {
        "code": figure.code,
        "destination": figure.destination or None,
        "number": figure.number if figure.HasField("number") else None,
        "value": read_decimal_or_none(figure.value),
        "currency": figure.currency or None,
    }


def comment_to_pb(comment: Comment) -> pb.Comment:
    """Write a comment on a notice."""
    return pb.Comment(
        about=comment.about,
        text=texts_to_pb(comment.text),
        documents=documents.to_pb(comment.documents),
    )


def comment_fields(comment: pb.Comment) -> Fields:
    """Read the fields of a comment, not yet validated."""
    return {
        "about": comment.about,
        "text": texts_fields(comment.text),
        "documents": documents.fields(comment.documents),
    }
