"""Who stands in for whom, from a day to a day: named, and ended before its last day."""

from __future__ import annotations

from typing import Final

from pydantic import ValidationError
from starlette.responses import Response

from gateway.casework.inbox.substitutes import end_substitute, list_substitutes, name_substitute
from gateway.casework.permissions import Permission
from gateway.console.forms import PageForm
from gateway.console.listing import page_asked
from gateway.console.visit import PageRoute, Visit
from gateway.domain.inbox import WantedSubstitute
from gateway.domain.page import number_in
from gateway.errors import InputError, NotFoundError
from gateway.field_faults import faults_of

PATH: Final = "/desk/substitutes"
_FIELDS: Final = ("absent", "stands_in", "first", "last")


async def show(visit: Visit) -> Response:
    """Show who stands in for whom, and the form that names somebody."""
    return await _shown(visit, PageForm({"absent": visit.who.name}))


async def name(visit: Visit) -> Response:
    """Have one officer stand in for another."""
    if not visit.who.may(Permission.KEEP_QUEUES):
        visit.who.require(Permission.KEEP_INBOX)
    given = {each: visit.form.value(each).strip() for each in _FIELDS}
    form = PageForm(given)
    try:
        await name_substitute(visit.office, visit.who, WantedSubstitute.model_validate(given))
    except ValidationError as exc:
        said = {each.field: f"{each.what[:1].upper()}{each.what[1:]}" for each in faults_of(exc)}
        return await _shown(visit, form.wrong(**said), status=InputError.reason.http)
    except InputError as exc:
        return await _shown(visit, form.refused(exc, visit.refused(exc)), status=exc.reason.http)
    return visit.go(f"{PATH}?done=named")


async def end(visit: Visit) -> Response:
    """End that somebody stands in."""
    number = number_in(visit.form.value("number"))
    if number is None:
        raise NotFoundError("there is no such substitute")
    await end_substitute(visit.office, visit.who, number)
    return visit.go(f"{PATH}?done=ended")


async def _shown(visit: Visit, form: PageForm, *, status: int = 200) -> Response:
    page, today = page_asked(visit), visit.office.today
    found = await list_substitutes(visit.office, visit.who, page=page)
    every, own = visit.who.may(Permission.KEEP_QUEUES), visit.who.may(Permission.KEEP_INBOX)
    return visit.page(
        "substitutes.html",
        status=status,
        form=PageForm({**dict.fromkeys(_FIELDS, ""), **form.values}, form.faults),
        every=every,
        names=every or own,
        rows=[
            {
                "of": each,
                "now": each.holds_on(today),
                "ahead": each.ended is None and each.first > today,
                "ends": each.ended is None
                and each.last >= today
                and (every or each.absent == visit.who.name),
            }
            for each in found.items
        ],
        first=PATH if page.after else "",
        following=f"{PATH}?after={found.next}" if found.next else "",
    )


ROUTES: Final = (
    PageRoute(PATH, show),
    PageRoute(PATH, name, "POST"),
    PageRoute(f"{PATH}/end", end, "POST"),
)
