"""Operations of cases: applications, examinations, decisions and acts.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.cases`, to be awaited. `comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller, File, Json

if TYPE_CHECKING:
    from comity_sdk import models
    from comity_sdk.base import Model


class AsyncCaseOperations(AsyncCaller):
    """Operations of cases, to be awaited."""

    async def file_application(
        self,
        body: models.ApplicationInput | Json,
        *,
        key: str | None = None,
    ) -> models.Case:
        """Begin a case of any kind; the same application again returns the same case."""
        answer: models.Case = await self._call("file_application", body=body, key=key)
        return answer

    async def assess_case(
        self,
        case_id: str,
        body: models.HumanRightsAssessmentInput | Json,
        *,
        release: models.AnyAssessmentRelease | None = None,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Record the human-rights assessment, and whether others see it or its summary."""
        answer: models.Case = await self._call(
            "assess_case",
            places={"case_id": case_id},
            body=body,
            query={"release": release},
            key=key,
            of=of,
        )
        return answer

    async def propose_decision(
        self,
        case_id: str,
        body: models.DecisionProposalInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Propose a decision."""
        answer: models.Case = await self._call(
            "propose_decision",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def decide_case(
        self,
        case_id: str,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Decide what was proposed, as the second officer."""
        answer: models.Case = await self._call(
            "decide_case",
            places={"case_id": case_id},
            key=key,
            of=of,
        )
        return answer

    async def withdraw_case(
        self,
        case_id: str,
        body: models.WithdrawalInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Record that the applicant withdrew, and what had been determined before."""
        answer: models.Case = await self._call(
            "withdraw_case",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def amend_case(
        self,
        case_id: str,
        body: models.AmendedApplication | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Take an amended application; the rulebook says whether new consultations begin."""
        answer: models.Case = await self._call(
            "amend_case",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def rely_on_consultation(
        self,
        case_id: str,
        body: models.Reliance | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Rely on an answer that this authority gave before, on record."""
        answer: models.Case = await self._call(
            "rely_on_consultation",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def waive_notice(
        self,
        case_id: str,
        body: models.NotProvided | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Say that the notice which is due after a case is not given; a second officer decides."""
        answer: models.Case = await self._call(
            "waive_notice",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def confirm_notice_waiver(
        self,
        case_id: str,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Decide, as the second officer, that the notice is not given; nobody outside is told."""
        answer: models.Case = await self._call(
            "confirm_notice_waiver",
            places={"case_id": case_id},
            key=key,
            of=of,
        )
        return answer

    async def record_final_assessment(
        self,
        denial_id: str,
        body: models.FinalAssessment | Json,
        *,
        key: str | None = None,
    ) -> models.Case:
        """End the suspension of a licence; every member gets its final assessment."""
        answer: models.Case = await self._call(
            "record_final_assessment",
            places={"denial_id": denial_id},
            body=body,
            key=key,
        )
        return answer

    async def assign_case(
        self,
        case_id: str,
        body: models.Assignment | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Put the case into an officer's hands."""
        answer: models.Case = await self._call(
            "assign_case",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def get_applicant_statement(self, case_id: str) -> models.ApplicantStatement:
        """Show what the applicant may be shown of what other authorities answered."""
        answer: models.ApplicantStatement = await self._call(
            "get_applicant_statement",
            places={"case_id": case_id},
        )
        return answer

    async def export_case_evidence(self, case_id: str) -> bytes:
        """Export the evidence of a case as one ZIP that anybody can verify offline."""
        answer: bytes = await self._call("export_case_evidence", places={"case_id": case_id})
        return answer

    async def list_watch_matches(
        self,
        *,
        seen: bool | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfWatchMatches:
        """List licences in force with the denials that they match; those looked at if asked for.
        """
        answer: models.PageOfWatchMatches = await self._call(
            "list_watch_matches",
            query={"seen": seen, "limit": limit, "after": after},
        )
        return answer

    def walk_watch_matches(
        self,
        *,
        seen: bool | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.LicenceMatch]:
        """Walk every element, page by page. List licences in force with the denials that they
        match; those looked at if asked for.
        """
        answer: AsyncIterator[models.LicenceMatch] = self._walk(
            "list_watch_matches",
            query={"seen": seen, "limit": limit},
        )
        return answer

    async def mark_watch_match_seen(
        self,
        case_id: str,
        denial_id: str,
        body: models.MatchWord | Json,
        *,
        key: str | None = None,
    ) -> models.MarkWatchMatchSeenAnswer:
        """Mark a match as looked at, with what it is and what is done; return all of the licence.
        """
        answer: models.MarkWatchMatchSeenAnswer = await self._call(
            "mark_watch_match_seen",
            places={"case_id": case_id, "denial_id": denial_id},
            body=body,
            key=key,
        )
        return answer

    async def verify_evidence(
        self,
        file: File,
        *,
        key: str | None = None,
    ) -> models.EvidenceReport:
        """Verify an evidence file, and make its examinations again from the own registers."""
        answer: models.EvidenceReport = await self._call("verify_evidence", file=file, key=key)
        return answer

    async def list_examinations(
        self,
        case_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfExaminations:
        """List the examinations of a case that were taken, oldest first."""
        answer: models.PageOfExaminations = await self._call(
            "list_examinations",
            places={"case_id": case_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_examinations(
        self,
        case_id: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.KeptExamination]:
        """Walk every element, page by page. List the examinations of a case that were taken,
        oldest first.
        """
        answer: AsyncIterator[models.KeptExamination] = self._walk(
            "list_examinations",
            places={"case_id": case_id},
            query={"limit": limit},
        )
        return answer

    async def get_examination(self, case_id: str, number: int) -> models.KeptExamination:
        """Show one examination with its record, registers, hits and reasons."""
        answer: models.KeptExamination = await self._call(
            "get_examination",
            places={"case_id": case_id, "number": number},
        )
        return answer

    async def rerun_examination(
        self,
        case_id: str,
        number: int,
        *,
        key: str | None = None,
    ) -> models.Rerun:
        """Make an examination again with the logs as they stood, and compare."""
        answer: models.Rerun = await self._call(
            "rerun_examination",
            places={"case_id": case_id, "number": number},
            key=key,
        )
        return answer

    async def add_end_user(
        self,
        case_id: str,
        body: models.AddedEndUser | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Begin the case by which an end-user is added to a licence in force."""
        answer: models.Case = await self._call(
            "add_end_user",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def get_judgement(self, case_id: str, denial_id: str) -> models.JudgedHit:
        """Show a hit with all that was said of it in this case, and lately in others."""
        answer: models.JudgedHit = await self._call(
            "get_judgement",
            places={"case_id": case_id, "denial_id": denial_id},
        )
        return answer

    async def judge_hit(
        self,
        case_id: str,
        denial_id: str,
        body: models.HitWord | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.JudgedHit:
        """Confirm or dismiss a hit with a reason; it hides no denial and closes no consultation.
        """
        answer: models.JudgedHit = await self._call(
            "judge_hit",
            places={"case_id": case_id, "denial_id": denial_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def list_cases(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        state: models.AnyCaseState | None = None,
        reference: str | None = None,
        procedure: str | None = None,
        destination: str | None = None,
        authority: str | None = None,
        party: str | None = None,
        code: str | None = None,
        filed_from: datetime.date | None = None,
        filed_until: datetime.date | None = None,
        filed_by: str | None = None,
    ) -> models.PageOfCases:
        """List cases, newest first; with filters those that fit all of them."""
        answer: models.PageOfCases = await self._call(
            "list_cases",
            query={"limit": limit, "after": after, "state": state, "reference": reference, "procedure": procedure, "destination": destination, "authority": authority, "party": party, "code": code, "filed_from": filed_from, "filed_until": filed_until, "filed_by": filed_by},
        )
        return answer

    def walk_cases(
        self,
        *,
        limit: int | None = None,
        state: models.AnyCaseState | None = None,
        reference: str | None = None,
        procedure: str | None = None,
        destination: str | None = None,
        authority: str | None = None,
        party: str | None = None,
        code: str | None = None,
        filed_from: datetime.date | None = None,
        filed_until: datetime.date | None = None,
        filed_by: str | None = None,
    ) -> AsyncIterator[models.CaseSummary]:
        """Walk every element, page by page. List cases, newest first; with filters those that fit
        all of them.
        """
        answer: AsyncIterator[models.CaseSummary] = self._walk(
            "list_cases",
            query={"limit": limit, "state": state, "reference": reference, "procedure": procedure, "destination": destination, "authority": authority, "party": party, "code": code, "filed_from": filed_from, "filed_until": filed_until, "filed_by": filed_by},
        )
        return answer

    async def get_case(self, case_id: str) -> models.Case:
        """Show a case with examination, consultations, clocks, answers and acts."""
        answer: models.Case = await self._call("get_case", places={"case_id": case_id})
        return answer
