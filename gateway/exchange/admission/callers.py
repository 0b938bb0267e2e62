"""Who calls, and how much at a time: asked of every method before its message is read.

TLS lets in whoever has a certificate of the federation's authority, also one that was
revoked; the directory says who is a member. So each call is identified first, health and
reflection included, and nobody else's message is taken off the line. A member's calls,
connections and octets are its own: one that holds all it may have takes nothing from the
others. On the server every method is a stream, which is the same on the wire: only so is
there a moment between the headers of a call and its message.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, TypeAlias

import grpc
from google.protobuf.message import DecodeError

from gateway.errors import ComityError, Reason, TrustError
from gateway.exchange.admission.connections import HELD, Connections, Holder
from gateway.exchange.calls import errors_as_status
from gateway.exchange.identity import NodeIdentity
from gateway.trust.tls import identify_peer
from gateway.wire.counting import decode
from gateway.wire.limits import MAX_DELIVERY_BYTES

CALLS = 64
"""Calls that one member may have under way: it sends 32 letters at a time, pulls a few logs."""

STREAMS = 8
"""Of one method that answers with a stream; of entries fewer (`gateway.register.sync.service`)."""

CONNECTIONS = HELD
"""Connections over which a member's calls come: it needs one, and one more after a loss."""

READING = 16
"""Messages of one member that are taken off the line at a time; its next wait for them."""

OCTETS = 8 * MAX_DELIVERY_BYTES
"""Octets of one member's messages in memory, beside those that are being read: the next
waits on the line until there are fewer."""

READ_S = 30.0
"""Seconds that a call's message may take to come, and may wait for others to be done with."""

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"
Requests: TypeAlias = AsyncIterator[bytes]


class _Caller:
    """What one member has under way."""

    def __init__(self) -> None:
        self.methods: Counter[str] = Counter()
        self.connections: Counter[str] = Counter()
        self.reading = asyncio.Semaphore(READING)
        self.octets = 0
        self.room = asyncio.Event()
        self.room.set()

    def begin(self, code: str, method: str, connection: str, *, streams: bool) -> None:
        """Note a call.

        Raises:
            UnavailableError: CALLS_EXCEEDED; it has as many as one may have.
        """
        known = self.connections[connection] > 0
        for what, count, most in (
            ("{member} has {most} calls under way already", self.methods.total(), CALLS),
            (
                "{member} has {most} streams of this method under way already",
                self.methods[method] if streams else 0,
                STREAMS,
            ),
            (
                "{member} has {most} connections under way already",
                0 if known else len(+self.connections),
                CONNECTIONS,
            ),
        ):
            if count >= most:
                raise _exceeded(what, member=code, most=most)
        self.methods[method] += 1
        self.connections[connection] += 1

    def end(self, method: str, connection: str) -> None:
        """Forget a call that has ended."""
        self.methods[method] -= 1
        self.connections[connection] -= 1
        if not self.connections[connection]:
            del self.connections[connection]

    def hold(self, octets: int) -> None:
        """Note octets that came, or, below 0, that are no longer needed."""
        self.octets += octets
        if self.octets < OCTETS:
            self.room.set()
        else:
            self.room.clear()


