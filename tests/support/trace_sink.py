"""A collector of traces (OTLP over HTTP) that keeps what comes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class SeenSpan(NamedTuple):
    """A span as it came."""

    authority: str
    name: str
    trace: bytes
    id: bytes
    parent: bytes
    attributes: dict[str, str]


@dataclass
class Sink:
    """What has come, and where it listens."""

    address: str = ""
    octets: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def spans(self) -> list[SeenSpan]:
        found = []
        for body in list(self.octets):
            for of_node in ExportTraceServiceRequest.FromString(body).resource_spans:
                about = {each.key: each.value.string_value for each in of_node.resource.attributes}
                for scope in of_node.scope_spans:
                    for each in scope.spans:
                        said = {one.key: one.value.string_value for one in each.attributes}
                        found.append(
                            SeenSpan(
                                about["comity.authority"],
                                each.name,
                                each.trace_id,
                                each.span_id,
                                each.parent_span_id,
                                said,
                            )
                        )
        return found


@contextmanager
def listening() -> Iterator[Sink]:
    """Listen on loopback as long as the block runs."""
    sink = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sink.headers.append({name.lower(): value for name, value in self.headers.items()})
            sink.octets.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        sink.address = f"http://127.0.0.1:{server.server_port}/v1/traces"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join()
