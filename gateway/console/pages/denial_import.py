"""Denials from a workbook: checked first, with each error at its row and column; then imported."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from starlette.responses import Response

from gateway.casework.imports import ImportReport, OnError, Way, import_denials
from gateway.casework.imports.sheet import MAX_BYTES
from gateway.casework.imports.writing import mark_denials
from gateway.casework.permissions import Permission
from gateway.console.access.step_up import proved
from gateway.console.forms import PageForm, SentFile
from gateway.console.languages import marked
from gateway.console.sections import DENIALS, tabs
from gateway.console.visit import PageRoute, Visit
from gateway.domain.waiting_act import WaitingAct
from gateway.errors import InputError
from gateway.tabular.plain_workbooks import MEDIA_TYPE

PATH: Final = "/desk/imports"

WAYS: Final = {
    Way.OWN: (marked("Our own, new"), marked("Every member is notified of each.")),
    Way.INITIAL: (
        marked("Our own, notified elsewhere before"),
        marked("Nobody is notified anew; all members get them."),
    ),
    Way.RELAYED: (
        marked("Of a State that is not a member"),
        marked("Kept here, in no log."),
    ),
    Way.PARTNER: (
        marked("Of a partner outside the Union, told in a regime"),
        marked("For information: it binds nobody. Kept here, in no log."),
    ),
}
_SHOWN_ROWS: Final = 200
"""Rows with errors that a page shows; the copy with marks has all."""


async def show(visit: Visit) -> Response:
    """Show the form; who sends a file has shown a short time ago who she is."""
    visit.who.require(Permission.IMPORT)
    proved(visit)
    return _page(visit, PageForm({"way": Way.OWN.value, "on_error": OnError.REFUSE_ALL.value}))


async def take(visit: Visit) -> Response:
    """Check a file, mark a copy of it, or import it."""
    visit.who.require(Permission.IMPORT)
    form, sent = visit.form, visit.form.file
    if sent is None:
        wrong = form.wrong(file=visit.says("Choose the file"))
        return _page(visit, wrong, status=InputError.reason.http)
    try:
        return await _done(visit, form, sent)
    except InputError as exc:
        return _page(visit, form.wrong(file=visit.refused(exc)), status=exc.reason.http)


async def _done(visit: Visit, form: PageForm, sent: SentFile) -> Response:
    way, deed = _way(form), form.value("deed")
    office, who = visit.office, visit.who
    if deed == "mark":
        copy = await mark_denials(office, who, sent.octets, way=way, filename=sent.name)
        shown = {"Content-Disposition": 'attachment; filename="marked.xlsx"'}
        return Response(copy, media_type=MEDIA_TYPE, headers=shown)
    if deed == "import":
        proved(visit)
    keep = form.value("on_error") == OnError.KEEP_VALID.value
    report = await import_denials(
        office,
        who,
        sent.octets,
        way=way,
        filename=sent.name,
        on_error=OnError.KEEP_VALID if keep else OnError.REFUSE_ALL,
        dry_run=deed != "import",
    )
    return _page(visit, form, report=report)


def _way(form: PageForm) -> Way:
    try:
        return Way(form.value("way"))
    except ValueError as exc:
        raise InputError("way: no such way of import", remedy="Choose one.") from exc


def _page(
    visit: Visit,
    form: PageForm,
    *,
    status: int = 200,
    report: ImportReport | WaitingAct | None = None,
) -> Response:
    done = report if isinstance(report, ImportReport) else None
    errors = () if done is None else done.errors
    rows = [(row, list(found)) for row, found in groupby(errors, lambda each: each.row)]
    return visit.page(
        "denial_import.html",
        status=status,
        form=form,
        tabs=tabs(visit, DENIALS),
        ways=[
            (way.value, visit.language.text(label), visit.language.text(hint))
            for way, (label, hint) in WAYS.items()
        ],
        report=done,
        waits=isinstance(report, WaitingAct),
        rows=[{"row": row, "errors": found} for row, found in rows[:_SHOWN_ROWS]],
        more=max(0, len(rows) - _SHOWN_ROWS),
    )


ROUTES: Final = (PageRoute(PATH, show), PageRoute(PATH, take, "POST", upload=MAX_BYTES))
