"""Telling the engine: side by side, none held up by another, and without growth."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from gateway.errors import Reason, UnavailableError
from gateway.exchange.engine_calls import (
    PAUSE_MOST,
    TASK_AFTER,
    DueWake,
    Teller,
    Wake,
    WakeKind,
    add_wakes,
    due_wakes,
    forget_wakes,
    poke_consultation,
    postpone_wake,
    start_case,
    waiting_wakes,
)
from gateway.store.database import Database
from tests.support.stations import RecordingEngine

BEGUN = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


@dataclass
class Tasks:
    """Writes down what became a task and what was closed."""

    open: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    def refused(self, conn: Connection, wake: Wake) -> None:
        self.open.append(wake.subject)

    def taken(self, conn: Connection, wake: Wake) -> None:
        self.closed.append(wake.subject)


class Engine(RecordingEngine):
    """Cannot take what is about some subjects, and says so as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.sick: dict[str, Exception] = {}
        self.at_once = 0
        self.most_at_once = 0

    async def start_case(self, case_id: str) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if case_id in self.sick:
            raise self.sick[case_id]
        await super().start_case(case_id)


@dataclass
class Told:
    """A database, an engine, and who tells it at a time that a test moves."""

    db: Database
    engine: Engine = field(default_factory=Engine)
    tasks: Tasks = field(default_factory=Tasks)
    now: datetime = BEGUN

    def __post_init__(self) -> None:
        self.teller = Teller(self.db, self.engine, self.tasks, now=lambda: self.now)

    def write(self, *wakes: Wake) -> None:
        self.db.write_sync(lambda conn: add_wakes(conn, wakes))

    def waiting(self) -> int:
        return self.db.read_sync(waiting_wakes).wakes

    async def after(self, pause: timedelta) -> None:
        self.now += pause
        await self.teller.carry_out()


@pytest.fixture
def told(database: Database) -> Told:
    return Told(database)


def away(what: str = "away") -> UnavailableError:
    return UnavailableError(what, reason=Reason.ENGINE_UNAVAILABLE)


@pytest.mark.parametrize("fault", [away("sick"), KeyError("a defect")])
async def test_one_that_cannot_be_told_holds_up_none_of_a_hundred(
    told: Told, fault: Exception
) -> None:
    told.engine.sick["sick"] = fault
    told.write(start_case("sick"), *(start_case(str(number)) for number in range(100)))
    await told.teller.carry_out()
    assert {subject for _, subject in told.engine.calls} == {str(number) for number in range(100)}
    assert told.waiting() == 1
    assert 1 < told.engine.most_at_once <= 16


async def test_it_waits_longer_each_time_and_becomes_a_task_that_is_closed_when_it_is_told(
    told: Told,
) -> None:
    told.engine.sick["c"] = away()
    told.write(start_case("c"))
    pause, tried = timedelta(seconds=5), 1
    await told.teller.carry_out()
    while tried < TASK_AFTER:
        assert told.tasks.open == []
        await told.after(pause - timedelta(seconds=1))
        assert told.db.read_sync(lambda c: due_wakes(c, now=told.now, limit=9)) == []
        await told.after(timedelta(seconds=1))
        pause, tried = min(2 * pause, PAUSE_MOST), tried + 1
    assert told.tasks.open == ["c"]
    assert told.db.read_sync(waiting_wakes).since == BEGUN
    await told.after(PAUSE_MOST)
    assert told.tasks.open == ["c"]  # one task, however long it lasts
    told.engine.sick.clear()
    await told.after(PAUSE_MOST)
    assert (told.tasks.closed, told.waiting()) == (["c"], 0)


async def test_while_the_engine_is_away_nothing_is_counted_and_all_is_told_when_it_is_back(
    told: Told,
) -> None:
    told.write(*(start_case(str(number)) for number in range(40)))
    told.engine.away = away()
    for _ in range(TASK_AFTER + 1):
        await told.teller.carry_out()
    waiting = told.db.read_sync(waiting_wakes)
    assert (waiting.wakes, waiting.failing, told.tasks.open) == (40, 0, [])
    told.engine.away = None
    await told.teller.carry_out()
    assert (len(told.engine.calls), told.waiting()) == (40, 0)


@pytest.mark.parametrize("attempts", [0, 7, 60, 2_000])
async def test_no_pause_is_longer_than_the_longest(told: Told, attempts: int) -> None:
    told.engine.sick["c"] = away()
    told.write(start_case("c"))

    def at_its(conn: Connection) -> None:
        (due,) = due_wakes(conn, now=told.now, limit=1)
        late = type(due)(due.id, due.wake, due.version, attempts)
        postpone_wake(conn, late, now=told.now)

    told.db.write_sync(at_its)
    later = told.now + PAUSE_MOST
    assert len(told.db.read_sync(lambda c: due_wakes(c, now=later, limit=1))) == 1


async def test_t3_what_is_written_again_and_again_is_one_row(told: Told) -> None:
    """Found in use: temporal T3."""
    told.engine.away = away()
    for _ in range(1_000):  # an overdue consultation, every five seconds of 83 minutes
        told.write(poke_consultation("k"))
        await told.teller.carry_out()
    assert told.waiting() == 1


async def test_what_is_written_while_it_is_told_is_told_once_more(told: Told) -> None:
    told.write(start_case("c"))
    (due,) = told.db.read_sync(lambda c: due_wakes(c, now=told.now, limit=1))
    told.write(start_case("c"))  # news, after it was read and before it is forgotten
    told.db.write_sync(lambda c: forget_wakes(c, [due]))
    assert told.waiting() == 1
    await told.teller.carry_out()
    assert (len(told.engine.calls), told.waiting()) == (1, 0)


def wakes() -> st.SearchStrategy[Wake]:
    kinds = st.sampled_from([WakeKind.START_CASE, WakeKind.POKE_CASE, WakeKind.START_DELIVERY])
    return st.builds(Wake, kinds, st.sampled_from("abc"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(wakes(), max_size=20))
def test_each_kind_and_subject_is_there_once_in_the_order_of_its_first_writing(
    sqlite_database: Database, written: list[Wake]
) -> None:
    def write(conn: Connection) -> list[DueWake]:
        forget_wakes(conn, due_wakes(conn, now=BEGUN, limit=99))
        for each in written:
            add_wakes(conn, [each])
        return due_wakes(conn, now=BEGUN, limit=99)

    found = sqlite_database.write_sync(write)
    assert [due.wake for due in found] == list(dict.fromkeys(written))
    assert sum(due.version for due in found) == len(written)
