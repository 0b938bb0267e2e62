"""Leases: one holder at a time, by the database's clock, and a fence that the last one keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, select, update

from gateway.errors import Reason, UnavailableError
from gateway.store.database import Beside, Database, beside
from gateway.store.leases import Lease, database_now, holders, take
from gateway.store.processes import all_processes, say_gone, say_here
from gateway.store.tables_casework import counter
from gateway.store.tables_processes import lease as table
from gateway.store.tables_processes import process
from tests.support.postgres import DatabasePool
from tests.support.raising import refuses

LIFE = timedelta(minutes=5)


@pytest.fixture
def db(postgres_pool: DatabasePool) -> Iterator[Database]:
    url = postgres_pool.lend()
    opened = Database.open(url)
    yield opened
    opened.close()
    postgres_pool.take_back(url)


def taken(db: Database, holder: str, life: timedelta = LIFE) -> Lease | None:
    return db.write_sync(lambda conn: take(conn, "rounds", holder, life))


def run_out(db: Database) -> None:
    db.write_sync(lambda conn: conn.execute(update(table).values(until=database_now() - 1)))


def test_nobody_takes_what_another_holds(db: Database) -> None:
    assert taken(db, "a") == Lease("rounds", "a", 1)
    assert taken(db, "b") is None
    assert db.read_sync(holders) == {"rounds": "a"}


def test_what_has_run_out_is_taken_over_and_its_first_holder_writes_no_more(db: Database) -> None:
    first = taken(db, "a")
    assert first is not None
    run_out(db)
    assert db.read_sync(holders) == {}
    db.write_sync(first.check)  # nobody has taken it over: it may still write
    second = taken(db, "b")
    assert second == Lease("rounds", "b", 2)
    with refuses(UnavailableError, Reason.DUTY_TAKEN_OVER):
        db.write_sync(first.check)
    db.write_sync(second.check)


def test_only_its_holder_renews_it_or_gives_it_back(db: Database) -> None:
    first = taken(db, "a", timedelta(0))
    second = taken(db, "b")
    assert first is not None
    assert second is not None
    assert not db.write_sync(lambda conn: first.renew(conn, LIFE))
    db.write_sync(first.give_back)
    assert db.read_sync(holders) == {"rounds": "b"}
    assert db.write_sync(lambda conn: second.renew(conn, LIFE))
    db.write_sync(second.give_back)
    assert taken(db, "a") == Lease("rounds", "a", 3)


def test_who_takes_its_own_again_leaves_what_it_did_before_outside(db: Database) -> None:
    """A process that hung may have work of before still under way in it."""
    before, now = taken(db, "a"), taken(db, "a")
    assert before is not None
    assert now == Lease("rounds", "a", 2)
    with pytest.raises(UnavailableError):
        db.write_sync(before.check)


async def test_nothing_of_a_write_stays_that_the_fence_refuses(db: Database) -> None:
    first = taken(db, "a", timedelta(0))
    assert first is not None
    taken(db, "b")

    def write(conn: Connection) -> None:
        conn.execute(insert(counter), [{"name": "n", "value": 1}])

    with beside(Beside(first.check, after=lambda _: False)):
        for _ in range(2):  # not only the first one of the duty
            with pytest.raises(UnavailableError):
                await db.write(write)
    assert db.read_sync(lambda conn: conn.execute(select(counter)).all()) == []


def say(db: Database, name: str, roles: tuple[str, ...]) -> None:
    db.write_sync(lambda conn: say_here(conn, name, host="h", pid=7, roles=roles, version="1.0"))


def test_processes_are_listed_until_they_are_gone(db: Database) -> None:
    say(db, "a", ("api", "console"))
    say(db, "b", ("worker",))
    say(db, "a", ("api", "console"))
    rows = db.read_sync(all_processes)
    assert [(each.name, each.roles) for each in rows] == [
        ("a", ("api", "console")),
        ("b", ("worker",)),
    ]
    assert all(timedelta(0) <= each.silent < timedelta(minutes=1) for each in rows)
    db.write_sync(lambda conn: say_gone(conn, "a"))
    assert [each.name for each in db.read_sync(all_processes)] == ["b"]


def test_one_that_ended_without_a_word_is_forgotten_after_a_day(db: Database) -> None:
    say(db, "a", ("api",))
    day = timedelta(days=1, minutes=1)
    db.write_sync(lambda conn: conn.execute(update(process).values(seen=database_now(-day))))
    assert db.read_sync(all_processes)[0].silent > timedelta(days=1)
    say(db, "b", ("api",))
    assert [each.name for each in db.read_sync(all_processes)] == ["b"]
