"""Letters beside a question and its answer over REST: all that passes between procedures.

The rounds on a classification, which are made of them, are beside them.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi.responses import HTMLResponse

from gateway.api.conditions import Versioned
from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.parameters import filter_of
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
from gateway.domain.consultation.classification import (
    ClassificationRound,
    OpinionDraft,
    OutcomeDraft,
    PrecedentQuery,
    RoundDraft,
    RoundState,
)
from gateway.domain.correspondence import (
    ContactNote,
    ContactReply,
    InformationReply,
    InformationRequest,
    LetterView,
    StandingAnswer,
    Supplement,
)
from gateway.domain.denial import FreeText
from gateway.domain.lists.filters import LetterFilter
from gateway.domain.page import Page
from gateway.domain.rulebook.acts import StandardQuestion
from gateway.views.frame import NounView

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


@router.get("/letters")
async def list_letters(
    office: Desk,
    officer: Who,
    page: Asked,
    chosen: Annotated[LetterFilter, filter_of(LetterFilter)],
) -> Page[LetterView]:
    """List letters, oldest first: of a conversation, of a case, or those that fit all filters."""
    return await letters.list_letters(office, officer, chosen, page=page)


@router.get("/letters/questions")
async def standard_questions(office: Desk, officer: Who, page: Asked) -> Page[StandardQuestion]:
    """List the standard questions in force with their answers."""
    return await letters.standard_questions(office, officer, page=page)


@router.get("/letters/{message_id}")
async def get_letter(office: Desk, officer: Who, message_id: str) -> LetterView:
    """Show a letter."""
    return await letters.get_letter(office, officer, message_id)


@router.get("/letters/{message_id}/view")
async def view(office: Desk, officer: Who, message_id: str) -> NounView:
    """Show a letter in words, as a person reads it."""
    return await letters.view_of_letter(office, officer, message_id)


@router.get("/letters/{message_id}/page", response_class=HTMLResponse)
async def page(office: Desk, officer: Who, message_id: str) -> HTMLResponse:
    """Show a letter as one self-contained page for the file."""
    return HTMLResponse(await letters.page_of_letter(office, officer, message_id))


@router.post("/letters/information-requests")
async def ask_information(office: Desk, officer: Who, body: InformationWanted) -> LetterView:
    """Ask for information, or for an opinion on a classification."""
    return await information_request.ask_information(
        office, officer, body.request, peer=body.peer, conversation_id=body.conversation_id
    )


@router.post("/letters/{message_id}/information-reply")
async def reply_information(
    office: Desk, officer: Who, message_id: str, body: InformationReply
) -> LetterView:
    """Answer a request for information."""
    return await information_request.reply_information(office, officer, message_id, body)


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


@router.post("/letters/{message_id}/confirmation")
async def confirm_contact(
    office: Desk, officer: Who, message_id: str, body: ContactReply
) -> LetterView:
    """Confirm the other side's note of a call, or say what was said instead."""
    return await contacts.confirm_contact(office, officer, message_id, body)


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


@router.get("/standing-answers")
async def list_standing(
    office: Desk, officer: Who, page: Asked, conversation_id: str | None = None
) -> Page[StandingAnswerView]:
    """List standing answers, or those that cover one consultation."""
    return await standing.list_standing(office, officer, conversation_id=conversation_id, page=page)


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


@classifications.get("")
async def list_rounds(
    office: Desk,
    officer: Who,
    page: Asked,
    ours: bool | None = None,
    state: RoundState | None = None,
) -> Page[ClassificationRound]:
    """List rounds on a classification, newest first: of ours, and those in which others ask."""
    return await rounds.list_rounds(office, officer, ours=ours, state=state, page=page)


@classifications.post("")
async def ask_round(office: Desk, officer: Who, body: RoundDraft) -> ClassificationRound:
    """Ask several authorities which control code an item has; no clock of law runs."""
    return await rounds.ask_round(office, officer, body)


@classifications.post("/precedents")
async def find_precedents(
    office: Desk, officer: Who, query: PrecedentQuery
) -> precedents.PrecedentsFound:
    """Find what was classified before: by words, code, designation, parameters, or for a case."""
    return await precedents.search_precedents(office, officer, query)


@classifications.get("/{number}")
async def get_round(office: Desk, officer: Who, number: str) -> ClassificationRound:
    """Show a round with the answers as they stand."""
    return await rounds.get_round(office, officer, number)


@classifications.get("/{number}/view")
async def view_round(office: Desk, officer: Who, number: str) -> NounView:
    """Show a round in words, as a person reads it."""
    return await rounds.view_of_round(office, officer, number)


@classifications.post("/{number}/answer")
async def answer_round(
    office: Desk, officer: Who, number: str, body: OpinionDraft
) -> ClassificationRound:
    """Answer in another authority's round; a second answer amends the first, and both stay."""
    return await rounds.answer_round(office, officer, number, body)


@classifications.post("/{number}/closing")
async def close_round(
    office: Desk, officer: Who, number: str, body: OutcomeDraft
) -> ClassificationRound:
    """Close a round of ours with an outcome, which is told to those who answered."""
    return await rounds.close_round(office, officer, number, body)
