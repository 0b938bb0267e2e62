"""Operations of jobs: long work that goes on behind its answer.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.jobs`, to be awaited. `comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller

if TYPE_CHECKING:
    from comity_sdk import models


class AsyncJobOperations(AsyncCaller):
    """Operations of jobs, to be awaited."""

    async def list_jobs(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfJobs:
        """List the jobs of the own account, the newest first; an administrator sees those of all.
        """
        answer: models.PageOfJobs = await self._call(
            "list_jobs",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_jobs(self, *, limit: int | None = None) -> AsyncIterator[models.JobLine]:
        """Walk every element, page by page. List the jobs of the own account, the newest first; an
        administrator sees those of all.
        """
        answer: AsyncIterator[models.JobLine] = self._walk("list_jobs", query={"limit": limit})
        return answer

    async def get_job(self, job_id: str) -> models.Job:
        """Show a job: how far it is, what is wrong row by row, where its answer is."""
        answer: models.Job = await self._call("get_job", places={"job_id": job_id})
        return answer

    async def stop_job(self, job_id: str, *, key: str | None = None) -> models.Job:
        """Stop a job of the own account that waits or runs; one that has ended stays as it is."""
        answer: models.Job = await self._call("stop_job", places={"job_id": job_id}, key=key)
        return answer

    async def get_job_result(self, job_id: str) -> bytes:
        """Return exactly what the operation would have answered: its status, content and type."""
        answer: bytes = await self._call("get_job_result", places={"job_id": job_id})
        return answer
