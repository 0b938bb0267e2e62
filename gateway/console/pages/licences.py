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
    return visit.page(
        "licences.html",
        status=asked.status,
        form=asked.form,
        filtered=bool(asked.form.values),
        plain=PATH,
        states=any_or(visit, LicenceState),
        rows=[_row(visit, each) for each in found.items],
        **asked.turning(found),
    )


def _row(visit: Visit, licence: LicenceSummary) -> dict[str, object]:
    reader = reader_of(visit.office)
    return {
        "number": licence.number,
        "link": f"{PATH}/{licence.number}",
        "case": licence.case_id,
        "about": f"/desk/cases/{licence.case_id}",
        "reference": licence.reference,
        "kind": reader.word(licence.kind),
        "destination": country(visit, licence.destination),
        "state": reader.word(licence.state),
        "tag": STATE_KINDS[licence.state],
        "begins": licence.valid_from,
        "ends": licence.valid_until,
        "exceeded": any(each.exceeded for each in licence.left),
    }


async def show_one(visit: Visit) -> Response:
    """Show a licence as it stands today."""
    return await noun_page(visit, LICENCE, back=(PATH, visit.says("Licences")))


ROUTES: Final = (PageRoute(PATH, show), PageRoute(f"{PATH}/{{number}}", show_one))
