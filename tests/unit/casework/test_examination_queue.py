"""Accounts take turns in examination, and few are under way at a time (integrator2 M1)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, event, insert, update

from gateway.casework.open_work import examination_queue
from gateway.casework.open_work.examination_queue import (
    AT_ONCE,
    MOST_QUEUED,
    PLACE_KEPT,
    ExaminationQueue,
    check_queue,
    queued_before,
    queued_cases,
    waiting_cases,
)
from gateway.domain.letter import LetterType
from gateway.errors import Reason, UnavailableError
from gateway.exchange.dispatch import Dispatcher
from gateway.exchange.engine_calls import (
    Teller,
    add_wakes,
    examine_case,
    poke_case,
    waiting_wakes,
)
from gateway.store.database import Database
from gateway.store.tables_casework import licence_case
from tests.support.raising import refuses
from tests.support.stations import RecordingEngine

BEGUN = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@dataclass
class Filed:
    """Cases by account: `large-7` is the seventh of the account `large`."""

    db: Database
    engine: RecordingEngine = field(default_factory=RecordingEngine)
    now: datetime = BEGUN

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin as a new process does."""
        self.teller = Teller(self.db, self.engine, now=lambda: self.now, turns=True)
        self.beginner = ExaminationQueue(self.db, self.teller, now=lambda: self.now)

    def file(self, account: str, count: int, needed_by: datetime | None = None) -> None:
        """File so many, each needed a day before the one filed before it, from that day on."""
        ids = [f"{account}-{number}" for number in range(count)]
        days = [needed_by and needed_by - timedelta(days=number) for number in range(count)]
        row = {"state": "filed", "destination": "TR", "filed": BEGUN, "settled": False, "body": ""}
        rows = [row | {"case_id": each, "reference": each, "filed_by": account} for each in ids]

        def write(conn: Connection) -> None:
            conn.execute(insert(licence_case), rows)
            add_wakes(conn, [examine_case(*each) for each in zip(ids, days, strict=True)])

        self.db.write_sync(write)

    def examine(self, *case_ids: str) -> None:
        examined = update(licence_case).where(licence_case.c.case_id.in_(case_ids))
        self.db.write_sync(lambda conn: conn.execute(examined.values(state="assessment")))

    @property
    def begun(self) -> list[str]:
        return [subject for _, subject in self.engine.calls]


@pytest.fixture
def filed(database: Database) -> Filed:
    return Filed(database)


async def test_who_files_one_is_not_behind_who_filed_two_thousand(filed: Filed) -> None:
    filed.file("large", 2000)
    assert await filed.beginner.begin()
    assert filed.begun == [f"large-{number}" for number in range(AT_ONCE)]
    filed.file("small", 3)

    filed.examine(*filed.begun[:2])
    await filed.beginner.begin()

    assert filed.begun[AT_ONCE:] == ["small-0", f"large-{AT_ONCE}"]


async def test_what_ends_first_comes_first_of_its_account_also_after_a_restart(
    filed: Filed,
) -> None:
    filed.file("large", 30)
    filed.file("urgent", 3, needed_by=BEGUN)
    urgent = update(licence_case).where(licence_case.c.case_id.startswith("urgent"))
    filed.db.write_sync(lambda conn: conn.execute(urgent.values(filed_by="large")))
    await filed.beginner.begin(2)
    assert filed.begun == ["urgent-2", "urgent-1"]
    filed.restart()
    filed.examine(*filed.begun)
    await filed.beginner.begin(2)
    assert filed.begun[2:] == ["urgent-0", "large-0"]


def test_how_many_are_before_a_case_counts_the_turns_of_accounts(filed: Filed) -> None:
    filed.file("large", 2000)
    filed.file("small", 2)

    asked: list[str] = []
    event.listen(
        filed.db._readers_engine, "before_cursor_execute", lambda *said: asked.append(said[2])
    )

    def before(case_id: str) -> int | None:
        return filed.db.read_sync(lambda conn: queued_before(conn, case_id))

    named = ("large-0", "small-0", "large-1", "small-1", "large-2", "large-1999")
    assert [before(each) for each in named] == [0, 1, 2, 3, 4, 2001]
    assert before("none") is None
    asked = [each for each in asked if "waiting" in each]
    assert (len(asked), asked[0].count("row_number")) == (len(named) + 1, 1)


