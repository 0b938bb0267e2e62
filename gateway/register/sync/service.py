"""Serves logs to the members that may read them, and takes their cosignatures.

A node serves its own log and every other that it holds: proofs make the source irrelevant.
Who asks is said by TLS and the directory alone; parts go to their release set, whoever
serves them. What is raised here becomes a gRPC status by the exchange's one table.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeAlias, TypeVar

import grpc
import structlog
from sqlalchemy import ColumnElement, Connection, Table, bindparam, func, select

from comity.v1 import register_service_pb2 as pb
from comity.v1.envelope_pb2 import Package
from comity.v1.register_service_pb2_grpc import (
    RegisterServiceServicer,
    add_RegisterServiceServicer_to_server,
)
from gateway.errors import (
    ComityError,
    InputError,
    NotFoundError,
    Reason,
    StateError,
    UnavailableError,
)
from gateway.exchange.calls import errors_as_status
from gateway.exchange.identity import NodeIdentity
from gateway.register.log.checkpoints import (
    HeldCheckpoint,
    may_read_registers,
    store_cosignature,
    told_heads,
)
from gateway.register.log.ended_logs import ended_heads, require_served, served_head, served_size
from gateway.register.log.freshness import Speaker, has_no_more
from gateway.register.log.log_store import Head
from gateway.register.log.proofs import consistency_proof, inclusion_proof
from gateway.register.release_sets import may_hold
from gateway.register.sync.cosigning import confirmable, confirmed, cosigned_note, with_own_line
from gateway.register.sync.fraud_notification import FraudListener
from gateway.register.sync.source import MAX_SEEN, directory_head, hear_directory
from gateway.store.database import Database
from gateway.store.prepared import Prepared
from gateway.store.tables_register import log_entry, log_part
from gateway.trust.members import Member
from gateway.trust.tls import identify_peer

log = structlog.get_logger(__name__)

MAX_BATCH = 2048
BATCH_BYTES = 2 * 2**20
"""Octets of entries in one reply: with one entry more (3 MiB at most) it could pass gRPC's
default of 4 MiB, so a batch ends before the entry that would pass this."""

OVERHEAD = 16
"""Octets that a body or an envelope takes in a reply besides its own, at most."""

STREAMS_A_PEER = 4
"""Streams that one member may have open: it needs one for each log, and pulls few at a time."""

SERVICE = pb.DESCRIPTOR.services_by_name["RegisterService"].full_name
"""Full name of the service, for health and reflection."""

Context: TypeAlias = grpc.aio.ServicerContext[Any, Any]
Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Method: TypeAlias = "Callable[[RegisterService, Asked, Context], Awaitable[Answer]]"


def answered(method: Method[Asked, Answer]) -> Method[Asked, Answer]:
    """Answer with the status of what a method raises."""

    @wraps(method)
    async def call(self: RegisterService, request: Asked, context: Context) -> Answer:
        async with errors_as_status(context):
            return await method(self, request, context)

    return call


@dataclass(frozen=True, slots=True)
class Batch:
    """Some entries as the caller may have them, and the proof of the batch's end."""

    packages: list[Package]
    end: int
    proof: list[bytes]


