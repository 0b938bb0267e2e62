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
    contacts,
    correction,
    forwarding,
    information_request,
    letters,
    rounds,
    standing,
)
from gateway.casework.letters import recall as recalling
from gateway.casework.records.correspondence_rows import StandingAnswerView
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.domain.consultation import Consultation, ConsultationAnswer
from gateway.domain.correspondence import (
    ContactNote,
    InformationRequest,
    LetterView,
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


router.calls("GET /letters/questions", letters.standard_questions)


@router.post("/letters/information-requests")
async def ask_information(office: Desk, officer: Who, body: InformationWanted) -> LetterView:
    """Ask for information, or for an opinion on a classification."""
    return await information_request.ask_information(
        office, officer, body.request, peer=body.peer, conversation_id=body.conversation_id
    )


router.calls("POST /letters/{message_id}/information-reply", information_request.reply_information)


@router.post("/letters/supplements")
async def supplement(office: Desk, officer: Who, body: Addition) -> LetterView:
    """Add to what was sent before."""
    return await information_request.supplement(
        office, officer, body.conversation_id, body.supplement
    )


@router.post("/letters/notes")
async def note_contact(office: Desk, officer: Who, body: Contact) -> LetterView:
    """Note a call, for the other side to confirm; an oral objection blocks silence."""
    return await contacts.note_contact(
        office, officer, body.note, peer=body.peer, conversation_id=body.conversation_id
    )


router.calls("POST /letters/{message_id}/confirmation", contacts.confirm_contact)


@router.post("/letters/{message_id}/correction")
async def correct(office: Desk, officer: Who, message_id: str, body: Corrected) -> LetterView:
    """Correct a letter of ours; both versions stay visible."""
    return await correction.correct(office, officer, message_id, body.corrected, body.reason)


@router.post("/letters/{message_id}/recall")
async def recall(office: Desk, officer: Who, message_id: str, body: Recalled) -> LetterView:
    """Recall a letter of ours that was sent in error."""
    return await recalling.recall(office, officer, message_id, body.reason)


@router.post("/letters/repeated-requests")
async def ask_again(office: Desk, officer: Who, body: Conversing) -> Consultation:
    """Ask again what a recalled request had asked."""
    return await recalling.ask_again(office, officer, body.conversation_id)


@router.post("/letters/forwardings")
async def forward(office: Desk, officer: Who, body: Onward) -> LetterView:
    """Forward a consultation to the competent authority of our State."""
    return await forwarding.forward(office, officer, body.conversation_id, body.to, body.text)


@router.post("/letters/{message_id}/forwarding-reply")
async def reply_forwarded(
    office: Desk, officer: Who, message_id: str, body: OnwardReply
) -> LetterView:
    """Answer what was forwarded to us, or hand it back."""
    return await forwarding.reply_forwarded(office, officer, message_id, body.answer, body.text)


router.calls("GET /standing-answers", standing.list_standing)


@router.post("/standing-answers")
async def give_standing(office: Desk, officer: Who, body: Advance) -> StandingAnswerView:
    """Answer in advance what an authority would ask again."""
    return await standing.give_standing(office, officer, body.peer, body.answer)


@router.post("/standing-answers/{standing_id}/withdrawal")
async def withdraw_standing(
    office: Desk, officer: Who, standing_id: str, body: tuple[FreeText, ...]
) -> StandingAnswerView:
    """Withdraw a standing answer of ours."""
    return await standing.withdraw_standing(office, officer, standing_id, body)


@router.post("/standing-answers/{standing_id}/reliance")
async def rely_on_standing(
    office: Desk, officer: Who, standing_id: str, body: Conversing
) -> Consultation:
    """Rely on a standing answer instead of waiting, on record."""
    return await standing.rely_on_standing(office, officer, body.conversation_id, standing_id)


# --- rounds on a classification ---------------------------------------------------------------

classifications.calls("POST", rounds.ask_round)
classifications.calls("POST /precedents", precedents.search_precedents)
classifications.calls("POST /{number}/answer", rounds.answer_round)
classifications.calls("POST /{number}/closing", rounds.close_round)
