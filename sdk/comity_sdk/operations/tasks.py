"""Operations of tasks: what an officer is to do.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.tasks` has them to be awaited.
`comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TYPE_CHECKING

from comity_sdk.calls import Caller, Json, Operation

if TYPE_CHECKING:
    from comity_sdk import models

TASKS: dict[str, Operation] = {
    "list_tasks": Operation("GET", "/tasks", {200: "PageOfTasks"}),
    "download_tasks": Operation("GET", "/tasks", {200: "bytes"}),
    "get_task_view": Operation("GET", "/tasks/{task_id}/view", {200: "NounView"}),
    "close_task": Operation("POST", "/tasks/{task_id}/closing", {200: "Task"}),
}


class TaskOperations(Caller):
    """Operations of tasks, to be waited for."""

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

    def download_tasks(
        self,
        *,
        format: Literal["xlsx", "csv"],
        by_last_day: bool | None = None,
        kind: models.AnyTaskKind | None = None,
        subject: str | None = None,
        mine: bool | None = None,
    ) -> bytes:
        """Return the whole list as a file. List what a person must look at, oldest first, or first
        what is to be done first.
        """
        answer: bytes = self._call(
            "download_tasks",
            query={"format": format, "by_last_day": by_last_day, "kind": kind, "subject": subject, "mine": mine},
        )
        return answer

    def get_task_view(self, task_id: int) -> models.NounView:
        """Show a task in words: what is to be done, by which day, and how."""
        answer: models.NounView = self._call("get_task_view", places={"task_id": task_id})
        return answer

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
