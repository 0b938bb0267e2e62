"""Whole nodes in processes of their own, by the clock on the wall: a peer is away, and back."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from lab.sandbox.supervisor import Sandbox, wait_for

LIMIT_S = 240
"""Of the test; half of it is the start of the nodes on a busy machine."""

AWAY_S = 50.0
"""The pause in which a letter was stuck for ever: C1 was found with fifty seconds."""

THERE_WITHIN_S = 15.0
EXAMPLE = Path(__file__).parents[2] / "examples" / "application.json"


@pytest.mark.long  # beside test_unreadable_runs.py and the pauses of workflows/test_delivery.py
def test_c1_a_letter_is_there_within_15_s_of_its_peer_being_back(tmp_path: Path) -> None:
    """Found in use: attack C1."""
    sandbox = Sandbox(tmp_path)
    try:
        sandbox.up(("DE", "NL"))
        with sandbox.client("DE") as administrator:
            system = administrator.post("/officers", {"name": "licensing", "role": "system"})
        sandbox.stop("NL")
        away = time.monotonic()
        with sandbox.client("DE", system["token"]) as licensing:
            case = licensing.post("/applications", json.loads(EXAMPLE.read_text()))
            time.sleep(max(0.0, away + AWAY_S - time.monotonic()))
            sandbox.start("NL")
            back = time.monotonic()

            def running() -> bool:
                found: dict[str, Any] = licensing.get(f"/cases/{case['case_id']}")
                states = {each["consulted"]: each["state"] for each in found["consultations"]}
                return states.get("NL") == "running"

            wait_for(running, what="the receipt", within_s=4 * THERE_WITHIN_S)
            waited = time.monotonic() - back
    finally:
        sandbox.down()
    print(f"away {AWAY_S:.0f} s; the letter was there {waited:.1f} s after the node was back")
    assert waited <= THERE_WITHIN_S
