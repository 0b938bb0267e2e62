"""Errors as gRPC statuses and back; `gateway.errors.Reason` says which status each has.

A status carries ``google.rpc.ErrorInfo`` with the reason and the safe metadata of the
error; detail stays in this node's log. Anything that is not one of our errors is INTERNAL
without a word of what it was: gRPC would send its text to the peer.

Spans of what a node does, for who watches it; off, unless a node was told where they go.

A trace goes from a request through the engine to the letter that leaves, and ends there: nothing of
it crosses to another authority, and nothing that another one sends is taken into it (ADR 0042).
Both sides mark their span of one letter by a digest of the octets that went between them, so that
two operators who talk can find both halves.

What a span may say is a short list (`gateway.app.watching.traces` drops the rest): kinds of ours, a
member's code, the mark, how it ended.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final

import grpc
import structlog
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status
from opentelemetry import trace
from opentelemetry.trace import (
    NonRecordingSpan,
    NoOpTracer,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    Tracer,
    TracerProvider,
)

from gateway.errors import ComityError, Reason
from gateway.exchange.defects import let_go, log_defect
from gateway.exchange.refusals import Border, count_refusal

log = structlog.get_logger(__name__)

DOMAIN = "comity"
"""``ErrorInfo.domain``: whose reasons these are."""


MAX_WORDS: Final = 1000
"""Octets of a message, which stands in the trailers twice, percent-encoded and in Base64."""

MAX_VALUES: Final = 1500
"""Octets of metadata; with the message less than the 8 KiB that gRPC lets a client take."""

_Context = grpc.aio.ServicerContext[Any, Any]


class RpcStatus(grpc.Status):
    """A status with its details, as gRPC's abort takes it."""

    def __init__(self, error: ComityError) -> None:
        said = _begin_of(str(error))
        values, left = {}, MAX_VALUES
        for name, value in error.metadata.items():
            size = len(name) + len(value.encode())
            if size <= left:  # half an id would be another one
                values[name], left = value, left - size
        details = any_pb2.Any()
        details.Pack(
            error_details_pb2.ErrorInfo(reason=error.reason.value, domain=DOMAIN, metadata=values)
        )
        code = grpc.StatusCode[error.reason.grpc]
        packed = rpc_status.to_status(
            status_pb2.Status(code=code.value[0], message=said, details=[details])
        )
        self.code = packed.code
        self.details = packed.details
        self.trailing_metadata = packed.trailing_metadata


def _begin_of(words: str) -> str:
    return words.encode()[:MAX_WORDS].decode(errors="ignore")


class _Defect(grpc.Status):
    """A status of which the peer learns nothing: the text of what was raised must not reach it."""

    code = grpc.StatusCode.INTERNAL
    details = "internal error"
    trailing_metadata: tuple[tuple[str, str | bytes], ...] = ()


def errors_as_status(context: _Context) -> AbstractAsyncContextManager[None]:
    """Answer a call with the status of what its handler raises."""
    return _Answering(context)


