"""The page of new applications: by form, from a file, what was begun."""

from __future__ import annotations

from typing import Final

from pydantic import ValidationError
from starlette.responses import Response

from gateway.casework.permissions import Permission
from gateway.console.acts.declared import NEW
from gateway.console.acts.offered import begun, offered, what_was_done
from gateway.console.acts.pages import routes_of
from gateway.console.forms import PageForm
from gateway.console.pages.ours.application_file import FILE_READ, MOST, take_file
from gateway.console.pages.ours.filing import APPLICATION, FILE
from gateway.console.visit import PageRoute, Visit
from gateway.domain.plain_text import visible
from gateway.errors import ComityError, InputError, PermissionRefusedError
from gateway.field_faults import faults_of

FROM_FILE: Final = f"{APPLICATION.page}/from-file"
ACTS: Final = (FILE, FILE_READ)

_SHOWN: Final = 200
"""Faults of a file that a page shows."""

_PLACE: Final = 120  # characters of the way to a field

Row = tuple[str, str, str]
"""A field, what is wrong with it, what to do."""


async def begin(visit: Visit) -> Response:
    """Show how an application is filed, and what was begun; one that was filed is a case."""
    return await _page(visit, PageForm())


async def read_file(visit: Visit) -> Response:
    """Read the file of an application, and go on to its form; or say what is wrong, row by row."""
    visit.who.require(Permission.FILE)
    sent = visit.form.file
    if sent is None:
        wrong = PageForm().wrong(file=visit.says("Choose the file"))
        return await _page(visit, wrong, status=InputError.reason.http)
    try:
        await take_file(visit, sent.octets)
    except ValidationError as exc:
        said = visit.language.text
        faults = faults_of(exc)
        rows = [(_place(each.field), said(each.what), said(each.remedy)) for each in faults]
        return await _wrong(visit, rows, InputError.reason.http)
    except (InputError, PermissionRefusedError) as exc:
        what, remedy = visit.refusal(exc)
        return await _wrong(visit, [(_refused_at(visit, exc), what, remedy)], exc.reason.http)
    return visit.go(f"{APPLICATION.page}/acts/{FILE_READ.code}")


def _place(field: str) -> str:
    """Return the way to a field; a key that we do not know stands in it as its sender wrote it."""
    return visible(field)[:_PLACE]


def _refused_at(visit: Visit, error: ComityError) -> str:
    """Return where in a file it is that an error speaks of."""
    line, column = (error.metadata.get(each, "") for each in ("line", "column"))
    if line:
        return visit.says("line {line}, column {column}", line=line, column=column)
    field = error.metadata.get("field", "")
    return "" if field == "file" else _place(field)


async def _wrong(visit: Visit, rows: list[Row], status: int) -> Response:
    form = PageForm().wrong(file=visit.says("The file is not taken; below is what is wrong in it"))
    return await _page(visit, form, rows=rows, status=status)


async def _page(
    visit: Visit, form: PageForm, *, rows: list[Row] | None = None, status: int = 200
) -> Response:
    visit.who.require(Permission.FILE)
    found = rows or []
    return visit.page(
        "applications.html",
        status=status,
        acts=offered(visit, APPLICATION, NEW, (FILE,)),
        begun=await begun(visit, APPLICATION, NEW, ACTS),
        was_done=what_was_done(visit, ACTS),
        form=form,
        rows=found[:_SHOWN],
        more=max(0, len(found) - _SHOWN),
        from_file=FROM_FILE,
        most=MOST // 1024,
    )


ROUTES: Final = (
    PageRoute(APPLICATION.page, begin),
    PageRoute(FROM_FILE, read_file, "POST", upload=MOST),
    *routes_of(APPLICATION, ACTS),
)
