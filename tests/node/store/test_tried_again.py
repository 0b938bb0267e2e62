"""Connections that end, deadlocks, who hangs, a statement that takes long: one server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, insert, select, update

from gateway.errors import Reason, UnavailableError
from gateway.store.database import Database
from gateway.store.failover.limits import DatabaseLimits
from gateway.store.failover.write_marks import WriteMarks
from gateway.store.tables_casework import counter
from tests.support.postgres import fresh_database
from tests.support.raising import refuses

ROOT = Path(__file__).parents[3]

Session = psycopg.Connection[Any]


@pytest.fixture
def url(postgres_server: str, postgres_template: str) -> str:
    """A database of its own: its sessions are ended."""
    return fresh_database(postgres_server, template=postgres_template)


@contextmanager
def opened(url: str, limits: DatabaseLimits | None = None) -> Iterator[Database]:
    db = Database.open(url, limits=limits or DatabaseLimits())
    try:
        yield db
    finally:
        db.close()


@contextmanager
def beside(url: str, *, autocommit: bool = True) -> Iterator[Session]:
    """Another session, of somebody who is not the node."""
    plain = url.replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=autocommit) as conn:
        yield conn


def put(name: str) -> Callable[[Connection], None]:
    def write(conn: Connection) -> None:
        conn.execute(insert(counter), [{"name": name, "value": 1}])

    return write


def add(name: str) -> Callable[[Connection], int]:
    def write(conn: Connection) -> int:
        changed = update(counter).where(counter.c.name == name).values(value=counter.c.value + 1)
        return int(conn.execute(changed.returning(counter.c.value)).scalar_one())

    return write


def held(conn: Connection) -> dict[str, int]:
    found = conn.execute(select(counter.c.name, counter.c.value))
    return {name: value for name, value in found if len(name) == 1}


def end_sessions(url: str) -> None:
    with beside(url) as conn:
        conn.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_sessions_that_an_administrator_ends_are_opened_again(url: str) -> None:
    with opened(url) as db:
        for name in "abc":
            db.write_sync(put(name))
            assert name in db.read_sync(held)
            end_sessions(url)
        assert db.read_sync(held) == dict.fromkeys("abc", 1)
        assert db.load.again == 2  # the first write had nothing to lose


def test_a_session_that_ends_in_the_middle_of_work_has_it_done_anew(url: str) -> None:
    runs: list[int] = []

    def work(conn: Connection) -> int:
        put("a")(conn)
        runs.append(1)
        if len(runs) == 1:
            end_sessions(url)
        return add("a")(conn)

    with opened(url) as db:
        assert db.write_sync(work) == 2
        assert len(runs) == 2
        assert db.read_sync(held) == {"a": 2}


def test_a_read_is_done_again_once_and_not_what_does_more_than_reading(url: str) -> None:
    runs: list[int] = []

    def work(conn: Connection) -> dict[str, int]:
        runs.append(1)
        if len(runs) == 1:
            end_sessions(url)
        return held(conn)

    def always(conn: Connection) -> dict[str, int]:
        end_sessions(url)
        return held(conn)

    with opened(url) as db:
        db.write_sync(put("a"))
        assert db.read_sync(work) == {"a": 1}
        runs.clear()
        with pytest.raises(UnavailableError):
            db.read_sync(work, once=True)
        with refuses(UnavailableError, Reason.DATABASE_UNAVAILABLE) as refused:
            db.read_sync(always)
        assert refused.value.metadata["retry_after_s"] == "5"
        assert db.read_sync(held) == {"a": 1}


def _deadlock(url: str, db: Database, work: Callable[[Connection], None]) -> list[BaseException]:
    """Have another session hold `b` and want `a`, which the writer holds as it wants `b`."""
    failed: list[BaseException] = []
    with beside(url, autocommit=False) as other:
        # It waits for good, so it is the writer that finds out and is undone.
        other.execute("SET deadlock_timeout = '1min'")
        other.execute("UPDATE counter SET value = value + 100 WHERE name = 'b'")
        has_a = threading.Event()

        def wants_a() -> None:
            has_a.wait()
            try:
                other.execute("UPDATE counter SET value = value + 100 WHERE name = 'a'")
                other.commit()
            except psycopg.Error as exc:
                failed.append(exc)

        def both(conn: Connection) -> None:
            add("a")(conn)
            if not has_a.is_set():
                has_a.set()
                wait_until_blocked(url)
            work(conn)

        waiting = threading.Thread(target=wants_a)
        waiting.start()
        gate = threading.Event()
        first = db._writer.submit(lambda _: gate.wait())
        pieces = [db._writer.submit(each) for each in (put("c"), both, add("d"))]
        gate.set()  # all three are in one group
        first.result()
        for each in pieces:
            each.result()
        waiting.join()
    return failed


def wait_until_blocked(url: str) -> None:
    with beside(url) as conn:
        while conn.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
            "AND datname = current_database()"
        ).fetchone() == (0,):
            time.sleep(0.005)


def test_a_deadlock_is_undone_and_everything_of_the_group_done_once(url: str) -> None:
    with opened(url) as db:
        for name in "abd":
            db.write_sync(put(name))
        tries: list[int] = []

        def wants_b(conn: Connection) -> None:
            tries.append(1)
            add("b")(conn)

        assert _deadlock(url, db, wants_b) == []
        assert db.read_sync(held) == {"a": 102, "b": 102, "c": 1, "d": 2}
        assert (len(tries), db.load.again) == (2, 1)


def test_a_statement_that_takes_too_long_is_ended_and_told(url: str) -> None:
    with opened(url, DatabaseLimits(read_s=0.1, write_s=0.1, lock_s=0.05)) as db:
        db.write_sync(put("a"))
        for run in (db.write_sync, db.read_sync):
            with pytest.raises(UnavailableError, match="longer over a statement") as refused:
                run(lambda conn: conn.exec_driver_sql("SELECT pg_sleep(30)"))
            assert "database_*_s" in refused.value.remedy
        with beside(url, autocommit=False) as other:
            other.execute("UPDATE counter SET value = 5 WHERE name = 'a'")
            with pytest.raises(UnavailableError, match="holds what this waits for"):
                db.write_sync(add("a"))
        assert db.write_sync(add("a")) == 6
        assert db.load.again == 0


def test_who_asks_for_a_commit_waits_for_a_session_that_is_about_to_do_it(url: str) -> None:
    marks = WriteMarks()
    with opened(url) as db, db._engines[0].connect() as before, db._engines[1].connect() as _:
        marks.watch(before)
        transaction = before.begin()
        put("a")(before)
        marks.mark(before)
        after: list[bool] = []

        def ask() -> None:
            with opened(url) as other, other._engines[0].connect() as conn:
                after.append(marks.is_there(conn))

        asking = threading.Thread(target=ask)
        asking.start()
        wait_until_blocked(url)
        assert after == []
        transaction.commit()
        asking.join()
        assert after == [True]


def test_a_group_that_wrote_nothing_leaves_no_mark(url: str) -> None:
    def marks(conn: Connection) -> int:
        return int(conn.exec_driver_sql("SELECT count(*) FROM write_mark").scalar_one())

    with opened(url) as db:
        db.write_sync(held)
        assert db.read_sync(marks) == 0
        for name in "ab":
            db.write_sync(put(name))
        assert db.read_sync(marks) == 1


HANGS = """
import json, sys
from sqlalchemy import update
from gateway.store.database import Database
from gateway.store.failover.limits import DatabaseLimits
from gateway.store.tables_casework import counter

