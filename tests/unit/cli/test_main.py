"""The command: its nouns, how errors leave it, and that help stays quick."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest
import typer

from gateway.cli import main as command
from gateway.cli.client import ProblemError
from gateway.cli.lazy import LazyGroup, load
from gateway.cli.main import ComityGroup
from gateway.errors import Family


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["comity", *words])
    with pytest.raises(SystemExit) as end:
        command.main()
    return int(end.value.code or 0)


def test_every_family_of_error_has_an_exit_code_of_its_own() -> None:
    codes = [family.exit_code for family in Family]
    assert len(set(codes)) == len(codes)
    assert not {0, 2} & set(codes)  # success, and a wrong call
    assert [command.exit_code(family) for family in Family] == codes
    assert command.exit_code("of_tomorrow") == Family.COMITY.exit_code


def leaves(command: Any) -> list[Any]:
    if isinstance(command, LazyGroup):  # its commands are loaded when they are called
        return [
            leaf for name, place in command.places.items() for leaf in leaves(load(name, place))
        ]
    below = getattr(command, "commands", None)
    return [leaf for each in below.values() for leaf in leaves(each)] if below else [command]


@pytest.mark.parametrize("name", ComityGroup.places)
def test_every_noun_can_be_loaded_and_every_command_speaks_json(name: str) -> None:
    command = load(name, ComityGroup.places[name])
    options = {each.name: str([its.opts for its in each.params]) for each in leaves(command)}
    assert [each for each, its in options.items() if "'--json'" not in its] == []
    assert "install_completion" not in {each.name for each in command.params}  # of `comity` alone


def test_help_imports_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each.startswith(("gateway.cli.", "lab."))]:
        if name not in {"gateway.cli.main", "gateway.cli.lazy", "gateway.cli.output"}:
            monkeypatch.delitem(sys.modules, name)
    assert run(monkeypatch, "--help") == 0
    loaded = {place.module for place in ComityGroup.places.values()} & set(sys.modules)
    assert not loaded


def test_help_names_every_noun(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "--help")
    printed = capsys.readouterr().out
    assert all(name in printed for name in ComityGroup.places)


def test_an_error_ends_with_reason_remedy_and_the_exit_code_of_its_family(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("deadline", "--procedure", "99", "--authority", "FR", "--received")
    code = run(monkeypatch, *words, "2026-12-18T10:00:00+01:00")
    said = capsys.readouterr()
    assert code == Family.LAW.exit_code
    assert "PROCEDURE_UNKNOWN" in said.err
    assert "remedy" in said.err
    assert not said.out


def test_an_error_is_json_where_json_was_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("deadline", "--procedure", "14-1", "--authority", "FR", "--received", "never")
    assert run(monkeypatch, *words, "--json") == Family.INPUT.exit_code
    problem = json.loads(capsys.readouterr().out)["problem"]
    assert problem["reason"] == "DATE_IMPOSSIBLE"
    assert problem["family"] == "input"
    assert problem["remedy"]
    assert problem["metadata"] == {"field": "received", "text": "'never'"}


def test_a_problem_of_the_node_keeps_the_nodes_family() -> None:
    problem = {
        "family": "state",
        "reason": "DENIAL_UNSEEN",
        "message": "m",
        "remedy": "r",
        "metadata": {"denial": "FR-2026-00001"},
    }
    assert command.problem_of(ProblemError(problem)) == problem


def test_a_defect_is_said_shortly_and_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError("secret of nobody")

    module = import_module("gateway.cli.bench")
    monkeypatch.setattr(module, "bench", broken)
    monkeypatch.delenv("COMITY_TRACEBACK", raising=False)
    broken.__signature__ = None  # type: ignore[attr-defined]
    monkeypatch.setattr("gateway.cli.lazy.load", lambda *_: _one(broken))
    assert run(monkeypatch, "bench") == Family.COMITY.exit_code
    said = capsys.readouterr().err
    assert "DEFECT" in said
    assert "Traceback" not in said


def _one(function: object) -> object:
    single = typer.Typer(add_completion=False)

    @single.command("bench")
    def bench() -> None:
        function()  # type: ignore[operator]

    return typer.main.get_command(single)


def test_a_wrong_word_is_answered_with_the_right_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "deadlin") == 2
    assert "deadline" in capsys.readouterr().err


def test_it_runs_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gateway.cli.main", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("comity ")
