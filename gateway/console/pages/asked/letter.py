"""The page of a letter: between whom, what it says, what became of it; the reply to a request."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from gateway.casework.consultations.consultations import get_consultation
from gateway.casework.letters.letters import get_letter
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import DeskAct
from gateway.console.acts.pages import routes_of
from gateway.console.noun_page import Acts, noun_page
from gateway.console.pages.asked.forwarded import FORWARDED, forwarded_in
from gateway.console.pages.asked.question import CONSULTATION
from gateway.console.pages.asked.replying import LETTER, REPLY, asked_in
from gateway.console.visit import PageRoute, Visit
from gateway.domain.correspondence import LetterView
from gateway.errors import NotFoundError
from gateway.nouns import letter
from gateway.views.consultation_view import consultation_name

ACTS: Final = (REPLY, *FORWARDED)


async def show(visit: Visit) -> Response:
    """Show a letter, as far as the officer may read it."""
    named = visit.asked(LETTER.place)
    found = await get_letter(visit.office, visit.who, named)
    return await noun_page(
        visit,
        letter.LETTER,
        back=await _back(visit, found),
        acts=Acts(LETTER, named, _possible(found), ACTS),
    )


def _possible(letter: LetterView) -> tuple[DeskAct, ...]:
    """Return what may be done with a letter, as things stand."""
    if asked_in(letter) is not None:
        return (REPLY,)
    return () if forwarded_in(letter) is None else FORWARDED


async def _back(visit: Visit, letter: LetterView) -> tuple[str, str]:
    """Return the page of what a letter belongs to: its consultation, its case, else the tasks."""
    talk = letter.conversation_id
    if visit.who.may(Permission.READ_CONSULTATIONS):
        try:
            found = await get_consultation(visit.office, visit.who, talk)
        except NotFoundError:
            pass  # a conversation that has no consultation
        else:
            said = visit.says("Consultation {name}", name=consultation_name(found))
            return CONSULTATION.address(talk), said
    if letter.case_id is not None and visit.who.may(Permission.READ_CASES):
        return f"/desk/cases/{letter.case_id}", visit.says("Case {number}", number=letter.case_id)
    return "/desk/tasks", visit.says("Tasks")


ROUTES: Final = (PageRoute(LETTER.page, show), *routes_of(LETTER, ACTS))
