"""Keeps one row that cannot be followed from holding up all the others.

What a round does for many rows it does for each by itself. What fails is rolled back, told
to the officers as a task that names its kind and subject, and tried again at the next round.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import structlog

from gateway.casework.acts.journal import Journal, journal_of, open_tasks
from gateway.casework.services import Office
from gateway.domain.acts import TaskKind
from gateway.domain.saying import says
from gateway.errors import UnavailableError
from gateway.exchange.defects import log_defect, reason_of

log = structlog.get_logger(__name__)

S = TypeVar("S")


async def guarded(
    office: Office, act: Callable[[], Awaitable[object]], *, kind: str, subject: str
) -> bool:
    """Do one row's share of a round; tell an error as a task instead of raising it.

    Args:
        office: The office.
        act: Does it, in a transaction of its own.
        kind: What is done, e.g. the kind of a date.
        subject: For which row: an id, never a name.

    Returns:
        Whether it was done.

    Raises:
        UnavailableError: The database is away; then nothing else would be done either.
    """
    try:
        await act()
    except UnavailableError:
        raise
    except Exception as exc:  # noqa: BLE001 - one row must not stop the others
        await _told(office, exc, kind=kind, subject=subject)
        return False
    await _mended(office, kind=kind, subject=subject)
    return True


class FailureGuard(Generic[S]):
    """Answers what workflows ask; what cannot be answered is a task, and is asked again later.

    The run waits meanwhile. One that failed would be begun anew, and fail again.

    Args:
        office: The office.
        kind: What is asked, e.g. "consultation".
    """

    def __init__(self, office: Office, kind: str) -> None:
        self._office = office
        self._kind = kind
        self._failed: set[str] | None = None  # what tasks say; also those of before a restart

    async def ask(self, act: Callable[[], Awaitable[S]], subject: str, *, otherwise: S) -> S:
        """Return what `act` says, or `otherwise` when it fails in a way that may last.

        Raises:
            UnavailableError: The database is away; the step is repeated soon.
        """
        failed = await self._told_before()
        try:
            found = await act()
        except UnavailableError:
            raise
        except Exception as exc:  # noqa: BLE001 - the run waits, and a person is told
            failed.add(subject)
            await _told(self._office, exc, kind=self._kind, subject=subject)
            return otherwise
        if subject in failed:
            await _mended(self._office, kind=self._kind, subject=subject)
            failed.discard(subject)
        return found

    async def _told_before(self) -> set[str]:
        if self._failed is None:
            tasks = await self._office.db.read(
                lambda conn: open_tasks(conn, kind=TaskKind.ROUND_FAILED)
            )
            self._failed = {each.subject for each in tasks if each.key == self._kind}
        return self._failed


async def _told(office: Office, exc: Exception, *, kind: str, subject: str) -> None:
    log_defect(log, "round.failed", exc, kind=kind, subject=subject)
    why = says(
        "{what} of {subject} could not be followed and is tried again; ask the operator ({reason})",
        what=kind,
        subject=subject,
        reason=reason_of(exc),
    )
    await office.write(
        lambda work: journal_of(work).open_task(TaskKind.ROUND_FAILED, subject, why, key=kind)
    )


async def _mended(office: Office, *, kind: str, subject: str) -> None:
    """Close the task of what failed before and was done now."""
    at = office.clock.now()
    found = await office.db.read(
        lambda conn: open_tasks(conn, subject=subject, kind=TaskKind.ROUND_FAILED)
    )
    if any(each.key == kind for each in found):
        await office.db.write(
            lambda conn: Journal(conn, at).close_tasks(TaskKind.ROUND_FAILED, subject, key=kind)
        )
