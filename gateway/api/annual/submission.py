"""The annual report at an authority over REST: records, preparation, signing, replies."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, Query, Request, Response, UploadFile
from pydantic import Field

from gateway.api.conditions import Versioned, changing
from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.parameters import Number
from gateway.api.published.operations import noun_router
from gateway.casework.annual import preparing, records, replies, signing
from gateway.casework.permissions import Permission
from gateway.domain.annual.cells import At
from gateway.domain.annual.records import MAX_FORM_BYTES, AnnualRecord, Year
from gateway.domain.annual.submission import IndicatorValue, NarrativeText
from gateway.domain.annual.template import RecordKind
from gateway.domain.base import Model
from gateway.domain.letter import MessageId
from gateway.domain.page import Page
from gateway.nouns.declared import Changeable, whole
from gateway.reports import annual_work
from gateway.reports.importing import Format
from gateway.tabular.files import format_of

router = noun_router("/report", "report", route_class=Versioned)

YEAR = Changeable(
    name="year",
    key="year",
    reads=Permission.READ_REPORT,
    held=whole(Permission.READ_REPORT, preparing.held_year),
)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SentRecords(Model):
    """Records, indicators and texts of a national licensing system."""

    records: tuple[AnnualRecord, ...] = Field(default=(), max_length=100_000)
    indicators: tuple[IndicatorValue, ...] = Field(default=(), max_length=200)
    narratives: tuple[NarrativeText, ...] = Field(default=(), max_length=60)


class Dropped(Model):
    """How many imported records were removed."""

    removed: int


class SentToCommission(Model):
    """The letter that was sent."""

    message_id: MessageId


@router.get("/years/{year}", operation_id="getYear")
async def see_year(office: Desk, officer: Who, year: Year) -> annual_work.PreparedYear:
    """Show where the preparation of a year stands: records, tables, remarks, versions."""
    return await preparing.see_year(office, officer, year)


@router.get("/years/{year}/form", operation_id="getYearForm", response_class=Response)
async def form(office: Desk, officer: Who, year: Year) -> Response:
    """Return the workbook to fill in, made from the template that counts for the year."""
    return Response(await records.blank_workbook(office, officer, year), media_type=_XLSX)


@router.post("/years/{year}/import", operation_id="importYear")
async def import_file(
    office: Desk,
    officer: Who,
    year: Year,
    file: Annotated[UploadFile, File(description="XLSX, CSV or JSON: docs/reporting.md")],
    dry_run: bool = False,
) -> records.ImportedYear:
    """Import a file whole, or name every fault by sheet, row and column and take nothing."""
    filename = file.filename or ""
    # One byte more than is read, so that what is too large is told and not cut off.
    raw = await file.read(MAX_FORM_BYTES + 1)
    return await records.import_year(
        office, officer, year, raw, format_of(filename), filename=filename, dry_run=dry_run
    )


@router.post("/years/{year}/records", operation_id="sendYearRecords")
async def send_records(
    request: Request,
    office: Desk,
    officer: Who,
    year: Year,
    sent: SentRecords,
    dry_run: bool = False,
) -> records.ImportedYear:
    """Take records of a national licensing system, all or none."""
    del sent  # it is right; to write 25,000 records again would stop the event loop
    raw = await request.body()
    return await records.import_year(office, officer, year, raw, Format.JSON, dry_run=dry_run)


@router.delete("/years/{year}/records", operation_id="deleteYearRecords")
async def drop_records(
    office: Desk, officer: Who, year: Year, kind: RecordKind | None = None
) -> Dropped:
    """Remove imported records of a year, or of one kind."""
    return Dropped(removed=await records.drop_imported(office, officer, year, kind))


@router.patch(
    "/years/{year}",
    operation_id="changeYear",
    dependencies=[changing(YEAR, replaces=preparing.replaces)],
)
async def change_year(
    office: Desk, officer: Who, year: Year, change: annual_work.WorkChange
) -> annual_work.PreparedYear:
    """Mark cells, answer remarks, name tables without data, state indicators and texts."""
    return await preparing.change_year(office, officer, year, change)


@router.get("/years/{year}/behind/{table}", operation_id="getCellRecords")
async def behind(
    office: Desk,
    officer: Who,
    page: Asked,
    year: Year,
    table: str,
    at: Annotated[list[At], Query(description="A code of each dimension, in the table's order")],
) -> Page[AnnualRecord]:
    """Show the records behind a cell; they stay here."""
    return await replies.behind_cell(office, officer, year, table, at, page=page)


@router.post("/years/{year}/versions", operation_id="proposeYearVersion", status_code=201)
async def propose(
    office: Desk, officer: Who, year: Year, proposal: annual_work.Proposal
) -> annual_work.ShownVersion:
    """Freeze what was counted for the second officer."""
    return await signing.propose(office, officer, year, proposal)


@router.get("/years/{year}/versions/{number}", operation_id="getYearVersion")
async def show_version(
    office: Desk, officer: Who, year: Year, number: Number
) -> annual_work.ShownVersion:
    """Show a version and what differs from the one before."""
    return await signing.show_version(office, officer, year, number)


@router.post("/years/{year}/release", operation_id="releaseYear")
async def release(
    office: Desk, officer: Who, year: Year, wanted: annual_work.Release
) -> annual_work.VersionLine:
    """Sign off what another officer has proposed, and send it."""
    return await signing.release(office, officer, year, wanted)


router.calls("listReportQuestions", "GET /questions", replies.list_questions)


@router.post("/questions/{message_id}/answer", operation_id="answerReportQuestion", status_code=201)
async def answer(
    office: Desk, officer: Who, message_id: MessageId, draft: replies.AnswerDraft
) -> SentToCommission:
    """Answer a question on our submission."""
    sent = await replies.answer_question(office, officer, message_id, draft)
    return SentToCommission(message_id=sent)


router.calls("listClearanceRounds", "GET /rounds", replies.list_rounds)


@router.post("/rounds/{message_id}/clearance", operation_id="answerClearanceRound", status_code=201)
async def clear(
    office: Desk, officer: Who, message_id: MessageId, draft: replies.ClearanceDraft
) -> SentToCommission:
    """Clear, mark or merge; what is not cleared is not published."""
    return SentToCommission(
        message_id=await replies.clear_tables(office, officer, message_id, draft)
    )
