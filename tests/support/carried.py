"""The same federation carried by Temporal: a worker for every node on one time-skipping server.

Nodes, keys, registers and the exchange over mTLS are those of `federation_case`; here the
workflows carry what waits, in a namespace for each node, as they do in life. The clock that a
test moves stays the nodes' clock; the server's time passes by as much, so that timers ring.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, select
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from certs.layout import FederationFiles
from gateway.app.node import Node
from gateway.app.time_machine import Carrier
from gateway.casework.handlers.reconciling import sweep_deadlines
from gateway.casework.office.due import listed_due
from gateway.domain.consultation import OPEN_STATES
from gateway.exchange.engine_calls import add_wakes, retry_delivery
from gateway.ports import CaseEngine
from gateway.store.tables_casework import consultation, licence_case
from gateway.store.tables_exchange import dispatch, outbox, wake
from tests.support.desk import START, Desk
from tests.support.federation_case import CaseFederation, at_desks
from workflows import ids

PROGRAM = Path(sys.executable).with_name("temporal-test-server")
NOWHERE = "127.0.0.1:1"


@dataclass
class CarriedFederation(CaseFederation):
    """The authorities of a federation, each with a worker of its own."""

    env: WorkflowEnvironment = field(kw_only=True)
    passed: datetime = START
    """How far the server's time has passed, on the nodes' clock."""

    _carriers: dict[str, Carrier] = field(default_factory=dict)
    _loops: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def settle(self) -> None:
        """Let time pass up to the clock, and wait until nothing goes on by itself."""
        left, self.passed = self.clock.at - self.passed, self.clock.at
        if left.total_seconds() > 0:
            await self.env.sleep(left)
        for desk in self.desks.values():
            if desk.up:
                await self._send_again(desk)
        looks = 0
        while looks < 2:
            looks = 0 if await self._goes_on() else looks + 1
            await asyncio.sleep(0)

    # --- nodes come and go -----------------------------------------------------------------

    async def engine_of(self, desk: Desk) -> CaseEngine:
        """A client of the node's namespace; workflows outlive the node."""
        if desk.code not in self._carriers:
            address = self.env.client.service_client.config.target_host
            carrier = await Carrier.connect(address, f"comity-{desk.code.lower()}")
            self._carriers[desk.code] = carrier
        return self._carriers[desk.code].engine

    async def began(self, desk: Desk) -> None:
        """Work on the node's workflows, and give its letters their effect."""
        held = self._carriers[desk.code]
        self._carriers[desk.code] = carrier = Carrier(held.client, held.engine)
        await carrier.start(desk.node)
        self._loops[desk.code] = asyncio.create_task(desk.node.dispatcher.run())

    async def ends(self, desk: Desk) -> None:
        """End the node's worker before the node."""
        loop = self._loops.pop(desk.code, None)
        if loop is not None:
            loop.cancel()
            with suppress(asyncio.CancelledError):
                await loop
        if desk.code in self._carriers:
            await self._carriers[desk.code].close()

    async def cut_off(self, code: str) -> None:
        """Cut a node off: here its deliveries run by themselves, so it is told of no address."""
        await super().cut_off(code)
        if self.desks[code].up:
            self._tell(self.desks[code].node)

    def address_of(self, node: Node, code: str) -> str:
        """Where a node reaches a member: nowhere while either of them is cut off."""
        cut = not self._reached(node.me.code, code)
        return NOWHERE if cut else super().address_of(node, code)

    # --- what goes on ----------------------------------------------------------------------

    def _reached(self, *codes: str) -> bool:
        desks = [self.desks.get(code) for code in codes]
        return all(desk is not None and desk.server is not None for desk in desks)

    async def _send_again(self, desk: Desk) -> None:
        """Send what waits for a peer that is back: what a round of synchronisation does."""
        query = select(outbox.c.message_id, outbox.c.recipient).where(
            outbox.c.state.in_(("queued", "given_up")), outbox.c.last_reason != ""
        )

        def write(conn: Connection) -> None:
            waiting = [
                row for row in conn.execute(query) if self._reached(desk.code, row.recipient)
            ]
            add_wakes(conn, [retry_delivery(row.message_id) for row in waiting])

        await desk.node.db.write(write)

    async def _goes_on(self) -> bool:
        for desk in self.desks.values():
            if desk.up and (await self._waits(desk) or await self._is_due(desk)):
                return True
        return False

    async def _waits(self, desk: Desk) -> bool:
        """Say whether a wake, an effect, a case or a letter is on its way at a node."""
        case, talk = licence_case.c, consultation.c
        open_talks = select(talk.case_id).where(
            talk.case_id.is_not(None), talk.state.in_([str(each) for each in OPEN_STATES])
        )
        on_their_way = (
            select(wake),
            select(dispatch).where(dispatch.c.state == "waiting"),
            select(licence_case).where(case.state == "filed"),
            select(licence_case).where(
                case.settled.is_(False), case.state.in_(("decided", "withdrawn"))
            ),
            select(licence_case).where(case.state == "consulting", case.case_id.not_in(open_talks)),
        )
        queued = select(outbox.c.recipient).where(outbox.c.state == "queued")

        def read(conn: Connection) -> bool:
            if any(conn.execute(each.limit(1)).first() is not None for each in on_their_way):
                return True
            return any(self._reached(desk.code, code) for code in conn.scalars(queued))

        return await desk.node.db.read(read)

    async def _is_due(self, desk: Desk) -> bool:
        """Say whether a date is to be looked at, and sweep the periods."""
        office, now = desk.node.office, self.clock.now()
        for each in await office.db.read(partial(listed_due, until=now)):
            if await self._runs(desk, ids.due(each.kind, each.subject)):
                return True  # one that was years away is a row, which a sweep begins to carry
        return await sweep_deadlines(office) > 0

    async def _runs(self, desk: Desk, workflow_id: str) -> bool:
        handle = self._carriers[desk.code].client.get_workflow_handle(workflow_id)
        try:
            return (await handle.describe()).status is WorkflowExecutionStatus.RUNNING
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise


@asynccontextmanager
async def carried_federation(
    files: FederationFiles,
    folder: Path,
    new_database: Callable[[str], str],
    *,
    codes: Iterable[str] | None = None,
) -> AsyncIterator[CaseFederation]:
    """Start a federation as `case_federation` does, with Temporal in place of its stand-in."""
    env = await WorkflowEnvironment.start_time_skipping(test_server_existing_path=str(PROGRAM))
    async with env:
        with env.auto_time_skipping_disabled():
            clock, desks = at_desks(files, folder, new_database, codes=codes, at=START)
            federation = CarriedFederation(clock, desks, env=env)
            try:
                for code in desks:
                    await federation.start(code)
                yield federation
            finally:
                await federation.close()
