"""Operations of tasks: what an officer is to do.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.tasks` has them to be awaited.
`comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from comity_sdk.calls import Caller, Json, Operation

if TYPE_CHECKING:
    from comity_sdk import models

TASKS: dict[str, Operation] = {
    "close_task": Operation("POST", "/tasks/{task_id}/closing", {200: "Task"}),
    "list_tasks": Operation("GET", "/tasks", {200: "PageOfTasks"}),
}


class TaskOperations(Caller):
    """Operations of tasks, to be waited for."""

    def close_task(
        self,
        task_id: int,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.Task:
        """Close a task by hand, on record."""
        answer: models.Task = self._call(
            "close_task",
            places={"task_id": task_id},
            body=body,
            key=key,
        )
        return answer

    def list_tasks(
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
        answer: models.PageOfTasks = self._call(
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
    ) -> Iterator[models.Task]:
        """Walk every element, page by page. List what a person must look at, oldest first, or
        first what is to be done first.
        """
        answer: Iterator[models.Task] = self._walk(
            "list_tasks",
            query={"by_last_day": by_last_day, "limit": limit, "kind": kind, "subject": subject, "mine": mine},
        )
        return answer
