"""Letters beside a question and its answer over REST: all that passes between procedures.

The rounds on a classification, which are made of them, are beside them.
"""

from __future__ import annotations

from typing import Any

from gateway.api.conditions import Versioned
from gateway.api.dependencies import Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.cases import precedents
from gateway.casework.letters import (
    classification_rounds,
    contacts,
    correction,
    forwarding,
    information_request,
    letters,
    standing_answers,
)
from gateway.casework.letters import recall as recalling
from gateway.casework.records.correspondence_rows import StandingAnswerView
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.domain.consultation import ConsultationAnswer
from gateway.domain.correspondence import (
    ContactNote,
    InformationRequest,
    StandingAnswer,
    Supplement,
)
from gateway.domain.denial import FreeText

router = noun_router(tag="letters", route_class=Versioned)
classifications = noun_router("/classifications", "classifications")


class InformationWanted(Model):
    """A request for information: in a conversation that exists, or to an authority."""

    peer: AuthorityCode | None = None
    conversation_id: str | None = None
    request: InformationRequest


class Contact(Model):
    """A note of a call: in a conversation that exists, or with an authority."""

    peer: AuthorityCode | None = None
    conversation_id: str | None = None
    note: ContactNote


class Addition(Model):
    """A supplement in a conversation."""

    conversation_id: str
    supplement: Supplement


class Corrected(Model):
    """The whole content of a letter as it should have been, and why."""

    corrected: dict[str, Any]
    reason: tuple[FreeText, ...]


class Recalled(Model):
    """Why a letter is recalled."""

    reason: tuple[FreeText, ...]


class Onward(Model):
    """To which authority of the same State a consultation is forwarded."""

    conversation_id: str
    to: AuthorityCode
    text: tuple[FreeText, ...] = ()


class OnwardReply(Model):
    """The competent authority's answer, or, without one, why it is handed back."""

    answer: ConsultationAnswer | None = None
    text: tuple[FreeText, ...] = ()


class Conversing(Model):
    """A conversation that is meant."""

    conversation_id: str


class Advance(Model):
    """A standing answer to one authority."""

    peer: AuthorityCode
    answer: StandingAnswer


router.calls("listStandardQuestions", "GET /letters/questions", letters.standard_questions)
router.calls(
    "requestInformation",
    "POST /letters/information-requests",
    information_request.ask_information,
    body=InformationWanted,
)
router.calls(
    "replyToInformationRequest",
    "POST /letters/{message_id}/information-reply",
    information_request.reply_information,
)
router.calls(
    "sendSupplement", "POST /letters/supplements", information_request.supplement, body=Addition
)
router.calls("sendCallNote", "POST /letters/notes", contacts.note_contact, body=Contact)
router.calls("confirmCallNote", "POST /letters/{message_id}/confirmation", contacts.confirm_contact)
router.calls(
    "correctLetter", "POST /letters/{message_id}/correction", correction.correct, body=Corrected
)
router.calls("recallLetter", "POST /letters/{message_id}/recall", recalling.recall, body=Recalled)
router.calls(
    "repeatRequest", "POST /letters/repeated-requests", recalling.ask_again, body=Conversing
)
router.calls("forwardRequest", "POST /letters/forwardings", forwarding.forward, body=Onward)
router.calls(
    "replyToForwarding",
    "POST /letters/{message_id}/forwarding-reply",
    forwarding.reply_forwarded,
    body=OnwardReply,
)
router.calls("listStandingAnswers", "GET /standing-answers", standing_answers.list_standing)
router.calls(
    "giveStandingAnswer", "POST /standing-answers", standing_answers.give_standing, body=Advance
)


@router.post("/standing-answers/{standing_id}/withdrawal", operation_id="withdrawStandingAnswer")
async def withdraw_standing(
    office: Desk, officer: Who, standing_id: str, body: tuple[FreeText, ...]
) -> StandingAnswerView:
    """Withdraw a standing answer of ours."""
    return await standing_answers.withdraw_standing(office, officer, standing_id, body)


router.calls(
    "relyOnStandingAnswer",
    "POST /standing-answers/{standing_id}/reliance",
    standing_answers.rely_on_standing,
    body=Conversing,
)


# --- rounds on a classification ---------------------------------------------------------------

classifications.calls("askClassification", "POST", classification_rounds.ask_round)
classifications.calls("findPrecedents", "POST /precedents", precedents.search_precedents)
classifications.calls(
    "answerClassification", "POST /{number}/answer", classification_rounds.answer_round
)
classifications.calls(
    "closeClassification", "POST /{number}/closing", classification_rounds.close_round
)
