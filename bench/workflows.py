"""Consultations a second through the workflows, beside a skeleton with nothing in them.

One embedded Temporal server on a file, as a node starts it; for both sides two namespaces
with a worker each. The real side is two whole nodes: an application is filed, examined, the
other authority asked, its officer answers, and the consultation has ended; every letter is
signed, sealed, journalled and receipted. Only the network is left out: letters are handed
over within the process. `skeleton_workflows.py` has the same runs, activities, signals and
timers, and as many history events: on both sides the answers are given when all requests
of a batch have come and the periods run. Batches alternate, medians are told.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import select
from temporalio.client import Client

from bench.registers import report
from bench.skeleton_workflows import Acts
from certs.dev import make_federation
from gateway.app.clock import SystemClock
from gateway.app.node import Node
from gateway.casework.cases.cases import file_application
from gateway.casework.consultations.incoming_request import answer_consultation
from gateway.casework.permissions import Officer, OfficerRole
from gateway.domain.consultation import ConsultationAnswer
from gateway.matching.index_warmup import warm_up
from gateway.settings import Settings
from gateway.store.tables_casework import consultation
from gateway.store.tables_exchange import outbox
from lab.simulation.line import Switchboard
from lab.simulation.plan import Dice, SimulationPlan
from lab.simulation.stream import applying
from lab.time_machine import Carrier
from workflows.client import leave
from workflows.server import TemporalServer

BATCH = 20
ROUNDS = 3
CODES = ("DE", "FR")
POLL_S = 0.01
FOUND_WITHIN_S = 300.0
WAITING_EVENTS = 6
"""Events of a run that was begun by its first poke and has asked once."""


@dataclass
class Real:
    """Two nodes and what carries their workflows."""

    nodes: dict[str, Node]
    carriers: dict[str, Carrier]
    officer: Officer

    async def run(self, applications: list[object]) -> float:
        """Carry some consultations to their answers; return consultations a second."""
        begun = time.perf_counter()
        asking, before = self.nodes["DE"], await self._ended()
        filing = [
            file_application(asking.office, self.officer, each)  # type: ignore[arg-type]
            for each in applications
        ]
        answering = asyncio.create_task(self._answer(len(applications)))
        await asyncio.gather(*filing, answering)
        async with asyncio.timeout(FOUND_WITHIN_S):
            while await self._ended() < before + len(applications):  # noqa: ASYNC110 - a table has none
                await asyncio.sleep(POLL_S)
        return len(applications) / (time.perf_counter() - begun)

    async def _answer(self, count: int) -> None:
        """Answer once all have come and the asking side knows it: a person takes longer."""
        office = self.nodes["FR"].office
        query = select(consultation.c.conversation_id).where(consultation.c.state == "running")
        found: set[str] = set()
        while len(found) < count:
            await asyncio.sleep(POLL_S)
            found = await office.db.read(lambda conn: set(conn.execute(query).scalars()))
        await until_waiting(self.carriers["DE"].client, [f"consultation/{each}" for each in found])
        answer = ConsultationAnswer(answer="no_objection")
        await asyncio.gather(
            *(answer_consultation(office, self.officer, each, answer) for each in found)
        )

    async def _ended(self) -> int:
        query = select(consultation.c.conversation_id).where(consultation.c.state == "answered")
        found = await self.nodes["DE"].db.read(lambda conn: list(conn.execute(query)))
        return len(found)

    async def events(self) -> float:
        """Return the history events of one consultation: its own runs and its deliveries."""
        ids = select(consultation.c.conversation_id)
        keys = await self.nodes["DE"].db.read(lambda conn: list(conn.execute(ids).scalars()))
        total = 0
        for code in CODES:
            client, node = self.carriers[code].client, self.nodes[code]
            letters = await node.db.read(
                lambda conn: list(conn.execute(select(outbox.c.message_id)).scalars())
            )
            names = [f"delivery/{each}" for each in letters]
            if code == "DE":
                names += [f"consultation/{key}" for key in keys]
            total += await events_of(client, names)
        return total / len(keys)


async def until_waiting(client: Client, names: list[str]) -> None:
    """Return when each of some runs has done its first step and waits."""
    left = names
    async with asyncio.timeout(FOUND_WITHIN_S):
        while left:
            found = await asyncio.gather(
                *(client.get_workflow_handle(name).describe() for name in left),
                return_exceptions=True,
            )
            left = [
                name
                for name, each in zip(left, found, strict=True)
                if isinstance(each, BaseException) or each.history_length < WAITING_EVENTS
            ]
            await asyncio.sleep(POLL_S)


async def events_of(client: Client, names: list[str]) -> int:
    """Return how many events some runs have."""
    found = await asyncio.gather(
        *(client.get_workflow_handle(name).describe() for name in names), return_exceptions=True
    )
    return sum(each.history_length for each in found if not isinstance(each, BaseException))


async def skeleton(acts: Acts, client: Client, first: int, count: int) -> float:
    """Carry as many consultations through the skeleton; return consultations a second."""
    begun = time.perf_counter()
    keys = {str(number) for number in range(first, first + count)}
    await asyncio.gather(*(acts.start(client, "case", key) for key in keys))
    async with asyncio.timeout(FOUND_WITHIN_S):
        while not keys <= acts.arrived:  # noqa: ASYNC110 - looked at as the other side is
            await asyncio.sleep(POLL_S)
    await until_waiting(client, [f"consultation/{key}" for key in keys])
    await asyncio.gather(*(acts.answer(key) for key in keys))
    async with asyncio.timeout(FOUND_WITHIN_S):
        while not keys <= acts.done:  # noqa: ASYNC110 - looked at as the other side is
            await asyncio.sleep(POLL_S)
    return count / (time.perf_counter() - begun)


async def measure(folder: Path, batch: int, rounds: int) -> dict[str, object]:
    """Run both sides in turn."""
    async with AsyncExitStack() as stack:
        names = ["real-de", "real-fr", "skeleton-de", "skeleton-fr"]
        server = TemporalServer(folder / "engine", names)
        await stack.enter_async_context(server)
        real = await _real(folder, server.address, stack)
        clients = [await Client.connect(server.address, namespace=name) for name in names[2:]]
        acts = Acts(*clients)
        for client in clients:
            await stack.enter_async_context(acts.worker(client))
        plan = SimulationPlan(members=CODES, cases=40 * batch * (rounds + 1), days=5)
        dealt = [each for day in applying(plan, Dice(1)).values() for each in day]
        applied = [a for code, a in dealt if code == "DE" and a.procedure == "application"]
        asking = [a for a in applied if a.transaction.goods_located_in]
        listed = [a for a in asking if a.transaction.destination not in ("US", "CH")]
        per_s: list[float] = []
        skeleton_per_s: list[float] = []
        for number in range(rounds + 1):  # the first of each warms up
            some: list[object] = list(listed[number * batch : (number + 1) * batch])
            per_s.append(await real.run(some))
            skeleton_per_s.append(await skeleton(acts, clients[0], number * batch, batch))
        keys = [str(n) for n in range(batch * (rounds + 1))]
        bare = await events_of(
            clients[0], [f"{kind}/{k}" for kind in ("consultation", "delivery") for k in keys]
        )
        bare += await events_of(clients[1], [f"delivery/{k}-answer" for k in keys])
        events = await real.events()
    found = statistics.median(per_s[1:])
    nothing = statistics.median(skeleton_per_s[1:])
    return {
        "consultations": batch * rounds,
        "per_s": round(found, 2),
        "skeleton_per_s": round(nothing, 2),
        "ratio": round(found / nothing, 3),
        "history_events": round(events, 1),
        "skeleton_events": round(bare / len(keys), 1),
    }


async def _real(folder: Path, address: str, stack: AsyncExitStack) -> Real:
    clock, board = SystemClock(), Switchboard()
    now = clock.now()
    files = make_federation(CODES, folder / "federation", now=now - timedelta(minutes=1))
    nodes, carriers = {}, {}
    for code in CODES:
        carriers[code] = carrier = await Carrier.connect(address, f"real-{code.lower()}")
        settings = Settings(home=files.members[code].folder, authority=code, suite="classic")
        nodes[code] = node = Node(settings, carrier.engine, reach=board.reach)
        stack.push_async_callback(node.close)
        board.join(node)
        await carrier.start(node)
        stack.push_async_callback(carrier.close)
        dispatching = asyncio.create_task(node.dispatcher.run())
        stack.callback(dispatching.cancel)
    return Real(nodes, carriers, Officer(name="bench", role=OfficerRole.DECIDER, created=now))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, default=BATCH, help="consultations at a time")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="batches of each side")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    warm_up()
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(measure(Path(folder), given.batch, given.rounds))
    report(result, as_json=given.json)
    leave(0)  # the engine's threads outlive its client (workflows.client)


if __name__ == "__main__":
    main()
