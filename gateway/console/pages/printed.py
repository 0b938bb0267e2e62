"""Cases, consultations, letters, denials, notices, reviews, licences as PDF: each as on its page.

Who may not read one gets what its page gives him.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from starlette.responses import Response

from gateway.casework.cases.licences import view_of_licence
from gateway.casework.cases.records import view_of, view_of_consultation
from gateway.casework.denials.denials import view_of_denial
from gateway.casework.letters.letters import view_of_letter
from gateway.casework.notices.collective_acts import view_of_review
from gateway.casework.notices.notices import view_of_notice
from gateway.casework.office.permissions import Officer
from gateway.casework.office.services import Office
from gateway.casework.records.markings import (
    marking_of_case,
    marking_of_consultation,
    marking_of_denial,
    marking_of_letter,
    marking_of_notice,
)
from gateway.console.noun_page import noun_pdf
from gateway.console.visit import Handle, PageRoute, Visit
from gateway.domain.letter import Marking
from gateway.views.frame import NounView


class Printed(NamedTuple):
    """A noun that is printed.

    Attributes:
        path: Of its page; the one parameter of it is its name.
        view: Returns it as it may be read, or refuses.
        marking: Returns how far it may be passed on, once it may be read.
    """

    path: str
    view: Callable[[Office, Officer, str], Awaitable[NounView]]
    marking: Callable[[Office, Officer, str], Awaitable[Marking]]

    @property
    def parameter(self) -> str:
        """Name of its one parameter."""
        return self.path.partition("{")[2].rstrip("}")


async def _unmarked(_office: Office, _officer: Officer, _name: str) -> Marking:
    return Marking.UNMARKED  # it stays here


PRINTED: Final = (
    Printed("/desk/cases/{case_id}", view_of, marking_of_case),
    Printed("/desk/consultations/{conversation_id}", view_of_consultation, marking_of_consultation),
    Printed("/desk/letters/{message_id}", view_of_letter, marking_of_letter),
    Printed("/desk/denials/{denial_id}", view_of_denial, marking_of_denial),
    Printed("/desk/notices/{number}", view_of_notice, marking_of_notice),
    Printed("/desk/reviews/{number}", view_of_review, marking_of_notice),
    Printed("/desk/licences/{number}", view_of_licence, _unmarked),
)


def _as_pdf(noun: Printed) -> Handle:
    async def give(visit: Visit) -> Response:
        name = visit.asked(noun.parameter)
        view = await noun.view(visit.office, visit.who, name)
        return await noun_pdf(visit, view, await noun.marking(visit.office, visit.who, name))

    return give


ROUTES: Final = tuple(PageRoute(f"{each.path}/pdf", _as_pdf(each)) for each in PRINTED)
