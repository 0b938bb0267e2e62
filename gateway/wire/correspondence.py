"""What passes between authorities beside a question and its answer (correspondence.proto)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from google.protobuf.message import Message

from comity.v1 import correspondence_pb2 as pb
from gateway.domain.correspondence import (
    ContactNote,
    ContactReply,
    Correction,
    Forwarding,
    ForwardingReply,
    InformationKind,
    InformationReply,
    InformationRequest,
    Recall,
    RecallStatement,
    Settlement,
    StandingAnswer,
    StandingScope,
    Supplement,
)
from gateway.domain.transaction import Transaction
from gateway.wire import (
    classifications,
    consultations,
    documents,
    licences,
    parties,
    transactions,
)
from gateway.wire.faults import MISSING, Fields
from gateway.wire.scalars import (
    read_date,
    read_date_or_none,
    read_digest,
    read_instant,
    same_names,
    write_date,
    write_instant,
)
from gateway.wire.statements import (
    references_fields,
    references_to_pb,
    texts_fields,
    texts_to_pb,
)

KINDS = same_names(InformationKind, pb.InformationKind)


def _transaction_to_pb(transaction: Transaction | None) -> Any:
    return None if transaction is None else transactions.to_pb(transaction)


def _if_given(message: Message, field: str, read: Callable[[Any], Any], otherwise: Any) -> Any:
    """Read a field that is a message, or return what stands for its absence."""
    return read(getattr(message, field)) if message.HasField(field) else otherwise


def supplement_to_pb(supplement: Supplement) -> pb.Supplement:
    """Write a supplement."""
    return pb.Supplement(
        text=texts_to_pb(supplement.text),
        transaction=_transaction_to_pb(supplement.transaction),
        documents=documents.to_pb(supplement.documents),
        references=references_to_pb(supplement.references),
        human_rights=consultations.own_assessment_to_pb(supplement.human_rights),
        forwarded_to=supplement.forwarded_to or "",
        closing=classifications.closing_to_pb(supplement.closing),
    )


def supplement_fields(supplement: pb.Supplement) -> Fields:
    """Read the fields of a supplement, not yet validated."""
    return {
        "text": texts_fields(supplement.text),
        "transaction": _if_given(supplement, "transaction", transactions.fields, None),
        "documents": documents.fields(supplement.documents),
        "references": references_fields(supplement.references),
        "human_rights": _if_given(supplement, "human_rights", transactions.assessment_fields, None),
        "forwarded_to": supplement.forwarded_to or None,
        "closing": _if_given(supplement, "closing", classifications.closing_fields, None),
    }


def correction_to_pb(correction: Correction) -> pb.Correction:
    """Write a correction, without the corrected content."""
    return pb.Correction(
        message_id=correction.message_id,
        message_digest=bytes.fromhex(correction.message_digest),
        fields=correction.fields,
        reason=texts_to_pb(correction.reason),
    )


def correction_fields(correction: pb.Correction) -> Fields:
    """Read the fields of a correction, not yet validated."""
    return {
        "message_id": correction.message_id,
        "message_digest": read_digest(correction.message_digest),
        "fields": list(correction.fields),
        "reason": texts_fields(correction.reason),
    }


def recall_to_pb(recall: Recall) -> pb.Recall:
    """Write a recall."""
    return pb.Recall(
        message_id=recall.message_id,
        message_digest=bytes.fromhex(recall.message_digest),
        reason=texts_to_pb(recall.reason),
    )


def recall_fields(recall: pb.Recall) -> Fields:
    """Read the fields of a recall, not yet validated."""
    return {
        "message_id": recall.message_id,
        "message_digest": read_digest(recall.message_digest),
        "reason": texts_fields(recall.reason),
    }


def recall_statement_to_pb(statement: RecallStatement) -> pb.RecallStatement:
    """Write the answer to a recall."""
    return pb.RecallStatement(
        message_id=statement.message_id,
        seal_time=write_instant(statement.sealed_at),
        opened=[
            pb.Opening(role=each.role, read_time=write_instant(each.at))
            for each in statement.opened
        ],
        answered=statement.answered,
    )


def recall_statement_fields(statement: pb.RecallStatement) -> Fields:
    """Read the fields of the answer to a recall, not yet validated."""
    return {
        "message_id": statement.message_id,
        "sealed_at": _if_given(statement, "seal_time", read_instant, MISSING),
        "opened": [
            {"role": each.role, "at": _if_given(each, "read_time", read_instant, MISSING)}
            for each in statement.opened
        ],
        "answered": statement.answered,
    }


def contact_note_to_pb(note: ContactNote) -> pb.ContactNote:
    """Write the note of a call."""
    return pb.ContactNote(
        contact_time=write_instant(note.at),
        channel=note.channel,
        text=texts_to_pb(note.text),
        objection=note.objection,
    )


def contact_note_fields(note: pb.ContactNote) -> Fields:
    """Read the fields of the note of a call, not yet validated."""
    return {
        "at": _if_given(note, "contact_time", read_instant, MISSING),
        "channel": note.channel,
        "text": texts_fields(note.text),
        "objection": note.objection,
    }


def contact_reply_to_pb(reply: ContactReply) -> pb.ContactReply:
    """Write the confirmation of a note."""
    return pb.ContactReply(confirmed=reply.confirmed, text=texts_to_pb(reply.text))


def contact_reply_fields(reply: pb.ContactReply) -> Fields:
    """Read the fields of the confirmation of a note, not yet validated."""
    return {"confirmed": reply.confirmed, "text": texts_fields(reply.text)}


def information_request_to_pb(request: InformationRequest) -> pb.InformationRequest:
    """Write a request for information."""
    return pb.InformationRequest(
        kind=KINDS.number[request.kind],
        case_reference=request.case_reference,
        questions=request.questions,
        text=texts_to_pb(request.text),
        transaction=_transaction_to_pb(request.transaction),
        wanted_date=write_date(request.wanted_by),
        round=classifications.question_to_pb(request.round),
        licence=None if request.licence is None else licences.question_to_pb(request.licence),
    )


def information_request_fields(request: pb.InformationRequest) -> Fields:
    """Read the fields of a request for information, not yet validated."""
    return {
        "kind": KINDS.read(request.kind),
        "case_reference": request.case_reference,
        "questions": list(request.questions),
        "text": texts_fields(request.text),
        "transaction": _if_given(request, "transaction", transactions.fields, None),
        "wanted_by": read_date_or_none(request.wanted_date),
        "round": _if_given(request, "round", classifications.question_fields, None),
        "licence": _if_given(request, "licence", licences.question_fields, None),
    }


def information_reply_to_pb(reply: InformationReply) -> pb.InformationReply:
    """Write the answer to a request for information."""
    return pb.InformationReply(
        answers=[pb.StandardAnswer(question=a.question, answer=a.answer) for a in reply.answers],
        text=texts_to_pb(reply.text),
        codes=reply.codes,
        not_listed=reply.not_listed,
        documents=documents.to_pb(reply.documents),
        opinion=classifications.opinion_to_pb(reply.opinion),
        licence=None if reply.licence is None else licences.statement_to_pb(reply.licence),
    )


def information_reply_fields(reply: pb.InformationReply) -> Fields:
    """Read the fields of the answer to a request for information, not yet validated."""
    return {
        "answers": [{"question": a.question, "answer": a.answer} for a in reply.answers],
        "text": texts_fields(reply.text),
        "codes": list(reply.codes),
        "not_listed": reply.not_listed,
        "documents": documents.fields(reply.documents),
        "opinion": _if_given(reply, "opinion", classifications.opinion_fields, None),
        "licence": _if_given(reply, "licence", licences.statement_fields, None),
    }


def forwarding_to_pb(forwarding: Forwarding) -> pb.Forwarding:
    """Write a request that is handed on."""
    return pb.Forwarding(
        asking=forwarding.asking,
        conversation_id=forwarding.conversation_id,
        request=consultations.request_to_pb(forwarding.request),
        receive_time=write_instant(forwarding.received),
        last_instant_time=write_instant(forwarding.last_instant),
        rulebook=forwarding.rulebook,
        text=texts_to_pb(forwarding.text),
    )


def forwarding_fields(forwarding: pb.Forwarding) -> Fields:
    """Read the fields of a request that is handed on, not yet validated."""
    return {
        "asking": forwarding.asking,
        "conversation_id": forwarding.conversation_id,
        "request": _if_given(forwarding, "request", consultations.request_fields, MISSING),
        "received": _if_given(forwarding, "receive_time", read_instant, MISSING),
        "last_instant": _if_given(forwarding, "last_instant_time", read_instant, MISSING),
        "rulebook": forwarding.rulebook,
        "text": texts_fields(forwarding.text),
    }


def forwarding_reply_to_pb(reply: ForwardingReply) -> pb.ForwardingReply:
    """Write the reply to a request that was handed on."""
    return pb.ForwardingReply(accepted=reply.accepted, text=texts_to_pb(reply.text))


def forwarding_reply_fields(reply: pb.ForwardingReply) -> Fields:
    """Read the fields of the reply to a request that was handed on, not yet validated."""
    return {"accepted": reply.accepted, "text": texts_fields(reply.text)}


def standing_answer_to_pb(answer: StandingAnswer) -> pb.StandingAnswer:
    """Write a standing answer."""
    return pb.StandingAnswer(
        procedure=answer.procedure,
        answer=answer.answer,
        scope=_scope_to_pb(answer.scope),
        until_date=write_date(answer.until),
        conditions=texts_to_pb(answer.conditions),
        text=texts_to_pb(answer.text),
        withdrawn=answer.withdrawn,
    )


def _scope_to_pb(scope: StandingScope) -> pb.StandingScope:
    return pb.StandingScope(
        codes=scope.codes,
        destinations=scope.destinations,
        end_users=[parties.to_pb(each) for each in scope.end_users],
        denials=scope.denials,
        everything=scope.everything,
    )


def standing_answer_fields(answer: pb.StandingAnswer) -> Fields:
    """Read the fields of a standing answer, not yet validated."""
    return {
        "procedure": answer.procedure,
        "answer": answer.answer,
        "scope": _if_given(answer, "scope", _scope_fields, MISSING),
        "until": read_date(answer.until_date),
        "conditions": texts_fields(answer.conditions),
        "text": texts_fields(answer.text),
        "withdrawn": answer.withdrawn,
    }


def _scope_fields(scope: pb.StandingScope) -> Fields:
    return {
        "codes": list(scope.codes),
        "destinations": list(scope.destinations),
        "end_users": [parties.fields(each) for each in scope.end_users],
        "denials": list(scope.denials),
        "everything": scope.everything,
    }


def settlement_to_pb(settlement: Settlement) -> pb.Settlement:
    """Write the one answer of a State."""
    return pb.Settlement(
        procedure=settlement.procedure,
        case_reference=settlement.case_reference,
        conversations=settlement.conversations,
        answer=settlement.answer,
        conditions=texts_to_pb(settlement.conditions),
        text=texts_to_pb(settlement.text),
    )


def settlement_fields(settlement: pb.Settlement) -> Fields:
    """Read the fields of the one answer of a State, not yet validated."""
    return {
        "procedure": settlement.procedure,
        "case_reference": settlement.case_reference,
        "conversations": list(settlement.conversations),
        "answer": settlement.answer,
        "conditions": texts_fields(settlement.conditions),
        "text": texts_fields(settlement.text),
    }
