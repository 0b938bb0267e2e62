"""Consultations over REST: answer, more time, closing, telephone calls."""

from __future__ import annotations

from fastapi import APIRouter

from gateway.api.door import Desk, Who
from gateway.casework import closing, consultations, consulted
from gateway.domain.base import Model
from gateway.domain.case import OralNote
from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    ExtensionReply,
    ExtensionRequest,
)

router = APIRouter(prefix="/consultations", tags=["consultations"])


class Assignment(Model):
    """In whose hands a consultation is put."""

    assignee: str


@router.get("")
async def list_consultations(
    office: Desk, officer: Who, asked_of_us: bool | None = None
) -> tuple[Consultation, ...]:
    """List consultations, newest first."""
    return await consultations.list_consultations(office, officer, asked_of_us=asked_of_us)


@router.get("/{conversation_id}")
async def get_consultation(office: Desk, officer: Who, conversation_id: str) -> Consultation:
    """Show a consultation."""
    return await consultations.get_consultation(office, officer, conversation_id)


@router.post("/{conversation_id}/answer")
async def answer(
    office: Desk, officer: Who, conversation_id: str, body: ConsultationAnswer
) -> Consultation:
    """Seal and send the authority's answer."""
    return await consulted.answer_consultation(office, officer, conversation_id, body)


@router.put("/{conversation_id}/assignment")
async def assign(
    office: Desk, officer: Who, conversation_id: str, body: Assignment
) -> Consultation:
    """Put the consultation into an officer's hands."""
    return await consultations.assign(office, officer, conversation_id, body.assignee)


@router.post("/{conversation_id}/extension")
async def request_extension(
    office: Desk, officer: Who, conversation_id: str, body: ExtensionRequest
) -> Consultation:
    """Ask for more working days."""
    return await consulted.request_extension(office, officer, conversation_id, body)


@router.post("/{conversation_id}/extension-reply")
async def reply_extension(
    office: Desk, officer: Who, conversation_id: str, body: ExtensionReply
) -> Consultation:
    """Accept or refuse more working days."""
    return await consultations.reply_extension(office, officer, conversation_id, body)


@router.post("/{conversation_id}/silence")
async def confirm_silence(
    office: Desk, officer: Who, conversation_id: str, note: OralNote
) -> Consultation:
    """Go on without the other gateway, on record."""
    return await closing.confirm_silence(office, officer, conversation_id, note)


@router.post("/{conversation_id}/calls")
async def note_call(
    office: Desk, officer: Who, conversation_id: str, note: OralNote
) -> Consultation:
    """Note a telephone call; an oral objection blocks silence."""
    return await closing.note_call(office, officer, conversation_id, note)
