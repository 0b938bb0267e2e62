"""Operations of tasks: what an officer is to do.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.tasks`, to be awaited. `comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller, Json

if TYPE_CHECKING:
    from comity_sdk import models


class AsyncTaskOperations(AsyncCaller):
    """Operations of tasks, to be awaited."""

    async def close_task(
        self,
        task_id: int,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.Task:
        """Close a task by hand, on record."""
        answer: models.Task = await self._call(
            "close_task",
            places={"task_id": task_id},
            body=body,
            key=key,
        )
        return answer

    async def list_tasks(
        self,
        *,
        by_last_day: bool | None = None,
        limit: int | None = None,
        after: str | None = None,
        kind: models.AnyTaskKind | None = None,
        subject: str | None = None,
        mine: bool | None = None,
    ) -> models.PageOfTasks:
        """List what a person must look at, oldest first, or first what is to be done first."""
        answer: models.PageOfTasks = await self._call(
            "list_tasks",
            query={"by_last_day": by_last_day, "limit": limit, "after": after, "kind": kind, "subject": subject, "mine": mine},
        )
        return answer

    def walk_tasks(
        self,
        *,
        by_last_day: bool | None = None,
        limit: int | None = None,
        kind: models.AnyTaskKind | None = None,
        subject: str | None = None,
        mine: bool | None = None,
    ) -> AsyncIterator[models.Task]:
        """Walk every element, page by page. List what a person must look at, oldest first, or
        first what is to be done first.
        """
        answer: AsyncIterator[models.Task] = self._walk(
            "list_tasks",
            query={"by_last_day": by_last_day, "limit": limit, "kind": kind, "subject": subject, "mine": mine},
        )
        return answer
