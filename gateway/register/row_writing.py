"""Writes many rows at once, and one row that may be there already.

The log's innermost loop writes seven rows an entry; SQLAlchemy's handling of parameters
would cost more than the database itself. Values are therefore given as the driver takes
them: instants as whole microseconds, dates as ``YYYY-MM-DD``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.sqlite import Insert

from gateway.store.prepared import Prepared

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_microseconds(at: datetime) -> int:
    """Give an aware instant as `gateway.store.tables.InstantType` keeps it."""
    return (at - EPOCH) // MICROSECOND


def from_microseconds(value: int) -> datetime:
    """Give back the instant, in UTC."""
    return EPOCH + timedelta(microseconds=value)


def insert_rows(conn: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows whose values stand in the order of the table's columns."""
    if rows:
        conn.exec_driver_sql(_insert_sql(table, conn.dialect.name), list(rows))


@cache
def _insert_sql(table: Table, dialect: str) -> str:
    names = ", ".join(column.name for column in table.columns)
    marks = ", ".join(["%s" if dialect == "postgresql" else "?"] * len(table.columns))
    return f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 - our own names


def upsert(conn: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert a row, or replace the one that has its primary key."""
    _upsert(table, tuple(row), conn.dialect.name).run(conn, row)


@cache
def _upsert(table: Table, names: tuple[str, ...], dialect: str) -> Prepared:
    keys = [column.name for column in table.primary_key.columns]
    insert = _insert(table, names, dialect)
    rest = {name: insert.excluded[name] for name in names if name not in keys}
    return Prepared(insert.on_conflict_do_update(index_elements=keys, set_=rest))


def _insert(table: Table, names: Iterable[str], dialect: str) -> Insert:
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    # Both dialects' inserts have the same methods; the type is that of one of them.
    return cast("Insert", make(table).values({name: bindparam(name) for name in names}))


def insert_once(conn: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless one like it is there; say whether it was inserted."""
    return _once(table, tuple(row), conn.dialect.name).first(conn, row) is not None


@cache
def _once(table: Table, names: tuple[str, ...], dialect: str) -> Prepared:
    key = next(iter(table.primary_key.columns))
    return Prepared(_insert(table, names, dialect).on_conflict_do_nothing().returning(key))
