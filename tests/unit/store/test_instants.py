"""One instant for what is written at once, whoever reads the clock within it."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection

from gateway.app.clock import ActClock
from gateway.store.database import Database
from tests.support.stations import StepClock


async def test_each_piece_of_work_has_one_instant_and_shares_it_with_none(
    sqlite_database: Database,
) -> None:
    clock = ActClock(StepClock())

    def twice(_: Connection) -> tuple[object, object]:
        return clock.now(), clock.now()

    def fails(_: Connection) -> None:
        clock.now()
        raise ValueError("undone")

    # Handed in at once, so that they share a commit.
    pairs = await asyncio.gather(*(sqlite_database.write(twice) for _ in range(3)))
    with pytest.raises(ValueError, match="undone"):
        await sqlite_database.write(fails)
    pairs.append(await sqlite_database.write(twice))
    assert all(first == second for first, second in pairs)
    assert len({first for first, _ in pairs}) == len(pairs)
    assert clock.now() != clock.now()  # outside of any
