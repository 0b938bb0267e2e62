"""The same federation carried by Temporal: a worker for every node on a server as in life.

Nodes, keys, registers and the exchange over mTLS are those of `federation_case`; here the
workflows carry what waits, in a namespace for each node and test. The clock that a test moves is
the nodes' clock; the server's goes on as it does, so what is due is found by the sweeps.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, select

from certs.layout import FederationFiles
from gateway.app.node import Node
from gateway.casework.handlers.reconciliation import sweep_deadlines
from gateway.casework.handlers.workflow_steps import sweep as sweep_dates
from gateway.domain.consultation import OPEN_STATES
from gateway.exchange.engine_calls import add_wakes, retry_delivery
from gateway.ports import CaseEngine
from gateway.store.tables_casework import consultation, licence_case
from gateway.store.tables_exchange import dispatch, outbox, wake
from lab.time_machine import Carrier
from tests.engine.world import POLL_S, register
from tests.support.desk import START, Desk
from tests.support.federation_case import CaseFederation, at_desks

NOWHERE = "127.0.0.1:1"
QUIET_WITHIN_S = 60.0
"""Of pauses between looks. What goes on by itself for longer stands still, and that is what these
tests look for."""


@dataclass
class CarriedFederation(CaseFederation):
    """The authorities of a federation, each with a worker of its own."""

    address: str = field(kw_only=True)
    name: str = field(default_factory=lambda: secrets.token_hex(4), kw_only=True)

    quiet_within_s: float = field(default=QUIET_WITHIN_S, kw_only=True)

    _carriers: dict[str, Carrier] = field(default_factory=dict)
    _loops: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def settle(self) -> None:
        """Send what a peer that is back waits for, and wait until nothing goes on by itself."""
        for desk in self.desks.values():
            if desk.up:
                await self._send_again(desk)
                while await sweep_dates(desk.node.office):
                    pass
        quiet = 0
        for _ in range(int(self.quiet_within_s / POLL_S)):
            quiet = 0 if await self._goes_on() else quiet + 1
            if quiet > 1:
                return
            await asyncio.sleep(POLL_S)
        raise TimeoutError(await self._what_waits())

    # --- nodes come and go -----------------------------------------------------------------

    async def engine_of(self, desk: Desk) -> CaseEngine:
        """A client of the node's namespace; workflows outlive the node."""
        if desk.code not in self._carriers:
            namespace = f"{self.name}-{desk.code.lower()}"
            await register(self.address, namespace)
            self._carriers[desk.code] = await Carrier.connect(self.address, namespace)
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
        """Sweep the deadlines, and say whether anything was due or is on its way."""
        for desk in (each for each in self.desks.values() if each.up):
            if await sweep_deadlines(desk.node.office) or await self._waits(desk):
                return True
        return False

    async def _what_waits(self) -> str:
        """Describe the runs that have not ended."""
        found = []
        for carrier in self._carriers.values():
            async for each in carrier.client.list_workflows("ExecutionStatus = 'Running'"):
                run = await carrier.client.get_workflow_handle(each.id).describe()
                found.append(str(run.raw_description))
        return "; ".join(found)

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


@asynccontextmanager
async def carried_federation(
    files: FederationFiles,
    folder: Path,
    new_database: Callable[[str], str],
    *,
    address: str,
    codes: Iterable[str] | None = None,
) -> AsyncIterator[CaseFederation]:
    """Start a federation as `case_federation` does, with Temporal in place of its stand-in.

    Args:
        files, folder, new_database, codes: As for `case_federation`.
        address: ``host:port`` of a server as in life.
    """
    clock, desks = at_desks(files, folder, new_database, codes=codes, at=START)
    federation = CarriedFederation(clock, desks, address=address)
    try:
        for code in desks:
            await federation.start(code)
        yield federation
    finally:
        await federation.close()
