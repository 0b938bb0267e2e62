"""Operations of inbox: the open work of officers, their queues and substitutes.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.inbox` has them to be awaited.
`comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from comity_sdk.calls import Caller, Json, Operation

if TYPE_CHECKING:
    from comity_sdk import models

INBOX: dict[str, Operation] = {
    "list_inbox": Operation("GET", "/inbox", {200: "PageOfInbox"}),
    "count_inbox": Operation("GET", "/inbox/counts", {200: "InboxCounts"}),
    "mark_inbox_seen": Operation("PUT", "/inbox/seen", {200: "MarkedRows"}),
    "get_queues": Operation("GET", "/inbox/queues", {200: "QueuePlan"}),
    "change_queues": Operation("PUT", "/inbox/queues", {200: "QueuePlan"}),
    "list_substitutes": Operation("GET", "/inbox/substitutes", {200: "PageOfSubstitutes"}),
    "add_substitute": Operation("POST", "/inbox/substitutes", {201: "Substitute"}),
    "remove_substitute": Operation("DELETE", "/inbox/substitutes/{number}", {200: "Substitute"}),
    "list_inbox_views": Operation("GET", "/inbox/views", {200: "PageOfInboxViews"}),
    "save_inbox_view": Operation("PUT", "/inbox/views/{name}", {200: "SavedView"}),
    "delete_inbox_view": Operation("DELETE", "/inbox/views/{name}", {204: "None"}),
}


class InboxOperations(Caller):
    """Operations of inbox, to be waited for."""

    def list_inbox(
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
        answer: models.PageOfInbox = self._call(
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
    ) -> Iterator[models.InboxRow]:
        """Walk every element, page by page. List open work, that first whose clock ends first;
        with filters what fits all of them.
        """
        answer: Iterator[models.InboxRow] = self._walk(
            "list_inbox",
            query={"limit": limit, "tab": tab, "authority": authority, "procedure": procedure, "kind": kind, "country": country, "category": category, "party": party, "officer": officer, "queue": queue, "restricted": restricted, "overdue": overdue, "ends_until": ends_until},
        )
        return answer

    def count_inbox(
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
        answer: models.InboxCounts = self._call(
            "count_inbox",
            query={"tab": tab, "authority": authority, "procedure": procedure, "kind": kind, "country": country, "category": category, "party": party, "officer": officer, "queue": queue, "restricted": restricted, "overdue": overdue, "ends_until": ends_until},
        )
        return answer

    def mark_inbox_seen(
        self,
        body: models.SeenRows | Json,
        *,
        key: str | None = None,
    ) -> models.MarkedRows:
        """Note that the account has looked at rows of its inbox; the answer names those there are.
        """
        answer: models.MarkedRows = self._call("mark_inbox_seen", body=body, key=key)
        return answer

    def get_queues(self, *, version: int | None = None) -> models.QueuePlan:
        """Show the queues of open work as they are, or as they were under a version."""
        answer: models.QueuePlan = self._call("get_queues", query={"version": version})
        return answer

    def change_queues(
        self,
        body: models.ChangedQueues | Json,
        *,
        key: str | None = None,
    ) -> models.QueuePlan:
        """Change the queues; the node sorts all open work into them again."""
        answer: models.QueuePlan = self._call("change_queues", body=body, key=key)
        return answer

    def list_substitutes(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSubstitutes:
        """List who stands in for the account and for whom it does; all for administrators."""
        answer: models.PageOfSubstitutes = self._call(
            "list_substitutes",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_substitutes(self, *, limit: int | None = None) -> Iterator[models.Substitute]:
        """Walk every element, page by page. List who stands in for the account and for whom it
        does; all for administrators.
        """
        answer: Iterator[models.Substitute] = self._walk(
            "list_substitutes",
            query={"limit": limit},
        )
        return answer

    def add_substitute(
        self,
        body: models.WantedSubstitute | Json,
        *,
        key: str | None = None,
    ) -> models.Substitute:
        """Have one officer stand in for another from a day to a day."""
        answer: models.Substitute = self._call("add_substitute", body=body, key=key)
        return answer

    def remove_substitute(self, number: int, *, key: str | None = None) -> models.Substitute:
        """End that an officer stands in for another."""
        answer: models.Substitute = self._call(
            "remove_substitute",
            places={"number": number},
            key=key,
        )
        return answer

    def list_inbox_views(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfInboxViews:
        """List the views of the inbox that the account keeps."""
        answer: models.PageOfInboxViews = self._call(
            "list_inbox_views",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_inbox_views(self, *, limit: int | None = None) -> Iterator[models.SavedView]:
        """Walk every element, page by page. List the views of the inbox that the account keeps."""
        answer: Iterator[models.SavedView] = self._walk("list_inbox_views", query={"limit": limit})
        return answer

    def save_inbox_view(
        self,
        name: str,
        body: models.InboxFilterInput | Json,
        *,
        key: str | None = None,
    ) -> models.SavedView:
        """Keep a view of the inbox under a name."""
        answer: models.SavedView = self._call(
            "save_inbox_view",
            places={"name": name},
            body=body,
            key=key,
        )
        return answer

    def delete_inbox_view(self, name: str, *, key: str | None = None) -> None:
        """Delete a view of the inbox that the account keeps."""
        answer: None = self._call("delete_inbox_view", places={"name": name}, key=key)
        return answer
