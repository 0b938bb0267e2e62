"""Where traces go, and what of them leaves the process.

Off unless `traces_endpoint` is set. What libraries note in a span is theirs to change, and some of
it names cases: an address with its values, an id of a workflow, the text of an error. So what is
not on a short list is dropped before it is sent, whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from opentelemetry.context import Context, get_current
from opentelemetry.propagate import set_global_textmap
from opentelemetry.propagators.composite import CompositePropagator
from opentelemetry.propagators.textmap import CarrierT, Getter, default_getter
from opentelemetry.trace import TracerProvider
from temporalio.client import Interceptor

from gateway.errors import Reason, UnavailableError
from gateway.exchange import calls
from gateway.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.trace.export import SpanExporter

ALLOWED = frozenset(
    {
        calls.PEER,
        calls.LETTER,
        calls.REASON,
        "http.request.method",
        "http.response.status_code",
        "http.route",
    }
)
"""Attributes that leave the process. A route is its pattern, without the values."""

NAMES = re.compile(
    r"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|HTTP)( /[\w/{}.:-]*)?"  # of a request
    r"|[A-Z][A-Za-z]+:[A-Za-z_]+"  # of the engine: StartWorkflow:LicenceCase
    r"|(engine|letter)\.[a-z_]+"  # ours
)
UNNAMED = "other"
SEND_WITHIN_S = 5.0
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class NoPropagator(CompositePropagator):
    """Takes nothing of a trace from a caller, and gives nothing to who is called."""

    def __init__(self) -> None:
        super().__init__([])

    def extract(
        self,
        carrier: CarrierT,
        context: Context | None = None,
        getter: Getter[CarrierT] = default_getter,
    ) -> Context:
        """Return the context as it is; the library's own returns None, which its users reject."""
        return get_current() if context is None else context


@contextmanager
def tracing(settings: Settings) -> Iterator[None]:
    """Send the traces of this process where the settings say, as long as the block runs.

    Raises:
        InputError: SETTING_INVALID; plain HTTP to another machine, or a file that is not as it
            should be.
        UnavailableError: The libraries that send traces are not installed.
    """
    if not settings.traces_endpoint:
        yield
        return
    exporter = _exporter(settings)
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - comity[trace]

    with made_by(provider_of(settings, BatchSpanProcessor(narrowed(exporter)))):
        yield


def provider_of(settings: Settings, processor: object) -> TracerProvider:
    """Return a provider of a node whose spans a processor takes."""
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - comity[trace]
    from opentelemetry.sdk.trace import SpanProcessor  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider as Provider  # noqa: PLC0415
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased  # noqa: PLC0415

    if not isinstance(processor, SpanProcessor):
        raise TypeError("a processor of spans is wanted")
    # Nothing that the library finds out by itself of machine, process and environment.
    about = Resource({"service.name": "comity", "comity.authority": settings.authority})
    sampler = ParentBased(TraceIdRatioBased(settings.traces_sample))
    made = Provider(sampler=sampler, resource=about, shutdown_on_exit=False)
    made.add_span_processor(processor)
    return made


@contextmanager
def made_by(provider: TracerProvider) -> Iterator[None]:
    """Have spans made by a provider as long as the block runs, and send what is left at its end.

    What a client says of a trace of its own is passed over: no system chooses our ids, or has more
    of its requests traced than the settings say.
    """
    set_global_textmap(NoPropagator())
    calls.use(provider)
    try:
        yield
    finally:
        calls.use(None)
        provider.shutdown()  # type: ignore[attr-defined] # of the library's own provider alone


def engine_spans() -> Sequence[Interceptor]:
    """Return what follows a trace through the workflow engine; nothing where there are none."""
    provider = calls.provider()
    if provider is None:
        return ()
    from temporalio.contrib.opentelemetry import TracingInterceptor  # noqa: PLC0415 - comity[trace]

    return (TracingInterceptor(provider.get_tracer("temporal")),)


def narrowed(exporter: SpanExporter) -> SpanExporter:
    """Return an exporter that sends of a span what may leave the process, and no more."""
    from opentelemetry.sdk.trace.export import SpanExporter as Exporter  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import SpanExportResult  # noqa: PLC0415

    class Narrowed(Exporter):
        """Drops what is not on the list."""

        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            return exporter.export([narrow(each) for each in spans])

        def shutdown(self) -> None:
            exporter.shutdown()

        def force_flush(self, timeout_millis: int = 30_000) -> bool:
            return exporter.force_flush(timeout_millis)

    return Narrowed()


def narrow(seen: ReadableSpan) -> ReadableSpan:
    """Return a span without what may name somebody: other attributes, events, texts of errors."""
    from opentelemetry.sdk.trace import ReadableSpan as Span  # noqa: PLC0415 - comity[trace]
    from opentelemetry.trace import Status  # noqa: PLC0415

    kept = {name: value for name, value in (seen.attributes or {}).items() if name in ALLOWED}
    return Span(
        name=seen.name if NAMES.fullmatch(seen.name) else UNNAMED,
        context=seen.context,
        parent=seen.parent,
        resource=seen.resource,
        attributes=kept,
        kind=seen.kind,
        status=Status(seen.status.status_code),
        start_time=seen.start_time,
        end_time=seen.end_time,
        instrumentation_scope=seen.instrumentation_scope,
    )


def _exporter(settings: Settings) -> SpanExporter:
    where = urlsplit(settings.traces_endpoint)
    if where.scheme != "https" and where.hostname not in LOOPBACK:
        raise Reason.SETTING_INVALID.error(
            "traces_endpoint: {traces_endpoint} is not on this machine, and has no TLS",
            remedy="Name an address that begins with https://, or a collector on this machine.",
            traces_endpoint=settings.traces_endpoint,
        )
    headers = _headers(settings)
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
    except ModuleNotFoundError as exc:
        raise UnavailableError(
            "traces_endpoint is set, and {name} is not installed",
            remedy="Install comity[trace], or leave traces_endpoint empty.",
            field="traces_endpoint",
            name=exc.name,
        ) from exc
    return OTLPSpanExporter(settings.traces_endpoint, headers=headers, timeout=SEND_WITHIN_S)


def _headers(settings: Settings) -> Mapping[str, str]:
    found = {}
    lines = settings.file("traces_headers_file", secret=True).splitlines()
    for number, line in enumerate(lines, 1):
        name, colon, value = line.partition(":")
        if not line.strip():
            continue
        if not colon or not re.fullmatch(r"[A-Za-z0-9-]+", name.strip()):
            raise Reason.SETTING_INVALID.error(
                "traces_headers_file: line {number} is no header",
                remedy="Write one header a line, as name: value.",
                number=number,
            )
        found[name.strip()] = value.strip()
    return found