async def test_no_more_are_under_way_than_so_many_until_one_is_examined(filed: Filed) -> None:
    filed.file("large", 50)
    for _ in range(3):
        assert await filed.beginner.begin()
    assert len(filed.begun) == AT_ONCE
    filed.examine("large-3")
    await filed.beginner.begin()
    assert len(filed.begun) == AT_ONCE + 1


async def test_one_that_never_ends_keeps_no_place(filed: Filed) -> None:
    filed.file("large", 50)
    await filed.beginner.begin()
    filed.now += PLACE_KEPT + timedelta(seconds=1)
    await filed.beginner.begin()
    assert len(filed.begun) == 2 * AT_ONCE


async def test_all_are_begun_with_once_and_a_restart_loses_none(filed: Filed) -> None:
    filed.file("large", 30)
    filed.file("small", 5)
    await filed.beginner.begin()
    filed.restart()
    while await filed.beginner.begin():
        filed.examine(*filed.begun)
    assert sorted(filed.begun) == sorted(
        [f"large-{number}" for number in range(30)] + [f"small-{number}" for number in range(5)]
    )
    assert filed.db.read_sync(queued_cases) == 0


async def test_what_waits_for_its_turn_is_no_news_that_the_engine_misses(filed: Filed) -> None:
    filed.file("large", 30)
    filed.db.write_sync(lambda conn: add_wakes(conn, [poke_case("other")]))

    await filed.teller.carry_out()

    assert filed.engine.calls == [("poke_case", "other")]
    assert filed.db.read_sync(waiting_wakes).wakes == 0
    assert filed.db.read_sync(queued_cases) == 30


async def test_while_the_engine_is_away_they_wait(filed: Filed) -> None:
    filed.file("large", 3)
    filed.engine.away = UnavailableError("away", reason=Reason.ENGINE_UNAVAILABLE)
    assert not await filed.beginner.begin()
    filed.engine.away = None
    while await filed.beginner.begin():
        filed.examine(*filed.begun)
    assert sorted(filed.begun) == ["large-0", "large-1", "large-2"]


async def test_beyond_the_bound_filing_is_refused_with_the_seconds_to_wait(
    filed: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_QUEUED >= 5000
    monkeypatch.setattr(examination_queue, "MOST_QUEUED", 20)
    filed.file("large", 19)
    filed.db.read_sync(check_queue)
    filed.file("small", 1)
    with refuses(UnavailableError, Reason.RATE_EXCEEDED) as refused:
        filed.db.read_sync(check_queue)
    assert refused.value.reason.http == 429
    assert int(refused.value.metadata["retry_after_s"]) > 0


def test_reconciliation_tells_of_none_that_waits_for_its_turn(filed: Filed) -> None:
    filed.file("large", 3)
    assert filed.db.read_sync(waiting_cases) == {"large-0", "large-1", "large-2"}


async def test_a_node_begins_with_what_is_filed_while_it_runs(filed: Filed) -> None:
    dispatcher = Dispatcher(
        filed.db,
        {each: lambda _conn, _letter: () for each in LetterType},
        engine=filed.engine,
        turns=lambda teller: ExaminationQueue(filed.db, teller),
        interval_s=0.1,
    )
    running = asyncio.create_task(dispatcher.run())
    try:
        filed.file("large", AT_ONCE + 5)
        while len(filed.begun) < AT_ONCE:
            dispatcher.nudge()
            await asyncio.sleep(0.05)
        filed.examine(*filed.begun[:5])
        while len(filed.begun) < AT_ONCE + 5:  # noqa: ASYNC110 - the engine of a test
            await asyncio.sleep(0.05)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert sorted(set(filed.begun)) == sorted(filed.begun)
