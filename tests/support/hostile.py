"""A member that lies: it keeps several histories and shows each caller the one that it likes.

Everything that it signs is signed with its real keys, as a member would that rewrites its
log. What an honest node refuses to append, it appends.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from certs.layout import FederationFiles
from comity.v1.register_service_pb2_grpc import RegisterServiceServicer
from gateway.exchange.server import NodeServer
from gateway.register.denials.denial_projection import project
from gateway.register.log.log_store import CheckedEntry, extend, lock_head
from gateway.register.log.signing import publish_checkpoint
from gateway.register.own_log import sign_entry
from gateway.register.sync.service import REGISTER_SERVICE, RegisterService
from gateway.store.database import Database
from gateway.trust.tls import identify_peer, server_credentials
from tests.support.elsewhere import Elsewhere
from tests.support.empty_database import open_empty
from tests.support.register_nodes import (
    RegisterNode,
    StandingClock,
    denial,
    draft_of,
    served_nodes,
)


class History:
    """One of the histories of a lying member, in a database of its own."""

    def __init__(self, node: RegisterNode, database: Database) -> None:
        self.db = database
        self._me = node.me
        self.service = RegisterService(database, node.me)

    def append(self, entries: Sequence[CheckedEntry], at: datetime | None = None) -> None:
        """Append entries as they are, and sign a checkpoint."""
        at = at or self._me.clock.now()

        def write(conn: Any) -> None:
            head = lock_head(conn, self._me.code)
            extend(conn, head, entries)
            project(conn, self._me.code, head.size, entries, law=self._me.reviews)
            publish_checkpoint(conn, self._me, at)

        self.db.write_sync(write)


class Liar(RegisterServiceServicer):
    """The servicer of a lying member: who asks decides which history answers."""

    def __init__(self, node: RegisterNode, folder: Path) -> None:
        self.node = node
        self._folder = folder
        self.histories: dict[str, History] = {}
        self.shown: dict[str, str] = {}
        self.server: NodeServer | None = None
        self._number = 0

    def history(self, name: str) -> History:
        """Begin a history."""
        self.histories[name] = History(self.node, open_empty(self._folder / f"{name}.db"))
        return self.histories[name]

    def sign(self, count: int, *, back: timedelta = timedelta()) -> list[CheckedEntry]:
        """Sign new denials, dated back."""
        at = self.node.clock.now() - back
        first, self._number = self._number + 1, self._number + count
        numbers = range(first, self._number + 1)
        return [
            sign_entry(self.node.me, draft_of(denial(self.node.code, number)), at)
            for number in numbers
        ]

    def show(self, name: str, *callers: str) -> None:
        """Show a history to members from now on."""
        self.shown.update(dict.fromkeys(callers, name))

    async def serve(self) -> None:
        """Answer on loopback."""
        from comity.v1.register_service_pb2_grpc import (  # noqa: PLC0415 - as server.py does
            add_RegisterServiceServicer_to_server,
        )

        tls = server_credentials(self.node.files.tls)
        assert self.server is None
        self.server = NodeServer(self.node.me, tls, [], [REGISTER_SERVICE])
        add_RegisterServiceServicer_to_server(self, self.server.grpc)
        bound = await self.server.start("127.0.0.1:0")
        self.node.addresses[self.node.code] = f"127.0.0.1:{bound}"

    async def close(self) -> None:
        """Be gone."""
        if self.server is not None:
            await self.server.stop(0)
        for history in self.histories.values():
            history.db.close()

    def face(self, context: Any) -> RegisterService:
        """Choose the history for who asks."""
        me = self.node.me
        peer = identify_peer(context.auth_context(), me.directory(), me.clock.now())
        return self.histories[self.shown[peer.code]].service

    async def GetHead(self, request: Any, context: Any) -> Any:
        return await self.face(context).GetHead(request, context)

    async def StreamEntries(self, request: Any, context: Any) -> Any:
        async for batch in self.face(context).StreamEntries(request, context):
            yield batch

    async def GetConsistencyProof(self, request: Any, context: Any) -> Any:
        return await self.face(context).GetConsistencyProof(request, context)

    async def GetInclusionProof(self, request: Any, context: Any) -> Any:
        return await self.face(context).GetInclusionProof(request, context)

    async def AddCosignature(self, request: Any, context: Any) -> Any:
        return await self.face(context).AddCosignature(request, context)

    async def TellFraud(self, request: Any, context: Any) -> Any:
        return await self.face(context).TellFraud(request, context)


@asynccontextmanager
async def beside_a_liar(
    folder: Path,
    *honest: str,
    clock: StandingClock,
    files: FederationFiles | None = None,
    **visits: Any,
) -> AsyncIterator[tuple[dict[str, RegisterNode], Liar]]:
    """Members that serve and visit, and FR, which lies."""
    running = served_nodes(
        folder, (*honest, "FR"), files=files, away=("FR",), visits=visits, clock=clock
    )
    async with running as nodes:
        fr = Liar(nodes["FR"], folder)
        try:
            await fr.serve()
            yield nodes, fr
        finally:
            await fr.close()


def proven_elsewhere(
    elsewhere: Elsewhere, evidence: str, node: RegisterNode, folder: Path
) -> dict[str, Any]:
    """Verify a fraud proof in a process that knows the directory and the anchor only."""
    file = folder / "fraud.json"
    file.write_text(evidence, encoding="utf-8")
    trust = ["--directory", str(node.files.directory), "--anchor", str(node.files.anchor)]
    done = elsewhere.run(["register", "verify-fraud", str(file), *trust, "--json"], folder)
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found
