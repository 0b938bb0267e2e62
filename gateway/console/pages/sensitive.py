"""Sensitive parties that others told of: searched by name; and pending cases that remind of one."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import StringConstraints
from starlette.responses import Response

from gateway.casework.cases.sensitive import SensitiveCase, find_sensitive, pending_sensitive
from gateway.casework.services import reader_of
from gateway.console.listing import Listing, listing
from gateway.console.pages.denials import KINDS
from gateway.console.sections import DENIALS, tabs
from gateway.console.visit import PageRoute, Visit
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.domain.lists.denial_search import DenialQuery
from gateway.domain.sensitive import SensitiveFound

PATH: Final = "/desk/sensitive"


class SensitiveAsked(Model):
    """Whom it is asked for: a name or a part of it, and who told."""

    name: Annotated[str, StringConstraints(max_length=200)] = ""
    issuer: AuthorityCode | None = None


async def show(visit: Visit) -> Response:
    """Show what was found by name; where none is given, the pending cases that remind of one."""
    asked = listing(visit, PATH, SensitiveAsked)
    return await (_search if asked.chosen.name else _pending)(visit, asked)


async def _search(visit: Visit, asked: Listing[SensitiveAsked]) -> Response:
    query = DenialQuery(names=(asked.chosen.name,), issuer=asked.chosen.issuer)
    found = await find_sensitive(visit.office, visit.who, query, page=asked.request)
    return _page(
        visit,
        asked,
        found=[_found(visit, each) for each in found.items],
        searched=True,
        **asked.turning(found),
    )


async def _pending(visit: Visit, asked: Listing[SensitiveAsked]) -> Response:
    found = await pending_sensitive(visit.office, visit.who, page=asked.request)
    cases = [_case(each) for each in found.items]
    return _page(visit, asked, cases=cases, **asked.turning(found))


def _page(visit: Visit, asked: Listing[SensitiveAsked], **lists: object) -> Response:
    empty = {"found": [], "cases": [], "searched": False}
    return visit.page(
        "sensitive.html",
        status=asked.status,
        form=asked.form,
        tabs=tabs(visit, DENIALS),
        plain=PATH,
        **{**empty, **lists},
    )


def _found(visit: Visit, found: SensitiveFound) -> dict[str, object]:
    near = found.match_class
    return {
        "found": found,
        "link": f"/desk/notices/{found.number}",
        "verdict": visit.says("Part of a name")
        if near is None
        else reader_of(visit.office).word(near),
        "kind": "neutral" if near is None else KINDS[near],
        "score": None if found.party is None else round(found.party.score * 100),
    }


def _case(case: SensitiveCase) -> dict[str, object]:
    return {
        "id": case.case_id,
        "link": f"/desk/cases/{case.case_id}",
        "hits": [hit for hit in case.hits if hit.looked is None],
    }


ROUTES: Final = (PageRoute(PATH, show),)
