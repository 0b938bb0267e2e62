"""A primary and its streaming standby on this machine, by plain tools, that can change places.

With ``synchronous`` nothing is acknowledged that the standby does not have (docs/operations.md). As
`pg_basebackup` copies the primary's settings before that is set, a standby that was promoted alone
waits for nobody.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg

from gateway.errors import UnavailableError
from lab.postgres.server import USER, PostgresServer, server_folder
from lab.sandbox.ports import free_ports

_LOOK_S = 0.02
_WITHIN_S = 20.0

_SETTINGS = {
    # What survives a crash of the machine is of no use here; servers are killed, not machines.
    "fsync": "off",
    "listen_addresses": "'127.0.0.1'",
    "max_connections": "60",
    "wal_keep_size": "'256MB'",
    "shared_buffers": "'32MB'",
    "wal_retrieve_retry_interval": "'200ms'",
}
_SYNCHRONOUS = {"synchronous_standby_names": "'*'"}
_ALONE = {"synchronous_standby_names": "''"}


Session = psycopg.Connection[tuple[object, ...]]


class PostgresPair:
    """Two servers, of which one is the primary.

    Args:
        one: Runs, and is the primary.
        other: Its standby, which runs too.
        synchronous: Whether a commit waits for the standby.
    """

    def __init__(self, one: PostgresServer, other: PostgresServer, *, synchronous: bool) -> None:
        self.primary, self.standby = one, other
        self._servers = (one, other)
        self._synchronous = synchronous

    def new_database(self) -> str:
        """Make a database, and return its URL, which names both servers."""
        name = f"t{uuid4().hex}"
        with self.session() as conn:
            conn.execute(f'CREATE DATABASE "{name}"')
        hosts = "&".join(f"host=127.0.0.1:{each.port}" for each in self._servers)
        return f"postgresql+psycopg://{USER}@/{name}?{hosts}"

    @contextmanager
    def session(self, database: str = "postgres") -> Iterator[Session]:
        """Give a session with the primary, without transactions."""
        address = {"host": "127.0.0.1", "port": self.primary.port, "user": USER}
        with psycopg.connect(**address, dbname=database, autocommit=True) as conn:  # type: ignore[arg-type]
            yield conn

    def kill_primary(self) -> None:
        """End the primary in the middle of whatever it does."""
        self.primary.kill()

    def promote(self) -> None:
        """Make the standby the primary; the other one is left as it lies.

        Raises:
            UnavailableError: It cannot be one.
        """
        self.standby.promote()
        self.primary, self.standby = self.standby, self.primary

    def rejoin(self) -> None:
        """Make the server that was the primary a standby of the other, from a new copy.

        Raises:
            UnavailableError: It does not come up.
        """
        if self.standby.runs:
            self.standby.stop()
        self.primary.configure(_ALONE)
        self.primary.reload()
        self.standby.copy(self.primary)
        self.standby.start()
        self.attach()

    def attach(self) -> None:
        """Wait until the standby follows, and have commits wait for it where that is wanted.

        Raises:
            UnavailableError: It does not follow.
        """
        if self._synchronous:
            self.primary.configure(_SYNCHRONOUS)
            self.primary.reload()
        wanted = "sync" if self._synchronous else "async"
        end = time.monotonic() + _WITHIN_S
        while time.monotonic() < end:
            with self.session() as conn:
                found = conn.execute(
                    "SELECT count(*) FROM pg_stat_replication "
                    "WHERE state = 'streaming' AND sync_state = %s",
                    [wanted],
                ).fetchone()
            if found == (1,):
                return
            time.sleep(_LOOK_S)
        raise UnavailableError("the standby does not follow", remedy="Read its log in /tmp.")


@contextmanager
def running_pair(*, synchronous: bool = True) -> Iterator[PostgresPair]:
    """Start a primary and a standby; both end with the block.

    Args:
        synchronous: Whether a commit waits until the standby has it on its disk.

    Raises:
        UnavailableError: One of them does not come up.
    """
    with server_folder() as base:
        ports = free_ports(2)
        one, other = (
            PostgresServer(base, name, port)
            for name, port in zip(("one", "other"), ports, strict=True)
        )
        try:
            one.create({**_SETTINGS, "port": str(one.port)})
            one.start()
            other.copy(one)
            other.start()
            pair = PostgresPair(one, other, synchronous=synchronous)
            pair.attach()
            yield pair
        finally:
            for each in (one, other):
                if each.runs:
                    each.stop()
