"""Notices: those that came and those of ours, the newest act first; and each as it stands."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from gateway.casework.notices.notices import get_notice, list_notices
from gateway.casework.services import reader_of
from gateway.console.listing import any_or, listing
from gateway.console.noun_page import Acts, noun_page
from gateway.console.pages.notice_acts import ACTS, NOTICE, PUBLISH, kinds_known, possible
from gateway.console.pages.notice_acts import ROUTES as ACT_ROUTES
from gateway.console.sections import NOTICES, tabs
from gateway.console.visit import PageRoute, Visit
from gateway.domain.lists.filters import NoticeFilter
from gateway.domain.notice import NoticeLine, NoticeState
from gateway.nouns import notice

PATH: Final = "/desk/notices"

STATE_KINDS: Final = {
    NoticeState.VALID: "good",
    NoticeState.EXPIRED: "neutral",
    NoticeState.WITHDRAWN: "stop",
    NoticeState.NOT_HELD: "warn",
}


async def show(visit: Visit) -> Response:
    """Show a page of notices."""
    asked = listing(visit, PATH, NoticeFilter)
    found = await list_notices(visit.office, visit.who, asked.chosen, page=asked.request)
    return asked.page(
        visit,
        "notices.html",
        found,
        _row,
        tabs=tabs(visit, NOTICES),
        kinds=[("", visit.says("Any")), *_kinds(visit)],
        states=any_or(visit, NoticeState),
    )


def _kinds(visit: Visit) -> list[tuple[str, str]]:
    named = {each.rule.code: each.rule.title for each in kinds_known(visit)}
    return [(code, f"{code}: {title}") for code, title in named.items()]


def _row(visit: Visit, line: NoticeLine) -> dict[str, object]:
    return {
        "line": line,
        "state": reader_of(visit.office).word(line.state),
        "kind": STATE_KINDS[line.state],
        "ours": line.origin == visit.office.code,
    }


async def show_one(visit: Visit) -> Response:
    """Show a notice with its versions, comments and who has it."""
    number = visit.asked("number")
    shown = await get_notice(visit.office, visit.who, number)
    return await noun_page(
        visit,
        notice.NOTICE,
        back=(PATH, visit.says("Notices")),
        acts=Acts(NOTICE, number, possible(visit, shown), (PUBLISH, *ACTS)),
    )


ROUTES: Final = (PageRoute(PATH, show), *ACT_ROUTES, PageRoute(f"{PATH}/{{number}}", show_one))
