"""How the processes of a gateway stand: who is there, who is silent, who does what is done once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from gateway.app.several.leased_jobs import LeasedJob
from gateway.app.several.roles import ProcessRole
from gateway.store.leases import holders
from gateway.store.processes import ProcessRow, all_processes

SILENT_AFTER = timedelta(seconds=30)
"""A process that has said nothing for so long has ended, or hangs."""

NEEDED = (ProcessRole.EXCHANGE, ProcessRole.API, ProcessRole.WORKER)
"""What a gateway cannot be without for long: some have no console, and any searches by itself."""


@dataclass(frozen=True, slots=True)
class ProcessStanding:
    """The processes of a gateway at one instant.

    Attributes:
        alive: Those that said lately that they are there, the longest running first.
        silent: Those that did not, and in whose place none has begun.
        duties: What is done once, and the name of the process that does it.
    """

    alive: tuple[ProcessRow, ...]
    silent: tuple[ProcessRow, ...]
    duties: Mapping[str, str]

    @classmethod
    def read(cls, conn: Connection) -> ProcessStanding:
        """Read it, from PostgreSQL."""
        rows = all_processes(conn)
        alive = tuple(each for each in rows if each.silent <= SILENT_AFTER)
        quiet = (each for each in rows if each not in alive)
        silent = tuple(each for each in quiet if not _replaced(each, alive))
        return cls(alive, silent, holders(conn))

    def having(self, role: ProcessRole) -> int:
        """Return how many processes have a role."""
        return sum(role.value in each.roles for each in self.alive)

    @property
    def lacking(self) -> tuple[ProcessRole, ...]:
        """What is needed and no process has."""
        return tuple(role for role in NEEDED if not self.having(role))

    @property
    def undone(self) -> tuple[LeasedJob, ...]:
        """What is done once, and by no process now."""
        return tuple(duty for duty in LeasedJob if duty not in self.duties)


def _replaced(silent: ProcessRow, alive: tuple[ProcessRow, ...]) -> bool:
    """Say whether another process has begun in the place of one that is silent."""
    return any(
        (each.host, each.roles) == (silent.host, silent.roles) and each.begun > silent.seen
        for each in alive
    )
