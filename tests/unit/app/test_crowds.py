"""A bound of connections that is met is an administrator's task and a line of the doctor's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from gateway.app.watching.connection_limits import QUIET, Crowds, crowds
from gateway.domain.acts import OF_ADMINISTRATORS, TaskKind
from gateway.errors import Reason, UnavailableError
from gateway.exchange.admission.connections import Bound
from gateway.store.database import Database
from gateway.store.tables_casework import task
from tests.support.raising import refuses
from tests.support.stations import StepClock


async def test_a_bound_that_is_met_is_told_once_until_it_is_quiet(
    new_database: Callable[[str], str],
) -> None:
    """Nobody was told that 512 connections kept every member out (attack2 C1)."""
    db, clock = Database.open(new_database("FR")), StepClock(tick=timedelta(0))
    met = [Bound("address", "192.0.2.7"), Bound("certificate", "DE"), Bound("all", "")]
    found: list[list[Bound]] = [met, met[:1], []]
    told = Crowds(db, clock, lambda: found.pop(0) if found else [])

    def tasks() -> dict[str, str]:
        query = select(task.c.key, task.c.text).where(
            task.c.kind == TaskKind.CROWDED, task.c.closed.is_(None)
        )
        return dict(db.read_sync(lambda conn: [tuple(row) for row in conn.execute(query)]))

    await told.look()
    first = tasks()
    assert set(first) == {"address", "DE", "all"}
    assert "192.0.2.7" in first["address"]
    assert TaskKind.CROWDED in OF_ADMINISTRATORS  # the address of somebody is nobody else's
    clock.at += QUIET / 2
    await told.look()
    await told.look()
    assert tasks() == first
    with refuses(UnavailableError, Reason.CALLS_EXCEEDED, match="3 tasks"):
        await crowds(db)

    clock.at += QUIET / 2 + timedelta(minutes=1)
    await told.look()
    assert tasks() == first, "it was met less than an hour ago"
    clock.at += QUIET
    await told.look()
    assert tasks() == {}
    assert "no bound" in await crowds(db)
    db.close()
