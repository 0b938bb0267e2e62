"""The line between simulated members: the sealed bytes go straight to the peer's rooms.

What is left out: sockets, gRPC framing and TLS. What is not: sealing and opening, the
sender's certificate as TLS would have proved it, every step of the intake, the register's
service with its checks, statuses as a peer sees them. The gossip about third logs does not
pass either: who learns what when would depend on the order in which coroutines run.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from grpc.aio import AioRpcError, Metadata

from gateway.app.node import Node
from gateway.errors import ComityError
from gateway.exchange.calls import RpcStatus
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.peers import Peers
from gateway.trust.tls_files import TlsFiles

_NO_METADATA = Metadata()


@dataclass
class Switchboard:
    """Who is there, and who cannot be reached.

    Attributes:
        nodes: By code.
        away: Members that nobody reaches and that reach nobody.
        called: Members between whom a letter has passed since this was last cleared.
    """

    nodes: dict[str, Node] = field(default_factory=dict)
    certificates: dict[str, bytes] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    letters: int = 0
    calls: int = 0

    def join(self, node: Node) -> None:
        """Connect a node."""
        self.nodes[node.me.code] = node
        self.certificates[node.me.code] = node.tls.certificate.read_bytes()

    def reach(self, me: NodeIdentity) -> Peers:
        """Give a node its way to the others; for `Node`."""
        return LinePeers(me, self)

    def node(self, caller: str, called: str) -> Node:
        """Return the node that is called.

        Raises:
            AioRpcError: UNAVAILABLE, as gRPC says it.
        """
        if {caller, called} & self.away or called not in self.nodes:
            raise AioRpcError(
                grpc.StatusCode.UNAVAILABLE, _NO_METADATA, _NO_METADATA, f"{called} is away"
            )
        return self.nodes[called]

    def seen_by_tls(self, caller: str) -> Mapping[str, Sequence[bytes]]:
        """Return what TLS would have proved about a caller."""
        return {"x509_pem_cert": [self.certificates[caller]], "ssl_tls_version": [b"TLSv1.3"]}


class LinePeers(Peers):
    """The members as one of them reaches them, over the switchboard."""

    def __init__(self, me: NodeIdentity, board: Switchboard) -> None:
        super().__init__(me, _NO_FILES)
        self._code = me.code
        self._board = board
        self._lines: dict[str, Any] = {}

    async def deliver(self, code: str, request: bytes) -> bytes:
        """Hand a delivery to the peer's intake; errors are statuses, as over the wire."""
        self.member(code)
        node = self._board.node(self._code, code)
        self._board.letters += 1
        self._board.called |= {self._code, code}
        try:
            return await node.intake.receive(request, self._board.seen_by_tls(self._code))
        except ComityError as error:
            raise _as_status(RpcStatus(error)) from error

    async def channel(self, code: str) -> Any:
        """Return a channel on which only the register is served."""
        self.member(code)
        if code not in self._lines:
            self._lines[code] = _Line(self._code, code, self._board)
        return self._lines[code]


_NO_FILES = TlsFiles(Path(), Path(), Path())
"""No channel is opened here."""


def _as_status(status: grpc.Status) -> AioRpcError:
    trailing = Metadata(*(status.trailing_metadata or ()))
    return AioRpcError(status.code, _NO_METADATA, trailing, status.details)


class _Context:
    """What a servicer sees of a call."""

    def __init__(self, peer: Mapping[str, Sequence[bytes]]) -> None:
        self._peer = peer

    def auth_context(self) -> Mapping[str, Sequence[bytes]]:
        return self._peer

    async def abort_with_status(self, status: grpc.Status) -> None:
        raise _as_status(status)

    async def abort(self, code: grpc.StatusCode, details: str = "") -> None:
        raise AioRpcError(code, _NO_METADATA, _NO_METADATA, details)


class _Line:
    """A channel to one peer's register, as `LogSource` uses it."""

    def __init__(self, caller: str, called: str, board: Switchboard) -> None:
        self._caller, self._called, self._board = caller, called, board

    def unary_unary(self, method: str, **_: Any) -> Callable[..., Awaitable[Any]]:
        name = method.rpartition("/")[2]

        async def call(request: Any, timeout: float | None = None) -> Any:  # noqa: ASYNC109, ARG001
            gossips = name == "GetHead"
            if gossips:
                del request.seen[:]
            answer = await self._method(name)(request, self._context())
            if gossips:
                del answer.seen[:]
            return answer.SerializeToString()  # as it came; the caller counts it, and reads it

        return call

    def unary_stream(self, method: str, **_: Any) -> Callable[..., _Stream]:
        name = method.rpartition("/")[2]

        def call(request: Any, timeout: float | None = None) -> _Stream:  # noqa: ARG001
            return _Stream(lambda: self._method(name)(request, self._context()))

        return call

    def _method(self, name: str) -> Callable[..., Any]:
        self._board.calls += 1
        found: Callable[..., Any] = getattr(
            self._board.node(self._caller, self._called).register_service, name
        )
        return found

    def _context(self) -> _Context:
        return _Context(self._board.seen_by_tls(self._caller))


class _Stream:
    """A stream of answers, read one by one; the call begins with the first."""

    def __init__(self, begin: Callable[[], AsyncIterator[Any]]) -> None:
        self._begin = begin
        self._answers: AsyncIterator[Any] | None = None

    async def read(self) -> Any:
        if self._answers is None:
            self._answers = self._begin()
        with suppress(StopAsyncIteration):
            return (await anext(self._answers)).SerializeToString()
        return grpc.aio.EOF

    def cancel(self) -> None:
        self._answers = None
