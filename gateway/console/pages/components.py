"""A page that shows every component, for who builds pages and for the tests that look at them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from starlette.responses import Response

from gateway.console.forms import PageForm
from gateway.console.visit import PageRoute, Visit
from gateway.views.frame import CountedDay

PATH: Final = "/desk/components"

_FIRST: Final = date(2026, 11, 27)
_SATURDAY: Final = 5


def _example_days() -> tuple[CountedDay, ...]:
    """Return a period of five working days, as a page shows one."""
    found, number = [CountedDay(day=_FIRST, event=True)], 0
    for offset in range(1, 8):
        day = _FIRST + timedelta(days=offset)
        free = day.weekday() >= _SATURDAY
        number += 0 if free else 1
        found.append(
            CountedDay(day=day, number=0 if free else number, reason="weekend" if free else "")
        )
    return tuple(found)


async def show(visit: Visit) -> Response:
    """Show every component."""
    form = PageForm({"reference": "", "reason": "", "outcome": "granted"}).wrong(
        reference=visit.says("Enter the reference of the national system")
    )
    return visit.page("components.html", form=form, days=_example_days())


ROUTES: Final = (PageRoute(PATH, show),)
