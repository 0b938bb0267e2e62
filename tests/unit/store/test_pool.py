"""The databases that the tests lend each other: as good as new, or not lent again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, insert, select, text

from gateway.store.database import Database
from gateway.store.tables import metadata
from gateway.store.tables_register import set_aside
from tests.support.postgres import DatabasePool

ROW = {
    "origin": "FR",
    "kind": "entry",
    "size": 0,
    "hash": bytes(32),
    "body": b"",
    "at": datetime(2026, 3, 2, tzinfo=UTC),
    "decided_by": "anne",
}


def write(url: str) -> int:
    """Write a row; return its number."""
    database = Database.open(url)
    query = insert(set_aside).values(ROW).returning(set_aside.c.id)
    number: int = database.write_sync(lambda conn: conn.execute(query).scalar_one())
    database.close()
    return number


@pytest.fixture
def pool(postgres_server: str, postgres_template: str) -> DatabasePool:
    """One that nobody else uses."""
    return DatabasePool(postgres_server, postgres_template)


def test_it_comes_back_without_rows_and_counts_from_one(pool: DatabasePool) -> None:
    first = pool.lend()
    assert [write(first), write(first)] == [1, 2]
    pool.take_back(first)
    while pool.lend() != first:  # PostgreSQL takes a moment to end a connection
        pass
    database = Database.open(first)
    for table in metadata.sorted_tables:
        query = select(func.count()).select_from(table)
        assert database.read_sync(lambda conn, query=query: conn.execute(query).scalar()) == 0  # type: ignore[misc]
    database.close()
    assert write(first) == 1


def test_one_whose_schema_was_changed_is_not_lent_again(pool: DatabasePool) -> None:
    changed = pool.lend()
    database = Database.open(changed)
    statement = text("ALTER TABLE engine_wake DROP COLUMN failing_since")
    database.write_sync(lambda conn: conn.execute(statement))
    database.close()
    pool.take_back(changed)
    while pool.has_free:
        assert pool.lend() != changed