class Callers(grpc.aio.ServerInterceptor):
    """Identifies and bounds every call of a server.

    Args:
        me: This node; its directory says who is a member now.
        connections: Is told who is behind a connection.
        heard: Called with the code of every member that calls; must not block.
    """

    def __init__(
        self,
        me: NodeIdentity,
        connections: Connections,
        heard: Callable[[str], None] = lambda _code: None,
    ) -> None:
        self._me, self._connections = me, connections
        self._heard = heard
        self._callers: defaultdict[str, _Caller] = defaultdict(_Caller)
        self._guarded: dict[str, Handler] = {}
        self._leaving = asyncio.Event()

    def leave(self) -> None:
        """Let what would wait for ever come to its end: the node stops."""
        self._leaving.set()

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Handler | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler | None:
        """Return the handler of a method behind the door; None where there is no such method."""
        method = handler_call_details.method
        guarded = self._guarded.get(method)
        if guarded is None:
            handler = await continuation(handler_call_details)
            if handler is None:
                return handler
            guarded = self._guarded[method] = self._guard(method, handler)
        return guarded

    def _guard(self, method: str, handler: Handler) -> Handler:
        """Return a handler that asks who calls, reads, and then does what another does."""

        async def answer(_: object, context: Context) -> Any:
            async with errors_as_status(context):
                caller = self._begin(method, context, streams=False)
                return await _answer(handler, caller, context)

        async def stream(requests: Requests, context: Context) -> AsyncIterator[Any]:
            async with errors_as_status(context):
                caller = self._begin(method, context, streams=True)
                answering = _stream(handler, requests, caller, context, self._leaving)
                async with aclosing(answering) as answers:
                    async for each in answers:
                        yield each

        if handler.response_streaming:
            return grpc.stream_stream_rpc_method_handler(
                stream, response_serializer=handler.response_serializer
            )
        return grpc.stream_unary_rpc_method_handler(
            answer, response_serializer=handler.response_serializer
        )

    def _begin(self, method: str, context: Context, *, streams: bool) -> _Caller:
        """Say who calls, and note the call until it has ended, however it ends.

        Raises:
            TrustError: PEER_UNKNOWN or PEER_REVOKED.
            UnavailableError: CALLS_EXCEEDED.
        """
        connection = context.peer()
        try:
            peer = identify_peer(context.auth_context(), self._me.directory(), self._me.clock.now())
        except TrustError:
            self._connections.refused(connection)
            raise
        caller, holder = self._callers[peer.code], Holder(peer.code, peer.fingerprint)
        caller.begin(peer.code, method, connection, streams=streams)
        self._connections.identified(connection, holder, caller.connections)
        ended: Any = lambda _: caller.end(method, connection)  # noqa: E731 - typed so
        context.add_done_callback(ended)
        self._heard(peer.code)
        return caller


async def _answer(handler: Any, caller: _Caller, context: Context) -> Any:
    """Read what is asked, and return the one answer; nothing of ours streams questions to it."""
    raw = await _message(caller, context)
    try:
        return await handler.unary_unary(_read(handler, raw), context)
    finally:
        caller.hold(-len(raw))


async def _stream(
    handler: Any, requests: Requests, caller: _Caller, context: Context, leaving: asyncio.Event
) -> AsyncGenerator[Any, None]:
    """Read what is asked, and yield what a method answers."""
    if handler.request_streaming:
        answers = handler.stream_stream(_each(handler, requests), context)
    else:
        raw = await _message(caller, context)
        caller.hold(-len(raw))  # the stream is open for long, and its question is short
        answers = handler.unary_stream(_read(handler, raw), context)
    if not hasattr(answers, "__aiter__"):
        await _until(leaving, answers)  # it writes by itself, and as long as anybody listens
        return
    async with aclosing(answers):
        async for answer in answers:
            yield answer


async def _until(leaving: asyncio.Event, watching: Awaitable[Any]) -> None:
    """Wait for what may never end, or for the node to go.

    A call that is cancelled at the end of the server instead has gRPC write a traceback.
    """
    both = (asyncio.ensure_future(watching), asyncio.ensure_future(leaving.wait()))
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if both[0].done():
            both[0].result()
    finally:
        for each in both:
            each.cancel()


async def _message(caller: _Caller, context: Context) -> bytes:
    """Take the one message of a call off the line.

    Raises:
        UnavailableError: CALLS_EXCEEDED; it did not come in time.
        InputError: MESSAGE_MALFORMED; there is none.
    """
    try:
        async with asyncio.timeout(READ_S), caller.reading:
            await caller.room.wait()
            raw = await context.read()
    except TimeoutError as exc:
        raise _exceeded(
            "the call's message did not come within {read_s} s", read_s=f"{READ_S:.0f}"
        ) from exc
    if not isinstance(raw, bytes):
        raise Reason.MESSAGE_MALFORMED.error("the call has no message")
    caller.hold(len(raw))
    return raw


async def _each(handler: Any, requests: Requests) -> AsyncIterator[Any]:
    async for raw in requests:
        yield _read(handler, raw)


def _read(handler: Any, raw: bytes) -> Any:
    """Parse a message, its elements counted; the intake takes bytes, and reads them itself.

    Raises:
        InputError: MESSAGE_MALFORMED.
    """
    if handler.request_deserializer is None:
        return raw
    try:
        # The generated code gives the class's own FromString.
        return decode(handler.request_deserializer.__self__, raw)
    except DecodeError as exc:
        raise Reason.MESSAGE_MALFORMED.error("the bytes are not what this method takes") from exc


def _exceeded(what: str, **values: Any) -> ComityError:
    return Reason.CALLS_EXCEEDED.error(
        what, remedy="Let some of them end, and try again; nothing was lost.", **values
    )
