"""Views of the inbox that an officer keeps under a name: kept from a filter, renamed, deleted."""

from __future__ import annotations

from typing import Final

from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from gateway.casework.inbox.own import forget_view, keep_view, rename_view
from gateway.casework.permissions import Permission
from gateway.console.forms import PageForm
from gateway.console.pages.inbox import PATH as INBOX
from gateway.console.pages.inbox import views_of
from gateway.console.visit import PageRoute, Visit
from gateway.domain.inbox import InboxFilter
from gateway.domain.inbox.own import ViewName
from gateway.errors import InputError

PATH: Final = "/desk/inbox/views"
_FILTER: Final = "filter."
"""What fields of a form begin with that say which filter is kept."""

_NAME: Final[TypeAdapter[str]] = TypeAdapter(ViewName)


async def show(visit: Visit) -> Response:
    """Show the views that there are."""
    visit.who.require(Permission.KEEP_INBOX)
    return await _shown(visit, PageForm())


async def keep(visit: Visit) -> Response:
    """Keep the filter of the inbox under a name, in the place of one that had it."""
    values = visit.form.values
    chosen = {k.removeprefix(_FILTER): v for k, v in values.items() if k.startswith(_FILTER)}
    try:
        name, filtered = _named(visit), InboxFilter.model_validate(chosen)
    except ValidationError:
        return await _shown(visit, _misnamed(visit), status=InputError.reason.http)
    await keep_view(visit.office, visit.who, name, filtered)
    return visit.go(f"{INBOX}?done=view-kept")


async def rename(visit: Visit) -> Response:
    """Give a view another name."""
    try:
        await rename_view(visit.office, visit.who, visit.form.value("view"), _named(visit))
    except ValidationError:
        return await _shown(visit, _misnamed(visit), status=InputError.reason.http)
    except InputError as exc:
        form = PageForm(faults={"": visit.refused(exc)})
        return await _shown(visit, form, status=exc.reason.http)
    return visit.go(f"{PATH}?done=renamed")


async def forget(visit: Visit) -> Response:
    """Delete a view; what it showed is where it was."""
    await forget_view(visit.office, visit.who, visit.form.value("view"))
    return visit.go(f"{PATH}?done=deleted")


def _named(visit: Visit) -> str:
    """Return the name that a form gives.

    Raises:
        ValidationError: It is none of a view.
    """
    return _NAME.validate_python(visit.form.value("name").strip())


def _misnamed(visit: Visit) -> PageForm:
    said = visit.says("A name has small letters, digits and hyphens, and at most 40 of them")
    return PageForm(faults={"": said})


async def _shown(visit: Visit, form: PageForm, *, status: int = 200) -> Response:
    return visit.page("saved_views.html", status=status, form=form, views=await views_of(visit))


ROUTES: Final = (
    PageRoute(PATH, show),
    PageRoute(f"{PATH}/keep", keep, "POST"),
    PageRoute(f"{PATH}/rename", rename, "POST"),
    PageRoute(f"{PATH}/forget", forget, "POST"),
)
