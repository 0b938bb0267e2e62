"""A database read into lines and written from them, row by row, whichever of the two it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Integer, MetaData, Table, delete, func, insert, select, text

from gateway.backup.records import Record, RecordWriter
from gateway.backup.sealed_file import invalid
from gateway.store.migrations import steps

_REVISIONS = ("alembic_version", steps.TABLE)
"""What says which revision a database has; whoever restores it writes them anew."""
_AT_ONCE = 500


def tables_of(conn: Connection) -> list[Table]:
    """Return the tables that a database has, those first that others point to."""
    found = MetaData()
    found.reflect(conn)
    return [table for table in found.sorted_tables if table.name not in _REVISIONS]


def write_tables(conn: Connection, out: RecordWriter) -> dict[str, int]:
    """Write every row, as the connection's snapshot shows them; return how many of each table."""
    counts = {}
    for table in tables_of(conn):
        out.write(["table", table.name, [column.name for column in table.columns]])
        query = select(table).execution_options(stream_results=True, yield_per=_AT_ONCE)
        count = 0
        for row in conn.execute(query):
            out.write(["row", *row])
            count += 1
        counts[table.name] = count
    return counts


class TableReader:
    """Writes rows into an empty database of the backup's own revision.

    Args:
        conn: A transaction of it.
    """

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._tables = {table.name: table for table in tables_of(conn)}
        for table in reversed(self._tables.values()):  # what a revision itself has written
            conn.execute(delete(table))
        self.rows: dict[str, int] = {}
        self._insert: Any = None
        self._columns: list[str] = []
        self._name = ""
        self._held: list[dict[str, Any]] = []

    def begin(self, name: object, columns: object) -> None:
        """Go on with a table.

        Raises:
            InputError: BACKUP_INVALID; the schema has no such table, or other columns.
        """
        self.flush()
        table = self._tables.get(str(name))
        if table is None or not isinstance(columns, list):
            raise invalid("its schema has no table {name}", name=repr(str(name)[:40]))
        if set(columns) != {column.name for column in table.columns}:
            raise invalid("its table {name} has other columns than its revision", name=table.name)
        self._insert, self._columns, self._name = insert(table), columns, table.name
        self.rows[table.name] = 0

    def add(self, values: Record) -> None:
        """Take a row of the table that was begun.

        Raises:
            InputError: BACKUP_INVALID; it does not fit the table.
        """
        if len(values) != len(self._columns):
            raise invalid("a row of it does not fit its table")
        self._held.append(dict(zip(self._columns, values, strict=True)))
        self.rows[self._name] += 1
        if len(self._held) == _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        if self._held:
            self._conn.execute(self._insert, self._held)
            self._held = []

    def finish(self) -> None:
        """Write what is held, and let PostgreSQL count on from where the rows end."""
        self.flush()
        if self._conn.dialect.name == "postgresql":
            for table in self._tables.values():
                count_on(self._conn, table)


def count_on(conn: Connection, table: Table) -> None:
    """Have the next number of a table's own key be above all that it holds (PostgreSQL)."""
    for column in table.primary_key:
        if isinstance(column.type, Integer) and column.server_default is not None:
            newest = conn.scalar(select(func.max(column)))
            if newest is not None:
                conn.execute(
                    text("SELECT setval(pg_get_serial_sequence(:table, :column), :newest)"),
                    {"table": table.name, "column": column.name, "newest": newest},
                )


def octets_in_pieces(content: bytes, piece: int = 2**20) -> Iterator[bytes]:
    """Cut a file's content for its lines; an empty file is one empty piece."""
    for start in range(0, max(len(content), 1), piece):
        yield content[start : start + piece]
