"""What a person reads of the check of an evidence file, and with which code it ends."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli.evidence import app
from gateway.cli.evidence_view import show_report
from gateway.cli.exits import exit_code

REPORT: dict[str, Any] = {
    "case_id": "",
    "conversation_id": "",
    "authority": "FR",
    "exported_at": "2026-03-02T09:00:00Z",
    "checks": [{"name": "form", "ok": True, "detail": "12 files"}],
    "summary": [],
    "anchored": True,
}


@pytest.mark.parametrize(
    ("of", "title"),
    [
        ({"case_id": "DE-C-2026-00001"}, "Evidence of DE-C-2026-00001, exported by FR"),
        ({"conversation_id": "c-1"}, "Evidence of consultation c-1, exported by FR"),
    ],
)
def test_the_title_says_of_what_it_is(
    of: dict[str, str], title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show_report(REPORT | of)
    assert title in " ".join(capsys.readouterr().out.split())


def test_the_help_says_the_exit_code_that_a_failed_check_has() -> None:
    said = CliRunner().invoke(app, ["verify", "--help"]).output
    assert f"exit {exit_code('register')} when" in " ".join(said.split())
