"""Operations of letters: letters between authorities, and standing answers.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.letters`, to be awaited. `comity_sdk.operations` says what `key` and `of`
are.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller, Json

if TYPE_CHECKING:
    from comity_sdk import models
    from comity_sdk.base import Model


class AsyncLetterOperations(AsyncCaller):
    """Operations of letters, to be awaited."""

    async def list_standard_questions(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfStandardQuestions:
        """List the standard questions in force with their answers."""
        answer: models.PageOfStandardQuestions = await self._call(
            "list_standard_questions",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_standard_questions(
        self,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.StandardQuestion]:
        """Walk every element, page by page. List the standard questions in force with their
        answers.
        """
        answer: AsyncIterator[models.StandardQuestion] = self._walk(
            "list_standard_questions",
            query={"limit": limit},
        )
        return answer

    async def request_information(
        self,
        body: models.InformationWanted | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Ask for information, or for an opinion on a classification."""
        answer: models.LetterView = await self._call("request_information", body=body, key=key)
        return answer

    async def reply_to_information_request(
        self,
        message_id: str,
        body: models.InformationReply | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Answer a request for information."""
        answer: models.LetterView = await self._call(
            "reply_to_information_request",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    async def send_supplement(
        self,
        body: models.Addition | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Add to what was sent before."""
        answer: models.LetterView = await self._call("send_supplement", body=body, key=key)
        return answer

    async def send_call_note(
        self,
        body: models.Contact | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Note a call, for the other side to confirm; an oral objection blocks silence."""
        answer: models.LetterView = await self._call("send_call_note", body=body, key=key)
        return answer

    async def confirm_call_note(
        self,
        message_id: str,
        body: models.ContactReply | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Confirm the other side's note of a call, or say what was said instead."""
        answer: models.LetterView = await self._call(
            "confirm_call_note",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    async def correct_letter(
        self,
        message_id: str,
        body: models.Corrected | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Correct a letter of ours; both versions stay visible."""
        answer: models.LetterView = await self._call(
            "correct_letter",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    async def recall_letter(
        self,
        message_id: str,
        body: models.Recalled | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Recall a letter of ours that was sent in error."""
        answer: models.LetterView = await self._call(
            "recall_letter",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    async def repeat_request(
        self,
        body: models.Conversing | Json,
        *,
        key: str | None = None,
    ) -> models.Consultation:
        """Ask again what a recalled request had asked."""
        answer: models.Consultation = await self._call("repeat_request", body=body, key=key)
        return answer

    async def forward_request(
        self,
        body: models.Onward | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Forward a consultation to the competent authority of our State."""
        answer: models.LetterView = await self._call("forward_request", body=body, key=key)
        return answer

    async def reply_to_forwarding(
        self,
        message_id: str,
        body: models.OnwardReply | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Answer what was forwarded to us, or hand it back."""
        answer: models.LetterView = await self._call(
            "reply_to_forwarding",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    async def list_standing_answers(
        self,
        *,
        conversation_id: str | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfStandingAnswers:
        """List standing answers, or those that cover one consultation."""
        answer: models.PageOfStandingAnswers = await self._call(
            "list_standing_answers",
            query={"conversation_id": conversation_id, "limit": limit, "after": after},
        )
        return answer

    def walk_standing_answers(
        self,
        *,
        conversation_id: str | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.StandingAnswerView]:
        """Walk every element, page by page. List standing answers, or those that cover one
        consultation.
        """
        answer: AsyncIterator[models.StandingAnswerView] = self._walk(
            "list_standing_answers",
            query={"conversation_id": conversation_id, "limit": limit},
        )
        return answer

    async def give_standing_answer(
        self,
        body: models.Advance | Json,
        *,
        key: str | None = None,
    ) -> models.StandingAnswerView:
        """Answer in advance what an authority would ask again."""
        answer: models.StandingAnswerView = await self._call(
            "give_standing_answer",
            body=body,
            key=key,
        )
        return answer

    async def withdraw_standing_answer(
        self,
        standing_id: str,
        body: Sequence[Model | Json],
        *,
        key: str | None = None,
    ) -> models.StandingAnswerView:
        """Withdraw a standing answer of ours."""
        answer: models.StandingAnswerView = await self._call(
            "withdraw_standing_answer",
            places={"standing_id": standing_id},
            body=body,
            key=key,
        )
        return answer

    async def rely_on_standing_answer(
        self,
        standing_id: str,
        body: models.Conversing | Json,
        *,
        key: str | None = None,
    ) -> models.Consultation:
        """Rely on a standing answer instead of waiting, on record."""
        answer: models.Consultation = await self._call(
            "rely_on_standing_answer",
            places={"standing_id": standing_id},
            body=body,
            key=key,
        )
        return answer

    async def list_letters(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        conversation_id: str | None = None,
        case_id: str | None = None,
        wanted: bool | None = None,
        letter_type: models.AnyLetterType | None = None,
        peer: str | None = None,
        ours: bool | None = None,
        state: models.AnyLetterState | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> models.PageOfLetters:
        """List letters, oldest first: of a conversation, of a case, or those that fit all filters.
        """
        answer: models.PageOfLetters = await self._call(
            "list_letters",
            query={"limit": limit, "after": after, "conversation_id": conversation_id, "case_id": case_id, "wanted": wanted, "letter_type": letter_type, "peer": peer, "ours": ours, "state": state, "at_from": at_from, "at_until": at_until},
        )
        return answer

    def walk_letters(
        self,
        *,
        limit: int | None = None,
        conversation_id: str | None = None,
        case_id: str | None = None,
        wanted: bool | None = None,
        letter_type: models.AnyLetterType | None = None,
        peer: str | None = None,
        ours: bool | None = None,
        state: models.AnyLetterState | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> AsyncIterator[models.LetterView]:
        """Walk every element, page by page. List letters, oldest first: of a conversation, of a
        case, or those that fit all filters.
        """
        answer: AsyncIterator[models.LetterView] = self._walk(
            "list_letters",
            query={"limit": limit, "conversation_id": conversation_id, "case_id": case_id, "wanted": wanted, "letter_type": letter_type, "peer": peer, "ours": ours, "state": state, "at_from": at_from, "at_until": at_until},
        )
        return answer

    async def get_letter(self, message_id: str) -> models.LetterView:
        """Show a letter."""
        answer: models.LetterView = await self._call(
            "get_letter",
            places={"message_id": message_id},
        )
        return answer
