"""Licences: the newest first, and each as it stands today with what has left under it."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from gateway.casework.cases.licences import list_licences
from gateway.casework.services import reader_of
from gateway.console.listing import any_or, country, listing
from gateway.console.noun_page import noun_page
from gateway.console.visit import PageRoute, Visit
from gateway.domain.case import LicenceState, LicenceSummary
from gateway.domain.lists.filters import LicenceFilter
from gateway.nouns.licence import LICENCE

PATH: Final = "/desk/licences"

STATE_KINDS: Final = {
    LicenceState.IN_FORCE: "good",
    LicenceState.LIMITED: "wait",
    LicenceState.SUSPENDED: "warn",
    LicenceState.ANNULLED: "stop",
    LicenceState.REVOKED: "stop",
    LicenceState.EXPIRED: "neutral",
    LicenceState.ENDED: "neutral",
}


async def show(visit: Visit) -> Response:
    """Show a page of licences."""
    asked = listing(visit, PATH, LicenceFilter)
    found = await list_licences(visit.office, visit.who, asked.chosen, page=asked.request)
    return asked.page(visit, "licences.html", found, _row, states=any_or(visit, LicenceState))


def _row(visit: Visit, licence: LicenceSummary) -> dict[str, object]:
    word = reader_of(visit.office).word
    return {
        "licence": licence,
        "kind": word(licence.kind),
        "destination": country(visit, licence.destination),
        "state": word(licence.state),
        "tag": STATE_KINDS[licence.state],
        "exceeded": any(each.exceeded for each in licence.left),
    }


async def show_one(visit: Visit) -> Response:
    """Show a licence as it stands today."""
    return await noun_page(visit, LICENCE, back=(PATH, visit.says("Licences")))


ROUTES: Final = (PageRoute(PATH, show), PageRoute(f"{PATH}/{{number}}", show_one))
