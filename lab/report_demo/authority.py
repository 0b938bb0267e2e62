"""What an authority's officers and systems do for the report, in the demo; as in life."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.casework.annual import signing
from gateway.casework.annual.preparing import change_year, see_year
from gateway.casework.annual.records import ImportedYear, import_year
from gateway.casework.annual.replies import (
    AnswerDraft,
    ClearanceDraft,
    answer_question,
    behind_cell,
    clear_tables,
    list_questions,
    list_rounds,
)
from gateway.domain.annual.cells import CellRef, Mark, MarkGround
from gateway.domain.annual.records import AnnualRecord
from gateway.domain.annual.submission import ClearanceAct, ClearedCell, RemarkAnswer
from gateway.domain.denial import FreeText
from gateway.errors import Reason, StateError
from gateway.reports.annual_work import Proposal, Release, ShownVersion, VersionLine, WorkChange
from gateway.reports.importing import Format
from gateway.reports.remarks import Severity
from lab.report_demo.nodes import ReportDesk


def words(text: str) -> tuple[FreeText, ...]:
    """Return a text in English."""
    return (FreeText(language="en", text=text),)


async def import_file(
    desk: ReportDesk, year: int, raw: bytes, form: Format, filename: str
) -> ImportedYear:
    """Import a file of the national licensing system.

    Raises:
        InputError: SUBMISSION_INVALID; it has a fault; names the first.
    """
    found = await import_year(desk.office, desk.system, year, raw, form, filename=filename)
    if found.faults:
        first = found.faults[0]
        raise Reason.SUBMISSION_INVALID.error(
            f"{desk.code}, {filename}, {first.sheet} row {first.row}, {first.column}: "
            f"{first.message}",
            remedy=first.remedy,
        )
    return found


async def propose(desk: ReportDesk, year: int, reason: str = "") -> ShownVersion:
    """Prepare: answer what validation asks with the first standard answer, and propose.

    Raises:
        InputError: SUBMISSION_INVALID; validation has found an error.
    """
    seen = await see_year(desk.office, desk.first, year)
    answers = tuple(
        RemarkAnswer(remark=each.remark.key, answer=each.remark.answers[0])
        for each in seen.remarks
        if each.remark.severity is Severity.QUESTION and each.answer is None
    )
    await change_year(desk.office, desk.first, year, WorkChange(answers=answers))
    proposal = Proposal(reason=words(reason) if reason else ())
    return await signing.propose(desk.office, desk.first, year, proposal)


async def sign(desk: ReportDesk, year: int, shown: ShownVersion) -> VersionLine:
    """Sign off as the second officer, and send."""
    return await signing.release(desk.office, desk.second, year, Release(digest=shown.line.digest))


async def look_behind(desk: ReportDesk, year: int) -> tuple[str, Sequence[AnnualRecord]]:
    """Return the open question and the own records behind its cell.

    Raises:
        StateError: Nobody has asked.
    """
    for asked in (await list_questions(desk.office, desk.first)).items:
        about = asked.question.about
        if not asked.answered and about.at is not None:
            found = (await behind_cell(desk.office, desk.first, year, about.table, about.at)).items
            return asked.message_id, found
    raise StateError(f"{desk.code} was asked nothing")


async def answer_corrected(desk: ReportDesk, message_id: str, text: str) -> None:
    """Answer a question: a correction has been sent."""
    draft = AnswerDraft(answer="corrected", text=words(text))
    await answer_question(desk.office, desk.first, message_id, draft)


async def clear(desk: ReportDesk, marks: Sequence[tuple[CellRef, MarkGround]] = ()) -> bool:
    """Clear the tables that were sent, but for marked cells; say whether there were any."""
    waiting = [
        each for each in (await list_rounds(desk.office, desk.second)).items if not each.answered
    ]
    for each in waiting:
        cells = tuple(
            ClearedCell(
                about=about,
                act=ClearanceAct.MARK,
                mark=Mark(ground=ground, by=desk.code),
            )
            for about, ground in marks
        )
        said = ClearanceDraft(all_else=True, cells=cells)
        await clear_tables(desk.office, desk.second, each.message_id, said)
    return bool(waiting)
