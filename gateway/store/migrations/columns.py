"""Columns as revisions write them; a type here is never changed, since databases hold it.

Revisions use nothing of `gateway.store.tables_*`: those say what is today, a revision says
what was.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer
from sqlalchemy.types import TypeEngine

Type = TypeEngine[Any] | type[TypeEngine[Any]]

INSTANT = BigInteger
"""An instant: microseconds since 1970-01-01T00:00Z."""

POSITION = BigInteger().with_variant(Integer, "sqlite")
"""A long integer that SQLite takes for its own row number."""


def key(name: str, kind: Type, *more: ForeignKey) -> Column[Any]:
    """Return a column of the primary key, which the program fills."""
    return Column(name, kind, *more, primary_key=True, autoincrement=False)


def number(name: str) -> Column[Any]:
    """Return a primary key that the database counts up."""
    return Column(name, Integer, primary_key=True, autoincrement=True)


def held(name: str, kind: Type, *more: ForeignKey, unique: bool | None = None) -> Column[Any]:
    """Return a column that is never null."""
    return Column(name, kind, *more, nullable=False, unique=unique)
