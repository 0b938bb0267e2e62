"""Spans of what a node does, for who watches it; off, unless a node was told where they go.

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
from contextlib import contextmanager
from typing import Final

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

PEER: Final = "comity.peer"
LETTER: Final = "comity.letter"
REASON: Final = "comity.reason"

_LABEL: Final = b"comity/trace/letter/v1\0"
_REMEMBERED: Final = 10_000
"""Causes of calls of the engine that are kept; of an older one the trace begins anew."""


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
