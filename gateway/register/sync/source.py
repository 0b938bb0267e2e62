"""One member's register as seen from here: the calls, their deadlines, their failures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Sequence
from typing import Any, Protocol, TypeVar

import grpc
from google.protobuf.message import DecodeError, Message

from comity.v1 import envelope_pb2
from comity.v1 import register_service_pb2 as pb
from gateway.errors import CheckpointError, ComityError, LogRefusedError, Reason
from gateway.exchange.calls import describe
from gateway.exchange.identity import NodeIdentity
from gateway.register.log.checkpoints import Cosigned
from gateway.register.log.freshness import NoMoreWord
from gateway.register.log.log_store import Head
from gateway.register.sync.visit_timeout import came
from gateway.store.database import Database
from gateway.trust.federation import DirectoryHead
from gateway.wire.counting import decode

P = TypeVar("P", bound=Message)

_SERVICE = pb.DESCRIPTOR.services_by_name["RegisterService"].full_name

CALL_TIMEOUT_S = 20.0
"""A head or a proof is a few reads; a peer that needs longer is treated as away."""

BATCH_TIMEOUT_S = 60.0
"""Longest silence within a stream."""

STREAM_TIMEOUT_S = 3600.0
"""A first catch-up of a million entries; it goes on where it was when it is cut."""


AWAY = frozenset(
    {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.CANCELLED,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
    }
)
"""Statuses that say nothing about the log: the call did not get through."""


class MemberChannels(Protocol):
    """What synchronisation needs of the exchange: a channel to a member, by mTLS."""

    async def channel(self, code: str) -> grpc.aio.Channel:
        """Return the channel to a member; raises PEER_UNKNOWN, PEER_REVOKED, PEER_UNAVAILABLE."""
        ...


MAX_SEEN = 64
"""Heads of other logs that one call tells, and that are looked at: more than members."""


class LogSource:
    """The register of one member, by its service.

    Args:
        code: Authority code of the member.
        channel: mTLS channel to it.
        me: This node, whose directory is told with each head, and hears of theirs.
    """

    def __init__(self, code: str, channel: grpc.aio.Channel, me: NodeIdentity) -> None:
        self.code = code
        self.word: NoMoreWord | None = None
        """What its origin has said of the log that is pulled, and when; nothing a mirror says."""
        self.shown = b""
        """The newest note that it has shown, with its cosignature; none of it is verified."""
        self._me = me
        self._channel = channel  # held: a call alone would outlive it, and fail

    @property
    def doubt(self) -> CheckpointError | None:
        """What is wrong with the origin's word, if it gave one."""
        return None if self.word is None else self.word.doubt

    async def head(
        self, origin: str, held: Head | None, seen: Sequence[Head] = ()
    ) -> pb.GetHeadResponse:
        """Ask how far a log is, saying what is held of it and what was seen of others."""
        request = pb.GetHeadRequest(
            held=pb.LogHead(origin=origin),
            seen=[pb.LogHead(origin=h.origin, size=h.size, root=h.root) for h in seen],
            directory=directory_head(self._me),
        )
        if held is not None and held.size:
            request.held.size, request.held.root = held.size, held.root
        answer = await self._ask("GetHead", request, pb.GetHeadResponse)
        hear_directory(self._me, self.code, answer.directory)
        self.shown = answer.checkpoint
        return answer

    async def consistency(self, origin: str, old: int, new: int) -> tuple[bytes, ...]:
        """Ask for a consistency proof."""
        request = pb.GetConsistencyProofRequest(origin=origin, old_size=old, new_size=new)
        answer = await self._ask("GetConsistencyProof", request, pb.GetConsistencyProofResponse)
        return tuple(answer.proof)

    async def inclusion(
        self, origin: str, index: int, size: int
    ) -> tuple[envelope_pb2.Package, tuple[bytes, ...]]:
        """Ask for an entry and the proof that it is in the log."""
        request = pb.GetInclusionProofRequest(origin=origin, index=index, size=size)
        answer = await self._ask("GetInclusionProof", request, pb.GetInclusionProofResponse)
        return answer.entry, tuple(answer.proof)

    async def batches(
        self, origin: str, start: int, size: int, batch_size: int
    ) -> AsyncGenerator[pb.StreamEntriesResponse, None]:
        """Stream the entries from an index up to a checkpoint's size.

        The next batch is received while the caller works on the one before.
        """
        request = pb.StreamEntriesRequest(
            origin=origin, start=start, checkpoint_size=size, batch_size=batch_size
        )
        # Their types depend on the channel's: the answers are read below, counted first.
        method: Any = self._channel.unary_stream(
            f"/{_SERVICE}/StreamEntries", request_serializer=_written
        )
        call = method(request, timeout=STREAM_TIMEOUT_S)
        following = asyncio.ensure_future(self._next(call))
        try:
            while (batch := await following) is not None:
                following = asyncio.ensure_future(self._next(call))
                yield batch
        finally:
            following.cancel()
            call.cancel()

    async def _next(self, call: Any) -> pb.StreamEntriesResponse | None:
        try:
            async with asyncio.timeout(BATCH_TIMEOUT_S):
                return await self._call(call.read(), pb.StreamEntriesResponse)
        except TimeoutError as exc:
            raise self._away("sends nothing any more") from exc

    async def add_cosignature(self, made: Cosigned) -> None:
        """Hand over our cosignature."""
        request = pb.AddCosignatureRequest(
            origin=made.origin, size=made.size, root=made.root, line=made.line
        )
        await self._ask("AddCosignature", request, pb.AddCosignatureResponse)

    async def tell_fraud(self, proof: pb.FraudProof) -> None:
        """Tell that an origin has contradicted itself."""
        request = pb.TellFraudRequest(proof=proof)
        await self._ask("TellFraud", request, pb.TellFraudResponse)

    async def _ask(self, name: str, request: Message, kind: type[P]) -> P:
        method: Any = self._channel.unary_unary(f"/{_SERVICE}/{name}", request_serializer=_written)
        answer = await self._call(method(request, timeout=CALL_TIMEOUT_S), kind)
        if answer is None:
            raise self._away("answers nothing")
        return answer

    async def _call(self, call: Awaitable[object], kind: type[P]) -> P | None:
        """Wait for an answer, and read it; None at the end of a stream.

        Raises:
            UnavailableError: PEER_UNAVAILABLE; it is away, or answers what cannot be read or
                has more elements than an answer may have.
            RegisterError: The peer refuses; its status is named.
        """
        try:
            answer = await call
        except grpc.aio.AioRpcError as exc:
            said = describe(exc)
            # A refusal without a reason of ours comes from somebody else's software.
            unsaid = said.reason is Reason.PEER_UNAVAILABLE
            # With one it is an answer, whichever status carries it: MESSAGE_TOO_LARGE has that
            # of a peer which is busy.
            busy = unsaid or said.reason is Reason.CALLS_EXCEEDED
            if exc.code() in AWAY and (busy or said.reason.grpc == "UNAVAILABLE"):
                raise self._away(f"does not answer: {said.message}", said.remedy) from exc
            raise LogRefusedError(
                "{peer} refuses: {message}.",
                reason=Reason.LOG_INCONSISTENT if unsaid else said.reason,
                remedy="Ask the peer; its journal says why.",
                peer=self.code,
                message=said.message,
            ) from exc
        if not isinstance(answer, bytes):
            return None
        came(len(answer))
        try:
            return decode(kind, answer)
        except DecodeError as exc:
            raise self._away("answers what cannot be read") from exc

    def _away(self, how: str, remedy: str = "") -> ComityError:
        return Reason.PEER_UNAVAILABLE.error(
            "{peer} {how}.",
            remedy=remedy or "Nothing was lost; the next round goes on where this one was.",
            peer=self.code,
            how=how,
        )


def directory_head(me: NodeIdentity) -> pb.DirectoryHead:
    """Return what this node tells of the directory that it holds."""
    held = me.directory().head
    state = me.directory_state()
    return pb.DirectoryHead(version=held.version, digest=held.digest, state=state)


def hear_directory(me: NodeIdentity, peer: str, told: pb.DirectoryHead) -> None:
    """Take what a member tells of the directory that it holds."""
    me.hear_directory(peer, DirectoryHead(told.version, told.digest))
    me.hear_state(told.state)


def _written(request: Message) -> bytes:
    return request.SerializeToString()


class Caller:
    """What calls other members' registers for one node.

    Args:
        db: The node's database.
        me: This node.
        peers: Channels to the members.
    """

    def __init__(self, db: Database, me: NodeIdentity, peers: MemberChannels) -> None:
        self.db = db
        self.me = me
        self.peers = peers

    async def source(self, code: str) -> LogSource:
        """Return the register of a member; raises as `Peers.channel`."""
        return LogSource(code, await self.peers.channel(code), self.me)
