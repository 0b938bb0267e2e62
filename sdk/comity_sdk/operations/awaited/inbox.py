"""Operations of inbox: the open work of officers, their queues and substitutes.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.inbox`, to be awaited. `comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller, Json

if TYPE_CHECKING:
    from comity_sdk import models


class AsyncInboxOperations(AsyncCaller):
    """Operations of inbox, to be awaited."""

    async def list_inbox(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        tab: models.AnyInboxTab | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        kind: models.AnyTaskKind | None = None,
        country: str | None = None,
        category: str | None = None,
        party: str | None = None,
        officer: str | None = None,
        queue: str | None = None,
        restricted: bool | None = None,
        overdue: bool | None = None,
        ends_until: datetime.date | None = None,
    ) -> models.PageOfInbox:
        """List open work, that first whose clock ends first; with filters what fits all of them.
        """
        answer: models.PageOfInbox = await self._call(
            "list_inbox",
            query={"limit": limit, "after": after, "tab": tab, "authority": authority, "procedure": procedure, "kind": kind, "country": country, "category": category, "party": party, "officer": officer, "queue": queue, "restricted": restricted, "overdue": overdue, "ends_until": ends_until},
        )
        return answer

    def walk_inbox(
        self,
        *,
        limit: int | None = None,
        tab: models.AnyInboxTab | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        kind: models.AnyTaskKind | None = None,
        country: str | None = None,
        category: str | None = None,
        party: str | None = None,
        officer: str | None = None,
        queue: str | None = None,
        restricted: bool | None = None,
        overdue: bool | None = None,
        ends_until: datetime.date | None = None,
    ) -> AsyncIterator[models.InboxRow]:
        """Walk every element, page by page. List open work, that first whose clock ends first;
        with filters what fits all of them.
        """
        answer: AsyncIterator[models.InboxRow] = self._walk(
            "list_inbox",
            query={"limit": limit, "tab": tab, "authority": authority, "procedure": procedure, "kind": kind, "country": country, "category": category, "party": party, "officer": officer, "queue": queue, "restricted": restricted, "overdue": overdue, "ends_until": ends_until},
        )
        return answer

    async def count_inbox(
        self,
        *,
        tab: models.AnyInboxTab | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        kind: models.AnyTaskKind | None = None,
        country: str | None = None,
        category: str | None = None,
        party: str | None = None,
        officer: str | None = None,
        queue: str | None = None,
        restricted: bool | None = None,
        overdue: bool | None = None,
        ends_until: datetime.date | None = None,
    ) -> models.InboxCounts:
        """Count open work on each tab and in each queue, under the filters of the list but its
        tab.
        """
        answer: models.InboxCounts = await self._call(
            "count_inbox",
            query={"tab": tab, "authority": authority, "procedure": procedure, "kind": kind, "country": country, "category": category, "party": party, "officer": officer, "queue": queue, "restricted": restricted, "overdue": overdue, "ends_until": ends_until},
        )
        return answer

    async def mark_inbox_seen(
        self,
        body: models.SeenRows | Json,
        *,
        key: str | None = None,
    ) -> models.MarkedRows:
        """Note that the account has looked at rows of its inbox; the answer names those there are.
        """
        answer: models.MarkedRows = await self._call("mark_inbox_seen", body=body, key=key)
        return answer

    async def get_queues(self, *, version: int | None = None) -> models.QueuePlan:
        """Show the queues of open work as they are, or as they were under a version."""
        answer: models.QueuePlan = await self._call("get_queues", query={"version": version})
        return answer

    async def change_queues(
        self,
        body: models.ChangedQueues | Json,
        *,
        key: str | None = None,
    ) -> models.QueuePlan:
        """Change the queues; the node sorts all open work into them again."""
        answer: models.QueuePlan = await self._call("change_queues", body=body, key=key)
        return answer

    async def list_substitutes(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSubstitutes:
        """List who stands in for the account and for whom it does; all for administrators."""
        answer: models.PageOfSubstitutes = await self._call(
            "list_substitutes",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_substitutes(self, *, limit: int | None = None) -> AsyncIterator[models.Substitute]:
        """Walk every element, page by page. List who stands in for the account and for whom it
        does; all for administrators.
        """
        answer: AsyncIterator[models.Substitute] = self._walk(
            "list_substitutes",
            query={"limit": limit},
        )
        return answer

    async def add_substitute(
        self,
        body: models.WantedSubstitute | Json,
        *,
        key: str | None = None,
    ) -> models.Substitute:
        """Have one officer stand in for another from a day to a day."""
        answer: models.Substitute = await self._call("add_substitute", body=body, key=key)
        return answer

    async def remove_substitute(self, number: int, *, key: str | None = None) -> models.Substitute:
        """End that an officer stands in for another."""
        answer: models.Substitute = await self._call(
            "remove_substitute",
            places={"number": number},
            key=key,
        )
        return answer

    async def list_inbox_views(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfInboxViews:
        """List the views of the inbox that the account keeps."""
        answer: models.PageOfInboxViews = await self._call(
            "list_inbox_views",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_inbox_views(self, *, limit: int | None = None) -> AsyncIterator[models.SavedView]:
        """Walk every element, page by page. List the views of the inbox that the account keeps."""
        answer: AsyncIterator[models.SavedView] = self._walk(
            "list_inbox_views",
            query={"limit": limit},
        )
        return answer

    async def save_inbox_view(
        self,
        name: str,
        body: models.InboxFilterInput | Json,
        *,
        key: str | None = None,
    ) -> models.SavedView:
        """Keep a view of the inbox under a name."""
        answer: models.SavedView = await self._call(
            "save_inbox_view",
            places={"name": name},
            body=body,
            key=key,
        )
        return answer

    async def delete_inbox_view(self, name: str, *, key: str | None = None) -> None:
        """Delete a view of the inbox that the account keeps."""
        answer: None = await self._call("delete_inbox_view", places={"name": name}, key=key)
        return answer
