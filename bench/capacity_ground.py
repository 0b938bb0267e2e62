"""Federations of any size in one process, over mTLS on loopback, in which everything is counted.

Each member is the node's own register and exchange on an SQLite database of its own. In front
of each listens a forwarder, so that octets are those on the wire: TLS records, HTTP/2 frames and
the opening of connections included.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.registers import cpu_s
from bench.sync import Forwarder
from certs.dev import make_federation
from gateway.domain.authority import COMMISSION
from gateway.domain.letter import LetterType, PartKind
from gateway.exchange.delivery import Deliverer
from gateway.exchange.intake import Intake
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.exchange.server import EXCHANGE_SERVICE, NodeServer, exchange_handler
from gateway.ports import MessageRef
from gateway.register.log import notes
from gateway.register.log.log_store import read_head
from gateway.register.sync.service import REGISTER_SERVICE, serve_register
from gateway.store.database import Database, octets
from gateway.trust import algorithms
from gateway.trust.suites import Suite
from gateway.trust.tls import server_credentials
from tests.support.register_nodes import (
    NOW,
    CountedService,
    RegisterNode,
    denial,
    draft_of,
    open_nodes,
)

CONTENT = b"\x5a" * 2048
"""Of a letter; it is sealed, so that its octets do not compress."""

SETTLE_S = 0.3
"""What was said last is on the wire by then: it is waited for once a phase."""


@dataclass
class Figures:
    """What a phase took, of all members together.

    Attributes:
        calls: Round trips: calls that members answered.
        octets: On the wire, both ways.
        made: Signatures that were made.
        verified: Signatures that were verified.
        storage: Octets by which the databases grew.
        cpu_s: Processor time of all members.
    """

    calls: float = 0.0
    octets: float = 0.0
    made: float = 0.0
    verified: float = 0.0
    storage: float = 0.0
    cpu_s: float = 0.0

    def __sub__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, n) - getattr(other, n) for n in NAMES))

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, n) + getattr(other, n) for n in NAMES))

    def __mul__(self, by: float) -> Figures:
        return Figures(*(getattr(self, n) * by for n in NAMES))


NAMES = tuple(each.name for each in fields(Figures))


@dataclass
class Counted:
    """How often functions of the node were called, by their names."""

    made: int = 0
    verified: int = 0


@contextmanager
def counting() -> Iterator[Counted]:
    """Count signatures that are made and verified, wherever in the node that is done."""
    counted = Counted()

    def one_more(call: Callable[..., Any], kind: str) -> Callable[..., Any]:
        def counting_call(*given: Any, **named: Any) -> Any:
            setattr(counted, kind, getattr(counted, kind) + 1)
            return call(*given, **named)

        return counting_call

    calls: dict[str, tuple[Callable[..., Any], str]] = {
        "sign_with": (algorithms.sign_with, "made"),
        "sign_note": (notes.sign_note, "made"),
        "cosign": (notes.cosign, "made"),
        "signature_holds": (algorithms.signature_holds, "verified"),
        "verify_signature": (notes.verify_signature, "verified"),
    }
    stands = {name: (call, one_more(call, kind)) for name, (call, kind) in calls.items()}
    changed = []
    for module in list(sys.modules.values()):
        for name, (before, now) in stands.items():
            if getattr(module, name, None) is before:
                setattr(module, name, now)
                changed.append((module, name, before))
    try:
        yield counted
    finally:
        for module, name, before in changed:
            setattr(module, name, before)


@dataclass
class CapacityNode(RegisterNode):
    """A member that answers for its register and takes letters."""

    letters: int = 0
    forwarder: Forwarder | None = None
    deliverer: Deliverer = field(init=False)

    async def serve(self) -> None:
        """Answer on loopback, behind a forwarder."""
        intake = Intake(
            self.db,
            self.me,
            check_content=lambda _header, bodies: bodies,
            period_for=lambda _header, _content, _received: None,
        )
        services = [EXCHANGE_SERVICE, REGISTER_SERVICE]
        credentials = server_credentials(self.files.tls)
        server = NodeServer(self.me, credentials, [exchange_handler(intake)], services)
        self.service = CountedService(self.db, self.me, on_seen=self._hear, on_fraud=self._tell_on)
        serve_register(server.grpc, self.service)
        self.forwarder = Forwarder(await server.start("127.0.0.1:0"))
        self.server = server
        self.addresses[self.code] = f"127.0.0.1:{await self.forwarder.start()}"
        self.deliverer = Deliverer(self.db, self.me, self.peers)

    async def close(self) -> None:
        """End all of it."""
        await super().close()
        self.deliverer.close()
        if self.forwarder is not None:
            self.forwarder.server.close()
        self.db.close()

    async def send(self, recipient: str) -> None:
        """Send a letter of 2 KiB and keep its receipt."""
        letter = await self.db.write(
            lambda conn: queue_letter(
                conn,
                self.me,
                recipient=recipient,
                letter_type=LetterType.REQUEST,
                parts=[PartDraft(PartKind.MATCHING, CONTENT)],
                procedure="16(5)",
            )
        )
        result = await self.deliverer.deliver(MessageRef(message_id=letter.message_id))
        if not result.settled or result.refused:
            raise RuntimeError(result.reason)
        self.letters += 1


def writers(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return who asks and is asked: all but the Commission, which no consultation reaches."""
    return tuple(code for code in codes if code != COMMISSION)


