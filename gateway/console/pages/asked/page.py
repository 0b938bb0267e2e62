"""The page of a consultation: what is asked, by whom, until when, and what may be done about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from starlette.responses import Response

from gateway.casework.cases.records import denials_asked_about, view_of_consultation
from gateway.casework.inbox.own import mark_seen
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import DeskAct
from gateway.console.acts.offered import begun, offered, what_was_done
from gateway.console.acts.pages import routes_of
from gateway.console.noun_page import pdf_address
from gateway.console.pages.asked import documents
from gateway.console.pages.asked.answering import ANSWER_IT, CONFIRM_ANSWER
from gateway.console.pages.asked.beside_it import (
    ASK_INFORMATION,
    CORRECT,
    FORWARD,
    NOTE,
    RECALL,
    SUPPLEMENT,
)
from gateway.console.pages.asked.by_hand import (
    CONFIRM_RECORD,
    RECORD_ANSWER,
    RECORD_OTHER,
    REFUSE_RECORD,
)
from gateway.console.pages.asked.question import CONSULTATION, QuestionRead, read_question
from gateway.console.pages.asked.replying import replies_offered
from gateway.console.pages.asked.silence import CONFIRM_SILENCE
from gateway.console.pages.asked.time_and_hands import ASSIGN, MORE_TIME, REPLY_TIME
from gateway.console.visit import PageRoute, Visit
from gateway.domain.authority import member_state
from gateway.domain.consultation import OPEN_STATES, ConsultationState
from gateway.domain.rulebook import AskedBy
from gateway.views.beside.transactions import Compared, beside_denial
from gateway.views.clock_view import counted_days

ACTS: Final = (
    ANSWER_IT,
    CONFIRM_ANSWER,
    MORE_TIME,
    REPLY_TIME,
    CONFIRM_SILENCE,
    ASK_INFORMATION,
    SUPPLEMENT,
    FORWARD,
    CORRECT,
    RECALL,
    NOTE,
    RECORD_ANSWER,
    RECORD_OTHER,
    CONFIRM_RECORD,
    REFUSE_RECORD,
    ASSIGN,
)
"""What can be done about a consultation, in the order of its page."""


def possible(question: QuestionRead, *, others_of_state: bool) -> Iterator[DeskAct]:
    """Yield what may be done about a consultation as it stands, whoever may do it.

    Args:
        question: The consultation.
        others_of_state: Whether another authority of our State could be forwarded it.
    """
    if question.model.by_hand:
        yield from _by_hand(question)
    elif question.asked_of_us:
        yield from _asked(question, others_of_state=others_of_state)
    else:
        yield from _letters(question)
    if question.asked_of_us:
        yield ASSIGN


def _asked(question: QuestionRead, *, others_of_state: bool) -> Iterator[DeskAct]:
    model = question.model
    running = model.state is ConsultationState.RUNNING
    if model.answer_proposed is not None:
        yield CONFIRM_ANSWER
    if running or model.answer_again:
        yield ANSWER_IT
    if running and question.rule.extension is not None and model.extension_pending is None:
        yield MORE_TIME
    if running and others_of_state and model.forwarded_to is None:
        yield FORWARD
    if model.answer is not None and not question.rule.second_officer:
        yield CORRECT
    yield from _letters(question)


def _letters(question: QuestionRead) -> Iterator[DeskAct]:
    model = question.model
    if not question.asked_of_us and model.state is ConsultationState.UNCONFIRMED:
        yield CONFIRM_SILENCE
    if not question.asked_of_us and model.extension_pending is not None:
        if model.state in OPEN_STATES:
            yield REPLY_TIME
    elif not question.asked_of_us and _we_may_prolong(question):
        yield MORE_TIME
    yield ASK_INFORMATION
    yield SUPPLEMENT
    if not question.asked_of_us or model.answer is not None:
        yield RECALL
    if model.state in OPEN_STATES:
        yield NOTE


def _we_may_prolong(question: QuestionRead) -> bool:
    """Say whether a period runs, and we may ask for more time in it."""
    rule, running = question.rule.extension, question.model.state is ConsultationState.RUNNING
    return running and rule is not None and rule.asked_by is AskedBy.EITHER


def _by_hand(question: QuestionRead) -> Iterator[DeskAct]:
    waits = any(each.waits for each in question.model.records)
    if waits:
        yield CONFIRM_RECORD
        yield REFUSE_RECORD
    elif question.model.state in OPEN_STATES:
        yield RECORD_ANSWER
        yield RECORD_OTHER


async def show(visit: Visit) -> Response:
    """Show a consultation of either side, as far as the officer may read it."""
    named = visit.asked("conversation_id")
    view = await view_of_consultation(visit.office, visit.who, named)
    question = await read_question(visit, named)
    if visit.who.may(Permission.KEEP_INBOX):
        await mark_seen(visit.office, visit.who, (named,))
    acts = offered(visit, CONSULTATION, named, possible(question, others_of_state=_others(visit)))
    first = acts[0] if acts and acts[0]["key"] == "a" else None
    headings = {each.heading for each in view.sections}
    instead = visit.says("Denials asked about")
    return visit.page(
        "consultation.html",
        view=view,
        sections=[each for each in view.sections if each.heading != instead],
        facts=question.facts(visit),
        marking=visit.says("RESTRICTED") if visit.says("Need to know") in headings else "",
        days=_days(question),
        today=visit.office.today,
        denials=await _beside(visit, question),
        documents=await documents.documents_of(visit, named),
        first=first,
        acts=[
            *(await replies_offered(visit, named)),
            *(each for each in acts if each is not first),
        ],
        begun=await begun(visit, CONSULTATION, named, ACTS),
        was_done=_done(visit),
        pdf=pdf_address(visit),
    )


def _done(visit: Visit) -> str:
    if visit.asked("done") == "fetching":
        return visit.says("the contents are sent for; they come by themselves.")
    return what_was_done(visit, ACTS)


def _others(visit: Visit) -> bool:
    us, members = visit.office.code, visit.office.me.directory().members
    return any(each != us and member_state(each) == member_state(us) for each in members)


def _days(question: QuestionRead) -> tuple[Any, ...]:
    deadline = question.model.deadline
    return () if deadline is None else tuple(counted_days(question.reader, deadline))


async def _beside(visit: Visit, question: QuestionRead) -> list[dict[str, Any]]:
    """Return each denial that is asked about, beside the transaction."""
    model = question.model
    held = await denials_asked_about(visit.office, visit.who, model)
    asked = Compared(
        transaction=model.request.transaction,
        whose=model.asking,
        heading=visit.says("This transaction"),
    )
    return [
        {
            "number": each,
            "ended": each in model.ended_denials,
            "view": beside_denial(question.reader, asked, held[each]) if each in held else None,
        }
        for each in model.request.denials
    ]


ROUTES: Final = (
    PageRoute(CONSULTATION.page, show),
    *routes_of(CONSULTATION, ACTS),
    *documents.ROUTES,
)
