"""The revisions of the schema lead to the tables of today, and keep the rows that are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, MetaData, select

from gateway.errors import Reason, UnavailableError
from gateway.store.schema import load_tables, reach, upgrade
from tests.support.raising import refuses
from tests.support.schemas import (
    Shape,
    become,
    connected,
    fingerprint,
    known,
    schema_shape,
    triggers,
)

HELD = {"r0001": "91526ded61c47e34"}
"""What databases hold at each revision, on SQLite. A line is added, and none is ever changed."""

MADE_UP = "r8001"
TRIGGERS = {"sqlite": [], "postgresql": ["change"]}
"""Tables with a trigger in the newest schema; the metadata cannot say them."""

ROWS, STRIDE = 2, 4
"""How many rows a revision gets, and how far apart the numbers are from which they begin."""


@pytest.fixture
def conn(database_url: str) -> Iterator[Connection]:
    """A connection to an empty database of each kind, in a transaction that is undone."""
    with connected(database_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def wanted() -> Callable[[Connection], Shape]:
    """Gives the shape of the tables of today, as a database of the same kind shows it."""
    found: dict[str, Shape] = {}

    def shape(conn: Connection) -> Shape:
        if conn.dialect.name not in found:
            with conn.begin_nested() as undone:
                load_tables().create_all(conn)
                found[conn.dialect.name] = schema_shape(conn)
                undone.rollback()
        return found[conn.dialect.name]

    return shape


def value(column: Column[Any], number: int) -> Any:
    """Return what stands in a column of a row of tests, another for each number."""
    kinds = {
        bool: bool(number % ROWS),
        int: number,
        date: date(2026, 3, 1) + timedelta(days=number),
        bytes: bytes([number]),
        str: f"{number:02x}{column.name}"[: getattr(column.type, "length", None)],
    }
    return kinds[column.type.python_type]


def reflected(conn: Connection) -> MetaData:
    held = MetaData()
    held.reflect(conn)
    return held


def fill(conn: Connection, first: int) -> dict[str, list[dict[str, Any]]]:
    """Write rows into every table, and return them by its name.

    Args:
        conn: A transaction.
        first: Number of the first row.
    """
    filled = {}
    for table in reflected(conn).sorted_tables:
        if table.name not in {"alembic_version", "schema_revision"}:
            numbers = range(first, first + ROWS)
            rows = [{each.name: value(each, n) for each in table.columns} for n in numbers]
            conn.execute(table.insert(), rows)
            filled[table.name] = rows
    return filled


def test_the_revisions_are_those_that_databases_hold(tmp_path: Path) -> None:
    with connected(f"sqlite:///{tmp_path / 'node.db'}") as conn:
        reached = {}
        for each in known():
            reach(conn, each.revision)
            reached[each.revision] = fingerprint(schema_shape(conn))
    # Where a line differs, a revision was changed that databases have behind them: put it back,
    # and write a new one.
    assert reached == HELD


def test_the_revisions_lead_to_the_tables_of_today(
    conn: Connection, wanted: Callable[[Connection], Shape]
) -> None:
    expected = wanted(conn)
    upgrade(conn)
    # Where this differs, a table was changed without a revision.
    assert schema_shape(conn) == expected
    assert [table for table, *_ in triggers(conn)] == TRIGGERS[conn.dialect.name]


def test_what_was_written_at_any_revision_is_there_after_the_next(
    conn: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that was used all along: at each revision rows come into every table."""
    written = []
    become(monkeypatch, tmp_path / "next", MADE_UP)
    for number, revision in enumerate(HELD):
        reach(conn, revision)
        written.append(fill(conn, STRIDE * number))
    upgrade(conn)
    held = reflected(conn)
    for name in {name for tables in written for name in tables}:
        rows = [row for tables in written for row in tables.get(name, ())]
        shared = [held.tables[name].c[each] for each in rows[0]]
        kept = [dict(each) for each in conn.execute(select(*shared)).mappings()]
        assert [each for each in rows if each not in kept] == [], name
    due = held.tables["due_date"].c
    lengths = conn.execute(select(due.note, due.length)).all()
    assert len(lengths) == ROWS * len(HELD)
    assert all(row.length == len(row.note) > 0 for row in lengths)


@pytest.mark.parametrize("revision", ["0001", "0050"])
def test_a_backup_of_before_release_0_2_0_is_refused(conn: Connection, revision: str) -> None:
    with refuses(UnavailableError, Reason.DATABASE_UNAVAILABLE, match=r"before 0\.2\.0") as refused:
        reach(conn, revision)
    assert "new node" in refused.value.remedy