class Members:
    """The members of a federation, and what they have taken so far."""

    def __init__(self, nodes: dict[str, CapacityNode], counted: Counted) -> None:
        self.nodes, self._counted = nodes, counted

    def taken(self) -> Figures:
        """Return what was taken since the beginning."""
        nodes = self.nodes.values()
        return Figures(
            calls=sum(node.service.calls + node.letters for node in nodes),
            octets=sum(node.forwarder.passed for node in nodes if node.forwarder is not None),
            made=self._counted.made,
            verified=self._counted.verified,
            storage=sum(node.db.read_sync(octets) for node in nodes),
            cpu_s=cpu_s(),
        )

    async def round(self) -> Figures:
        """Have each member visit all others once, one after the other; return what it took."""
        before = self.taken()
        for node in self.nodes.values():
            if node.syncer is None:
                raise RuntimeError("it has no syncer")
            found = await node.syncer.sync_all()
            if found.troubles:
                raise RuntimeError("; ".join(found.troubles))
        await asyncio.sleep(SETTLE_S)  # what is on its way is counted to this round
        return self.taken() - before

    def notify(self, entries: int) -> None:
        """Have each member write entries into its own log."""
        for node in self.nodes.values():
            first = node.db.read_sync(lambda conn, of=node.code: read_head(conn, of)).size  # type: ignore[misc]
            node.append_many([draft_of(denial(node.code, first + n + 1)) for n in range(entries)])

    async def letters(self, each: int) -> Figures:
        """Have each member send letters to the others in turn; return what it took."""
        before, codes = self.taken(), writers(tuple(self.nodes))
        for at, code in enumerate(codes):
            node, others = self.nodes[code], codes[at + 1 :] + codes[:at]
            for number in range(each):
                await node.send(others[number % len(others)])
        await asyncio.sleep(SETTLE_S)
        return self.taken() - before


@asynccontextmanager
async def members(folder: Path, codes: tuple[str, ...], suite: Suite) -> AsyncIterator[Members]:
    """Run a federation in a new folder."""
    files = make_federation(codes, folder / "federation", now=NOW - timedelta(days=1))
    databases = {
        code: Database.open(f"sqlite:///{folder / code}.db", create=True) for code in codes
    }
    opened = open_nodes(files, databases, suite=suite)
    nodes = {}
    for code, node in opened.items():
        made = (node.me, node.clock, node.db, node.files, node.held, node.addresses)
        nodes[code] = CapacityNode(*made)
    with counting() as counted:
        try:
            for each in nodes.values():
                await each.serve()
            for each in nodes.values():
                each.make_syncer()
            yield Members(nodes, counted)
        finally:
            for each in nodes.values():
                await each.close()
