"""What of traces leaves the process, and what a node says where it cannot send any."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from opentelemetry import propagate, trace
from opentelemetry.context import get_current
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, get_current_span

from gateway.api.app import _telemetry
from gateway.app.watching.tracing import engine_spans, made_by, narrowed, provider_of, tracing
from gateway.errors import InputError, Reason, UnavailableError
from gateway.exchange import calls
from gateway.settings import Settings
from tests.support.empty_database import open_empty

CANARY = "Geheime-Endverwenderin"
COLLECTOR = "http://127.0.0.1:4318/v1/traces"


def node(home: Path, **given: object) -> Settings:
    return Settings.model_validate({"home": home, "authority": "DE", **given})


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[InMemorySpanExporter]:
    """What leaves the process."""
    exporter = InMemorySpanExporter()
    settings = node(tmp_path, traces_sample=1.0)
    with made_by(provider_of(settings, SimpleSpanProcessor(narrowed(exporter)))):
        yield exporter


def test_what_is_not_on_the_list_stays_here(kept: InMemorySpanExporter) -> None:
    with calls.span("letter.deliver", SpanKind.CLIENT) as made:
        made.set_attribute(calls.PEER, "FR")
        made.set_attribute("temporalWorkflowID", CANARY)
        made.set_attribute("url.path", f"/cases/{CANARY}")
        made.add_event(CANARY, {"exception.message": CANARY})
    with pytest.raises(KeyError), calls.span(CANARY):
        raise KeyError(CANARY)
    with (
        pytest.raises(UnavailableError),
        calls.span("letter.intake"),
    ):
        raise UnavailableError(CANARY, reason=Reason.PEER_UNAVAILABLE)
    delivered, unnamed, failed = kept.get_finished_spans()
    assert dict(delivered.attributes or {}) == {"comity.peer": "FR"}
    assert unnamed.name == "other"
    assert dict(failed.attributes or {}) == {"comity.reason": "PEER_UNAVAILABLE"}
    assert CANARY not in "".join(each.to_json() for each in kept.get_finished_spans())


async def test_what_a_transaction_causes_continues_its_trace(
    kept: InMemorySpanExporter, tmp_path: Path
) -> None:
    database = open_empty(tmp_path / "x.db")
    try:
        with calls.span("engine.request") as made:
            trace_id = made.get_span_context().trace_id
            await database.write(lambda _: calls.remember("start_case x"))
    finally:
        database.close()
    with calls.span("engine.start_case", cause="start_case x") as later:
        assert later.get_span_context().trace_id == trace_id
    with calls.span("engine.start_case", cause="start_case x") as again:
        assert again.get_span_context().trace_id != trace_id, "a cause counts once"


def test_the_intake_begins_a_trace_of_its_own(kept: InMemorySpanExporter) -> None:
    with (
        calls.span("engine.request") as outer,
        calls.span("letter.intake", alone=True) as own,
    ):
        assert own.get_span_context().trace_id != outer.get_span_context().trace_id


def test_off_nothing_is_made_and_the_library_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    with tracing(node(tmp_path)):
        assert calls.provider() is None
        assert engine_spans() == ()
        app = FastAPI(telemetry=_telemetry())
        assert not app._native_telemetry.enabled()
        assert app._telemetry["auto_configure"] is False
        with calls.span("letter.intake") as made:
            assert not made.is_recording()
            calls.marked(made, b"x")
            calls.remember("start_case x")
        assert not get_current_span().get_span_context().is_valid


def test_nothing_of_a_callers_trace_is_taken(kept: InMemorySpanExporter) -> None:
    taken = propagate.extract({"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"})
    assert taken == get_current()
    assert not trace.get_current_span(taken).get_span_context().is_valid


def test_on_spans_alone_are_told(kept: InMemorySpanExporter) -> None:
    told = FastAPI(telemetry=_telemetry())._telemetry
    names = ("tracing", "metrics", "logs", "operation_spans")
    assert [told.get(each) for each in names] == [True, False, False, False]


@pytest.mark.parametrize("name", ["opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http"])
def test_a_node_without_the_libraries_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for each in [each for each in sys.modules if each.startswith(name)]:
        monkeypatch.delitem(sys.modules, each)
    monkeypatch.setitem(sys.modules, name, None)
    with (
        pytest.raises(UnavailableError, match="is not installed") as refused,
        tracing(node(tmp_path, traces_endpoint=COLLECTOR)),
    ):
        pass
    assert "comity[trace]" in refused.value.remedy


def test_no_trace_goes_to_another_machine_in_the_open(tmp_path: Path) -> None:
    settings = node(tmp_path, traces_endpoint="http://collector.example/v1/traces")
    with pytest.raises(InputError, match="no TLS") as refused, tracing(settings):
        pass
    assert refused.value.metadata["field"] == "traces_endpoint"


def test_headers_come_from_a_file_that_nobody_else_reads(tmp_path: Path) -> None:
    settings = node(tmp_path, traces_endpoint=COLLECTOR, traces_headers_file="headers")
    file = tmp_path / "headers"
    file.write_text("authorization Bearer x\n")
    for mode, fault in ((0o644, "others may read"), (0o600, "line 1 is no header")):
        file.chmod(mode)
        with pytest.raises(InputError, match=fault) as refused, tracing(settings):
            pass
        assert refused.value.metadata["field"] == "traces_headers_file"
        assert "Bearer" not in str(refused.value)
