"""Whether what a database has acknowledged outlives its machine, as far as the server says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from gateway.errors import StateError

_SETTINGS: Final = """
SELECT current_setting('fsync'), current_setting('full_page_writes'),
       current_setting('synchronous_commit'), current_setting('synchronous_standby_names')
"""
_STANDBYS: Final = """
SELECT sync_state FROM pg_stat_replication WHERE state IS DISTINCT FROM 'backup'
"""
_KEPT_BY_STANDBY: Final = frozenset({"sync", "quorum"})
_WAITS_FOR_NOBODY: Final = frozenset({"off", "local"})


@dataclass(frozen=True, slots=True)
class Durability:
    """What a server of PostgreSQL does for what it acknowledges.

    Attributes:
        fsync: ``on`` or ``off``, as the three that follow have PostgreSQL's own words.
        full_page_writes: Whether a page that was written by half is mended after a crash.
        synchronous_commit: What a commit waits for.
        synchronous_standby_names: For which standbys; empty: none.
        standbys: How each standby that follows is kept, e.g. ``sync`` or ``async``; None where our
            account may not see it.
    """

    fsync: str
    full_page_writes: str
    synchronous_commit: str
    synchronous_standby_names: str
    standbys: tuple[str | None, ...] = ()

    @classmethod
    def read(cls, conn: Connection) -> Durability:
        """Read it, from PostgreSQL."""
        fsync, pages, commit, names = conn.exec_driver_sql(_SETTINGS).one()
        return cls(fsync, pages, commit, names, tuple(conn.exec_driver_sql(_STANDBYS).scalars()))

    def judge(self) -> str:
        """Say how it is, for the operator.

        Raises:
            StateError: What was acknowledged may be lost with a machine, or nothing can be.
        """
        for name in ("fsync", "full_page_writes"):
            if getattr(self, name) == "off":
                raise _set(
                    "{name} is off: a power cut destroys the database", f"{name} = on", name=name
                )
        if self.synchronous_commit == "off":
            raise _set(
                "synchronous_commit is off: a crash takes letters for which our receipt went out",
                "synchronous_commit = on",
            )
        if self.standbys and self.synchronous_commit in _WAITS_FOR_NOBODY:
            raise _set(
                "synchronous_commit is local: a promotion takes letters for which our receipt went"
                " out",
                "synchronous_commit = on",
            )
        if self.synchronous_standby_names:
            return self._waited_for()
        if self.standbys:
            raise _set(
                "a standby follows and no commit waits for it: a promotion takes letters for which"
                " our receipt went out",
                "synchronous_standby_names, e.g. 'ANY 1 (db1, db2, db3)',",
            )
        return "on this server's disk; no standby follows it"

    def _waited_for(self) -> str:
        if None in self.standbys:
            return (
                f"commits wait for {self.synchronous_standby_names}; GRANT pg_monitor to the node's"
                " account, and it sees whether that follows"
            )
        kept = sum(each in _KEPT_BY_STANDBY for each in self.standbys)
        if not kept:
            raise StateError(
                "commits wait for a standby ({synchronous_standby_names}), and none follows",
                remedy="Start the standby, or name another one in synchronous_standby_names: until"
                " then nothing is written.",
                synchronous_standby_names=self.synchronous_standby_names,
            )
        return f"on this server's disk and on those of standbys: {kept} synchronous"


def _set(what: str, setting: str, **values: Any) -> StateError:
    return StateError(
        what,
        remedy="Set {setting} in PostgreSQL and reload it (docs/operations.md).",
        **values,
        setting=setting,
    )


def check_durability(conn: Connection) -> str:
    """Say what a database does for what it acknowledges.

    Raises:
        StateError: It may lose it, or waits for what is not there.
    """
    if conn.dialect.name == "sqlite":
        return "on this machine's disk (synchronous=FULL)"
    return Durability.read(conn).judge()
