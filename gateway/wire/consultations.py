"""What is said in a consultation (consultation.proto)."""

from __future__ import annotations

from comity.v1 import consultation_pb2 as pb
from comity.v1 import relation_pb2, statement_pb2, transaction_pb2
from gateway.domain.consultation import (
    ApplicantRelease,
    ClosingRequest,
    ClosingStatement,
    ConsultationAnswer,
    ConsultationEnd,
    ConsultationRequest,
    EndReason,
    ExtensionReply,
    ExtensionRequest,
    ForApplicant,
)
from gateway.domain.relation import CaseRelation, RelationKind
from gateway.domain.transaction import HumanRightsAssessment
from gateway.wire import documents, transactions
from gateway.wire.denials import ground_list_fields, ground_list_to_pb
from gateway.wire.faults import MISSING, Fields
from gateway.wire.scalars import read_instant, same_names, write_instant
from gateway.wire.statements import (
    read_absences,
    read_stated,
    references_fields,
    references_to_pb,
    texts_fields,
    texts_to_pb,
    write_stated,
)

END_REASONS = same_names(EndReason, pb.EndReason)
RELATIONS = same_names(RelationKind, relation_pb2.RelationKind)
RELEASES = same_names(ApplicantRelease, pb.ApplicantRelease)


def request_to_pb(request: ConsultationRequest) -> pb.ConsultationRequest:
    """Write a request."""
    return pb.ConsultationRequest(
        procedure=request.procedure,
        case_reference=request.case_reference,
        transaction=transactions.to_pb(request.transaction),
        denials=request.denials,
        match_summary=request.match_summary,
        references=references_to_pb(request.references),
        remarks=texts_to_pb(request.remarks),
        relations=[_relation_to_pb(relation) for relation in request.relations],
        concerns=request.concerns,
        asked_for=request.asked_for,
        stop_time=None if request.stopped_at is None else write_instant(request.stopped_at),
        documents=documents.to_pb(request.documents),
    )


def request_fields(request: pb.ConsultationRequest) -> Fields:
    """Read the fields of a request, not yet validated."""
    transaction = request.transaction if request.HasField("transaction") else None
    return {
        "procedure": request.procedure,
        "case_reference": request.case_reference,
        "transaction": MISSING if transaction is None else transactions.fields(transaction),
        "denials": list(request.denials),
        "match_summary": list(request.match_summary),
        "references": references_fields(request.references),
        "remarks": texts_fields(request.remarks),
        "relations": [_relation_fields(relation) for relation in request.relations],
        "concerns": request.concerns,
        "asked_for": list(request.asked_for),
        "stopped_at": read_instant(request.stop_time) if request.HasField("stop_time") else None,
        "documents": documents.fields(request.documents),
    }


def answer_to_pb(answer: ConsultationAnswer) -> pb.ConsultationAnswer:
    """Write an answer."""
    absences: list[statement_pb2.FieldAbsence] = []
    grounds = write_stated(answer.grounds, "grounds", ground_list_to_pb, absences)
    return pb.ConsultationAnswer(
        answer=answer.answer,
        by_denial=[
            pb.DenialAnswer(denial_id=each.denial_id, answer=each.answer)
            for each in answer.by_denial
        ],
        conditions=texts_to_pb(answer.conditions),
        grounds=grounds,
        explanation=texts_to_pb(answer.explanation),
        information_needed=texts_to_pb(answer.information_needed),
        absences=absences,
        given_by=answer.given_by or "",
        human_rights=own_assessment_to_pb(answer.human_rights),
        given_time=None if answer.given_at is None else write_instant(answer.given_at),
        given_in=answer.given_in or "",
        for_applicant=_for_applicant_to_pb(answer.for_applicant),
        documents=documents.to_pb(answer.documents),
    )


def _for_applicant_to_pb(mark: ForApplicant | None) -> pb.ForApplicant | None:
    if mark is None:
        return None
    return pb.ForApplicant(release=RELEASES.number[mark.release], text=texts_to_pb(mark.text))


def own_assessment_to_pb(
    assessment: HumanRightsAssessment | None,
) -> transaction_pb2.HumanRightsAssessment | None:
    """Write the sender's own human-rights assessment, or None where it made none."""
    return None if assessment is None else transactions.assessment_to_pb(assessment)


