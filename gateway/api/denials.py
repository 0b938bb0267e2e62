"""Denials over REST: search, show, import, and the acts of their life cycle."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import File, Response, UploadFile

from gateway.api.conditions import Versioned, changing
from gateway.api.dependencies import Desk, Who
from gateway.api.published.operations import noun_router
from gateway.api.use_cases import MAY_WAIT, done_or_waits
from gateway.casework.denials import denial_reviews, denials, register_entries, setting_aside
from gateway.casework.imports import ImportReport, OnError, Way, import_denials
from gateway.casework.imports.comparing import Reconciliation, reconcile_denials
from gateway.casework.imports.exporting import (
    Whose,
    export_denials,
)
from gateway.casework.imports.writing import mark_denials
from gateway.errors import InputError
from gateway.nouns.denial import DENIAL
from gateway.tabular.plain_workbooks import MEDIA_TYPE

router = noun_router("/denials", "denials", route_class=Versioned, changes=DENIAL)


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

router.calls("searchDenials", "POST /search", denials.search_denials)
router.calls("findDenials", "POST /find", denials.find_denials)


@router.post(
    "/import",
    operation_id="importDenials",
    response_model=ImportReport,
    responses={**MAY_WAIT, **_MARKED},
)
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


router.calls("exportDenials", "POST /export", export_denials)


@router.post("/reconcile", operation_id="reconcileDenials")
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


router.calls("listDueDenialReviews", "GET /due", denial_reviews.list_due)


@router.get("/{denial_id}/proof", operation_id="getDenialProof", response_class=Response)
async def proof(office: Desk, officer: Who, denial_id: str, contents: bool = True) -> Response:
    """Export the proof file of the entry that holds the record as it now stands."""
    found = await register_entries.prove_denial(office, officer, denial_id, contents=contents)
    return Response(found, media_type="text/plain; charset=utf-8")


router.calls(
    "amendDenial",
    "PUT /{denial_id}",
    denials.amend_denial,
    dependencies=[changing(DENIAL, needed=denials.has_erratum)],
)
router.calls("reviewDenial", "POST /{denial_id}/reviews", denials.review_denial)
router.calls("setAsideDenial", "POST /{denial_id}/set-aside", setting_aside.set_aside)
