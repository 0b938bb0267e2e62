"""The change feed passes over nothing, whichever of two writers commits first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
from sqlalchemy import Connection, select

from gateway.casework.acts.journal import Journal
from gateway.domain.acts import Verb
from gateway.store.database import Database
from gateway.store.tables_casework import change
from tests.support.federation_case import START
from tests.support.postgres import fresh_database

_WAITS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def act(subject: str) -> Callable[[Connection], None]:
    def write(conn: Connection) -> None:
        Journal(conn, START, "x").act(Verb.CASE_FILED, subject)

    return write


def _subjects(db: Database, cursor: int) -> list[tuple[int, str]]:
    query = select(change.c.cursor, change.c.subject).where(change.c.cursor > cursor)
    return db.read_sync(
        lambda conn: [(row[0], row[1]) for row in conn.execute(query.order_by(change.c.cursor))]
    )


def test_a_writer_that_commits_late_is_not_passed_over(
    postgres_server: str, postgres_template: str
) -> None:
    """Found in use: integrator A5."""
    url = fresh_database(postgres_server, template=postgres_template)
    slow, quick = Database.open(url), Database.open(url)
    written, release = threading.Event(), threading.Event()

    def late(conn: Connection) -> None:
        act("late")(conn)
        written.set()
        assert release.wait(60)

    with (
        ThreadPoolExecutor() as threads,
        psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as watch,
    ):
        first = threads.submit(slow.write_sync, late)
        assert written.wait(60)
        second = threads.submit(quick.write_sync, act("early"))
        # Until the second has committed, or waits for its turn: no other end is possible.
        while not second.done() and watch.execute(_WAITS).fetchone() == (0,):
            pass
        seen = _subjects(quick, 0)
        cursor = max((number for number, _ in seen), default=0)
        release.set()
        first.result()
        second.result()
    seen += _subjects(quick, cursor)
    assert [subject for _, subject in seen] == ["late", "early"]
    slow.close()
    quick.close()


def test_a_follower_beside_many_writers_sees_each_change_once(
    postgres_server: str, postgres_template: str
) -> None:
    """Found in use: integrator A5."""
    url = fresh_database(postgres_server, template=postgres_template)
    writers = [Database.open(url) for _ in range(4)]
    wanted = {f"{number}-{turn}" for number in range(4) for turn in range(25)}
    seen: list[tuple[int, str]] = []

    def work(number: int) -> None:
        for turn in range(25):
            writers[number].write_sync(act(f"{number}-{turn}"))

    with ThreadPoolExecutor() as threads:
        running = [threads.submit(work, number) for number in range(4)]
        while not all(each.done() for each in running):
            seen += _subjects(writers[0], seen[-1][0] if seen else 0)
        for each in running:
            each.result()
    seen += _subjects(writers[0], seen[-1][0] if seen else 0)
    assert len(seen) == len(wanted)
    assert {subject for _, subject in seen} == wanted
    for writer in writers:
        writer.close()
