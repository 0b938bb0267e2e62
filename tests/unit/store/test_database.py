import asyncio
import sqlite3
import stat
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import IntegrityError, StatementError

from gateway.errors import ComityError, Reason
from gateway.store import engines
from gateway.store.database import Database
from gateway.store.tables import InstantType
from gateway.store.tables_exchange import epoch, outbox_sequence
from gateway.store.writer import QueuedWork, Written, wrote
from tests.support.raising import refuses

AT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def put(value: str, at: datetime = AT) -> Callable[[Connection], Any]:
    return lambda conn: conn.execute(insert(epoch).values(epoch=value, drawn=at))


def all_epochs(conn: Connection) -> list[str]:
    return list(conn.scalars(select(epoch.c.epoch).order_by(epoch.c.id)))


def test_what_was_written_is_read(database: Database) -> None:
    database.write_sync(put("a"))
    row = database.read_sync(lambda conn: conn.execute(select(epoch)).one())
    assert (row.epoch, row.drawn) == ("a", AT)


async def test_async_callers_write_and_read(database: Database) -> None:
    await database.write(put("a"))
    assert await database.read(all_epochs) == ["a"]


async def test_one_failing_piece_takes_nothing_of_its_neighbours(database: Database) -> None:
    gate = threading.Event()

    def fails(conn: Connection) -> None:
        put("lost")(conn)
        raise ValueError("on purpose")

    # The gate keeps the writer busy until all the others are queued: they share a commit.
    first = asyncio.ensure_future(database.write(lambda _: gate.wait()))
    await asyncio.sleep(0)
    rest = [
        asyncio.ensure_future(database.write(fn)) for fn in (put("a"), fails, put("b"), put("a"))
    ]
    await asyncio.sleep(0)
    gate.set()
    await first
    outcomes = await asyncio.gather(*rest, return_exceptions=True)
    assert isinstance(outcomes[1], ValueError)
    assert isinstance(outcomes[3], IntegrityError)
    assert await database.read(all_epochs) == ["a", "b"]


async def test_a_group_shares_a_commit_and_is_told_after_it(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = sqlite_database
    commits: list[int] = []
    original = database._writer._carry_out

    def counted(group: list[QueuedWork]) -> None:
        original(group)
        assert not any(work.future.done() for work in group)
        commits.append(len(group))

    monkeypatch.setattr(database._writer, "_carry_out", counted)
    gate = threading.Event()
    first = asyncio.ensure_future(database.write(lambda _: gate.wait()))
    await asyncio.sleep(0)
    rest = [asyncio.ensure_future(database.write(put(str(n)))) for n in range(10)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, *rest)
    assert sum(commits) == 11
    assert len(commits) < 11


async def test_many_writers_lose_nothing_and_keep_their_order(database: Database) -> None:
    def next_number(conn: Connection) -> int:
        last = conn.scalar(select(outbox_sequence.c.last))
        if last is None:
            conn.execute(insert(outbox_sequence).values(recipient="DE", epoch="e", last=1))
            return 1
        conn.execute(update(outbox_sequence).values(last=last + 1))
        return int(last) + 1

    numbers = await asyncio.gather(*(database.write(next_number) for _ in range(200)))
    assert numbers == list(range(1, 201))


async def test_a_caller_that_goes_away_does_not_undo_the_commit(database: Database) -> None:
    gate = threading.Event()

    def slow(conn: Connection) -> None:
        gate.wait()
        put("kept")(conn)

    task = asyncio.ensure_future(database.write(slow))
    await asyncio.sleep(0)
    task.cancel()
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    await database.write(lambda _: None)
    assert await database.read(all_epochs) == ["kept"]


async def test_a_reader_sees_one_snapshot(database: Database) -> None:
    await database.write(put("before"))
    seen, go_on = threading.Event(), threading.Event()

    def twice(conn: Connection) -> tuple[list[str], list[str]]:
        first = all_epochs(conn)
        seen.set()
        go_on.wait()
        return first, all_epochs(conn)

    reading = asyncio.ensure_future(database.read(twice))
    await asyncio.to_thread(seen.wait)
    await database.write(put("meanwhile"))
    go_on.set()
    assert await reading == (["before"], ["before"])


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)read|written"):
        database.read_sync(put("a"))
    assert database.read_sync(all_epochs) == []


def test_a_write_inside_a_write_is_refused(database: Database) -> None:
    with pytest.raises(RuntimeError, match="wait for itself"):
        database.write_sync(lambda _: database.write_sync(put("a")))


def test_closing_finishes_what_is_queued_and_may_be_repeated(database_url: str) -> None:
    database = Database.open(database_url, create=True)
    futures = [database._writer.submit(put(str(n))) for n in range(20)]
    database.close()
    database.close()
    assert all(future.done() for future in futures)
    with pytest.raises(RuntimeError, match="closed"):
        database.write_sync(put("late"))
    again = Database.open(database_url)
    assert len(again.read_sync(all_epochs)) == 20
    again.close()


def test_a_locked_database_is_told_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 1)
    path = tmp_path / "node.db"
    database = Database.open(f"sqlite:///{path}", create=True)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with refuses(ComityError, Reason.DATABASE_UNAVAILABLE) as caught:
        database.write_sync(put("a"))
    assert caught.value.reason.family.retried
    assert "locked" in str(caught.value)
    assert caught.value.remedy
    other.execute("ROLLBACK")
    other.close()
    database.write_sync(put("b"))
    assert database.read_sync(all_epochs) == ["b"]
    database.close()


