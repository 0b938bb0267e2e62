"""What became of a commit whose answer was lost: each group of the writer leaves its number.

The number stands in the row of the writer, and is written in the group's own transaction. Who asks
for it takes the row's lock, so a session of before that is still about to commit is waited for.
The asking commits too: where a standby is to have everything, it has the group by then.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

from sqlalchemy import BigInteger, Column, Connection, String

from gateway.store.failover.failures import warned
from gateway.store.tables import InstantType, new_table

write_mark = new_table(
    "write_mark",
    Column("writer", String(32), primary_key=True),  # one each time that a database is opened
    Column("number", BigInteger, nullable=False),  # of its newest group
    Column("at", InstantType, nullable=False),  # by the clock of PostgreSQL
)
"""SQLite has it too, and nothing is ever in it there: a file does not go away and come back."""

_KEPT: Final = "interval '1 day'"
"""How long the row of a writer is kept that writes no more; a doubt lasts for seconds."""

_NOW: Final = "(extract(epoch FROM {}) * 1000000)::bigint"
_AT: Final = _NOW.format("clock_timestamp()")

_MARK: Final = f"""
INSERT INTO write_mark (writer, number, at)
SELECT %(writer)s, %(number)s, {_AT} WHERE pg_current_xact_id_if_assigned() IS NOT NULL
ON CONFLICT (writer) DO UPDATE SET number = excluded.number, at = excluded.at
"""
"""Nothing for a group that has written nothing: then there is nothing to ask for either."""

_ASK: Final = f"""
INSERT INTO write_mark AS held (writer, number, at) VALUES (%(writer)s, 0, {_AT})
ON CONFLICT (writer) DO UPDATE SET at = excluded.at RETURNING held.number
"""  # noqa: S608 - of constants

_SINCE: Final = _NOW.format(f"clock_timestamp() - {_KEPT}")
_FORGET: Final = f"DELETE FROM write_mark WHERE at < {_SINCE}"  # noqa: S608 - of constants

_WARNINGS: Final = "comity_warnings"


class WriteMarks:
    """The numbers of one writer's groups, on PostgreSQL."""

    def __init__(self) -> None:
        self._writer = uuid4().hex
        self._number = 0

    def watch(self, conn: Connection) -> None:
        """Take down from now on what the server warns of on a connection."""
        if _WARNINGS in conn.info:
            return
        warnings: list[None] = []
        conn.info[_WARNINGS] = warnings
        driver: Any = conn.connection.dbapi_connection
        driver.add_notice_handler(lambda notice: warnings.append(None) if warned(notice) else None)

    def mark(self, conn: Connection) -> None:
        """Write the number of a group, as the last thing in its transaction."""
        if self._number == 0:
            conn.exec_driver_sql(_FORGET)
        self._number += 1
        conn.exec_driver_sql(_MARK, {"writer": self._writer, "number": self._number})
        conn.info[_WARNINGS].clear()

    def doubted(self, conn: Connection) -> bool:
        """Say whether the server warned of the commit: a standby may not have it yet."""
        return bool(conn.info[_WARNINGS])

    def is_there(self, conn: Connection) -> bool:
        """Say, durably and for good, whether the newest group was committed.

        Args:
            conn: Another connection than that of the group, in no transaction.
        """
        with conn.begin():
            found = conn.exec_driver_sql(_ASK, {"writer": self._writer}).scalar_one()
        return bool(found == self._number)
