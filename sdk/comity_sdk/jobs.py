"""Long work as a job: asked for, waited for, its answer read as the call would have given it.

`client.jobs.begin(client.import_denials, path, way="own")` is answered at once. Where a node
carries a call out at once all the same, e.g. one of before, `begin` returns what it answered.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from comity_sdk.calls import AS_JOB, PREFIX, operation_of, read
from comity_sdk.exchange import Asked
from comity_sdk.paths import path_of

if TYPE_CHECKING:
    from comity_sdk import models
    from comity_sdk.client import AsyncClient, Client

P = ParamSpec("P")
T = TypeVar("T")

Told = Callable[["models.Job"], object]
"""Is called with the job each time that it was looked at."""

FIRST_PAUSE_S: Final = 0.2
LONGEST_PAUSE_S: Final = 5.0
_UNDER_WAY: Final = frozenset({"waiting", "running"})


class Jobs:
    """The jobs of the account of a client that waits.

    Args:
        client: Whose.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def begin(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> models.Job | T:
        """Have a call carried out as a job.

        Args:
            call: A method of the client, e.g. ``client.import_denials``.
            args: Its arguments; `key` gives the same job again.
            kwargs: The same by name.

        Raises:
            Problem: The node refuses it.
            NoAnswer: The node does not answer.
        """
        with _as_job():
            return call(*args, **kwargs)

    def wait(self, job: models.Job | str, *, told: Told | None = None) -> models.Job:
        """Return a job once it has ended.

        Args:
            job: The job, or its id.
            told: Shows how far it is.

        Raises:
            NotFound: There is no such job of this account.
            NoAnswer: The node does not answer.
        """
        for pause_s in _pauses():
            found = self._client.get_job(_id(job))
            if told is not None:
                told(found)
            if found.state not in _UNDER_WAY:
                break
            time.sleep(pause_s)
        return found

    def result(self, job: models.Job) -> Any:
        """Return what the call would have returned.

        Raises:
            Problem: What the call would have raised; or the job has no answer.
            NoAnswer: The node does not answer.
        """
        return read(_operation(job), self._client.send(_asked(job)))


class AsyncJobs:
    """The jobs of the account of a client that awaits; methods and errors are those of `Jobs`.

    Args:
        client: Whose.
    """

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def begin(
        self, call: Callable[P, Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> models.Job | T:
        """Have a call carried out as a job."""
        with _as_job():
            return await call(*args, **kwargs)

    async def wait(self, job: models.Job | str, *, told: Told | None = None) -> models.Job:
        """Return a job once it has ended."""
        for pause_s in _pauses():
            found = await self._client.get_job(_id(job))
            if told is not None:
                told(found)
            if found.state not in _UNDER_WAY:
                break
            await asyncio.sleep(pause_s)
        return found

    async def result(self, job: models.Job) -> Any:
        """Return what the call would have returned."""
        return read(_operation(job), await self._client.send(_asked(job)))


@contextmanager
def _as_job() -> Iterator[None]:
    before = AS_JOB.set(True)
    try:
        yield
    finally:
        AS_JOB.reset(before)


def _pauses() -> Iterator[float]:
    pause_s = FIRST_PAUSE_S
    while True:
        yield pause_s
        pause_s = min(LONGEST_PAUSE_S, 1.5 * pause_s)


def _id(job: models.Job | str) -> str:
    return job if isinstance(job, str) else job.job_id


def _operation(job: models.Job) -> Any:
    return operation_of(re.sub(r"([A-Z])", r"_\1", job.operation).lower())


def _asked(job: models.Job) -> Asked:
    return Asked("GET", PREFIX + path_of("jobs", job.job_id, "result"))
