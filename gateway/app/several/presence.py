"""The processes of a gateway: each says that it is there, and the doctor asks who does what."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from gateway.app.several.process_status import ProcessStanding
from gateway.app.several.roles import ProcessRole
from gateway.errors import ComityError, Reason
from gateway.release import release
from gateway.store.database import Database
from gateway.store.processes import ProcessRow, say_gone, say_here

SAID_EVERY_S = 5.0


class Presence:
    """What a process says of itself.

    Args:
        db: The database; its name is that of the process.
        roles: What it does.
    """

    def __init__(self, db: Database, roles: frozenset[ProcessRole]) -> None:
        self._db = db
        self._roles = tuple(each.value for each in ProcessRole if each in roles)

    async def say(self) -> None:
        """Say that it is there.

        Raises:
            UnavailableError: The database does not answer.
        """
        host, pid, ours = socket.gethostname()[:255], os.getpid(), release()[:80]
        await self._db.write(
            lambda conn: say_here(
                conn, self._db.name, host=host, pid=pid, roles=self._roles, version=ours
            )
        )

    @asynccontextmanager
    async def there(self) -> AsyncIterator[None]:
        """Be there within a block, and say at its end that it is gone."""
        await self.say()
        try:
            yield
        finally:
            with suppress(ComityError):  # it is silent from now on, and that is seen too
                await self._db.write(lambda conn: say_gone(conn, self._db.name))


async def processes_of(db: Database) -> str:
    """Say which processes there are and what each of them does for all.

    Raises:
        UnavailableError: The database does not answer, nobody has a role that is needed or does
            what is done once, or a process is silent in whose place none has begun.
    """
    now = await db.read(ProcessStanding.read)
    if now.silent:
        raise Reason.NODE_UNAVAILABLE.error(
            "silent: {named}",
            remedy="See on its machine whether it has ended or hangs, and start it again; one that "
            "has ended for good is forgotten after a day.",
            named="; ".join(map(_named, now.silent)),
        )
    if now.lacking:
        raise Reason.NODE_UNAVAILABLE.error(
            "no process has the role {lacking}",
            remedy="Start one that serves {serve}: {startNode}",
            lacking=now.lacking,
            serve=",".join(now.lacking),
        )
    if now.undone:
        raise Reason.NODE_UNAVAILABLE.error(
            "no process does {undone}",
            remedy="Look in half a minute again; then read the logs of the processes with the role "
            "worker for duty.defect.",
            undone=sorted(now.undone),
        )
    alive, duties = now.alive, now.duties
    said = [f"{_named(each)} {','.join(each.roles)}{_done_by(each, duties)}" for each in alive]
    versions = {each.version for each in alive}
    side_by_side = " side by side" if len(versions) > 1 else ""
    return f"{'; '.join(said)}; version {', '.join(sorted(versions))}{side_by_side}"


def _named(row: ProcessRow) -> str:
    return f"{row.host} {row.pid}"


def _done_by(row: ProcessRow, duties: Mapping[str, str]) -> str:
    held = sorted(duty for duty, holder in duties.items() if holder == row.name)
    return f" ({', '.join(held)})" if held else ""
