"""Operations of licences: licences and their use, and who was informed of a requirement.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.licences`, to be awaited. `comity_sdk.operations` says what `key` and `of`
are.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller, Json

if TYPE_CHECKING:
    from comity_sdk import models


class AsyncLicenceOperations(AsyncCaller):
    """Operations of licences, to be awaited."""

    async def get_licence_renewal(self, number: str, *, reference: str) -> models.Application:
        """Draft an application to renew a licence: for what it was granted; nothing is filed."""
        answer: models.Application = await self._call(
            "get_licence_renewal",
            places={"number": number},
            query={"reference": reference},
        )
        return answer

    async def list_licence_uses(
        self,
        number: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfLicenceUses:
        """List what has left under a licence, declaration by declaration; the last told first."""
        answer: models.PageOfLicenceUses = await self._call(
            "list_licence_uses",
            places={"number": number},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_licence_uses(
        self,
        number: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.RecordedUse]:
        """Walk every element, page by page. List what has left under a licence, declaration by
        declaration; the last told first.
        """
        answer: AsyncIterator[models.RecordedUse] = self._walk(
            "list_licence_uses",
            places={"number": number},
            query={"limit": limit},
        )
        return answer

    async def record_licence_use(
        self,
        number: str,
        body: models.LicenceUse | Json,
        *,
        key: str | None = None,
    ) -> models.RecordedUse:
        """Tell what has left under a licence; the same reference again is the same use."""
        answer: models.RecordedUse = await self._call(
            "record_licence_use",
            places={"number": number},
            body=body,
            key=key,
        )
        return answer

    async def reverse_licence_use(
        self,
        number: str,
        reference: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.RecordedUse:
        """Say that what a use told did not leave."""
        answer: models.RecordedUse = await self._call(
            "reverse_licence_use",
            places={"number": number, "reference": reference},
            body=body,
            key=key,
        )
        return answer

    async def withdraw_catch_all_letter(
        self,
        number: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.StandingInformed | models.WaitingAct:
        """Say that a letter is to be lifted, and why; it waits for a second officer."""
        answer: models.StandingInformed | models.WaitingAct = await self._call(
            "withdraw_catch_all_letter",
            places={"number": number},
            body=body,
            key=key,
        )
        return answer

    async def list_catch_all_inquiries(
        self,
        case_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfCatchAllInquiries:
        """List whom we asked whether they had informed somebody, and what they said, side by side.
        """
        answer: models.PageOfCatchAllInquiries = await self._call(
            "list_catch_all_inquiries",
            places={"case_id": case_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_catch_all_inquiries(
        self,
        case_id: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.InformedElsewhere]:
        """Walk every element, page by page. List whom we asked whether they had informed somebody,
        and what they said, side by side.
        """
        answer: AsyncIterator[models.InformedElsewhere] = self._walk(
            "list_catch_all_inquiries",
            places={"case_id": case_id},
            query={"limit": limit},
        )
        return answer

    async def ask_about_catch_all_letters(
        self,
        case_id: str,
        body: models.InformedAsked | Json,
        *,
        key: str | None = None,
    ) -> models.PageOfCatchAllInquiries:
        """Ask authorities whether they have informed the exporter, or others about the end-user.
        """
        answer: models.PageOfCatchAllInquiries = await self._call(
            "ask_about_catch_all_letters",
            places={"case_id": case_id},
            body=body,
            key=key,
        )
        return answer

    async def list_licences(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        exporter: str | None = None,
        mrn: str | None = None,
        state: models.AnyLicenceState | None = None,
        reference: str | None = None,
        destination: str | None = None,
        party: str | None = None,
        code: str | None = None,
        ends_from: datetime.date | None = None,
        ends_until: datetime.date | None = None,
    ) -> models.PageOfLicences:
        """List licences, newest first; with filters those that fit all, e.g. a declaration (MRN).
        """
        answer: models.PageOfLicences = await self._call(
            "list_licences",
            query={"limit": limit, "after": after, "exporter": exporter, "mrn": mrn, "state": state, "reference": reference, "destination": destination, "party": party, "code": code, "ends_from": ends_from, "ends_until": ends_until},
        )
        return answer

    def walk_licences(
        self,
        *,
        limit: int | None = None,
        exporter: str | None = None,
        mrn: str | None = None,
        state: models.AnyLicenceState | None = None,
        reference: str | None = None,
        destination: str | None = None,
        party: str | None = None,
        code: str | None = None,
        ends_from: datetime.date | None = None,
        ends_until: datetime.date | None = None,
    ) -> AsyncIterator[models.LicenceSummary]:
        """Walk every element, page by page. List licences, newest first; with filters those that
        fit all, e.g. a declaration (MRN).
        """
        answer: AsyncIterator[models.LicenceSummary] = self._walk(
            "list_licences",
            query={"limit": limit, "exporter": exporter, "mrn": mrn, "state": state, "reference": reference, "destination": destination, "party": party, "code": code, "ends_from": ends_from, "ends_until": ends_until},
        )
        return answer

    async def get_licence(self, number: str) -> models.StandingLicence:
        """Show a licence as it stands today: what may leave under it, for whom, until when."""
        answer: models.StandingLicence = await self._call("get_licence", places={"number": number})
        return answer

    async def list_catch_all_letters(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfCatchAllLetters:
        """List letters by which somebody was informed of a requirement, newest first."""
        answer: models.PageOfCatchAllLetters = await self._call(
            "list_catch_all_letters",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_catch_all_letters(
        self,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.InformedSummary]:
        """Walk every element, page by page. List letters by which somebody was informed of a
        requirement, newest first.
        """
        answer: AsyncIterator[models.InformedSummary] = self._walk(
            "list_catch_all_letters",
            query={"limit": limit},
        )
        return answer

    async def get_catch_all_letter(self, number: str) -> models.StandingInformed:
        """Show a letter as it stands today: of what, to whom, under which article, until when."""
        answer: models.StandingInformed = await self._call(
            "get_catch_all_letter",
            places={"number": number},
        )
        return answer
