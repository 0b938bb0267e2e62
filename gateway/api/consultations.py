"""Consultations over REST: open, answer, more time, closing, end, telephone calls."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, Response, UploadFile

from gateway.api.conditions import Versioned
from gateway.api.dependencies import Desk, Who
from gateway.api.parameters import Assignment
from gateway.api.published.operations import noun_router
from gateway.casework.cases import records
from gateway.casework.consultations import (
    consultations,
    incoming_request,
    officer_consultations,
    offline_records,
    silence,
)
from gateway.casework.imports import past
from gateway.casework.letters import settlement as settling
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.domain.consultation import (
    ConsultationRequest,
)
from gateway.domain.correspondence import Settlement
from gateway.nouns.consultation import CONSULTATION

router = noun_router("/consultations", "consultations", route_class=Versioned, changes=CONSULTATION)


class Opening(Model):
    """A consultation that an officer opens.

    Attributes:
        case_id: Our case that it belongs to, if any.
    """

    consulted: AuthorityCode
    request: ConsultationRequest
    case_id: str | None = None


class OneAnswer(Model):
    """A State's one answer where its authorities contradict each other.

    Attributes:
        asking: The authority that asked them.
    """

    asking: AuthorityCode
    settlement: Settlement


class SentLetter(Model):
    """The letter that was sent."""

    message_id: str


router.calls(
    "openConsultation",
    "POST",
    officer_consultations.open_named_consultation,
    body=Opening,
    status_code=201,
)


@router.post("/settlements", operation_id="settleAnswers", status_code=201)
async def settle(office: Desk, officer: Who, body: OneAnswer) -> SentLetter:
    """Settle contradicting answers of our State's authorities, as their coordinator."""
    sent = await settling.settle(office, officer, body.asking, body.settlement)
    return SentLetter(message_id=sent)


router.calls("recordOfflineRequest", "POST /by-hand", offline_records.record_asked, status_code=201)
router.calls(
    "answerConsultation", "POST /{conversation_id}/answer", incoming_request.answer_consultation
)
router.calls(
    "confirmAnswer", "POST /{conversation_id}/answer/confirmation", incoming_request.confirm_answer
)
router.calls(
    "endConsultation", "POST /{conversation_id}/end", officer_consultations.end_named_consultation
)


@router.get(
    "/{conversation_id}/evidence",
    operation_id="exportConsultationEvidence",
    response_class=Response,
)
async def evidence(office: Desk, officer: Who, conversation_id: str) -> Response:
    """Export the evidence of one consultation as one ZIP that anybody can verify offline."""
    exported = await records.evidence_of_consultation(office, officer, conversation_id)
    name = f'attachment; filename="{conversation_id}.evidence.zip"'
    return Response(exported, media_type="application/zip", headers={"content-disposition": name})


router.calls(
    "assignConsultation", "PUT /{conversation_id}/assignment", consultations.assign, body=Assignment
)
router.calls(
    "requestExtension", "POST /{conversation_id}/extension", incoming_request.request_extension
)
router.calls(
    "replyToExtension", "POST /{conversation_id}/extension-reply", consultations.reply_extension
)
router.calls("confirmSilence", "POST /{conversation_id}/silence", silence.confirm_silence)
router.calls("recordPhoneCall", "POST /{conversation_id}/calls", silence.note_call)
router.calls(
    "addOfflineRecord", "POST /{conversation_id}/records", offline_records.record, status_code=201
)
router.calls(
    "confirmOfflineRecord",
    "POST /{conversation_id}/records/{number}/confirmation",
    offline_records.confirm_record,
)
router.calls(
    "refuseOfflineRecord",
    "POST /{conversation_id}/records/{number}/refusal",
    offline_records.refuse_record,
)


# --- what another system carried --------------------------------------------------------------

past_router = noun_router("/past-consultations", "consultations")


@past_router.post("/import", operation_id="importPastConsultations")
async def import_past(
    office: Desk,
    officer: Who,
    file: Annotated[UploadFile, File(description="CSV in UTF-8; columns: docs/imports.md")],
    replace: bool = False,
    dry_run: bool = False,
) -> past.PastImport:
    """Keep the consultations of a file as records of the past, all of them or none."""
    return await past.import_past(
        office,
        officer,
        await file.read(),
        filename=file.filename or "upload.csv",
        replace=replace,
        dry_run=dry_run,
    )


past_router.calls("exportConsultations", "POST /export", past.export_consultations)