def test_a_full_database_fails_the_group_and_goes_on_afterwards(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'node.db'}", create=True)

    def fill(conn: Connection) -> None:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
        conn.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        for n in range(5000):
            put(f"{n:036d}")(conn)

    with refuses(ComityError, Reason.DATABASE_UNAVAILABLE) as caught:
        database.write_sync(fill)
    assert "full" in str(caught.value)
    database.write_sync(lambda conn: conn.exec_driver_sql("PRAGMA max_page_count=100000").all())
    database.write_sync(put("b"))
    assert database.read_sync(all_epochs) == ["b"]
    database.close()


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'node.db'}", create=True)
    database.write_sync(put("a"))
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}
    database.close()


def test_commits_are_durable_on_sqlite(sqlite_database: Database) -> None:
    def pragmas(conn: Connection) -> tuple[object, ...]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        return tuple(conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names)

    assert sqlite_database.write_sync(pragmas) == ("wal", 2, 1, 1)


@pytest.mark.parametrize("url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://x/y"])
def test_a_url_of_another_kind_is_refused(url: str) -> None:
    with refuses(ComityError, Reason.SETTING_INVALID) as caught:
        Database.open(url, create=True)
    assert "sqlite:///" in caught.value.remedy


def test_a_missing_file_a_missing_folder_and_an_unreachable_server_are_told(tmp_path: Path) -> None:
    for url, create in (
        (f"sqlite:///{tmp_path / 'none.db'}", False),
        (f"sqlite:///{tmp_path / 'no' / 'folder.db'}", True),
        (f"postgresql+psycopg://comity@/x?host={tmp_path}", True),
    ):
        with refuses(ComityError, Reason.DATABASE_UNAVAILABLE) as caught:
            Database.open(url, create=create)
        assert caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "node.db"
    path.write_bytes(b"this is a letter, not a database" * 100)
    with refuses(ComityError, Reason.DATABASE_UNAVAILABLE):
        Database.open(f"sqlite:///{path}")


@given(
    st.datetimes(
        min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
        max_value=datetime(2200, 1, 1),  # noqa: DTZ001
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]),
    )
)
def test_an_instant_comes_back_to_the_microsecond(value: datetime) -> None:
    kind = InstantType()
    dialect = DefaultDialect()
    kept = kind.process_bind_param(value, dialect)
    assert isinstance(kept, int)
    back = kind.process_result_value(kept, dialect)
    assert back == value
    assert back.utcoffset() == timedelta(0)


def test_a_naive_instant_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without an offset"):
        database.write_sync(put("a", at=AT.replace(tzinfo=None)))


def test_an_error_of_the_database_repeats_no_value(database: Database) -> None:
    """Found in use: integrator A3."""
    secret = "Geheime Endverwenderin AG"

    def twice(conn: Connection) -> None:
        for _ in range(2):
            conn.execute(insert(outbox_sequence).values(recipient="DE", epoch=secret, last=1))

    with pytest.raises(IntegrityError) as caught:
        database.write_sync(twice)
    assert "parameters" in str(caught.value)  # it says that they are hidden
    assert secret not in str(caught.value).partition("DETAIL")[0]


async def test_who_acts_on_what_was_written_is_called_after_the_commit_and_once(
    database: Database,
) -> None:
    seen: list[tuple[Written, bool]] = []

    def heard(what: Written) -> None:
        seen.append((what, database.read_sync(all_epochs) == ["a"]))

    for what in Written:
        database.after_commit(what, partial(heard, what))

    def act(conn: Connection) -> None:
        put("a")(conn)
        wrote(Written.TO_DISPATCH)
        wrote(Written.TO_DISPATCH)

    await database.write(act)
    assert seen == [(Written.TO_DISPATCH, True)]  # durable, and heard before who wrote it goes on


async def test_what_failed_wrote_nothing_and_a_quiet_piece_tells_nobody(database: Database) -> None:
    seen: list[Written] = []
    for what in Written:
        database.after_commit(what, partial(seen.append, what))

    def failing(conn: Connection) -> None:
        wrote(Written.OWN_LOG)
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(failing)
    await database.write(lambda conn: conn.execute(select(1)).scalar())
    wrote(Written.OWN_LOG)  # outside of any piece of work nothing is written
    assert seen == []


async def test_a_listener_whose_loop_is_closed_stops_no_writer(database: Database) -> None:
    loop = asyncio.new_event_loop()
    loop.close()
    database.after_commit(Written.OWN_LOG, lambda: loop.call_soon_threadsafe(lambda: None))
    await database.write(lambda _: wrote(Written.OWN_LOG))
    assert await database.write(lambda _: 1) == 1


def test_no_statement_is_compiled_before_it_runs(database: Database) -> None:
    if database.dialect != "postgresql":
        return
    shows = partial(Connection.exec_driver_sql, statement="SHOW jit")
    assert database.read_sync(lambda conn: shows(conn).scalar_one()) == "off"
    assert database.write_sync(lambda conn: shows(conn).scalar_one()) == "off"
