"""`comity bench` runs the programs of the checkout by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from gateway.cli import bench as command
from gateway.errors import InputError, NotFoundError

APP = typer.Typer()
APP.command()(command.bench)
PROGRAM = "import json, sys\nif __name__ == '__main__':\n    print(json.dumps(sys.argv[1:]))\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(command, "FOLDER", tmp_path)
    for name in ("log", "reference_log", "_shared"):
        (tmp_path / f"{name}.py").write_text(PROGRAM)
    (tmp_path / "tables.py").write_text("ROWS = 1\n")
    return tmp_path


def test_the_programs_beside_and_what_is_no_program_are_not_named(folder: Path) -> None:
    assert command.names(folder) == ("log",)


def test_one_is_run_and_told_to_print_json() -> None:
    done = CliRunner().invoke(APP, ["log", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output) == ["--json"]


def test_what_stands_after_two_dashes_goes_to_the_measurement() -> None:
    done = CliRunner().invoke(APP, ["log", "--json", "--", "--entries", "100000"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output) == ["--entries", "100000", "--json"]


def test_another_name_is_refused_and_those_that_exist_are_named() -> None:
    error = CliRunner().invoke(APP, ["lag"]).exception
    assert isinstance(error, InputError)
    assert "log" in error.remedy


def test_without_a_checkout_there_is_nothing_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "FOLDER", tmp_path / "absent")
    assert isinstance(CliRunner().invoke(APP, ["all"]).exception, NotFoundError)
