"""One node a database: a second is refused, and a connection that was lost takes the lock again."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import Connection, insert, text

from gateway.errors import Reason, UnavailableError
from gateway.store import writer_lock
from gateway.store.database import Database
from gateway.store.tables_casework import counter
from gateway.store.writer_lock import Hold
from tests.support.postgres import fresh_database
from tests.support.raising import refuses

TAKEN = "another node runs on this database"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is held stays held here: nobody need wait for it."""
    monkeypatch.setattr(
        writer_lock, "_TAKE", writer_lock._TAKE.replace(f"'{writer_lock.WAIT_S}s'", "'50ms'")
    )


def put(name: str) -> Callable[[Connection], None]:
    def write(conn: Connection) -> None:
        conn.execute(insert(counter), [{"name": name, "value": 1}])

    return write


def test_a_second_node_is_refused_until_the_first_has_ended(
    new_database: Callable[[str], str],
) -> None:
    url = new_database("node")
    first = Database.open(url, hold=Hold.ALONE)
    with refuses(UnavailableError, Reason.DATABASE_UNAVAILABLE, match=TAKEN) as refused:
        Database.open(url, hold=Hold.ALONE)
    assert refused.value.remedy
    first.write_sync(put("a"))
    first.close()
    second = Database.open(url, hold=Hold.ALONE)
    second.write_sync(put("b"))
    second.close()


def test_who_only_looks_is_not_held_up(new_database: Callable[[str], str]) -> None:
    url = new_database("node")
    node, look = Database.open(url, hold=Hold.ALONE), Database.open(url)
    assert look.read_sync(lambda conn: conn.execute(text("SELECT 1")).scalar()) == 1
    look.close()
    node.close()


def test_two_databases_are_two_locks(new_database: Callable[[str], str]) -> None:
    both = [Database.open(new_database(name), hold=Hold.ALONE) for name in ("one", "two")]
    for each in both:
        each.close()


def test_a_file_that_was_refused_leaves_no_thread_and_no_lock(
    new_sqlite: Callable[[str], str],
) -> None:
    url = new_sqlite("node")
    first = Database.open(url, hold=Hold.ALONE)
    for _ in range(3):
        with pytest.raises(UnavailableError, match=TAKEN):
            Database.open(url, hold=Hold.ALONE)
    first.close()
    Database.open(url, hold=Hold.ALONE).close()


def _end_sessions(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as conn:
        conn.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_lost_connection_takes_the_lock_again(postgres_pool_url: str) -> None:
    url = postgres_pool_url
    first = Database.open(url, hold=Hold.ALONE)
    first.write_sync(put("a"))
    _end_sessions(url)
    first.write_sync(put("b"))  # finds out, and is done again
    with pytest.raises(UnavailableError, match=TAKEN):
        Database.open(url, hold=Hold.ALONE)
    first.close()


def test_without_the_lock_nothing_is_written(postgres_pool_url: str) -> None:
    url = postgres_pool_url
    first = Database.open(url, hold=Hold.ALONE)
    first.write_sync(put("a"))
    _end_sessions(url)
    second = Database.open(url, hold=Hold.ALONE)
    for _ in range(2):
        with pytest.raises(UnavailableError):
            first.write_sync(put("lost"))
    with pytest.raises(UnavailableError, match=TAKEN):
        first.write_sync(put("lost"))
    second.write_sync(put("b"))
    second.close()
    first.write_sync(put("c"))
    first.close()


@pytest.fixture
def postgres_pool_url(postgres_server: str, postgres_template: str) -> str:
    """A database of its own: its sessions are ended."""
    return fresh_database(postgres_server, template=postgres_template)
