"""Every command that `comity` has, whatever it lies in; and what runs one in a test."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import client
from gateway.cli.lazy import load
from gateway.cli.main import ComityGroup
from gateway.errors import ComityError


def commands_of_all() -> Iterator[tuple[str, Any]]:
    """Yield each command by its words, e.g. ``letter standing list``."""
    for name, place in ComityGroup.places.items():
        yield from commands_within(name, load(name, place))


def commands_within(name: str, found: Any) -> Iterator[tuple[str, Any]]:
    """Yield a command, or those of a group, each by its words; what is made when called is made."""
    inside = commands_below(found)
    if not hasattr(found, "commands"):
        yield name, found
    for inner, command in inside.items():
        yield from commands_within(f"{name} {inner}", command)


def stands_in(made: Callable[[], Any]) -> Any:
    """Return the fixture `node`: what commands reach in place of a node, new for each test."""

    @pytest.fixture
    def node(monkeypatch: pytest.MonkeyPatch) -> Any:
        found = made()
        monkeypatch.setattr(client, "open_node", lambda *_, **__: found)
        return found

    return node


def said_by(app: Any, *words: str, columns: int = 300) -> str:
    """Run a command that succeeds, before a screen of some columns; return what it prints."""
    env = {"COLUMNS": str(columns)}
    result = CliRunner().invoke(app, words, catch_exceptions=False, env=env)
    assert result.exit_code == 0, result.output
    return result.output


def printed_by(run: Callable[..., Result], *words: str) -> Any:
    """Run a command that succeeds; return what it prints for programs."""
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def refused_by(run: Callable[..., Result], *words: str) -> ComityError:
    """Run a command that is refused; return the error."""
    error = run(*words).exception
    assert isinstance(error, ComityError)
    return error


def commands_below(found: Any) -> dict[str, Any]:
    """Return the commands of a group by name, each as it is when it is called; else none."""
    made = {name: load(name, place) for name, place in getattr(found, "places", {}).items()}
    return {**getattr(found, "commands", {}), **made}


@cache
def _all() -> dict[str, Any]:
    return dict(commands_of_all())


def check_command(line: str, *, whole: bool = True) -> None:
    """Check that a command exists and takes what stands in the line, which may be a part of it."""
    commands = _all()
    program, *words = shlex.split(line)
    assert program == "comity"
    found = max(
        (n for n in commands if words[: len(n.split())] == n.split()), key=len, default=None
    )
    if found is None and not whole and any(n.startswith(f"{' '.join(words)} ") for n in commands):
        return  # a noun
    assert found is not None, line
    command, given = commands[found], words[len(found.split()) :]
    options = {each: p for p in command.params for each in (*p.opts, *p.secondary_opts)}
    # In capitals, one of the two is for a person to choose.
    paired = [p for p in command.params if p.secondary_opts]
    options |= {"/".join((*p.opts, *p.secondary_opts)).upper(): p for p in paired}
    arguments, seen = 0, set()
    while given:
        word = given.pop(0)
        if not word.startswith("--"):
            arguments += 1
            continue
        assert word in options, line
        seen.add(options[word].name)
        if not options[word].is_flag and (whole or given):
            given.pop(0)
    needed = [p for p in command.params if p.required] if whole else []
    places = [p for p in command.params if p.param_type_name == "argument"]
    most = len(places) if all(p.nargs == 1 for p in places) else arguments
    assert len([p for p in needed if p in places]) <= arguments <= most, line
    assert {p.name for p in needed if p not in places} <= seen, line
