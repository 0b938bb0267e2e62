"""Consultations over REST: open, answer, more time, closing, end, telephone calls."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, Response, UploadFile
from fastapi.responses import HTMLResponse

from gateway.api.conditions import CONSULTATION, Versioned, changing
from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.files.list_columns import CONSULTATIONS
from gateway.api.files.lists import AS_FILE, AsFile, listed
from gateway.api.parameters import Assignment, Number, filter_of
from gateway.api.published.operations import noun_router
from gateway.casework.cases import records
from gateway.casework.consultations import (
    closing,
    consultations,
    hand_records,
    incoming_request,
    officer_consultations,
)
from gateway.casework.consultations.hand_records import QuestionByHand
from gateway.casework.imports import past
from gateway.casework.letters import settlement as settling
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.domain.case import OralNote
from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    ConsultationRequest,
    ExtensionReply,
    ExtensionRequest,
    Recording,
)
from gateway.domain.consultation.past import HeldPastConsultation
from gateway.domain.correspondence import Settlement
from gateway.domain.denial import FreeText
from gateway.domain.lists.filters import ConsultationFilter
from gateway.domain.page import Page
from gateway.views.frame import NounView

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


@router.get("", response_model=Page[Consultation], responses=AS_FILE)
async def list_consultations(
    office: Desk,
    officer: Who,
    asked: AsFile,
    chosen: Annotated[ConsultationFilter, filter_of(ConsultationFilter)],
) -> Page[Consultation] | Response:
    """List consultations, newest first; with filters those that fit all of them.

    Those that are `named` have an identifier that begins so, or are called so: by the asking
    authority's reference, the consulted authority and, where that is not enough, the
    procedure, e.g. `DE-C-2026-00001/FR` or `DE-C-2026-00001/FR/16(5)`.
    """
    return await listed(
        asked,
        CONSULTATIONS,
        lambda page: consultations.list_consultations(office, officer, chosen, page=page),
    )


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


@router.post("/by-hand", status_code=201)
async def record_asked(office: Desk, officer: Who, body: QuestionByHand) -> Consultation:
    """Record that an authority that no gateway reaches was asked; a second officer confirms."""
    return await hand_records.record_asked(office, officer, body)


@router.get("/{conversation_id}")
async def get_consultation(office: Desk, officer: Who, conversation_id: str) -> Consultation:
    """Show a consultation."""
    return await consultations.get_consultation(office, officer, conversation_id)


@router.get("/{conversation_id}/view")
async def view(office: Desk, officer: Who, conversation_id: str) -> NounView:
    """Show a consultation of either side in words, as a person reads it."""
    return await records.view_of_consultation(office, officer, conversation_id)


@router.get("/{conversation_id}/page", response_class=HTMLResponse)
async def page(office: Desk, officer: Who, conversation_id: str) -> HTMLResponse:
    """Show a consultation of either side as one self-contained page."""
    return HTMLResponse(await records.page_of_consultation(office, officer, conversation_id))


@router.post("/{conversation_id}/answer", dependencies=_CHANGES)
async def answer(
    office: Desk, officer: Who, conversation_id: str, body: ConsultationAnswer
) -> Consultation:
    """Seal and send the authority's answer."""
    return await incoming_request.answer_consultation(office, officer, conversation_id, body)


@router.post("/{conversation_id}/answer/confirmation", dependencies=_CHANGES)
async def confirm_answer(office: Desk, officer: Who, conversation_id: str) -> Consultation:
    """Seal and send the answer that was proposed, as the second officer."""
    return await incoming_request.confirm_answer(office, officer, conversation_id)


@router.post("/{conversation_id}/end", dependencies=_CHANGES)
async def end(office: Desk, officer: Who, conversation_id: str, body: FreeText) -> Consultation:
    """End a consultation that an officer had opened."""
    return await officer_consultations.end_named_consultation(
        office, officer, conversation_id, body
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


@router.post("/{conversation_id}/extension", dependencies=_CHANGES)
async def request_extension(
    office: Desk, officer: Who, conversation_id: str, body: ExtensionRequest
) -> Consultation:
    """Ask for more working days."""
    return await incoming_request.request_extension(office, officer, conversation_id, body)


@router.post("/{conversation_id}/extension-reply", dependencies=_CHANGES)
async def reply_extension(
    office: Desk, officer: Who, conversation_id: str, body: ExtensionReply
) -> Consultation:
    """Accept or refuse more working days."""
    return await consultations.reply_extension(office, officer, conversation_id, body)


@router.post("/{conversation_id}/silence", dependencies=_CHANGES)
async def confirm_silence(
    office: Desk, officer: Who, conversation_id: str, note: OralNote
) -> Consultation:
    """Go on without the other gateway, on record."""
    return await closing.confirm_silence(office, officer, conversation_id, note)


@router.post("/{conversation_id}/calls", dependencies=_CHANGES)
async def note_call(
    office: Desk, officer: Who, conversation_id: str, note: OralNote
) -> Consultation:
    """Note a telephone call; an oral objection blocks silence."""
    return await closing.note_call(office, officer, conversation_id, note)


@router.post("/{conversation_id}/records", dependencies=_CHANGES, status_code=201)
async def record(office: Desk, officer: Who, conversation_id: str, body: Recording) -> Consultation:
    """Record what passed by hand: received, answered, more time, no answer, corrected, recalled."""
    return await hand_records.record(office, officer, conversation_id, body)


@router.post("/{conversation_id}/records/{number}/confirmation", dependencies=_CHANGES)
async def confirm_record(
    office: Desk, officer: Who, conversation_id: str, number: int
) -> Consultation:
    """Confirm what another officer recorded; it has the effect of a letter."""
    return await hand_records.confirm_record(office, officer, conversation_id, number)


@router.post("/{conversation_id}/records/{number}/refusal", dependencies=_CHANGES)
async def refuse_record(
    office: Desk, officer: Who, conversation_id: str, number: int, body: FreeText
) -> Consultation:
    """Refuse what was recorded; it stays on record without effect."""
    return await hand_records.refuse_record(office, officer, conversation_id, number, body)


# --- what another system carried --------------------------------------------------------------

past_router = noun_router("/past-consultations", "consultations")


@past_router.get("")
async def list_past(office: Desk, officer: Who, page: Asked) -> Page[HeldPastConsultation]:
    """List the consultations that another system carried, as its lists had them."""
    return await past.list_past(office, officer, page=page)


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


@past_router.post("/export")
async def export_consultations(
    office: Desk, officer: Who, page: Asked
) -> Page[past.ExportedConsultation]:
    """Return our own consultations as rows of the same columns, as far as they may be read."""
    return await past.export_consultations(office, officer, page=page)


@past_router.get("/{number}/view")
async def view_past(office: Desk, officer: Who, number: Number) -> NounView:
    """Show a past consultation in words, as a person reads it."""
    return await past.view_of_past(office, officer, number)