class RegisterService(RegisterServiceServicer):
    """The servicer of ``comity.v1.RegisterService``.

    Args:
        db: The node's database.
        me: This node.
        on_seen: Called with the code of a log of which a peer has told a newer head: the
            nudge to pull. Must return at once.
        on_fraud: Called when a proven fraud was told that was not known: it is told on.
            Must return at once.
    """

    def __init__(
        self,
        db: Database,
        me: NodeIdentity,
        *,
        on_seen: Callable[[str], None] | None = None,
        on_fraud: Callable[[], None] | None = None,
    ) -> None:
        self._db = db
        self._me = me
        self._streams: Counter[str] = Counter()
        self._listener = FraudListener(db, me)
        self._speaker = Speaker(me)
        self._on_seen = on_seen or (lambda _origin: None)
        self._on_fraud = on_fraud or (lambda: None)

    @answered
    async def GetHead(self, request: pb.GetHeadRequest, context: Context) -> pb.GetHeadResponse:
        """Say how far a log is; without its checkpoint where the caller holds just that."""
        caller = self._caller(context)
        hear_directory(self._me, caller.code, request.directory)
        directory, at = self._me.directory(), self._me.clock.now()
        heads, found, whole = await self._db.read(
            lambda conn: (
                ended_heads(conn, told_heads(conn), directory, at),
                served_head(conn, request.held.origin, directory, at),
                has_no_more(conn, self._me.code),
            )
        )
        for seen in list(request.seen)[:MAX_SEEN]:
            known = heads.get(seen.origin)
            if seen.origin != self._me.code and (known is None or known.size < seen.size):
                self._on_seen(seen.origin)
        own = heads.get(self._me.code)
        if request.held.origin == self._me.code and request.held.size > (own.size if own else 0):
            self._on_seen(caller.code)  # it holds more of our log than we: hear what it has
        heads.pop(request.held.origin, None)
        response = pb.GetHeadResponse(
            seen=[_head(each) for each in list(heads.values())[:MAX_SEEN]],
            directory=directory_head(self._me),
        )
        response.head.origin = request.held.origin
        if found is not None:
            response.head.CopyFrom(_head(found))
        if request.held.origin == self._me.code and whole is not None:
            size = 0 if found is None else found.size
            response.no_more = await self._no_more(whole) if whole.size == size else ""
        if found is None:
            return response
        if response.head != request.held:
            held = request.held
            response.checkpoint, response.confirmed = await self._db.read(
                lambda conn: (
                    with_own_line(conn, found, self._me.code),
                    cosigned_note(conn, held.origin, held.size, held.root),
                )
            )
        return response

    async def _no_more(self, whole: Head) -> str:
        """Say that the own log has no more; nothing where the key for it does not sign now."""
        try:
            return await asyncio.to_thread(self._speaker.line, whole)  # a token may be slow
        except UnavailableError:
            return ""  # what we hold is given all the same; how fresh it is, nobody states

    async def StreamEntries(
        self, request: pb.StreamEntriesRequest, context: Context
    ) -> AsyncIterator[pb.StreamEntriesResponse]:
        """Stream entries in batches, the next one being read while one is sent."""
        async with errors_as_status(context):
            async for batch in self._stream(request, context):
                yield batch

    async def _stream(
        self, request: pb.StreamEntriesRequest, context: Context
    ) -> AsyncIterator[pb.StreamEntriesResponse]:
        member = self._caller(context)
        caller = member.code
        if self._streams[caller] >= STREAMS_A_PEER:
            raise StateError(
                "{member} has {streams_a_peer} streams open already",
                remedy="Let one end; the next round goes on where this one was.",
                member=caller,
                streams_a_peer=STREAMS_A_PEER,
            )
        self._streams[caller] += 1
        try:
            async for answer in self._batches(request, member):
                yield answer
        finally:
            self._streams[caller] -= 1

    async def _batches(
        self, request: pb.StreamEntriesRequest, caller: Member
    ) -> AsyncIterator[pb.StreamEntriesResponse]:
        size, start = request.checkpoint_size, request.start
        held = await self._served(request.origin)
        if not 0 <= start <= size <= held or not 1 <= request.batch_size <= MAX_BATCH:
            raise InputError(
                "start, checkpoint_size or batch_size is out of range",
                remedy="0 <= start <= checkpoint_size <= {held}; batches of 1 to {max_batch}.",
                origin=request.origin[:20],
                held=held,
                max_batch=MAX_BATCH,
            )

        def read(first: int) -> Callable[[Connection], Batch]:
            last = min(first + request.batch_size, size)
            return lambda conn: read_batch(conn, request.origin, first, last, size, caller)

        following = asyncio.ensure_future(self._db.read(read(start))) if start < size else None
        try:
            while following is not None:
                batch = await following
                following = None
                if batch.end < size:
                    following = asyncio.ensure_future(self._db.read(read(batch.end)))
                yield pb.StreamEntriesResponse(
                    start=start, entries=batch.packages, consistency_proof=batch.proof
                )
                start = batch.end
        finally:
            if following is not None:
                following.cancel()

    @answered
    async def GetConsistencyProof(
        self, request: pb.GetConsistencyProofRequest, context: Context
    ) -> pb.GetConsistencyProofResponse:
        """Prove that one size is a prefix of a larger one."""
        self._caller(context)
        origin, old, new = request.origin, request.old_size, request.new_size
        require_served(origin, new, await self._served(origin))
        proof = await self._db.read(lambda conn: consistency_proof(conn, origin, old, new))
        return pb.GetConsistencyProofResponse(proof=proof)

    @answered
    async def GetInclusionProof(
        self, request: pb.GetInclusionProofRequest, context: Context
    ) -> pb.GetInclusionProofResponse:
        """Give an entry, with the bodies that the caller may hold, and prove it."""
        caller = self._caller(context)
        origin, index, size = request.origin, request.index, request.size
        require_served(origin, size, await self._served(origin))

        def read(conn: Connection) -> pb.GetInclusionProofResponse:
            proof = inclusion_proof(conn, origin, index, size)
            batch = read_batch(conn, origin, index, index + 1, index + 1, caller)
            return pb.GetInclusionProofResponse(entry=batch.packages[0], proof=proof)

        return await self._db.read(read)

    @answered
    async def AddCosignature(
        self, request: pb.AddCosignatureRequest, context: Context
    ) -> pb.AddCosignatureResponse:
        """Take the caller's cosignature on a checkpoint: its receipt for what that covers."""
        caller, at = self._caller(context), self._me.clock.now()
        origin, size, root = request.origin, request.size, request.root
        found = await self._db.read(lambda conn: confirmable(conn, origin, size, root))
        made = await asyncio.to_thread(
            confirmed,
            found,
            request.line,
            cosigner=caller.code,
            directory=self._me.directory(),
            at=at,
        )
        await self._db.write(lambda conn: store_cosignature(conn, made))
        return pb.AddCosignatureResponse()

    @answered
    async def TellFraud(
        self, request: pb.TellFraudRequest, context: Context
    ) -> pb.TellFraudResponse:
        """Take a fraud proof that holds by our own directory; keep nothing of one that does not."""
        caller = self._caller(context)
        try:
            news = await self._listener.take(request.proof, caller.code)
        except ComityError as exc:
            log.warning("fraud.refused", peer=caller.code, reason=exc.reason.value)
            raise
        if news:
            log.warning("fraud.told", peer=caller.code, origin=request.proof.origin)
            self._on_fraud()
        return pb.TellFraudResponse()

    async def _served(self, origin: str) -> int:
        """Return how many entries of a log are served: of one that has ended, none beyond that."""
        directory, at = self._me.directory(), self._me.clock.now()
        return await self._db.read(lambda conn: served_size(conn, origin, directory, at))

    def _caller(self, context: Context) -> Member:
        """Return who asks.

        Raises:
            TrustError: PEER_UNKNOWN or PEER_REVOKED; DIRECTORY_EXPIRED, its grace is over.
            PermissionRefusedError: NOT_AUTHORISED, the member may not read registers.
        """
        directory, at = self._me.directory(), self._me.clock.now()
        directory.require_grace(at)
        peer = identify_peer(context.auth_context(), directory, at)
        member = directory.member(peer.code)
        if not may_read_registers(member):
            raise Reason.NOT_AUTHORISED.error(
                "{member} has no role that may read registers",
                remedy="The operators of the directory enter roles.",
                member=peer.code,
            )
        return member


