"""With ``--json`` nothing but JSON goes to standard output (issue 30, item 16).

Two looks at it: every command that a test runs is looked at by `tests/support/json_alone.py`, and
here every command that is written by hand is read, whether a test runs it or not. Those of the
contract are all run by `tests/unit/cli/contract/test_commands_of_the_contract.py`.
"""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeGuard

import pytest
import structlog
import typer
from typer.testing import CliRunner

from gateway.cli import bench as bench_command
from gateway.cli.bench import FOLDER, names
from tests.support.commands import commands_of_all
from tests.support.json_alone import NotJsonAloneError

FOR_PEOPLE = {"out.print", "print_table", "typer.echo", "print", "show_view", "show_head"}
TAKERS = [
    pytest.param(command.callback, id=name)
    for name, command in commands_of_all()
    if any("--json" in each.opts for each in command.params)
    and command.callback.__module__ != "gateway.cli.contract.nouns"
]


def said_for_people(block: list[ast.stmt]) -> Iterator[int | None]:
    """Lines that speak to people where JSON is asked for; None at last where the block ends."""
    for statement in block:
        if isinstance(statement, ast.If):
            way = _way(statement.test)
            ways = (
                [statement.body, statement.orelse]
                if way is None
                else [statement.body if way else statement.orelse]
            )
            ends = True
            for each in ways:
                *lines, last = [*said_for_people(each)] or [0]
                yield from [line for line in (*lines, last) if line]
                ends = ends and last is None
            if ends:
                yield None
                return
            continue
        inner = [each for field in ("body", "handlers", "orelse", "finalbody")
                 for each in getattr(statement, field, ())]  # fmt: skip
        for each in inner:
            within = each.body if isinstance(each, ast.ExceptHandler) else [each]
            yield from [line for line in said_for_people(within) if line]
        if not inner and not _chosen(statement):
            yield from [call.lineno for call in ast.walk(statement) if _speaks(call)]
        if isinstance(statement, ast.Return | ast.Raise):
            yield None
            return


def _chosen(statement: ast.stmt) -> bool:
    """Whether it is ``print_json(found) if as_json else show_view(found)``."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.IfExp) and _way(value.test) is True and not _speaks(value.body)


def _way(test: ast.expr) -> bool | None:
    said = ast.unparse(test)
    return {"as_json": True, "not as_json": False}.get(said)


def _speaks(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in FOR_PEOPLE


def lines_of(source: str) -> list[int]:
    [function] = ast.parse(textwrap.dedent(source)).body
    assert isinstance(function, ast.FunctionDef)
    return [line for line in said_for_people(function.body) if line]


@pytest.mark.parametrize("command", TAKERS)
def test_no_command_speaks_to_people_where_json_is_asked_for(command: Any) -> None:
    source = inspect.getsource(command)
    assert "as_json" in source
    assert [source.splitlines()[line - 1].strip() for line in lines_of(source)] == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("if as_json:\n  print_json(1)\n  return\nout.print('x')", []),
        ("if as_json:\n  print_json(1)\nelse:\n  out.print('x')", []),
        ("if not as_json:\n  out.print('x')\nprint_json(1)", []),
        ("out.print('x')\nif as_json:\n  print_json(1)", [2]),
        ("if other:\n  out.print('x')\nif as_json:\n  print_json(1)", [3]),
        ("with it:\n  for each in them:\n    print(each)\nif as_json:\n  print_json(1)", [4]),
        ("if as_json:\n  print_json(1)\nout.print('x')", [4]),
    ],
)
def test_it_is_found_where_a_command_does(body: str, found: list[int]) -> None:
    assert lines_of("def command(as_json):\n" + textwrap.indent(body, "  ")) == found


def test_every_measurement_takes_json() -> None:
    """`comity bench all --json` gives it to each (tests/unit/cli/test_bench.py runs some)."""
    without = [
        name for name in names(FOLDER)
        if "as_json" not in (text := (FOLDER / f"{name}.py").read_text("utf-8"))
        and "given.json" not in text and "arguments.json" not in text and ".json:" not in text
    ]  # fmt: skip
    assert without == []


def test_what_a_measurement_logs_is_no_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `comity bench workflows` did: a log line of the node's, before the JSON."""
    (tmp_path / "talks.py").write_text(
        "import json, structlog\n"
        "if __name__ == '__main__':\n"
        "    structlog.get_logger().warning('it.talks')\n"
        "    print(json.dumps({'per_s': 1}))\n"
    )
    monkeypatch.setattr(bench_command, "FOLDER", tmp_path)
    app = typer.Typer()
    app.command()(bench_command.bench)
    assert json.loads(CliRunner().invoke(app, ["talks", "--json"]).output) == {"per_s": 1}
    assert json.loads(CliRunner().invoke(app, ["all", "--json"]).output) == {"talks": {"per_s": 1}}


def test_what_a_command_logs_is_no_output() -> None:
    program = (
        "import sys, structlog; sys.argv = ['comity', 'states', 'show', '--json']\n"
        "from gateway.cli import main, states\n"
        "structlog.get_logger('before')\n"
        "main.app = lambda **_: structlog.get_logger().warning('it.talks')\n"
        "main.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert (done.stdout, "it.talks" in done.stderr) == ("", True)


def test_each_command_that_a_test_runs_is_looked_at() -> None:
    app = typer.Typer()

    @app.command()
    def talks(as_json: bool = typer.Option(False, "--json")) -> None:
        structlog.PrintLogger().msg("it talks")
        typer.echo("{}")

    with pytest.raises(NotJsonAloneError):
        CliRunner().invoke(app, ["--json"])
