"""Notices: those that came and those of ours, the newest act first; and each as it stands."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from gateway.casework.notices.notices import kinds, list_notices, view_of_notice
from gateway.casework.office.notice_rules import NoticeKind
from gateway.casework.office.services import reader_of
from gateway.casework.records.markings import marking_of_notice
from gateway.console.listing import any_or, listing
from gateway.console.noun_page import noun_page
from gateway.console.sections import NOTICES, tabs
from gateway.console.visit import PageRoute, Visit
from gateway.domain.lists.filters import NoticeFilter
from gateway.domain.notice import NoticeLine, NoticeState
from gateway.domain.page import MAX_LIMIT, PageRequest

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
    return visit.page(
        "notices.html",
        status=asked.status,
        form=asked.form,
        tabs=tabs(visit, NOTICES),
        filtered=bool(asked.form.values),
        plain=PATH,
        kinds=[("", visit.says("Any")), *_kinds(visit)],
        states=any_or(visit, NoticeState),
        rows=[_row(visit, each) for each in found.items],
        **asked.turning(found),
    )


def kinds_known(visit: Visit) -> tuple[NoticeKind, ...]:
    """Return every kind of notice in force that is for the officer."""
    return kinds(visit.office, visit.who, PageRequest(limit=MAX_LIMIT)).items


def _kinds(visit: Visit) -> list[tuple[str, str]]:
    named = {each.rule.code: each.rule.title for each in kinds_known(visit)}
    return [(code, f"{code}: {title}") for code, title in named.items()]


def _row(visit: Visit, line: NoticeLine) -> dict[str, object]:
    return {
        "line": line,
        "link": f"{PATH}/{line.number}",
        "state": reader_of(visit.office).word(line.state),
        "kind": STATE_KINDS[line.state],
        "ours": line.origin == visit.office.code,
    }


async def show_one(visit: Visit) -> Response:
    """Show a notice with its versions, comments and who has it."""
    number = visit.asked("number")
    view = await view_of_notice(visit.office, visit.who, number)
    marking = await marking_of_notice(visit.office, visit.who, number)
    return noun_page(visit, view, back=(PATH, visit.says("Notices")), marking=marking)


ROUTES: Final = (PageRoute(PATH, show), PageRoute(f"{PATH}/{{number}}", show_one))
