"""One trace from a request to the letter that leaves, another at who receives it; no names."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from certs.layout import FederationFiles
from gateway.app.initialising import init_node
from gateway.casework.accounts.officers import make_officer
from gateway.casework.permissions import OfficerRole
from gateway.settings import Settings
from gateway.store.database import Database
from tests.node.conftest import Process
from tests.support.cases import application
from tests.support.trace_sink import SeenSpan, Sink, listening

CANARY = "Geheime-Endverwenderin"
FOREIGN = "0af7651916cd43dd8448eb211c80319c"
WITHIN_S = 120.0


@pytest.fixture
def sink() -> Iterator[Sink]:
    with listening() as found:
        yield found


@pytest.fixture
def nodes(
    live_files: FederationFiles,
    new_process: Callable[[Path], Process],
    ports: dict[str, int],
    sink: Sink,
) -> dict[str, Process]:
    made = {}
    for code, port in ports.items():
        home = live_files.members[code].folder
        secret = home / "collector.headers"
        secret.write_text("x-collector: token-of-the-collector\n")
        secret.chmod(0o600)
        init_node(
            Settings(
                home=home,
                authority=code,
                listen=f"127.0.0.1:{port}",
                traces_endpoint=sink.address,
                traces_sample=1.0,
                traces_headers_file="collector.headers",
            )
        )
        made[code] = new_process(home)
    return made


def decider(home: Path) -> str:
    database = Database.open(f"sqlite:///{home / 'node.db'}")
    try:
        return database.write_sync(
            lambda conn: make_officer(
                conn, name="dora", role=OfficerRole.DECIDER, at=datetime.now(UTC)
            )
        ).token
    finally:
        database.close()


def named() -> dict[str, Any]:
    """An application whose every name is the canary."""
    raw = application().model_dump(mode="json")

    def change(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: change(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [f"{CANARY} {n}" if key == "names" else change(e) for n, e in enumerate(value)]
        return value

    found: dict[str, Any] = change(raw)
    return found


def seen(sink: Sink, until: Callable[[list[SeenSpan]], bool]) -> list[SeenSpan]:
    end = time.monotonic() + WITHIN_S
    while not until(found := sink.spans()):
        assert time.monotonic() < end, "; ".join(sorted({f"{e.authority} {e.name}" for e in found}))
        time.sleep(0.1)  # it comes from other processes, in batches
    return found


def way(spans: list[SeenSpan], last: SeenSpan) -> list[str]:
    """The names from the root of a trace to a span."""
    by_id = {each.id: each for each in spans}
    names = [last.name]
    while last.parent:
        last = by_id[last.parent]
        names.insert(0, last.name)
    return names


@pytest.mark.limit(900)
def test_a_letter_is_traced_from_the_request_to_the_wire_and_names_nobody(
    nodes: dict[str, Process], sink: Sink
) -> None:
    token = decider(nodes["DE"].home)
    for each in nodes.values():
        # Its tables come first: they would hold its end up, which is cut off after eight seconds.
        each.up(OTEL_BSP_SCHEDULE_DELAY="200", COMITY_MATCHER_AT_START="true")
    transport = httpx2.HTTPTransport(uds=str(nodes["DE"].home / "api.sock"))
    headers = {
        "Authorization": f"Bearer {token}",
        "traceparent": f"00-{FOREIGN}-b7ad6b7169203331-01",
    }
    with httpx2.Client(
        transport=transport, base_url="http://node/api/v1", headers=headers, timeout=60
    ) as client:
        filed = client.post("/applications", json=named())
        assert filed.status_code == 201, filed.text
        case_id = filed.json()["case_id"]
        asked = {
            "procedure": "14(2)",
            "case_reference": CANARY,
            "concerns": CANARY,
            "asked_for": ["not_grant"],
            "transaction": named()["transaction"],
        }
        sent = client.post("/consultations", json={"consulted": "FR", "request": asked})
        assert sent.status_code == 201, sent.text
        conversation = sent.json()["conversation_id"]
        assert client.get(f"/cases/{case_id}").status_code == 200
        assert client.get(f"/cases/{CANARY}").status_code in {404, 422}

    def both(spans: list[SeenSpan]) -> bool:
        there = {(each.authority, each.name) for each in spans}
        return {
            ("DE", "letter.deliver"),
            ("FR", "letter.intake"),
            ("DE", "POST /api/v1/consultations"),
            ("DE", "RunActivity:deliver_at_once"),
            ("DE", "StartWorkflow:Delivery"),
        } <= there

    seen(sink, both)
    for each in nodes.values():
        each.running[0].terminate()
        assert each.running[0].wait(20) == 0
    spans = sink.spans()
    [delivered] = [each for each in spans if each.name == "letter.deliver"]
    [taken] = [each for each in spans if each.name == "letter.intake"]
    assert way(spans, delivered) == [
        "POST /api/v1/consultations",
        "engine.start_delivery",
        "StartWorkflow:Delivery",
        "StartActivity:deliver_at_once",
        "RunActivity:deliver_at_once",
        "letter.deliver",
    ]
    # Nothing of the trace crosses; both can say which letter they mean.
    assert (taken.parent, delivered.attributes["comity.peer"]) == (b"", "FR")
    assert taken.trace != delivered.trace
    assert taken.attributes["comity.letter"] == delivered.attributes["comity.letter"]
    assert not {each.trace for each in spans if each.authority == "DE"} & {
        each.trace for each in spans if each.authority == "FR"
    }
    # No system chooses our ids.
    assert bytes.fromhex(FOREIGN) not in {each.trace for each in spans}
    assert {each["x-collector"] for each in sink.headers} == {"token-of-the-collector"}
    octets = b"".join(sink.octets)
    for secret in (CANARY, case_id, conversation, "dora", token, str(nodes["DE"].home)):
        assert secret.encode() not in octets
    logs = "".join(each.log.read_text() for each in nodes.values())
    assert "defect" not in logs
    assert "node.cut_off" not in logs
    assert "token-of-the-collector" not in logs
    assert not any(json.loads(line).get("event") == "library.said" for line in logs.splitlines())
