"""Denials over REST: search, show, import, and the acts of their life cycle."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import File, Response, UploadFile
from fastapi.responses import HTMLResponse

from gateway.api.conditions import Versioned, changing, whole
from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.files.list_columns import DENIALS
from gateway.api.files.lists import AS_FILE, AsFile, listed
from gateway.api.parameters import filter_of
from gateway.api.published.operations import noun_router
from gateway.api.waiting import MAY_WAIT, done_or_waits
from gateway.casework.denials import denials, register_entries, reviewing, setting_aside
from gateway.casework.imports import ImportReport, OnError, Way, import_denials
from gateway.casework.imports.comparing import Reconciliation, reconcile_denials
from gateway.casework.imports.exporting import (
    ExportedDenial,
    ExportRequest,
    Whose,
    export_denials,
)
from gateway.casework.imports.writing import mark_denials
from gateway.casework.office.permissions import Permission
from gateway.domain.base import Day
from gateway.domain.denial import Denial, DenialLine
from gateway.domain.examination import Examination, SearchMode
from gateway.domain.lists.denial_search import DenialQuery, DenialsFound
from gateway.domain.notice import DenialReview, SetAside
from gateway.domain.page import Page
from gateway.domain.transaction import Transaction
from gateway.errors import InputError
from gateway.register.denials.denial_queries import DenialFilter
from gateway.tabular.plain_workbooks import MEDIA_TYPE
from gateway.views.frame import NounView

router = noun_router("/denials", "denials", route_class=Versioned)


class MarkedFormat(StrEnum):
    """Formats of a copy with marks."""

    XLSX = "xlsx"


_MARKED: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The report; or, where a marked copy is asked for, the copy.",
        "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}
_COPY: Final = {"Content-Disposition": 'attachment; filename="marked.xlsx"'}

DENIAL = whole("denial", "denial_id", Permission.READ_DENIALS, denials.held_denial)


# Of the rest some are for other rooms, and what is due is listed at `/denials/due`.
_FILTER = filter_of(DenialFilter, without=frozenset({"decision", "review_due_by", "origin_not"}))


@router.get("", response_model=Page[DenialLine], responses=AS_FILE)
async def list_denials(
    office: Desk, officer: Who, asked: AsFile, chosen: Annotated[DenialFilter, _FILTER]
) -> Page[DenialLine] | Response:
    """List the denials that are held here by their number, relayed ones among them.

    A name is looked for by `POST /denials/find`, which finds every spelling and keeps the reason.
    """
    return await listed(
        asked, DENIALS, lambda page: denials.list_denials(office, officer, chosen, page=page)
    )


@router.post("/search")
async def search(
    office: Desk,
    officer: Who,
    transaction: Transaction,
    reason: str = "",
    mode: SearchMode = SearchMode.INDEX,
) -> Examination:
    """Search all valid denials for one like a transaction; the Commission gives a reason."""
    return await denials.search_denials(office, officer, transaction, reason=reason, mode=mode)


@router.post("/find")
async def find(
    office: Desk,
    officer: Who,
    query: DenialQuery,
    reason: str = "",
    mode: SearchMode = SearchMode.INDEX,
) -> DenialsFound:
    """Look denials up by a name or a part of it, goods or a destination; at least one of them."""
    return await denials.find_denials(office, officer, query, reason=reason, mode=mode)


@router.post("/import", response_model=ImportReport, responses={**MAY_WAIT, **_MARKED})
async def import_file(
    office: Desk,
    officer: Who,
    file: Annotated[UploadFile, File(description="CSV or XLSX; columns: docs/imports.md")],
    way: Way,
    on_error: OnError = OnError.KEEP_VALID,
    dry_run: bool = False,
    marked: MarkedFormat | None = None,
) -> ImportReport | Response:
    """Import denials in one of the ways that never mix, or have the file wait.

    With `dry_run` and `marked`, nothing is written, and the answer is a copy of the file with each
    error marked in its cell.
    """
    raw, filename = await file.read(), file.filename or "upload.csv"
    if marked is not None:
        if not dry_run:
            raise InputError(
                "marked: a marked copy is made of a dry run, which writes nothing",
                remedy="Send dry_run=true with it; import without `marked` when it has no mark.",
                field="marked",
            )
        copy = await mark_denials(office, officer, raw, way=way, filename=filename)
        return Response(copy, media_type=MEDIA_TYPE, headers=_COPY)
    report = await import_denials(
        office,
        officer,
        raw,
        way=way,
        filename=filename,
        on_error=on_error,
        dry_run=dry_run,
    )
    return done_or_waits(report)


@router.post("/export")
async def export(
    office: Desk, officer: Who, page: Asked, asked: ExportRequest
) -> Page[ExportedDenial]:
    """Return denials as rows of our form, as far as they may be read; each page is on record."""
    return await export_denials(office, officer, asked, page=page)


@router.post("/reconcile")
async def reconcile(
    office: Desk,
    officer: Who,
    file: Annotated[UploadFile, File(description="CSV in UTF-8; columns: docs/imports.md")],
    whose: Whose = Whose.OWN,
    reason: str = "",
) -> Reconciliation:
    """Compare a file with the register: what one side alone has, and what differs."""
    raw = await file.read()
    return await reconcile_denials(office, officer, raw, whose=whose, reason=reason)


@router.get("/due")
async def list_due(
    office: Desk,
    officer: Who,
    page: Asked,
    origin: str | None = None,
    overdue: bool = False,
    until: Day | None = None,
) -> Page[reviewing.DueDenial]:
    """List valid denials by the date of their next review; a missed one ends nothing."""
    return await reviewing.list_due(
        office, officer, origin=origin, overdue=overdue, until=until, page=page
    )


@router.get("/{denial_id}")
async def get_denial(office: Desk, officer: Who, denial_id: str) -> denials.ShownDenial:
    """Show a denial, its status, and who has not yet received it."""
    return await denials.get_denial(office, officer, denial_id)


@router.get("/{denial_id}/view")
async def view(office: Desk, officer: Who, denial_id: str) -> NounView:
    """Show a denial in words, as a person reads it."""
    return await denials.view_of_denial(office, officer, denial_id)


@router.get("/{denial_id}/page", response_class=HTMLResponse)
async def page(office: Desk, officer: Who, denial_id: str) -> HTMLResponse:
    """Show a denial as one self-contained page."""
    return HTMLResponse(await denials.page_of_denial(office, officer, denial_id))


@router.get("/{denial_id}/proof", response_class=Response)
async def proof(office: Desk, officer: Who, denial_id: str, contents: bool = True) -> Response:
    """Export the proof file of the entry that holds the record as it now stands."""
    found = await register_entries.prove_denial(office, officer, denial_id, contents=contents)
    return Response(found, media_type="text/plain; charset=utf-8")


@router.put(
    "/{denial_id}",
    dependencies=[changing(DENIAL, needed=denials.has_erratum)],
    response_model=denials.ShownDenial,
    responses=MAY_WAIT,
)
async def amend(
    office: Desk, officer: Who, denial_id: str, denial: Denial
) -> denials.ShownDenial | Response:
    """Write an erratum of an own denial, or have it wait."""
    return done_or_waits(await denials.amend_denial(office, officer, denial_id, denial))


@router.post(
    "/{denial_id}/reviews",
    dependencies=[changing(DENIAL)],
    response_model=denials.ShownDenial,
    responses=MAY_WAIT,
)
async def review(
    office: Desk, officer: Who, denial_id: str, review: DenialReview
) -> denials.ShownDenial | Response:
    """Write the outcome of a review, or a revocation, of an own denial, or have it wait."""
    return done_or_waits(await denials.review_denial(office, officer, denial_id, review))


@router.post(
    "/{denial_id}/set-aside",
    dependencies=[changing(DENIAL)],
    response_model=denials.ShownDenial,
    responses=MAY_WAIT,
)
async def set_aside(
    office: Desk, officer: Who, denial_id: str, act: SetAside
) -> denials.ShownDenial | Response:
    """Tell all members that a court acted on an own denial, or have that wait."""
    return done_or_waits(await setting_aside.set_aside(office, officer, denial_id, act))
