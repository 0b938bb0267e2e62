"""Operations of report: the annual report, at an authority and at the Commission.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.report` has them to be awaited.
`comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from comity_sdk.calls import Caller, File, Json, Operation

if TYPE_CHECKING:
    from comity_sdk import models
    from comity_sdk.base import Model

REPORT: dict[str, Operation] = {
    "get_year": Operation("GET", "/report/years/{year}", {200: "PreparedYear"}),
    "change_year": Operation("PATCH", "/report/years/{year}", {200: "PreparedYear"}),
    "get_year_form": Operation("GET", "/report/years/{year}/form", {200: "bytes"}),
    "import_year": Operation("POST", "/report/years/{year}/import", {200: "ImportedYear"}),
    "send_year_records": Operation("POST", "/report/years/{year}/records", {200: "ImportedYear"}),
    "delete_year_records": Operation("DELETE", "/report/years/{year}/records", {200: "Dropped"}),
    "get_cell_records": Operation("GET", "/report/years/{year}/behind/{table}", {200: "PageOfAnnualRecords"}),
    "propose_year_version": Operation("POST", "/report/years/{year}/versions", {201: "ShownVersion"}),
    "get_year_version": Operation("GET", "/report/years/{year}/versions/{number}", {200: "ShownVersion"}),
    "release_year": Operation("POST", "/report/years/{year}/release", {200: "VersionLine"}),
    "list_report_questions": Operation("GET", "/report/questions", {200: "PageOfReportQuestions"}),
    "answer_report_question": Operation("POST", "/report/questions/{message_id}/answer", {201: "SentToCommission"}),
    "list_clearance_rounds": Operation("GET", "/report/rounds", {200: "PageOfClearanceRounds"}),
    "answer_clearance_round": Operation("POST", "/report/rounds/{message_id}/clearance", {201: "SentToCommission"}),
    "get_accountability": Operation("GET", "/accountability/{year}", {200: "Accountability"}),
}


class ReportOperations(Caller):
    """Operations of report, to be waited for."""

    def get_year(self, year: int) -> models.PreparedYear:
        """Show where the preparation of a year stands: records, tables, remarks, versions."""
        answer: models.PreparedYear = self._call("get_year", places={"year": year})
        return answer

    def change_year(
        self,
        year: int,
        body: models.WorkChange | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.PreparedYear:
        """Mark cells, answer remarks, name tables without data, state indicators and texts."""
        answer: models.PreparedYear = self._call(
            "change_year",
            places={"year": year},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def get_year_form(self, year: int) -> bytes:
        """Return the workbook to fill in, made from the template that counts for the year."""
        answer: bytes = self._call("get_year_form", places={"year": year})
        return answer

    def import_year(
        self,
        year: int,
        file: File,
        *,
        dry_run: bool | None = None,
        key: str | None = None,
    ) -> models.ImportedYear:
        """Import a file whole, or name every fault by sheet, row and column and take nothing."""
        answer: models.ImportedYear = self._call(
            "import_year",
            places={"year": year},
            file=file,
            query={"dry_run": dry_run},
            key=key,
        )
        return answer

    def send_year_records(
        self,
        year: int,
        body: models.SentRecords | Json,
        *,
        dry_run: bool | None = None,
        key: str | None = None,
    ) -> models.ImportedYear:
        """Take records of a national licensing system, all or none."""
        answer: models.ImportedYear = self._call(
            "send_year_records",
            places={"year": year},
            body=body,
            query={"dry_run": dry_run},
            key=key,
        )
        return answer

    def delete_year_records(
        self,
        year: int,
        *,
        kind: models.AnyRecordKind | None = None,
        key: str | None = None,
    ) -> models.Dropped:
        """Remove imported records of a year, or of one kind."""
        answer: models.Dropped = self._call(
            "delete_year_records",
            places={"year": year},
            query={"kind": kind},
            key=key,
        )
        return answer

    def get_cell_records(
        self,
        year: int,
        table: str,
        *,
        at: Sequence[str],
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfAnnualRecords:
        """Show the records behind a cell; they stay here."""
        answer: models.PageOfAnnualRecords = self._call(
            "get_cell_records",
            places={"year": year, "table": table},
            query={"at": at, "limit": limit, "after": after},
        )
        return answer

    def walk_get_cell_records(
        self,
        year: int,
        table: str,
        *,
        at: Sequence[str],
        limit: int | None = None,
    ) -> Iterator[models.AnnualRecord]:
        """Walk every element, page by page. Show the records behind a cell; they stay here."""
        answer: Iterator[models.AnnualRecord] = self._walk(
            "get_cell_records",
            places={"year": year, "table": table},
            query={"at": at, "limit": limit},
        )
        return answer

    def propose_year_version(
        self,
        year: int,
        body: models.Proposal | Json,
        *,
        key: str | None = None,
    ) -> models.ShownVersion:
        """Freeze what was counted for the second officer."""
        answer: models.ShownVersion = self._call(
            "propose_year_version",
            places={"year": year},
            body=body,
            key=key,
        )
        return answer

    def get_year_version(self, year: int, number: int) -> models.ShownVersion:
        """Show a version and what differs from the one before."""
        answer: models.ShownVersion = self._call(
            "get_year_version",
            places={"year": year, "number": number},
        )
        return answer

    def release_year(
        self,
        year: int,
        body: models.Release | Json,
        *,
        key: str | None = None,
    ) -> models.VersionLine:
        """Sign off what another officer has proposed, and send it."""
        answer: models.VersionLine = self._call(
            "release_year",
            places={"year": year},
            body=body,
            key=key,
        )
        return answer

    def list_report_questions(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfReportQuestions:
        """List the questions on our submissions."""
        answer: models.PageOfReportQuestions = self._call(
            "list_report_questions",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_report_questions(self, *, limit: int | None = None) -> Iterator[models.QuestionLine]:
        """Walk every element, page by page. List the questions on our submissions."""
        answer: Iterator[models.QuestionLine] = self._walk(
            "list_report_questions",
            query={"limit": limit},
        )
        return answer

    def answer_report_question(
        self,
        message_id: str,
        body: models.AnswerDraft | Json,
        *,
        key: str | None = None,
    ) -> models.SentToCommission:
        """Answer a question on our submission."""
        answer: models.SentToCommission = self._call(
            "answer_report_question",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def list_clearance_rounds(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfClearanceRounds:
        """List the tables that we are to clear, exactly as they would appear."""
        answer: models.PageOfClearanceRounds = self._call(
            "list_clearance_rounds",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_clearance_rounds(self, *, limit: int | None = None) -> Iterator[models.RoundLine]:
        """Walk every element, page by page. List the tables that we are to clear, exactly as they
        would appear.
        """
        answer: Iterator[models.RoundLine] = self._walk(
            "list_clearance_rounds",
            query={"limit": limit},
        )
        return answer

    def answer_clearance_round(
        self,
        message_id: str,
        body: models.ClearanceDraft | Json,
        *,
        key: str | None = None,
    ) -> models.SentToCommission:
        """Clear, mark or merge; what is not cleared is not published."""
        answer: models.SentToCommission = self._call(
            "answer_clearance_round",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def get_accountability(self, year: int) -> models.Accountability:
        """Count what this authority assessed, decided, asked and was asked in a year."""
        answer: models.Accountability = self._call("get_accountability", places={"year": year})
        return answer
