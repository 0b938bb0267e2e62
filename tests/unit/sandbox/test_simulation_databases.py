import asyncio
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from gateway.store.prepared import run_text
from gateway.store.tables_casework import counter
from lab.simulation.databases import AtOnce, PlainDatabase

NAMES = select(counter.c.name).order_by(counter.c.name)


def add(conn: Connection, name: str) -> None:
    conn.execute(insert(counter), [{"name": name, "value": 1}])


def names(conn: Connection) -> list[str]:
    return list(conn.scalars(NAMES))


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[PlainDatabase, PlainDatabase]]:
    made = [PlainDatabase.open(f"sqlite:///{tmp_path / name}", create=True) for name in "ab"]
    yield made[0], made[1]
    for database in made:
        database.close()


def test_what_is_written_is_read_and_members_share_nothing(
    two: tuple[PlainDatabase, PlainDatabase],
) -> None:
    for database, name in zip(two, ("one", "two"), strict=True):
        database.write_sync(lambda conn, name=name: add(conn, name))  # type: ignore[misc]
    assert [database.read_sync(names) for database in two] == [["one"], ["two"]]


def test_what_fails_is_undone_and_the_next_piece_goes_on(
    two: tuple[PlainDatabase, PlainDatabase],
) -> None:
    def twice(conn: Connection) -> None:
        add(conn, "same")
        add(conn, "same")

    with pytest.raises(IntegrityError):
        two[0].write_sync(twice)
    assert two[0].read_sync(names) == []
    two[0].write_sync(lambda conn: add(conn, "next"))
    assert two[0].read_sync(names) == ["next"]


def test_a_reader_writes_nothing(two: tuple[PlainDatabase, PlainDatabase]) -> None:
    with pytest.raises(Exception, match="cannot be written"):
        two[0].read_sync(lambda conn: add(conn, "a"))
    assert two[0].read_sync(names) == []


def test_a_read_within_a_read_has_its_own_snapshot(
    two: tuple[PlainDatabase, PlainDatabase],
) -> None:
    def outer(conn: Connection) -> tuple[list[str], list[str], list[str]]:
        before = names(conn)
        two[0].write_sync(lambda conn: add(conn, "meanwhile"))
        return before, two[0].read_sync(names), names(conn)

    assert two[0].read_sync(outer) == ([], ["meanwhile"], [])


def test_a_copied_file_is_one_of_its_own_with_the_same_schema(
    two: tuple[PlainDatabase, PlainDatabase], tmp_path: Path
) -> None:
    tables = []
    for database, name in zip(two, "ab", strict=True):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
        schema = "SELECT sql FROM sqlite_schema ORDER BY name"
        tables.append(database.read_sync(lambda conn: conn.exec_driver_sql(schema).all()))  # noqa: B023
    assert tables[0] == tables[1] != []


def test_a_commit_is_on_disk_when_it_is_answered(
    two: tuple[PlainDatabase, PlainDatabase], tmp_path: Path
) -> None:
    two[0].write_sync(lambda conn: add(conn, "kept"))
    other = PlainDatabase.open(f"sqlite:///{tmp_path / 'a'}")
    assert other.read_sync(names) == ["kept"]
    other.close()


def test_text_that_is_no_sql_undoes_what_came_before(
    two: tuple[PlainDatabase, PlainDatabase],
) -> None:
    def wrong(conn: Connection) -> None:
        add(conn, "a")
        run_text(conn, "NONSENSE")

    with pytest.raises(Exception, match="does not answer"):
        two[0].write_sync(wrong)
    assert two[0].read_sync(names) == []


async def test_work_for_a_thread_is_done_at_once() -> None:
    asyncio.get_running_loop().set_default_executor(AtOnce(1))
    seen: list[str] = []
    waiting = asyncio.ensure_future(asyncio.to_thread(seen.append, "done"))
    await asyncio.sleep(0)
    assert seen == ["done"]
    await waiting
    with pytest.raises(ZeroDivisionError):
        await asyncio.to_thread(lambda: 1 // 0)
