"""Looks whether the contents of documents are still what was stored: some at a look, in turn.

How far it came is a counter in the database, so a restart goes on. One process does it (the duty
of rounds). What is missing or altered is a person's task, until a later look finds it whole.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import Final

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal, next_number, open_tasks
from gateway.casework.services import Office
from gateway.documents import content_rows
from gateway.documents.chunked import unreadable
from gateway.documents.content_folder import ContentFolder
from gateway.domain.acts import TaskKind
from gateway.domain.saying import Saying, says
from gateway.errors import NotFoundError, TrustError, UnavailableError

AT_ONCE: Final = 10
"""Documents of a look, one a minute: fifty thousand in four days, and a second of a core at most
where each has some MiB."""

MOST_TASKS: Final = 50
"""Open tasks of this kind: a folder or a key that is gone is one trouble, not a thousand."""

_SERIES = "documents.checked"


class ContentCheck:
    """Checks the contents of documents.

    Args:
        office: This authority.
    """

    def __init__(self, office: Office) -> None:
        self._office = office

    async def look(self) -> None:
        """Read the next contents to their end; tell what is missing or altered, close what is not.

        Raises:
            UnavailableError: The database does not answer, or none of the contents can be read.
        """

        def take(conn: Connection) -> list[str]:
            return content_rows.some_digests(
                conn, next_number(conn, _SERIES, count=AT_ONCE), AT_ONCE
            )

        if not await self._office.db.read(content_rows.digests):
            return
        found = {each: await self._found(each) for each in await self._office.db.write(take)}
        faults = {each: fault for each, fault in found.items() if not isinstance(fault, OSError)}
        if found and not faults:
            raise UnavailableError(
                "the contents of documents cannot be read",
                remedy="Ask the operator whether their folder or storage is there.",
            )
        await self._office.db.write(lambda conn: self._keep(conn, faults))

    async def _found(self, sha256: str) -> Saying | OSError | None:
        short = sha256[:12]
        try:
            await asyncio.to_thread(_read_whole, self._office.documents.contents, sha256)
        except NotFoundError:
            return says(
                "the contents of the document {sha256} were stored here and are missing: put them "
                "again, or have the operator restore them from a backup",
                sha256=short,
            )
        except TrustError:
            return says(
                "the contents of the document {sha256} were stored here and were altered, or their "
                "key is gone: have the operator restore them from a backup",
                sha256=short,
            )
        except OSError as exc:
            return exc
        return None

    def _keep(self, conn: Connection, faults: dict[str, Saying | None]) -> None:
        at, kind = self._office.clock.now(), TaskKind.DOCUMENT_LOST
        free = MOST_TASKS - len(open_tasks(conn, kind=kind))
        for sha256, fault in faults.items():
            for subject in content_rows.whose(conn, sha256):
                key = sha256[:12]
                if fault is None:
                    Journal(conn, at).close_tasks(kind, subject, key=key)
                elif free > 0:
                    Journal(conn, at).open_task(kind, subject, fault, key=key)
                    free -= 1


def _read_whole(contents: ContentFolder, sha256: str) -> None:
    """Read contents to their end; raises as `ContentFolder.open`, or since they are others."""
    digest = hashlib.sha256()
    with contents.open(sha256) as reader:
        for octets in reader.read():
            digest.update(octets)
    if digest.hexdigest() != sha256:
        raise unreadable("they are others than their name says")