class _Answering(AbstractAsyncContextManager[None]):
    """Ends a call by a status, and lets go of what was raised.

    gRPC keeps the end of a call in a circle with the frames that it came through. What was raised
    before has frames of its own, which hold the message: five times the size of a refused letter.
    """

    def __init__(self, context: _Context) -> None:
        self._context = context

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Answer an error; what ends a call already, or the node, passes."""
        del traceback  # this frame is one of the circle
        if not isinstance(exc, Exception) or isinstance(exc, grpc.aio.AbortError):
            return
        if isinstance(exc, ComityError):
            if count_refusal(Border.GRPC, exc.reason):
                log.info("call.refused", reason=exc.reason.value, step=exc.metadata.get("step", ""))
            status: grpc.Status = RpcStatus(exc)
        else:
            count_refusal(Border.GRPC, Reason.DEFECT)
            log_defect(log, "call.defect", exc)
            status = _Defect()
        let_go(exc)
        await self._context.abort_with_status(status)


@dataclass(frozen=True, slots=True)
class RemoteError:
    """What a failed call to a peer says.

    Attributes:
        reason: The peer's reason, PEER_UNAVAILABLE where it gave none of ours.
        message: For a person; what gRPC or the peer said.
        remedy: What a person can do, where we know better than the peer.
    """

    reason: Reason
    message: str
    remedy: str = ""


def describe(error: grpc.aio.AioRpcError) -> RemoteError:
    """Read the reason out of a failed call; explain what gRPC leaves in the dark."""
    message = error.details() or error.code().name
    reason = _reason_in(error)
    if reason is not None:
        return RemoteError(reason, message)
    if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
        return RemoteError(Reason.PEER_UNAVAILABLE, "the peer did not answer in time")
    if error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED:
        return RemoteError(Reason.PEER_UNAVAILABLE, "the peer is busy or refuses the size")
    return RemoteError(Reason.PEER_UNAVAILABLE, message, _remedy_for(message.lower()))


def _reason_in(error: grpc.aio.AioRpcError) -> Reason | None:
    try:
        # The synchronous reader accepts the asynchronous error; its own sibling does not.
        status = rpc_status.from_call(error)
    except ValueError:
        return None  # code and details disagree: not from one of our nodes
    for detail in status.details if status is not None else ():
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info) and info.domain == DOMAIN and info.reason in Reason.__members__:
            return Reason[info.reason]
    return None


def _remedy_for(message: str) -> str:
    """Guess from gRPC's words; TLS failures all arrive as UNAVAILABLE."""
    if "certificate_verify_failed" in message or "hostname" in message or "name" in message:
        return (
            "The peer's certificate is not for its address or not from the federation's "
            "authority: compare the directory's address with the certificate."
        )
    handshake = ("handshake", "ssl", "tls", "socket closed", "connection reset", "eof")
    if any(word in message for word in handshake):
        return (
            "The peer closed the connection. If that goes on, it ends the TLS handshake: it "
            "demands a client certificate that the directory lists. Check this node's "
            "certificate and its date by {runDoctor}."
        )
    return "Check that the peer's gateway runs and that its address in the directory is right."


# --- spans of what a node does ---------------------------------------------------------------


PEER: Final = "comity.peer"
LETTER: Final = "comity.letter"
REASON: Final = "comity.reason"

_LABEL: Final = b"comity/trace/letter/v1\0"
_REMEMBERED: Final = 10_000
"""Causes of calls of the engine that are kept; an older one gets a new trace."""


class _Traced:
    """Where the spans of this process go, and what caused what the engine is still to be told."""

    def __init__(self) -> None:
        self.provider: TracerProvider | None = None
        self.tracer: Tracer = NoOpTracer()
        self.causes: OrderedDict[str, SpanContext] = OrderedDict()


_traced = _Traced()


def use(provider: TracerProvider | None) -> None:
    """Have the spans of this process made by a provider; None: have none made."""
    _traced.provider = provider
    _traced.tracer = NoOpTracer() if provider is None else provider.get_tracer("comity")
    _traced.causes.clear()


def provider() -> TracerProvider | None:
    """Return what makes the spans of this process; None: there are none."""
    return _traced.provider


def mark_of(octets: bytes) -> str:
    """Return what two authorities call a letter by that went between them as these octets."""
    return hashlib.sha256(_LABEL + octets).hexdigest()[:16]


@contextmanager
def span(
    name: str, kind: SpanKind = SpanKind.INTERNAL, *, cause: str = "", alone: bool = False
) -> Iterator[Span]:
    """Note what the block does as one span.

    Args:
        name: A word of ours.
        kind: Whether somebody else is called, or has called.
        cause: What was remembered by `remember`: the span continues its trace.
        alone: Whether it begins a trace, whatever is under way.
    """
    if _traced.provider is None:
        yield trace.INVALID_SPAN
        return
    context = trace.set_span_in_context(trace.INVALID_SPAN) if alone else None
    if cause and (found := _traced.causes.pop(cause, None)) is not None:
        context = trace.set_span_in_context(NonRecordingSpan(found))
    with _traced.tracer.start_as_current_span(
        name, context, kind, record_exception=False, set_status_on_exception=False
    ) as made:
        try:
            yield made
        except ComityError as exc:
            failed(made, exc.reason)
            raise


def marked(made: Span, octets: bytes) -> None:
    """Mark a span by a letter, where it is noted at all: a digest of 4 MiB takes milliseconds."""
    if made.is_recording():
        made.set_attribute(LETTER, mark_of(octets))


def failed(made: Span, reason: Reason) -> None:
    """Note that a span ended as nobody wished."""
    made.set_attribute(REASON, reason.value)
    made.set_status(Status(StatusCode.ERROR))


def remember(cause: str) -> None:
    """Keep the present span as the cause of what is done later, in this process."""
    if _traced.provider is None:
        return
    found = trace.get_current_span().get_span_context()
    if found.is_valid:
        _traced.causes[cause] = found
        while len(_traced.causes) > _REMEMBERED:
            _traced.causes.popitem(last=False)
