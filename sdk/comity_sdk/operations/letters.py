"""Operations of letters: letters between authorities, and standing answers.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.letters` has them to be awaited.
`comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from comity_sdk.calls import Caller, Json, Operation

if TYPE_CHECKING:
    from comity_sdk import models
    from comity_sdk.base import Model

LETTERS: dict[str, Operation] = {
    "list_standard_questions": Operation("GET", "/letters/questions", {200: "PageOfStandardQuestions"}),
    "request_information": Operation("POST", "/letters/information-requests", {200: "LetterView"}),
    "reply_to_information_request": Operation("POST", "/letters/{message_id}/information-reply", {200: "LetterView"}),
    "send_supplement": Operation("POST", "/letters/supplements", {200: "LetterView"}),
    "send_call_note": Operation("POST", "/letters/notes", {200: "LetterView"}),
    "confirm_call_note": Operation("POST", "/letters/{message_id}/confirmation", {200: "LetterView"}),
    "correct_letter": Operation("POST", "/letters/{message_id}/correction", {200: "LetterView"}),
    "recall_letter": Operation("POST", "/letters/{message_id}/recall", {200: "LetterView"}),
    "repeat_request": Operation("POST", "/letters/repeated-requests", {200: "Consultation"}),
    "forward_request": Operation("POST", "/letters/forwardings", {200: "LetterView"}),
    "reply_to_forwarding": Operation("POST", "/letters/{message_id}/forwarding-reply", {200: "LetterView"}),
    "list_standing_answers": Operation("GET", "/standing-answers", {200: "PageOfStandingAnswers"}),
    "give_standing_answer": Operation("POST", "/standing-answers", {200: "StandingAnswerView"}),
    "withdraw_standing_answer": Operation("POST", "/standing-answers/{standing_id}/withdrawal", {200: "StandingAnswerView"}),
    "rely_on_standing_answer": Operation("POST", "/standing-answers/{standing_id}/reliance", {200: "Consultation"}),
    "list_letters": Operation("GET", "/letters", {200: "PageOfLetters"}),
    "get_letter": Operation("GET", "/letters/{message_id}", {200: "LetterView"}),
}


class LetterOperations(Caller):
    """Operations of letters, to be waited for."""

    def list_standard_questions(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfStandardQuestions:
        """List the standard questions in force with their answers."""
        answer: models.PageOfStandardQuestions = self._call(
            "list_standard_questions",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_standard_questions(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[models.StandardQuestion]:
        """Walk every element, page by page. List the standard questions in force with their
        answers.
        """
        answer: Iterator[models.StandardQuestion] = self._walk(
            "list_standard_questions",
            query={"limit": limit},
        )
        return answer

    def request_information(
        self,
        body: models.InformationWanted | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Ask for information, or for an opinion on a classification."""
        answer: models.LetterView = self._call("request_information", body=body, key=key)
        return answer

    def reply_to_information_request(
        self,
        message_id: str,
        body: models.InformationReply | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Answer a request for information."""
        answer: models.LetterView = self._call(
            "reply_to_information_request",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def send_supplement(
        self,
        body: models.Addition | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Add to what was sent before."""
        answer: models.LetterView = self._call("send_supplement", body=body, key=key)
        return answer

    def send_call_note(
        self,
        body: models.Contact | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Note a call, for the other side to confirm; an oral objection blocks silence."""
        answer: models.LetterView = self._call("send_call_note", body=body, key=key)
        return answer

    def confirm_call_note(
        self,
        message_id: str,
        body: models.ContactReply | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Confirm the other side's note of a call, or say what was said instead."""
        answer: models.LetterView = self._call(
            "confirm_call_note",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def correct_letter(
        self,
        message_id: str,
        body: models.Corrected | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Correct a letter of ours; both versions stay visible."""
        answer: models.LetterView = self._call(
            "correct_letter",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def recall_letter(
        self,
        message_id: str,
        body: models.Recalled | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Recall a letter of ours that was sent in error."""
        answer: models.LetterView = self._call(
            "recall_letter",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def repeat_request(
        self,
        body: models.Conversing | Json,
        *,
        key: str | None = None,
    ) -> models.Consultation:
        """Ask again what a recalled request had asked."""
        answer: models.Consultation = self._call("repeat_request", body=body, key=key)
        return answer

    def forward_request(
        self,
        body: models.Onward | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Forward a consultation to the competent authority of our State."""
        answer: models.LetterView = self._call("forward_request", body=body, key=key)
        return answer

    def reply_to_forwarding(
        self,
        message_id: str,
        body: models.OnwardReply | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Answer what was forwarded to us, or hand it back."""
        answer: models.LetterView = self._call(
            "reply_to_forwarding",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def list_standing_answers(
        self,
        *,
        conversation_id: str | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfStandingAnswers:
        """List standing answers, or those that cover one consultation."""
        answer: models.PageOfStandingAnswers = self._call(
            "list_standing_answers",
            query={"conversation_id": conversation_id, "limit": limit, "after": after},
        )
        return answer

    def walk_standing_answers(
        self,
        *,
        conversation_id: str | None = None,
        limit: int | None = None,
    ) -> Iterator[models.StandingAnswerView]:
        """Walk every element, page by page. List standing answers, or those that cover one
        consultation.
        """
        answer: Iterator[models.StandingAnswerView] = self._walk(
            "list_standing_answers",
            query={"conversation_id": conversation_id, "limit": limit},
        )
        return answer

    def give_standing_answer(
        self,
        body: models.Advance | Json,
        *,
        key: str | None = None,
    ) -> models.StandingAnswerView:
        """Answer in advance what an authority would ask again."""
        answer: models.StandingAnswerView = self._call("give_standing_answer", body=body, key=key)
        return answer

    def withdraw_standing_answer(
        self,
        standing_id: str,
        body: Sequence[Model | Json],
        *,
        key: str | None = None,
    ) -> models.StandingAnswerView:
        """Withdraw a standing answer of ours."""
        answer: models.StandingAnswerView = self._call(
            "withdraw_standing_answer",
            places={"standing_id": standing_id},
            body=body,
            key=key,
        )
        return answer

    def rely_on_standing_answer(
        self,
        standing_id: str,
        body: models.Conversing | Json,
        *,
        key: str | None = None,
    ) -> models.Consultation:
        """Rely on a standing answer instead of waiting, on record."""
        answer: models.Consultation = self._call(
            "rely_on_standing_answer",
            places={"standing_id": standing_id},
            body=body,
            key=key,
        )
        return answer

    def list_letters(
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
        answer: models.PageOfLetters = self._call(
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
    ) -> Iterator[models.LetterView]:
        """Walk every element, page by page. List letters, oldest first: of a conversation, of a
        case, or those that fit all filters.
        """
        answer: Iterator[models.LetterView] = self._walk(
            "list_letters",
            query={"limit": limit, "conversation_id": conversation_id, "case_id": case_id, "wanted": wanted, "letter_type": letter_type, "peer": peer, "ours": ours, "state": state, "at_from": at_from, "at_until": at_until},
        )
        return answer

    def get_letter(self, message_id: str) -> models.LetterView:
        """Show a letter."""
        answer: models.LetterView = self._call("get_letter", places={"message_id": message_id})
        return answer
