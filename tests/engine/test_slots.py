"""A peer that hangs takes the place of nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.exchange.delivery import PER_PEER, Deliverer
from tests.engine.world import COMPLETED, World
from tests.support.journal import Case
from tests.support.stations import Federation, StepClock, new_federation
from workflows.ids import TASK_QUEUE
from workflows.worker import NodeWorker, build_worker

HANGING = 130
AT_ONCE = 16


@pytest.fixture
def federation(tmp_path: Path, new_sqlite: Callable[[str], str]) -> Iterator[Federation]:
    files = new_federation(tmp_path / "dev", codes=("DE", "FR", "NL"))
    made = Federation(files, StepClock(), new_sqlite)
    yield made
    made.close()


def delivering(world: World, deliverer: Deliverer) -> NodeWorker:
    """Workers whose deliveries are real ones."""
    return build_worker(
        world.client,
        TASK_QUEUE,
        case_work=world.journal,
        consultation_work=world.journal,
        due_work=world.journal,
        delivery_work=deliverer,
    )


async def test_t5_a_hundred_and_thirty_letters_to_a_peer_that_hangs_hold_up_nothing(
    world: World, federation: Federation
) -> None:
    """Found in use: temporal T5."""
    de, fr, link = federation["DE"], federation["FR"], federation.links["DE"]
    assert federation["NL"].code == "NL"
    answers, under_way, most = link.deliver, 0, [0]

    async def hangs(code: str, request: bytes) -> bytes:
        nonlocal under_way
        if code == "FR":
            under_way += 1
            most.append(under_way)
            try:
                await asyncio.sleep(3600)
            finally:
                under_way -= 1
        return await answers(code, request)

    link.deliver = hangs  # type: ignore[method-assign]
    hanging = [de.queue(fr.code) for _ in range(HANGING)]
    async with delivering(world, federation.deliverers["DE"]):
        for some in range(0, HANGING, AT_ONCE):  # as many at a time as are told in life
            starts = hanging[some : some + AT_ONCE]
            await asyncio.gather(*(world.engine.start_delivery(each.message_id) for each in starts))
        while under_way < PER_PEER:  # noqa: ASYNC110 - the peer has no event for it
            await asyncio.sleep(0.01)
        letter = de.queue("NL")
        world.journal.cases["c"] = Case()
        await world.engine.start_delivery(letter.message_id)
        await world.engine.start_case("c")
        await world.journal.until(lambda: world.journal.calls["examine"] > 0)
        await world.until_status(f"delivery/{letter.message_id}", COMPLETED)
        assert de.row(letter.message_id).settled
        assert under_way <= max(most) == PER_PEER  # as many at a time, first attempts included
