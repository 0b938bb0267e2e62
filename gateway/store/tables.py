"""What all tables share: one metadata, names of constraints, and how an instant is kept.

The tables themselves live in ``tables_<noun>.py``; `gateway.store.schema` lists them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, MetaData, Table
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    # Migrations on both databases need constraints that can be named.
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""The one metadata of all tables of a node."""


def new_table(name: str, *parts: SchemaItem, **more: Any) -> Table:
    """Return a table of a node with its columns and indexes, and what else SQLAlchemy takes."""
    return Table(name, metadata, *parts, **more)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class InstantType(TypeDecorator[datetime]):
    """An aware instant, kept as whole microseconds since 1970-01-01T00:00Z.

    An integer compares and sorts alike on every database and loses nothing that
    `datetime` can hold; SQLite has no type for instants and PostgreSQL's would come back
    in the session's time zone.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn an aware instant into microseconds; refuse a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without an offset cannot be kept")
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Turn microseconds back into an instant in UTC."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)
