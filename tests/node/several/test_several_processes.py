"""Several processes make one gateway: cases, consultations, events, and a takeover."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2

from gateway.cli.client import NodeClient, path_of
from lab.chaos.load import ANSWER
from lab.sandbox.supervisor import Sandbox, wait_for
from lab.scale.shares import GatewayShares, RunningShare

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "application.json"
WITHIN_S = 60.0


def application(reference: str, elsewhere: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    body["reference"] = reference
    body["transaction"]["goods_located_in"] = [elsewhere]
    body["transaction"]["items"][0]["classifications"][0]["authority"] = "DE"
    return body


def new_account(administrator: NodeClient, role: str) -> str:
    made: dict[str, Any] = administrator.post("/officers", {"name": f"one {role}", "role": role})
    return str(made["token"])


def figures_of(share: RunningShare) -> dict[str, float]:
    """What a process shows to Prometheus."""
    transport = httpx2.HTTPTransport(uds=str(share.socket))
    with httpx2.Client(transport=transport, base_url="http://node", timeout=30) as client:
        lines = client.get("/metrics").text.splitlines()
    return {
        name: float(value)
        for name, _, value in (each.rpartition(" ") for each in lines if each[0] != "#")
    }


def state_of(client: NodeClient, case_id: str) -> str:
    return str(client.get(path_of("cases", case_id))["state"])


def test_each_process_does_its_share_of_a_case(sandbox: Sandbox, shares: GatewayShares) -> None:
    worker = shares.up("worker,indexer")
    api, exchange = shares.up("api"), shares.up("exchange")
    with shares.client(share=api) as administrator:
        system, decider = (new_account(administrator, role) for role in ("system", "decider"))
    with shares.client(system, api) as client:
        case_id = client.post("/applications", application("A-1", "FR"))["case_id"]
    with sandbox.client("FR") as there:
        french = new_account(there, "decider")
    with sandbox.client("FR", french) as officer:
        asked = wait_for(
            lambda: [*officer.walk("/consultations", asked_of_us=True, state="running")],
            what="the request at FR",
            within_s=WITHIN_S,
        )
        officer.post(path_of("consultations", asked[0]["conversation_id"], "answer"), ANSWER)
    # The answer came in by the one process, and had its effect by another one.
    with shares.client(decider, exchange) as client:
        wait_for(
            lambda: (
                state_of(client, case_id) != "filed"
                and client.get(path_of("cases", case_id))["consultations"][0]["state"] == "answered"
            ),
            what="the answer at DE",
            within_s=WITHIN_S,
        )
    assert worker.runs
    assert api.runs
    # Each process shows how all of them stand.
    for share in (worker, api, exchange):
        assert set(figures_of(share).items()) >= {
            ('comity_processes{role="worker"}', 1.0),
            ('comity_processes{role="console"}', 0.0),
            ("comity_processes_silent", 0.0),
            ('comity_duty_done{duty="rounds"}', 1.0),
        }
