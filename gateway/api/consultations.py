"""Consultations over REST: open, answer, more time, closing, end, telephone calls."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, Response, UploadFile

from gateway.api.conditions import Versioned, changing
from gateway.api.dependencies import Desk, Who
from gateway.api.parameters import Assignment
from gateway.api.published.operations import noun_router
from gateway.casework.cases import records
from gateway.casework.consultations import (
    closing,
    consultations,
    hand_records,
    incoming_request,
    officer_consultations,
)
from gateway.casework.imports import past
from gateway.casework.letters import settlement as settling
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.domain.consultation import (
    Consultation,
    ConsultationRequest,
)
from gateway.domain.correspondence import Settlement
from gateway.nouns.consultation import CONSULTATION

router = noun_router("/consultations", "consultations", route_class=Versioned)

_CHANGES = [changing(CONSULTATION)]


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


class Sent(Model):
    """The letter that was sent."""

    message_id: str


@router.post("", status_code=201)
async def open_consultation(office: Desk, officer: Who, body: Opening) -> Consultation:
    """Consult an authority that an officer names, with or without a case."""
    return await officer_consultations.open_named_consultation(
        office, officer, body.request, body.consulted, case_id=body.case_id
    )


@router.post("/settlements", status_code=201)
async def settle(office: Desk, officer: Who, body: OneAnswer) -> Sent:
    """Settle contradicting answers of our State's authorities, as their coordinator."""
    sent = await settling.settle(office, officer, body.asking, body.settlement)
    return Sent(message_id=sent)


router.calls("POST /by-hand", hand_records.record_asked, status_code=201)
router.calls(
    "POST /{conversation_id}/answer", incoming_request.answer_consultation, dependencies=_CHANGES
)
router.calls(
    "POST /{conversation_id}/answer/confirmation",
    incoming_request.confirm_answer,
    dependencies=_CHANGES,
)
router.calls(
    "POST /{conversation_id}/end",
    officer_consultations.end_named_consultation,
    dependencies=_CHANGES,
)


@router.get("/{conversation_id}/evidence", response_class=Response)
async def evidence(office: Desk, officer: Who, conversation_id: str) -> Response:
    """Export the evidence of one consultation as one ZIP that anybody can verify offline."""
    exported = await records.evidence_of_consultation(office, officer, conversation_id)
    name = f'attachment; filename="{conversation_id}.evidence.zip"'
    return Response(exported, media_type="application/zip", headers={"content-disposition": name})


@router.put("/{conversation_id}/assignment", dependencies=_CHANGES)
async def assign(
    office: Desk, officer: Who, conversation_id: str, body: Assignment
) -> Consultation:
    """Put the consultation into an officer's hands."""
    return await consultations.assign(office, officer, conversation_id, body.assignee, body.note)


router.calls(
    "POST /{conversation_id}/extension", incoming_request.request_extension, dependencies=_CHANGES
)
router.calls(
    "POST /{conversation_id}/extension-reply", consultations.reply_extension, dependencies=_CHANGES
)
router.calls("POST /{conversation_id}/silence", closing.confirm_silence, dependencies=_CHANGES)
router.calls("POST /{conversation_id}/calls", closing.note_call, dependencies=_CHANGES)
router.calls(
    "POST /{conversation_id}/records", hand_records.record, dependencies=_CHANGES, status_code=201
)
router.calls(
    "POST /{conversation_id}/records/{number}/confirmation",
    hand_records.confirm_record,
    dependencies=_CHANGES,
)
router.calls(
    "POST /{conversation_id}/records/{number}/refusal",
    hand_records.refuse_record,
    dependencies=_CHANGES,
)


# --- what another system carried --------------------------------------------------------------

past_router = noun_router("/past-consultations", "consultations")


@past_router.post("/import")
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


past_router.calls("POST /export", past.export_consultations)