def _head(held: HeldCheckpoint | Head) -> pb.LogHead:
    return pb.LogHead(origin=held.origin, size=held.size, root=held.root)


def _chosen(table: Table) -> tuple[ColumnElement[bool], ...]:
    between = table.c.idx.between(bindparam("first"), bindparam("last"))
    return (table.c.origin == bindparam("of"), between)


# Asked for every batch, of which most have one entry: built once.
_ENVELOPES = Prepared(
    select(log_entry.c.envelope).where(*_chosen(log_entry)).order_by(log_entry.c.idx)
)
_BODIES = Prepared(
    select(
        log_part.c.idx, log_part.c.part, log_part.c.release, log_part.c.salt, log_part.c.body
    ).where(*_chosen(log_part), log_part.c.body.is_not(None))
)
_SIZES = (
    Prepared(select(log_entry.c.idx, func.length(log_entry.c.envelope)).where(*_chosen(log_entry))),
    Prepared(
        select(log_part.c.idx, func.length(log_part.c.body) + func.length(log_part.c.salt)).where(
            *_chosen(log_part)
        )
    ),
)


def read_batch(
    conn: Connection, origin: str, start: int, stop: int, size: int, caller: Member
) -> Batch:
    """Read entries with the bodies that a member may hold, and prove the end of the batch.

    Raises:
        NotFoundError: The log does not reach so far here.
    """
    stop = min(stop, _fitting(conn, origin, start, stop))
    chosen = {"of": origin, "first": start, "last": stop - 1}
    packages = [_package(envelope) for (envelope,) in _ENVELOPES.rows(conn, chosen)]
    if len(packages) != stop - start:
        raise NotFoundError(
            "Log {origin} does not reach so far here.",
            remedy="Ask for no more than the log's head says.",
            origin=origin,
        )
    released: dict[str, bool] = {}
    for index, part, release, salt, body in _BODIES.rows(conn, chosen):
        if release not in released:
            # The author has what it wrote: it may pull its own log back from a mirror.
            released[release] = may_hold(caller, release.split(), origin)
        if released[release]:
            packages[index - start].bodies.add(index=part, salt=salt, body=body)
    end = start + len(packages)
    return Batch(packages, end, consistency_proof(conn, origin, end, size) if end < size else [])


def _package(envelope: bytes) -> Package:
    package = Package()
    package.envelope.MergeFromString(envelope)
    return package


def _fitting(conn: Connection, origin: str, start: int, stop: int) -> int:
    """Say up to where entries fit in one reply, one at least, before any is loaded."""
    sizes: Counter[int] = Counter()
    for lengths in _SIZES:
        for index, octets in lengths.rows(conn, {"of": origin, "first": start, "last": stop - 1}):
            sizes[index] += OVERHEAD + (octets or 0)
    total = 0
    for index in range(start, stop):
        total += sizes[index]
        if total > BATCH_BYTES and index > start:
            return index
    return stop


REGISTER_SERVICE = SERVICE
"""Full name of the service, for health and reflection."""


def serve_register(server: grpc.aio.Server, service: RegisterService) -> None:
    """Have a server answer for the register; before it is started."""
    add_RegisterServiceServicer_to_server(service, server)
