"""A primary that dies and a standby that takes its place, by real servers, at the writer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

import psycopg
import pytest
from sqlalchemy import Connection, insert, select

from gateway.errors import Reason, StateError, UnavailableError
from gateway.store.database import Database
from gateway.store.failover.durability import Durability
from gateway.store.failover.limits import DatabaseLimits
from gateway.store.tables_casework import counter
from lab.postgres.pair import PostgresPair, running_pair
from tests.support.raising import refuses

WITHIN_S = 15.0


@pytest.fixture(scope="module")
def servers() -> Iterator[PostgresPair]:
    with running_pair() as pair:
        yield pair


@pytest.fixture
def pair(servers: PostgresPair) -> PostgresPair:
    """Both run, and the standby has everything that is acknowledged."""
    if not servers.standby.runs:
        servers.rejoin()
    return servers


@contextmanager
def opened(pair: PostgresPair, **limits: Any) -> Iterator[Database]:
    db = Database.open(pair.new_database(), create=True, limits=DatabaseLimits(**limits))
    try:
        yield db
    finally:
        db.close()


def put(name: str) -> Callable[[Connection], str]:
    def write(conn: Connection) -> str:
        # No key of ours keeps a row from standing twice: it is counted by its value.
        conn.execute(insert(counter), [{"name": f"{name}/{time.monotonic_ns()}", "value": 1}])
        return name

    return write


def names(conn: Connection) -> list[str]:
    found = [str(each).partition("/") for each in conn.scalars(select(counter.c.name))]
    return sorted(name for name, mark, _ in found if mark)


def fail_over(pair: PostgresPair) -> None:
    pair.kill_primary()
    pair.promote()


def test_under_load_nothing_acknowledged_is_lost_and_nothing_is_there_twice(
    pair: PostgresPair,
) -> None:
    acknowledged: list[str] = []
    refused: list[BaseException] = []
    reads: list[float] = []
    stop = threading.Event()

    def write(worker: int) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                acknowledged.append(db.write_sync(put(f"{worker}-{number}")))
            except UnavailableError as exc:
                refused.append(exc)

    def read() -> None:
        while not stop.wait(0.01):
            try:
                db.read_sync(names)
            except UnavailableError:
                pass  # until there is a primary
            else:
                reads.append(time.monotonic())

    with opened(pair) as db:
        workers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
        workers.append(threading.Thread(target=read))
        for each in workers:
            each.start()
        _until(lambda: len(acknowledged) > 100)
        before = len(acknowledged)
        killed = time.monotonic()
        fail_over(pair)
        _until(lambda: len(acknowledged) > before + 8)
        failover_s = time.monotonic() - killed
        _until(lambda: bool(reads) and reads[-1] > killed + failover_s)
        stop.set()
        for each in workers:
            each.join()
        found = db.read_sync(names)
    assert failover_s < WITHIN_S
    assert refused == []  # all of them were tried again in time
    assert sorted(acknowledged) == found


def _until(look: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not look():
        assert time.monotonic() < end
        time.sleep(0.005)


Arrange = Callable[[Callable[[Callable[[], None]], None]], None]


@pytest.fixture
def at_commit(monkeypatch: pytest.MonkeyPatch) -> Arrange:
    """Gives what has the writer's next commit done by a function, which is given the true one."""
    true = psycopg.Connection.commit

    def arrange(act: Callable[[Callable[[], None]], None]) -> None:
        def commit(conn: psycopg.Connection[Any]) -> None:
            if threading.current_thread().name != "store-writer":
                true(conn)
                return
            monkeypatch.setattr(psycopg.Connection, "commit", true)
            act(lambda: true(conn))
            conn.execute("SELECT 1")  # the answer: the server is gone

        monkeypatch.setattr(psycopg.Connection, "commit", commit)

    return arrange


def test_a_commit_whose_answer_was_lost_is_not_done_twice(
    pair: PostgresPair, at_commit: Arrange
) -> None:
    def dies_after_it(commit: Callable[[], None]) -> None:
        commit()
        fail_over(pair)

    with opened(pair) as db:
        db.write_sync(put("a"))
        at_commit(dies_after_it)
        assert db.write_sync(put("b")) == "b"
        assert db.read_sync(names) == ["a", "b"]
        assert db.load.again == 0


def test_a_commit_that_never_came_is_done_again(pair: PostgresPair, at_commit: Arrange) -> None:
    with opened(pair) as db:
        db.write_sync(put("a"))
        at_commit(lambda _: fail_over(pair))
        assert db.write_sync(put("b")) == "b"
        assert db.read_sync(names) == ["a", "b"]
        assert db.load.again == 1


