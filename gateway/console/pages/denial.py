"""One denial with its whole life: what was denied and why, reviews, courts, and who has it."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from gateway.casework.denials.denials import get_denial
from gateway.console.noun_page import Acts, noun_page
from gateway.console.pages.denial_acts import ACTS, DENIAL, possible
from gateway.console.pages.denial_acts import ROUTES as ACT_ROUTES
from gateway.console.pages.denials import PATH
from gateway.console.visit import PageRoute, Visit
from gateway.nouns import denial


async def show(visit: Visit) -> Response:
    """Show a denial as far as it is held here."""
    named = visit.asked("denial_id")
    shown = await get_denial(visit.office, visit.who, named)
    return await noun_page(
        visit,
        denial.DENIAL,
        back=(PATH, visit.says("Denials")),
        acts=Acts(DENIAL, named, possible(visit, shown), ACTS),
    )


ROUTES: Final = (PageRoute(f"{PATH}/{{denial_id}}", show), *ACT_ROUTES)
