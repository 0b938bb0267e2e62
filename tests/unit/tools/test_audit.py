"""What a node is made of, and an audit that does not take silence for an answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tools.audit.__main__ import KNOWN, NOT_ASKED, NOTHING_KNOWN, judge
from tools.audit.installed import LOCK, blocks, needed, product_lock, wanted

# As pip-audit 2.10.1 answers, with and without an answer of PyPI (29 November 2026).
SKIPPED = {
    "name": "alembic",
    "skip_reason": "Dependency not found on PyPI and could not be audited: alembic (1.20.1)",
}
CLEAN = {"name": "idna", "version": "3.20", "vulns": []}
VULNERABLE = {
    "name": "jinja2",
    "version": "2.4.1",
    "vulns": [
        {
            "id": "PYSEC-2014-8",
            "fix_versions": ["2.7.2"],
            "aliases": ["CVE-2014-1402"],
            "description": "...",
        }
    ],
}


def answer(*found: dict[str, Any]) -> str:
    return json.dumps({"dependencies": found, "fixes": []})


@pytest.mark.parametrize(
    ("said", "code", "line"),
    [
        (answer(CLEAN), NOTHING_KNOWN, "1 of 1 packages were looked up, and nothing is known"),
        (answer(CLEAN, SKIPPED), NOT_ASKED, "1 of 2 packages were looked up; nobody could be"),
        (answer(SKIPPED), NOT_ASKED, "0 of 1 packages were looked up"),
        (answer(), NOT_ASKED, "0 of 0 packages were looked up"),
        (answer(VULNERABLE), KNOWN, "jinja2 2.4.1: PYSEC-2014-8, CVE-2014-1402, mended in 2.7.2"),
        (answer(VULNERABLE, SKIPPED), KNOWN, "alembic"),
        ("", NOT_ASKED, "pip-audit did not answer: ERROR: no route to host"),
        ("[]", NOT_ASKED, "pip-audit did not answer"),
    ],
)
def test_an_audit_ends_as_it_was_answered(said: str, code: int, line: str) -> None:
    found, lines = judge(said, "WARNING: x\nERROR: no route to host\n")
    assert found == code
    assert line in "\n".join(lines)


def test_what_a_node_needs_is_told_from_what_develops_it() -> None:
    held = blocks(LOCK.read_text("utf-8"))
    names = needed(wanted(), held)
    assert {"fastapi", "temporalio", "polars", "opentelemetry-sdk", "python-pkcs11"} <= names
    assert not names & {"pytest", "mypy", "ruff", "hypothesis", "duckdb", "playwright"}
    assert names < held.keys()
    assert product_lock().count("--hash=sha256:") > len(names)
