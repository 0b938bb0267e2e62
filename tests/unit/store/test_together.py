"""Several processes on one database of PostgreSQL: they write in turn, and hear of each other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, insert, make_url, select, update
from sqlalchemy.exc import DBAPIError

from gateway.errors import InputError, Reason, UnavailableError
from gateway.store import process_notifications, writer_lock
from gateway.store.database import Database
from gateway.store.tables_casework import counter
from gateway.store.writer import Written, wrote
from gateway.store.writer_lock import Hold
from tests.support.postgres import DatabasePool
from tests.support.raising import refuses

WITHIN_S = 20.0


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        writer_lock, "_TAKE", writer_lock._TAKE.replace(f"'{writer_lock.WAIT_S}s'", "'50ms'")
    )
    monkeypatch.setattr(
        writer_lock, "_SHARE", writer_lock._SHARE.replace(f"'{writer_lock.WAIT_S}s'", "'50ms'")
    )
    monkeypatch.setattr(process_notifications, "LOOK_S", 0.05)
    monkeypatch.setattr(process_notifications, "PAUSE_S", 0.05)


@pytest.fixture
def url(postgres_pool: DatabasePool) -> Iterator[str]:
    lent = postgres_pool.lend()
    yield lent
    postgres_pool.take_back(lent)


@pytest.fixture
def two(url: str) -> Iterator[tuple[Database, Database]]:
    one = Database.open(url, hold=Hold.TOGETHER)
    one.let_others_in()
    other = Database.open(url, hold=Hold.TOGETHER)
    yield one, other
    one.close()
    other.close()


def heard(database: Database, what: Written) -> threading.Event:
    """Return what is set when something is heard; the notes of the beginning are over then."""
    assert database._hearing is not None
    assert database._hearing.listens.wait(WITHIN_S)
    told = threading.Event()
    database.after_commit(what, told.set)
    return told


def test_on_sqlite_one_process_does_everything(tmp_path: Path) -> None:
    with refuses(InputError, Reason.SETTING_INVALID, field="database"):
        Database.open(f"sqlite:///{tmp_path / 'node.db'}", create=True, hold=Hold.TOGETHER)
    assert not (tmp_path / "node.db").exists()


def test_only_the_first_is_alone_until_it_lets_others_in(url: str) -> None:
    one = Database.open(url, hold=Hold.TOGETHER)
    first = one.is_first
    with pytest.raises(UnavailableError, match="another node runs"):
        Database.open(url, hold=Hold.TOGETHER)
    one.let_others_in()
    assert (first, one.is_first) == (True, False)
    other = Database.open(url, hold=Hold.TOGETHER)
    assert not other.is_first
    one.close()
    other.close()


@pytest.mark.parametrize("holds", list(Hold)[1:])
def test_a_node_that_would_be_alone_and_one_of_several_refuse_each_other(
    url: str, holds: Hold
) -> None:
    (wants,) = {Hold.ALONE, Hold.TOGETHER} - {holds}
    held = Database.open(url, hold=holds)
    held.let_others_in()
    with pytest.raises(UnavailableError, match="another node runs"):
        Database.open(url, hold=wants)
    held.close()
    Database.open(url, hold=wants).close()


def count(conn: Connection) -> None:
    """Read and then write, as use cases do, without a lock of its own."""
    value = conn.execute(select(counter.c.value).where(counter.c.name == "n")).scalar_one()
    conn.execute(update(counter).where(counter.c.name == "n").values(value=value + 1))


def test_what_reads_and_then_writes_loses_nothing(two: tuple[Database, Database]) -> None:
    two[0].write_sync(lambda conn: conn.execute(insert(counter), [{"name": "n", "value": 0}]))
    with ThreadPoolExecutor(8) as threads:
        done = [threads.submit(each.write_sync, count) for _ in range(100) for each in two]
        for each in done:
            each.result(WITHIN_S)
    found = two[1].read_sync(lambda conn: conn.execute(select(counter.c.value)).scalar_one())
    assert found == 200


def test_one_writes_at_a_time(two: tuple[Database, Database]) -> None:
    begun, go_on, order = threading.Event(), threading.Event(), list[str]()

    def slow(_: Connection) -> None:
        begun.set()
        assert go_on.wait(WITHIN_S)
        order.append("first")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(two[0].write_sync, slow)
        assert begun.wait(WITHIN_S)
        second = threads.submit(two[1].write_sync, lambda _: order.append("second"))
        assert not second.done()
        go_on.set()
        first.result(WITHIN_S)
        second.result(WITHIN_S)
    assert order == ["first", "second"]


def test_what_one_has_written_the_other_hears(two: tuple[Database, Database]) -> None:
    one, other = two
    told, not_told = heard(other, Written.TO_DISPATCH), heard(other, Written.OWN_LOG)
    before = other.version(Written.TO_DISPATCH)
    one.write_sync(lambda _: wrote(Written.TO_DISPATCH))
    assert told.wait(WITHIN_S)
    assert other.version(Written.TO_DISPATCH) > before
    assert not not_told.is_set()


def test_who_has_written_hears_it_once(two: tuple[Database, Database]) -> None:
    one, other = two
    told = heard(other, Written.CHANGES)
    heard(one, Written.CHANGES)
    before = one.version(Written.CHANGES)
    one.write_sync(lambda _: wrote(Written.CHANGES))
    other.write_sync(lambda _: wrote(Written.TO_FETCH))  # a note behind the own one
    assert told.wait(WITHIN_S)
    assert one.version(Written.CHANGES) == before + 1


def test_what_was_undone_nobody_hears(two: tuple[Database, Database]) -> None:
    one, other = two
    told, later = heard(other, Written.ACCOUNTS), heard(other, Written.JOBS)

    def fails(_: Connection) -> None:
        wrote(Written.ACCOUNTS)
        raise InputError("no")

    with pytest.raises(InputError):
        one.write_sync(fails)
    one.write_sync(lambda _: wrote(Written.JOBS))
    assert later.wait(WITHIN_S)
    assert not told.is_set()


def test_who_was_cut_off_looks_at_everything_again(
    two: tuple[Database, Database], url: str
) -> None:
    _, other = two
    told = heard(other, Written.OWN_LOG)
    _end_listeners(url)
    assert told.wait(WITHIN_S)  # whatever was written meanwhile
    assert other._hearing is not None
    assert other._hearing.listens.wait(WITHIN_S)


def test_a_session_that_was_lost_takes_its_share_again(
    two: tuple[Database, Database], url: str
) -> None:
    one, _ = two
    _end_listeners(url, listeners=False)
    _until_written(one)
    with pytest.raises(UnavailableError, match="another node runs"):
        Database.open(url, hold=Hold.ALONE)


def _until_written(database: Database) -> None:
    for _ in range(3):  # the first meets the connection that was ended
        try:
            database.write_sync(lambda _: None)
        except UnavailableError:
            continue
        return
    pytest.fail("it writes no more")


def _end_listeners(url: str, *, listeners: bool = True) -> None:
    said = make_url(url)
    ending = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid() "
        "AND datname = current_database() AND (query LIKE 'LISTEN %%' OR query = 'SELECT 1') = %s"
    )
    raw = said.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(raw, autocommit=True) as conn:
        conn.execute(ending, [listeners])


def test_the_text_of_a_note_says_nothing_else(two: tuple[Database, Database], url: str) -> None:
    """A note is seen by whoever may connect: it holds names of kinds, and no number or name."""
    raw = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(raw, autocommit=True) as conn:
        conn.execute(f"LISTEN {process_notifications.CHANNEL}")
        two[0].write_sync(lambda _: wrote(Written.ACCOUNTS))
        note = next(conn.notifies(timeout=WITHIN_S))
    assert note.payload.split() == [two[0].name, "accounts"]


def test_work_that_hides_a_lost_connection_holds_nobody_up(
    two: tuple[Database, Database],
) -> None:
    """The writer has one connection: what comes next has another."""
    one, _ = two

    def hides(conn: Connection) -> None:
        try:
            conn.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        except DBAPIError as exc:
            raise InputError("what it was doing") from exc

    for _ in range(2):
        with pytest.raises(InputError):
            one.write_sync(hides)
        one.write_sync(lambda conn: conn.execute(update(counter).values(value=1)))
