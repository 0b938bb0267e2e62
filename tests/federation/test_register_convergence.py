"""Any order, duplication, delay and interruption of synchronisation ends in the same state.

Real nodes over real mTLS; the service of each misbehaves as the example says: it cuts a
stream, sends a batch twice, swaps two, or shows an older head. None of it is a lie about
the log, so nothing may be taken for a trouble that stops it.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import grpc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from certs.dev import make_federation
from certs.layout import FederationFiles
from comity.v1 import register_service_pb2 as pb
from gateway.domain.denial import DenialState, ReviewOutcome
from gateway.domain.letter import EntryType
from gateway.domain.notice import DenialReview
from gateway.errors import ComityError
from gateway.register.denials.denial_queries import list_denials
from gateway.register.log.checkpoints import checkpoint_at, received_up_to
from gateway.register.log.log_store import LogState, heads, read_head
from gateway.store.tables_register import denial, denial_event, log_entry, log_part
from gateway.wire.content import content_to_bytes
from tests.support import register_nodes
from tests.support.empty_database import open_empty
from tests.support.raising import present
from tests.support.register_nodes import (
    NOW,
    CountedService,
    RegisterNode,
    draft_of,
    matching_part,
    open_nodes,
)
from tests.support.register_nodes import denial as make_denial

CODES = ("DE", "FR", "NL")


class Fault(StrEnum):
    """How a service misbehaves."""

    NONE = "none"
    CUT = "cut"
    TWICE = "twice"
    SWAPPED = "swapped"
    STALE = "stale"


class UnsteadyService(CountedService):
    """The servicer, behaving as the example says."""

    fault = Fault.NONE

    async def GetHead(self, request: Any, context: Any) -> Any:
        answer = await super().GetHead(request, context)
        size = answer.head.size
        if self.fault is not Fault.STALE or size < 2:
            return answer
        origin = answer.head.origin
        older = self._db.read_sync(
            lambda conn: next(
                (
                    found
                    for each in range(size - 1, 0, -1)
                    if (found := checkpoint_at(conn, origin, each)) is not None
                ),
                None,
            )
        )
        if older is None:
            return answer
        head = pb.LogHead(origin=origin, size=older.size, root=older.root)
        return pb.GetHeadResponse(head=head, checkpoint=older.note)

    async def StreamEntries(self, request: Any, context: Any) -> AsyncIterator[Any]:
        kept = [batch async for batch in super().StreamEntries(request, context)]
        if self.fault is Fault.CUT:
            kept = kept[: len(kept) // 2]
        elif self.fault is Fault.TWICE:
            kept = [each for batch in kept for each in (batch, batch)]
        elif self.fault is Fault.SWAPPED and len(kept) > 1:
            kept[0], kept[1] = kept[1], kept[0]
        for batch in kept:
            yield batch
        if self.fault is Fault.CUT:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "the line went dead")


@dataclass(frozen=True)
class Append:
    """A member notifies some denials."""

    code: str
    count: int


@dataclass(frozen=True)
class Revoke:
    """A member revokes the newest of its denials that is valid."""

    code: str


@dataclass(frozen=True)
class Visit:
    """A member pulls a log from its owner, or from another who holds it."""

    who: str
    origin: str
    source: str
    fault: Fault


Step: TypeAlias = Append | Revoke | Visit

CODE = st.sampled_from(CODES)
STEPS = st.lists(
    st.one_of(
        st.builds(Append, CODE, st.integers(1, 7)),
        st.builds(Revoke, CODE),
        st.builds(Visit, CODE, CODE, CODE, st.sampled_from(Fault)),
        st.builds(Visit, CODE, CODE, CODE, st.sampled_from(Fault)),
    ),
    min_size=4,
    max_size=16,
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    return make_federation(list(CODES), tmp_path_factory.mktemp("keys"), now=NOW)


def append(node: RegisterNode, count: int) -> None:
    first = node.db.read_sync(lambda conn: read_head(conn, node.code).size) + 1
    node.append_many([draft_of(make_denial(node.code, first + i)) for i in range(count)])


def revoke(node: RegisterNode) -> None:
    found = [
        line.denial_id
        for line in node.db.read_sync(list_denials).items
        if line.denial_id.startswith(node.code) and line.state is DenialState.VALID
    ]
    if found:
        act = DenialReview(
            denial_id=found[-1], outcome=ReviewOutcome.REVOKED, at=node.clock.now().date()
        )
        part = matching_part(content_to_bytes(act))
        node.append(EntryType.DENIAL_REVOKED, act.denial_id, [part])


async def visit(nodes: dict[str, RegisterNode], step: Visit) -> None:
    source = nodes[step.source]
    if step.who in (step.origin, step.source) or source.server is None:
        return
    UnsteadyService.fault = step.fault
    syncer = nodes[step.who].syncer
    assert syncer is not None
    try:
        await syncer.sync_log(step.origin, step.source)
    except ComityError:
        pass  # what came before it is kept, and the next visit goes on there
    finally:
        UnsteadyService.fault = Fault.NONE


def state_of(conn: Connection) -> dict[str, Any]:
    """Everything that a register is: logs, contents, and what follows from them."""
    found: dict[str, Any] = {
        "heads": {h.origin: (h.size, h.root) for h in heads(conn) if h.size},
        "states": {h.state for h in heads(conn)},
    }
    for table in (log_entry, log_part, denial, denial_event):
        query = select(table).order_by(*table.primary_key.columns)
        found[table.name] = [tuple(row) for row in conn.execute(query)]
    return found


async def run(files: FederationFiles, folder: Path, steps: list[Step]) -> None:
    databases = {code: open_empty(folder / f"{code}.db") for code in CODES}
    nodes = open_nodes(files, databases)
    try:
        for node in nodes.values():
            await node.serve()
            node.make_syncer(batch_size=2)
        for step in steps:
            match step:
                case Append(code, count):
                    append(nodes[code], count)
                case Revoke(code):
                    revoke(nodes[code])
                case Visit():
                    await visit(nodes, step)
        for _ in range(2):  # cosignatures come back with the second round
            for node in nodes.values():
                assert (await present(node.syncer).sync_all()).troubles == ()
        states = {code: node.db.read_sync(state_of) for code, node in nodes.items()}
        assert states["DE"] == states["FR"] == states["NL"]
        assert states["DE"]["states"] <= {LogState.FOLLOWING}
        for code, node in nodes.items():
            size = states[code]["heads"].get(code, (0, b""))[0]
            received = node.db.read_sync(partial(received_up_to, origin=code))
            assert size == 0 or {who: at[0] for who, at in received.items()} == dict.fromkeys(
                CODES, size
            )
    finally:
        for node in nodes.values():
            await node.close()
            node.db.close()


@settings(
    max_examples=10 if settings().derandomize else 60,  # the others in `make test-long`
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_every_way_of_synchronising_ends_in_the_same_state(
    files: FederationFiles, monkeypatch: pytest.MonkeyPatch, steps: list[Step]
) -> None:
    with monkeypatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(register_nodes, "CountedService", UnsteadyService)
        asyncio.run(run(files, Path(folder), steps))