runs = 0

def work(conn):
    global runs
    runs += 1
    conn.execute(update(counter).where(counter.c.name == "a").values(value=counter.c.value + 1))
    if runs == 1:
        print(json.dumps("in the middle"), flush=True)
        sys.stdin.readline()
    conn.execute(update(counter).where(counter.c.name == "b").values(value=counter.c.value + 1))

db = Database.open(sys.argv[1], limits=DatabaseLimits(idle_s=1.0))
db.write_sync(work)
db.close()
print(json.dumps(runs), flush=True)
"""


def test_a_process_that_hangs_in_a_transaction_lets_go_and_does_it_anew(url: str) -> None:
    with opened(url) as db:
        for name in "ab":
            db.write_sync(put(name))
        process = subprocess.Popen(
            [sys.executable, "-c", HANGS, url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            assert process.stdin is not None
            assert process.stdout is not None
            assert json.loads(process.stdout.readline()) == "in the middle"
            os.kill(process.pid, signal.SIGSTOP)
            began = time.monotonic()
            assert db.write_sync(add("a")) == 2  # of its own: that of the other is undone
            assert time.monotonic() - began < 5
            os.kill(process.pid, signal.SIGCONT)
            process.stdin.write("\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == 2
        assert process.returncode == 0
        assert db.read_sync(held) == {"a": 3, "b": 2}


def test_the_limit_for_a_process_that_hangs_is_ten_seconds_at_most() -> None:
    assert DatabaseLimits().idle_s <= 10
