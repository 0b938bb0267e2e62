"""The document lists the payload types and suites that the code signs, all of them and no other."""

from __future__ import annotations

import re
from pathlib import Path

from gateway.trust import algorithms, dsse
from gateway.trust.suites import Suite

ROOT = Path(__file__).resolve().parents[3]
ENVELOPE = (ROOT / "docs/protocol/envelope.md").read_text(encoding="utf-8")
RECORD = (ROOT / "docs/adr/0003-closed-suites-and-hpke.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\|.*\| `(application/vnd\.comity\.[^`;]+)` \|$", re.MULTILINE)


def test_every_payload_type_stands_in_the_document_and_no_other() -> None:
    """Found in use: protocol m17."""
    known = {
        value
        for value in vars(dsse).values()
        if isinstance(value, str) and value.startswith("application/vnd.comity.")
    }
    assert sorted(ROW.findall(ENVELOPE)) == sorted(known)


def test_every_suite_stands_there_with_its_label_and_context() -> None:
    for suite in Suite:
        assert f"| {suite.value} | `{suite.name}` | " in ENVELOPE
        assert not suite.label or f"| `{suite.label}` | " in ENVELOPE
    assert f"(context `{algorithms.SEAL_CONTEXT.decode()}`)" in ENVELOPE


def test_the_record_of_the_decision_says_what_is_done() -> None:
    assert "A message names its suite by number" not in " ".join(RECORD.split())
    assert "names neither suite nor algorithm" in " ".join(RECORD.split())
