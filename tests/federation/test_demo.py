"""`make demo`, whole: four gateways as processes, and the JSON that checks read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gateway.evidence.verify.verification import verify_file
from lab.sandbox.supervisor import Sandbox


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "lab.demo.main_job"]
    command += ["--out", str(folder / "out"), "--json", str(folder / "demo.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    found: dict[str, Any] = json.loads((folder / "demo.json").read_text("utf-8"))
    found["last_line"] = done.stdout.splitlines()[-1]
    found["folder"] = folder / "out"
    return found


def test_the_match_is_found_across_spellings_with_reasons(told: dict[str, Any]) -> None:
    assert told["match"]["score"] > 0.8
    assert told["match"]["party_reasons"]
    assert told["match"]["item_reasons"]


def test_one_answered_and_one_was_silent_by_both(told: dict[str, Any]) -> None:
    outcomes = {c["authority"]: (c["procedure"], c["by"]) for c in told["consultations"]}
    assert outcomes == {"FR": ("16(5)", "answer"), "NL": ("14(1)", "silence")}
    assert told["silence_closed_by"] == "both"
    assert told["unconfirmed"]["proposal_refused"] == "SILENCE_UNCONFIRMED"
    assert all(len(c["deadline"]["counted"]) == 10 for c in told["consultations"])


def test_every_register_holds_the_same(told: dict[str, Any]) -> None:
    registers = told["registers"]
    assert set(registers) == set(told["members"]) == {"DE", "FR", "NL", "EU"}
    assert all(each == registers["DE"] for each in registers.values())
    assert registers["EU"]["DE"]["size"] > 1  # the denial, and what commits to the journal


def test_the_tampering_was_found_and_the_evidence_verified(told: dict[str, Any]) -> None:
    assert told["tamper_found"] is True
    assert told["tamper"]["log"] == "DE"
    assert told["evidence_verified"] is True


def test_documents_travelled_both_ways_and_the_evidence_proves_it(told: dict[str, Any]) -> None:
    ways = [(each["from"], each["to"]) for each in told["documents"]]
    assert ways == [("DE", "FR"), ("DE", "FR"), ("FR", "DE")]
    report = verify_file(Path(told["evidence"]), anchor=told["folder"] / "anchor.json")
    came = [each for each in report.checks if each.name.startswith("contents ")]
    for document in told["documents"]:
        way = f"came from {document['from']} to {document['to']} at"
        assert any(document["sha256"][:12] in e.detail and way in e.detail for e in came)
    page = Path(told["case_page"]).read_text("utf-8")
    assert all(document["title"] in page for document in told["documents"])


def test_bad_rows_were_reported_and_the_rest_imported(told: dict[str, Any]) -> None:
    assert told["denials_imported"] > 100
    assert told["rows_refused"] == sum(each["rows_refused"] for each in told["imports"]) > 0


def test_the_page_is_the_last_line_and_stands_alone(told: dict[str, Any]) -> None:
    assert told["last_line"] == told["case_page"]
    page = Path(told["case_page"]).read_text("utf-8")
    assert told["case"] in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_nothing_runs_afterwards(told: dict[str, Any]) -> None:
    status = Sandbox(told["folder"] / "sandbox").status()
    assert not status.engine_up
    assert not any(member.up for member in status.members)