def answer_fields(answer: pb.ConsultationAnswer) -> Fields:
    """Read the fields of an answer, not yet validated."""
    grounds = ground_list_fields(answer.grounds) if answer.HasField("grounds") else None
    return {
        "answer": answer.answer,
        "by_denial": [
            {"denial_id": each.denial_id, "answer": each.answer} for each in answer.by_denial
        ],
        "conditions": texts_fields(answer.conditions),
        "grounds": read_stated(grounds, "grounds", read_absences(answer.absences)),
        "explanation": texts_fields(answer.explanation),
        "information_needed": texts_fields(answer.information_needed),
        "given_by": answer.given_by or None,
        "human_rights": (
            transactions.assessment_fields(answer.human_rights)
            if answer.HasField("human_rights")
            else None
        ),
        "given_at": read_instant(answer.given_time) if answer.HasField("given_time") else None,
        "given_in": answer.given_in or None,
        "for_applicant": (
            {
                "release": RELEASES.read(answer.for_applicant.release),
                "text": texts_fields(answer.for_applicant.text),
            }
            if answer.HasField("for_applicant")
            else None
        ),
        "documents": documents.fields(answer.documents),
    }


def end_to_pb(end: ConsultationEnd) -> pb.ConsultationEnd:
    """Write that an answer is no longer needed."""
    return pb.ConsultationEnd(
        reason=END_REASONS.number[end.reason],
        text=texts_to_pb(end.text),
        denials=end.denials,
        end_time=write_instant(end.at),
    )


def end_fields(end: pb.ConsultationEnd) -> Fields:
    """Read the fields of an end, not yet validated."""
    return {
        "reason": END_REASONS.read(end.reason),
        "text": texts_fields(end.text),
        "denials": list(end.denials),
        "at": read_instant(end.end_time) if end.HasField("end_time") else MISSING,
    }


def extension_request_to_pb(request: ExtensionRequest) -> pb.ExtensionRequest:
    """Write a request for extension."""
    return pb.ExtensionRequest(
        working_days=request.working_days, reason=texts_to_pb([request.reason])[0]
    )


def extension_request_fields(request: pb.ExtensionRequest) -> Fields:
    """Read the fields of a request for extension, not yet validated."""
    return {
        "working_days": request.working_days,
        "reason": texts_fields([request.reason])[0] if request.HasField("reason") else MISSING,
    }


def extension_reply_to_pb(reply: ExtensionReply) -> pb.ExtensionReply:
    """Write the reply to a request for extension."""
    return pb.ExtensionReply(
        accepted=reply.accepted,
        working_days=reply.working_days,
        reason=texts_to_pb(reply.reason),
    )


def extension_reply_fields(reply: pb.ExtensionReply) -> Fields:
    """Read the fields of the reply to a request for extension, not yet validated."""
    return {
        "accepted": reply.accepted,
        "working_days": reply.working_days,
        "reason": texts_fields(reply.reason),
    }


def closing_request_to_pb(request: ClosingRequest) -> pb.ClosingRequest:
    """Write a request to close."""
    return pb.ClosingRequest(
        last_instant_time=write_instant(request.last_instant),
        ask_time=write_instant(request.asked_at),
    )


def closing_request_fields(request: pb.ClosingRequest) -> Fields:
    """Read the fields of a request to close, not yet validated."""
    has = request.HasField
    return {
        "last_instant": (
            read_instant(request.last_instant_time) if has("last_instant_time") else MISSING
        ),
        "asked_at": read_instant(request.ask_time) if has("ask_time") else MISSING,
    }


def closing_statement_to_pb(statement: ClosingStatement) -> pb.ClosingStatement:
    """Write a statement on closing."""
    return pb.ClosingStatement(
        nothing_under_way=statement.nothing_under_way,
        last_instant_time=write_instant(statement.last_instant),
        state_time=write_instant(statement.stated_at),
    )


def closing_statement_fields(statement: pb.ClosingStatement) -> Fields:
    """Read the fields of a statement on closing, not yet validated."""
    has = statement.HasField
    return {
        "nothing_under_way": statement.nothing_under_way,
        "last_instant": (
            read_instant(statement.last_instant_time) if has("last_instant_time") else MISSING
        ),
        "stated_at": read_instant(statement.state_time) if has("state_time") else MISSING,
    }


def _relation_to_pb(relation: CaseRelation) -> relation_pb2.CaseRelation:
    return relation_pb2.CaseRelation(
        kind=RELATIONS.number[relation.kind], system=relation.system, reference=relation.reference
    )


def _relation_fields(relation: relation_pb2.CaseRelation) -> Fields:
    return {
        "kind": RELATIONS.read(relation.kind),
        "system": relation.system,
        "reference": relation.reference,
    }
