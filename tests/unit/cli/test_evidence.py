"""What a person reads of the check of an evidence file, and with which code it ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli import client
from gateway.cli.evidence import app, show_report
from gateway.errors import Family, InputError

REPORT: dict[str, Any] = {
    "case_id": "",
    "conversation_id": "",
    "authority": "FR",
    "exported_at": "2026-03-02T09:00:00Z",
    "checks": [{"name": "form", "ok": True, "detail": "12 files", "made": True}],
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


class Node:
    """A node that has verified a file."""

    def __init__(self, report: dict[str, Any]) -> None:
        self.report = report
        self.got: list[tuple[str, str, bytes]] = []

    def upload(self, path: str, name: str, content: bytes) -> dict[str, Any]:
        self.got.append((path, name, content))
        return self.report


@pytest.mark.parametrize(
    ("result", "ends", "words"),
    [
        ("holds", 0, "everything holds"),
        ("does_not_hold", 16, "it does not hold"),
        ("not_compared", 18, "not compared"),
    ],
)
def test_a_node_verifies_with_its_registers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, result: str, ends: int, words: str
) -> None:
    came = {"ok": result == "holds", "result": result}
    node = Node({**REPORT, "case_id": "DE-C-2026-00001", **came})
    monkeypatch.setattr(client, "open_node", lambda *_: node)
    file = tmp_path / "evidence.zip"
    file.write_bytes(b"PK")
    said = CliRunner().invoke(app, ["verify", str(file), "--node", "nl"])
    assert said.exit_code == ends, said.output
    assert words in said.output
    assert node.got == [("/evidence/verification", "evidence.zip", b"PK")]


def test_a_node_takes_no_anchor(tmp_path: Path) -> None:
    words = ["verify", str(tmp_path), "--node", "nl", "--anchor", str(tmp_path)]
    said = CliRunner().invoke(app, words)
    assert isinstance(said.exception, InputError)


def test_the_help_says_the_exit_code_that_a_failed_check_has() -> None:
    said = CliRunner().invoke(app, ["verify", "--help"]).output
    assert f"exit {Family.REGISTER.exit_code}: it does not hold" in " ".join(said.split())


def test_a_check_that_cannot_be_made_is_neither_right_nor_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    check = {"name": "compared again", "ok": False, "detail": "another matcher", "made": False}
    show_report({**REPORT, "case_id": "DE-C-2026-00001", "checks": [check]})
    said = capsys.readouterr().out
    assert "--" in said
    assert "NO" not in said
