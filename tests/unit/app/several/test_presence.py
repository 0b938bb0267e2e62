"""The doctor says which processes there are, and what is missing among them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update

from gateway.app.several.leased_jobs import LeasedJob
from gateway.app.several.presence import Presence, processes_of
from gateway.app.several.process_status import SILENT_AFTER
from gateway.app.several.roles import EVERY_ROLE, ProcessRole
from gateway.errors import UnavailableError
from gateway.release import release
from gateway.store.database import Database
from gateway.store.leases import database_now, take
from gateway.store.processes import say_here
from gateway.store.tables_processes import process
from tests.support.postgres import DatabasePool

LONG = SILENT_AFTER + timedelta(seconds=5)


@pytest.fixture
def db(postgres_pool: DatabasePool) -> Iterator[Database]:
    url = postgres_pool.lend()
    opened = Database.open(url)
    for duty in LeasedJob:
        opened.write_sync(partial(take, duty=duty, holder=opened.name, life=LONG))
    yield opened
    opened.close()
    postgres_pool.take_back(url)


def say(db: Database, name: str, roles: str, pid: int, version: str = "1.0") -> None:
    words = tuple(roles.split())
    db.write_sync(
        lambda conn: say_here(conn, name, host="h", pid=pid, roles=words, version=version)
    )


def silence(db: Database, name: str) -> None:
    long_ago = {"seen": database_now(-LONG), "begun": database_now(-2 * LONG)}
    db.write_sync(
        lambda conn: conn.execute(update(process).where(process.c.name == name).values(long_ago))
    )


async def test_who_is_there_and_does_what(db: Database) -> None:
    async with Presence(db, EVERY_ROLE).there():
        found = await processes_of(db)
    assert " api,console,exchange,worker,indexer (dispatch, documents, " in found
    assert found.endswith(f"; version {release()}")
    with pytest.raises(UnavailableError, match="no process has the role exchange, api, worker"):
        await processes_of(db)


async def test_a_role_that_nobody_has_is_named_with_what_starts_it(db: Database) -> None:
    async with Presence(db, EVERY_ROLE - {ProcessRole.WORKER}).there():
        with pytest.raises(UnavailableError) as refused:
            await processes_of(db)
    assert refused.value.remedy == "Start one that serves worker: `startNode`"


async def test_a_duty_that_nobody_does_is_named(db: Database) -> None:
    say(db, "a", "api exchange worker", 7)
    db.write_sync(lambda conn: conn.exec_driver_sql("DELETE FROM lease WHERE duty = 'rounds'"))
    with pytest.raises(UnavailableError, match="no process does rounds"):
        await processes_of(db)


async def test_a_silent_one_is_named_until_another_begins_in_its_place(db: Database) -> None:
    say(db, "a", "api exchange worker", 7)
    say(db, "b", "worker", 8)
    silence(db, "b")
    with pytest.raises(UnavailableError, match="silent: h 8"):
        await processes_of(db)
    say(db, "c", "indexer", 9)  # which does something else
    with pytest.raises(UnavailableError, match="silent: h 8"):
        await processes_of(db)
    say(db, "d", "worker", 10)
    assert "h 8" not in await processes_of(db)


async def test_two_versions_side_by_side_are_said(db: Database) -> None:
    say(db, "a", "api exchange worker", 7)
    say(db, "b", "worker", 8, version="1.1")
    assert (await processes_of(db)).endswith("; version 1.0, 1.1 side by side")
