"""The workflow engine is away, goes back in time, or is another one: nothing lost, nothing twice.

Real nodes over mTLS, carried by servers as in life. What is counted is what each node holds in the
end: letters, effects, acts and entries of its log. An engine knows none of it, so none can be lost
with it; and whatever two engines do side by side is one piece of SQL each.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from temporalio.common import RetryPolicy

from gateway.casework.records import consultation_rows
from gateway.exchange.engine_calls import (
    Wake,
    start_case,
    start_consultation,
    start_delivery,
    waiting_wakes,
)
from gateway.store.tables_casework import licence_case
from gateway.store.tables_exchange import outbox
from lab.time_machine import Carrier
from tests.engine.world import POLL_S
from tests.support.carried import CarriedFederation, carried_federation
from tests.support.desk import Desk
from tests.support.federation_case import Where
from tests.support.ports import free_ports
from tests.support.whole_cases import (
    answer_all,
    decide_all,
    filed,
    nothing_lost_nothing_twice,
    reconciled,
)
from workflows import delivery
from workflows.server import TemporalServer

PAUSE = RetryPolicy(
    initial_interval=timedelta(milliseconds=100), maximum_interval=timedelta(milliseconds=500)
)
"""The longest pause between two attempts at a letter; half an hour in life."""
AWAY_S = 2.0
"""Until a server that was killed is begun again: four of the longest pauses."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[TemporalServer]:
    """A server of the test's own, at an address that stays."""
    async with TemporalServer(tmp_path / "engine", [], port=free_ports(1)[0]) as running:
        yield running


@pytest.fixture
async def carried(
    server: TemporalServer, where: Where, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[CarriedFederation]:
    """DE, FR and NL on that server."""
    monkeypatch.setattr(delivery, "DELIVER", PAUSE)
    begun = carried_federation(*where, address=server.address, codes=("DE", "FR", "NL"))
    async with begun as federation:
        assert isinstance(federation, CarriedFederation)
        yield federation


def kill(server: TemporalServer) -> None:
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)


def runs(server: TemporalServer) -> bool:
    return server.pid is not None


@pytest.mark.long
async def test_an_engine_is_away_for_longer_than_the_longest_pause(
    carried: CarriedFederation, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, asked = await filed(carried, 1), await filed(carried, 2)
    await carried.settle()
    await carried.cut_off("NL")
    in_its_pause = await filed(carried, 3)  # its request waits at the server for another attempt
    await carried.settle()
    monkeypatch.setattr("workflows.server.RESTART_FIRST_S", AWAY_S)
    kill(server)
    while runs(server):  # noqa: ASYNC110 - a process has no event for it
        await asyncio.sleep(POLL_S)
    await carried.connect("NL")
    assert await answer_all(carried) == 2  # officers and peers are served meanwhile
    meanwhile = await filed(carried, 4)
    assert not runs(server)
    await reconciled(carried)
    assert runs(server)
    assert await answer_all(carried) == 2
    await carried.settle()
    cases = [answered, asked, in_its_pause, meanwhile]
    await decide_all(carried, cases)
    await carried.settle()
    await nothing_lost_nothing_twice(carried, cases)


async def test_an_engine_goes_back_to_an_older_copy_of_its_file(
    carried: CarriedFederation, server: TemporalServer, tmp_path: Path
) -> None:
    before = await filed(carried, 1)
    await carried.settle()
    await server.stop()
    older = tmp_path / "older"
    shutil.copytree(server.folder, older)
    await server.start()
    await reconciled(carried)
    assert await answer_all(carried) == 1
    await carried.settle()
    await decide_all(carried, [before])  # the copy knows neither answer nor decision
    after, waits = await filed(carried, 2), await filed(carried, 3)
    await carried.settle()
    assert await answer_all(carried) == 2
    await carried.settle()
    works = carried._carriers["DE"]
    await works.stop()  # nobody works for DE: what its decision brings lies with the engine alone
    await decide_all(carried, [after])  # of this case the copy knows nothing at all
    while await untold(carried["DE"]):  # noqa: ASYNC110 - dispatch has no event for it
        await asyncio.sleep(POLL_S)
    kill(server)
    await server.stop()
    for each in server.folder.glob("temporal.sqlite*"):
        each.unlink()
    for each in older.glob("temporal.sqlite*"):
        shutil.copy(each, server.folder)
    await server.start()
    await works.start(carried["DE"].node)
    await reconciled(carried)
    last = await filed(carried, 4)
    await carried.settle()
    assert await answer_all(carried) == 1
    await carried.settle()
    await decide_all(carried, [waits, last])
    await carried.settle()
    await nothing_lost_nothing_twice(carried, [before, after, waits, last])


@pytest.mark.long
async def test_a_node_moves_to_another_cluster_while_workers_go_on_at_the_old_one(
    carried: CarriedFederation, tmp_path: Path
) -> None:
    first, second = await filed(carried, 1), await filed(carried, 2)
    await carried.settle()
    await carried.cut_off("NL")
    third = await filed(carried, 3)
    await carried.settle()
    left = dict(carried._carriers)
    async with TemporalServer(tmp_path / "other", []) as other:
        for code in carried.desks:
            await carried.stop(code)
        carried.address = other.address  # the setting `temporal`; the new cluster is empty
        carried._carriers.clear()
        for code in carried.desks:
            await carried.start(code)
        behind = {code: Carrier(each.client, each.engine) for code, each in left.items()}
        try:
            for code, each in behind.items():
                await each.start(carried[code].node)
            await reconciled(carried)
            cases = [first, second, third, await filed(carried, 4)]
            await told_as_well(carried["DE"], behind["DE"])
            await carried.settle()
            assert await answer_all(carried) == 4
            await told_as_well(carried["NL"], behind["NL"])
            await carried.settle()
            await decide_all(carried, cases)
            await told_as_well(carried["DE"], behind["DE"])
            await carried.settle()
            await nothing_lost_nothing_twice(carried, cases)
        finally:
            for each in behind.values():
                await each.close()
            await carried.close()  # while its cluster is there


async def untold(desk: Desk) -> int:
    return (await desk.node.db.read(waiting_wakes)).wakes


async def told_as_well(desk: Desk, behind: Carrier) -> None:
    """Have the other engine carry everything too, as a process of the old settings would."""

    def read(conn: Connection) -> list[Wake]:
        letters = conn.scalars(select(outbox.c.message_id))
        wakes = [start_case(each) for each in conn.scalars(select(licence_case.c.case_id))]
        wakes += [start_consultation(each) for each in consultation_rows.carried(conn)]
        return wakes + [start_delivery(each) for each in letters]

    for each in await desk.node.db.read(read):
        await each(behind.engine)
