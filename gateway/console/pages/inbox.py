"""The inbox: open work, that first whose clock ends first; and where an officer begins."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from pydantic import ValidationError
from starlette.responses import Response

from gateway.casework.inbox.listing import read_inbox
from gateway.casework.inbox.own import MOST_VIEWS, list_views
from gateway.casework.permissions import Permission
from gateway.console.access.returning import HOME
from gateway.console.forms import PageForm
from gateway.console.languages import marked
from gateway.console.listing import page_asked
from gateway.console.visit import PageRoute, Visit
from gateway.domain.inbox import EVERYTHING, InboxCounts, InboxFilter, InboxRow, InboxTab, WorkNoun
from gateway.domain.page import PageRequest
from gateway.field_faults import faults_of
from gateway.views.inbox.lines import inbox_line
from gateway.views.reader import ViewReader

PATH: Final = "/desk/inbox"
TABS: Final = {
    InboxTab.ALL: marked("All"),
    InboxTab.MINE: marked("Mine"),
    InboxTab.QUEUES: marked("My queues"),
    InboxTab.UNASSIGNED: marked("Unassigned"),
}
ASKED: Final = (
    *("country", "category", "party", "procedure", "authority", "officer", "ends_until"),
    *("queue", "overdue"),
)
"""Filters of the page's form, each a field of `InboxFilter`; a saved address names others too."""

_BESIDE: Final = ("kind", "restricted")
"""Filters that no field of the form has: of a saved view, they are sent on with it."""

_SHOWN: Final = {
    WorkNoun.CASE: "/desk/cases/{}",
    WorkNoun.CONSULTATION: "/desk/consultations/{}",
}


async def begin(visit: Visit) -> Response:
    """Send an officer to where she begins: the inbox, else her tasks, else her account."""
    for needs, path in ((Permission.READ_INBOX, PATH), (Permission.READ_TASKS, "/desk/tasks")):
        if visit.who.may(needs):
            return visit.go(path)
    return visit.go("/desk/account")


async def show(visit: Visit) -> Response:
    """Show a page of the inbox; what is chosen stands in the address."""
    asked = {name: visit.asked(name).strip() for name in ("tab", *InboxFilter.model_fields)}
    form = PageForm({name: value for name, value in asked.items() if value})
    try:
        chosen = InboxFilter.model_validate(form.values)
    except ValidationError as exc:
        faults = {each.field: _sentence(each.what) for each in faults_of(exc)}
        return await _shown(visit, EVERYTHING, form.wrong(**faults), status=422)
    return await _shown(visit, chosen, form)


async def _shown(
    visit: Visit, chosen: InboxFilter, form: PageForm, *, status: int = 200
) -> Response:
    page = page_asked(visit)
    found, counts = await read_inbox(visit.office, visit.who, chosen, page=page)
    at = chosen.tab
    reader, keeps = visit.reader, visit.who.may(Permission.KEEP_INBOX)
    return visit.page(
        "inbox.html",
        status=status,
        form=form,
        here=_address(form, after=page.after) if page.after else _address(form),
        tabs=[
            (visit.language.text(said), _count(counts, tab), _address(form, tab=tab), tab is at)
            for tab, said in TABS.items()
        ],
        tab=at,
        filtered=any(form.value(name) for name in ASKED),
        plain=_address(PageForm(), tab=at),
        overdue=counts.overdue,
        total=_count(counts, at),
        rows=[row_in_words(reader, each) for each in found.items],
        at_row=visit.asked("at"),
        keeps=keeps,
        handed_on=[(name, form.value(name)) for name in _BESIDE if form.value(name)],
        queues=[("", visit.says("Any"))]
        + [(each.code, f"{each.title} ({each.count})") for each in counts.queues],
        views=await views_of(visit) if keeps else [],
        to_keep=[(name, value) for name, value in form.values.items()],
        first=_address(form) if page.after else "",
        following=_address(form, after=found.next) if found.next else "",
    )


async def views_of(visit: Visit) -> list[tuple[str, str]]:
    """Return the views that an officer keeps: name and address of each."""
    found: list[tuple[str, str]] = []
    page = PageRequest(limit=MOST_VIEWS)
    for each in (await list_views(visit.office, visit.who, page=page)).items:
        asked = each.filter.model_dump(mode="json", exclude_none=True)
        values = {
            name: str(value).lower() if value in (True, False) else str(value)
            for name, value in asked.items()
        }
        found.append((each.name, f"{PATH}?{urlencode(values)}"))
    return found


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _count(counts: InboxCounts, tab: InboxTab) -> int:
    return {
        InboxTab.ALL: counts.all,
        InboxTab.MINE: counts.mine,
        InboxTab.QUEUES: counts.my_queues,
        InboxTab.UNASSIGNED: counts.unassigned,
    }[tab]


def _address(form: PageForm, **changed: str) -> str:
    return f"{PATH}?{urlencode({**form.values, **changed})}"


def row_in_words(reader: ViewReader, row: InboxRow) -> dict[str, object]:
    """Return a row in words, and where it leads: what it is about, else its first task."""
    shown = _SHOWN.get(row.noun)
    return {
        "row": row,
        "line": inbox_line(reader, row),
        "link": shown.format(row.subject) if shown else _first_task(row),
        "reference": row.reference or (row.subject if row.noun is WorkNoun.CASE else ""),
        "held": row.noun is not WorkNoun.TASK,
        "overdue": row.clock is not None and row.clock.overdue,
    }


def _first_task(row: InboxRow) -> str:
    return f"/desk/tasks/{row.tasks[0].id}" if row.tasks else ""


ROUTES: Final = (PageRoute(HOME, begin), PageRoute(PATH, show))