def test_a_primary_that_is_started_again_goes_on(pair: PostgresPair, at_commit: Arrange) -> None:
    def dies_after_it(commit: Callable[[], None]) -> None:
        commit()
        pair.kill_primary()
        pair.primary.start()

    with opened(pair) as db:
        db.write_sync(put("a"))
        at_commit(dies_after_it)
        assert db.write_sync(put("b")) == "b"
        assert db.read_sync(names) == ["a", "b"]


def test_where_nobody_answers_in_time_it_is_told_what_is_not_known(
    pair: PostgresPair, at_commit: Arrange
) -> None:
    def dies_after_it(commit: Callable[[], None]) -> None:
        commit()
        pair.kill_primary()

    with opened(pair, again_s=0.2) as db:
        at_commit(dies_after_it)
        with refuses(UnavailableError, Reason.DATABASE_UNAVAILABLE, match="before it said whether"):
            db.write_sync(put("a"))
        began = time.monotonic()
        with pytest.raises(UnavailableError, match="does not answer"):
            db.write_sync(put("b"))
        assert time.monotonic() - began < 3  # an outage is waited for once
        with pytest.raises(UnavailableError, match="does not answer"):
            db.read_sync(names)
        pair.promote()
        db.write_sync(put("c"))
        assert db.read_sync(names) == ["a", "c"]


def test_what_the_standby_does_not_have_is_acknowledged_to_nobody(pair: PostgresPair) -> None:
    """A commit that is told to wait for the standby no more is there, and is not yet safe."""
    with opened(pair) as db:
        outcome = _confirmed_alone(pair, db)
        assert not outcome.done()
        pair.standby.start()
        assert outcome.result(timeout=30) == "b"
        fail_over(pair)
        assert db.read_sync(names) == ["a", "b"]


def test_what_a_promotion_took_back_is_done_again(pair: PostgresPair) -> None:
    """The primary confirms a commit without the standby, and dies; the standby takes over."""
    with opened(pair) as db:
        outcome = _confirmed_alone(pair, db)
        pair.kill_primary()
        pair.standby.start()
        pair.promote()
        assert (outcome.result(timeout=30), db.read_sync(names)) == ("b", ["a", "b"])


def _confirmed_alone(pair: PostgresPair, db: Database) -> Future[str]:
    """Write b after a; the primary is told to confirm it although its standby is away."""
    db.write_sync(put("a"))
    pair.standby.stop()
    outcome: Future[str] = Future()
    db.submit(put("b"), outcome)
    first = _who_waits(pair)
    with pair.session() as conn:
        conn.execute("SELECT pg_cancel_backend(%s)", [first.pid])
    _until(lambda: _who_waits(pair) != first)  # it asks what became of it, and that waits too
    return outcome


class Waiting(NamedTuple):
    """A session whose commit waits for the standby."""

    pid: int
    since: str


def _who_waits(pair: PostgresPair) -> Waiting:
    found: list[Waiting] = []

    def look() -> bool:
        with pair.session() as conn:
            rows = conn.execute(
                "SELECT pid, query_start::text FROM pg_stat_activity "
                "WHERE wait_event = 'SyncRep' AND backend_type = 'client backend'",
            ).fetchall()
        found.extend(Waiting(int(str(pid)), str(since)) for pid, since in rows)
        return bool(found)

    _until(look)
    return found[0]


def test_the_doctor_is_told_of_a_standby_that_may_lose_something(pair: PostgresPair) -> None:
    with opened(pair) as db:

        def found() -> Durability:
            return replace(db.read_sync(Durability.read), fsync="on")  # as servers of life have it

        assert "1 synchronous" in found().judge()
        pair.standby.stop()
        _until(lambda: found().standbys == ())
        with pytest.raises(StateError, match="none follows"):
            found().judge()
        pair.standby.start()
        pair.attach()
        pair.primary.configure({"synchronous_standby_names": "''"})
        pair.primary.reload()
        _until(lambda: found().standbys == ("async",))
        with pytest.raises(StateError, match="a promotion takes"):
            found().judge()
        pair.attach()


def test_a_server_that_became_a_standby_is_not_written_to(pair: PostgresPair) -> None:
    """As by a name that leads to the old primary still: it reads, and refuses to write."""
    only_standby = f"postgresql+psycopg://comity@127.0.0.1:{pair.standby.port}/postgres"
    with pytest.raises(UnavailableError, match="is a standby") as refused:
        Database.open(only_standby, create=True)
    assert "promote" in refused.value.remedy
