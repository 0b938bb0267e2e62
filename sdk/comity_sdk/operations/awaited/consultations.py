"""Operations of consultations: questions to other authorities before a decision, and their
answers.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.consultations`, to be awaited. `comity_sdk.operations` says what `key` and
`of` are.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller, Json

if TYPE_CHECKING:
    from comity_sdk import models
    from comity_sdk.base import Model


class AsyncConsultationOperations(AsyncCaller):
    """Operations of consultations, to be awaited."""

    async def open_consultation(
        self,
        body: models.Opening | Json,
        *,
        key: str | None = None,
    ) -> models.Consultation:
        """Consult an authority that an officer names, with or without a case."""
        answer: models.Consultation = await self._call("open_consultation", body=body, key=key)
        return answer

    async def list_consultations(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        asked_of_us: bool | None = None,
        named: str | None = None,
        state: models.AnyConsultationState | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        case_id: str | None = None,
        reference: str | None = None,
        party: str | None = None,
        code: str | None = None,
        assigned_to: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
    ) -> models.PageOfConsultations:
        """List consultations, newest first; with filters those that fit all of them."""
        answer: models.PageOfConsultations = await self._call(
            "list_consultations",
            query={"limit": limit, "after": after, "asked_of_us": asked_of_us, "named": named, "state": state, "authority": authority, "procedure": procedure, "case_id": case_id, "reference": reference, "party": party, "code": code, "assigned_to": assigned_to, "due_from": due_from, "due_until": due_until},
        )
        return answer

    def walk_consultations(
        self,
        *,
        limit: int | None = None,
        asked_of_us: bool | None = None,
        named: str | None = None,
        state: models.AnyConsultationState | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        case_id: str | None = None,
        reference: str | None = None,
        party: str | None = None,
        code: str | None = None,
        assigned_to: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
    ) -> AsyncIterator[models.Consultation]:
        """Walk every element, page by page. List consultations, newest first; with filters those
        that fit all of them.
        """
        answer: AsyncIterator[models.Consultation] = self._walk(
            "list_consultations",
            query={"limit": limit, "asked_of_us": asked_of_us, "named": named, "state": state, "authority": authority, "procedure": procedure, "case_id": case_id, "reference": reference, "party": party, "code": code, "assigned_to": assigned_to, "due_from": due_from, "due_until": due_until},
        )
        return answer

    async def settle_answers(
        self,
        body: models.OneAnswer | Json,
        *,
        key: str | None = None,
    ) -> models.SentLetter:
        """Settle contradicting answers of our State's authorities, as their coordinator."""
        answer: models.SentLetter = await self._call("settle_answers", body=body, key=key)
        return answer

    async def record_offline_request(
        self,
        body: models.QuestionByHand | Json,
        *,
        key: str | None = None,
    ) -> models.Consultation:
        """Record that an authority that no gateway reaches was asked; a second officer confirms.
        """
        answer: models.Consultation = await self._call(
            "record_offline_request",
            body=body,
            key=key,
        )
        return answer

    async def answer_consultation(
        self,
        conversation_id: str,
        body: models.ConsultationAnswerInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Seal and send the authority's answer."""
        answer: models.Consultation = await self._call(
            "answer_consultation",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def confirm_answer(
        self,
        conversation_id: str,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Seal and send the answer that was proposed, as the second officer."""
        answer: models.Consultation = await self._call(
            "confirm_answer",
            places={"conversation_id": conversation_id},
            key=key,
            of=of,
        )
        return answer

    async def end_consultation(
        self,
        conversation_id: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """End a consultation that an officer had opened."""
        answer: models.Consultation = await self._call(
            "end_consultation",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def export_consultation_evidence(self, conversation_id: str) -> bytes:
        """Export the evidence of one consultation as one ZIP that anybody can verify offline."""
        answer: bytes = await self._call(
            "export_consultation_evidence",
            places={"conversation_id": conversation_id},
        )
        return answer

    async def assign_consultation(
        self,
        conversation_id: str,
        body: models.Assignment | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Put the consultation into an officer's hands."""
        answer: models.Consultation = await self._call(
            "assign_consultation",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def request_extension(
        self,
        conversation_id: str,
        body: models.ExtensionRequestInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Ask for more working days."""
        answer: models.Consultation = await self._call(
            "request_extension",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def reply_to_extension(
        self,
        conversation_id: str,
        body: models.ExtensionReplyInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Accept or refuse more working days."""
        answer: models.Consultation = await self._call(
            "reply_to_extension",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def confirm_silence(
        self,
        conversation_id: str,
        body: models.OralNote | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Go on without the other gateway, on record."""
        answer: models.Consultation = await self._call(
            "confirm_silence",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def record_phone_call(
        self,
        conversation_id: str,
        body: models.OralNote | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Note a telephone call; an oral objection blocks silence."""
        answer: models.Consultation = await self._call(
            "record_phone_call",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def add_offline_record(
        self,
        conversation_id: str,
        body: models.Recording | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Record what passed by hand: received, answered, more time, no answer, corrected,
        recalled.
        """
        answer: models.Consultation = await self._call(
            "add_offline_record",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def confirm_offline_record(
        self,
        conversation_id: str,
        number: int,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Confirm what another officer recorded; it has the effect of a letter."""
        answer: models.Consultation = await self._call(
            "confirm_offline_record",
            places={"conversation_id": conversation_id, "number": number},
            key=key,
            of=of,
        )
        return answer

    async def refuse_offline_record(
        self,
        conversation_id: str,
        number: int,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Refuse what was recorded; it stays on record without effect."""
        answer: models.Consultation = await self._call(
            "refuse_offline_record",
            places={"conversation_id": conversation_id, "number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def get_consultation(self, conversation_id: str) -> models.Consultation:
        """Show a consultation."""
        answer: models.Consultation = await self._call(
            "get_consultation",
            places={"conversation_id": conversation_id},
        )
        return answer
