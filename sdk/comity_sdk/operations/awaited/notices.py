"""Operations of notices: notices to Member States, and comments on them.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.notices`, to be awaited. `comity_sdk.operations` says what `key` and `of`
are.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller, Json

if TYPE_CHECKING:
    from comity_sdk import models
    from comity_sdk.base import Model


class AsyncNoticeOperations(AsyncCaller):
    """Operations of notices, to be awaited."""

    async def list_notice_kinds(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfNoticeKinds:
        """List the kinds of notice in force: who sends, who reads, what must be given."""
        answer: models.PageOfNoticeKinds = await self._call(
            "list_notice_kinds",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_notice_kinds(self, *, limit: int | None = None) -> AsyncIterator[models.NoticeKind]:
        """Walk every element, page by page. List the kinds of notice in force: who sends, who
        reads, what must be given.
        """
        answer: AsyncIterator[models.NoticeKind] = self._walk(
            "list_notice_kinds",
            query={"limit": limit},
        )
        return answer

    async def list_explained_grants(
        self,
        *,
        denial_id: str | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfExplainedGrants:
        """List what was granted or let pass after a consultation, as explained to all."""
        answer: models.PageOfExplainedGrants = await self._call(
            "list_explained_grants",
            query={"denial_id": denial_id, "limit": limit, "after": after},
        )
        return answer

    def walk_explained_grants(
        self,
        *,
        denial_id: str | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.ExplainedGrant]:
        """Walk every element, page by page. List what was granted or let pass after a
        consultation, as explained to all.
        """
        answer: AsyncIterator[models.ExplainedGrant] = self._walk(
            "list_explained_grants",
            query={"denial_id": denial_id, "limit": limit},
        )
        return answer

    async def get_licensing_data(
        self,
        *,
        kind: str,
        year: int | None = None,
        case_id: str | None = None,
    ) -> models.NoticeDraft:
        """Draft a notice with the figures of one licence, or of the licences of a year."""
        answer: models.NoticeDraft = await self._call(
            "get_licensing_data",
            query={"kind": kind, "year": year, "case_id": case_id},
        )
        return answer

    async def publish_notice(
        self,
        body: models.NoticeDraftInput | Json,
        *,
        key: str | None = None,
    ) -> models.ShownNotice | models.WaitingAct:
        """Send a notice to those whom its kind names, or have it wait for a second officer."""
        answer: models.ShownNotice | models.WaitingAct = await self._call(
            "publish_notice",
            body=body,
            key=key,
        )
        return answer

    async def list_notices(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        kind: str | None = None,
        origin: str | None = None,
        about: str | None = None,
        state: models.AnyNoticeState | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> models.PageOfNotices:
        """List the notices that are held here, the newest first."""
        answer: models.PageOfNotices = await self._call(
            "list_notices",
            query={"limit": limit, "after": after, "kind": kind, "origin": origin, "about": about, "state": state, "at_from": at_from, "at_until": at_until},
        )
        return answer

    def walk_notices(
        self,
        *,
        limit: int | None = None,
        kind: str | None = None,
        origin: str | None = None,
        about: str | None = None,
        state: models.AnyNoticeState | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> AsyncIterator[models.NoticeLine]:
        """Walk every element, page by page. List the notices that are held here, the newest first.
        """
        answer: AsyncIterator[models.NoticeLine] = self._walk(
            "list_notices",
            query={"limit": limit, "kind": kind, "origin": origin, "about": about, "state": state, "at_from": at_from, "at_until": at_until},
        )
        return answer

    async def amend_notice(
        self,
        number: str,
        body: models.NoticeDraftInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownNotice | models.WaitingAct:
        """Send a changed notice of ours to the same readers, or have that wait; both versions
        stay.
        """
        answer: models.ShownNotice | models.WaitingAct = await self._call(
            "amend_notice",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def get_notice(self, number: str) -> models.ShownNotice:
        """Show a notice, its versions and comments; of an own one who has not yet received it."""
        answer: models.ShownNotice = await self._call("get_notice", places={"number": number})
        return answer

    async def withdraw_notice(
        self,
        number: str,
        body: Sequence[Model | Json],
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownNotice | models.WaitingAct:
        """Say that an own notice does not count any more, and why, or have that wait."""
        answer: models.ShownNotice | models.WaitingAct = await self._call(
            "withdraw_notice",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def recall_notice(
        self,
        number: str,
        body: models.NoticeRecall | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownNotice:
        """Recall an own notice from a member that got it by letter, which seals every version."""
        answer: models.ShownNotice = await self._call(
            "recall_notice",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def comment_on_notice(
        self,
        number: str,
        body: models.CommentInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownNotice:
        """Send a comment on another authority's notice to that authority."""
        answer: models.ShownNotice = await self._call(
            "comment_on_notice",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer
