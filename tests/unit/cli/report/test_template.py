"""`comity report template`: the shipped templates, without a node."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from gateway.cli import main as cli
from gateway.domain.annual.templates import shipped_file, shipped_templates

TEMPLATE = shipped_templates()[0]


def run(monkeypatch: pytest.MonkeyPatch, *args: str) -> int:
    monkeypatch.setattr(sys, "argv", ["comity", "report", "template", *args])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_they_are_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--json") == 0
    assert TEMPLATE.version in {each["version"] for each in json.loads(capsys.readouterr().out)}
    assert run(monkeypatch) == 0
    assert TEMPLATE.version in capsys.readouterr().out


def test_one_is_shown_and_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "template.toml"
    assert run(monkeypatch, TEMPLATE.version, "--write", str(file)) == 0
    assert TEMPLATE.digest in capsys.readouterr().out.replace("\n", "")
    assert file.read_bytes() == shipped_file(TEMPLATE.version)
    assert run(monkeypatch, TEMPLATE.version, "--json") == 0
    assert json.loads(capsys.readouterr().out)["year"] == TEMPLATE.year


def test_what_is_not_shipped_or_not_named_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(monkeypatch, "2024/214/1999-9", "--json") != 0
    assert "TEMPLATE_INVALID" in capsys.readouterr().out
    assert run(monkeypatch, "--write", str(tmp_path / "x"), "--json") != 0
    assert not (tmp_path / "x").exists()
