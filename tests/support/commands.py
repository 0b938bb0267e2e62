"""Every command that `comity` has, whatever it lies in; and what runs one in a test."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
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
    """Yield a command, or those of a group, each by its words."""
    inside = getattr(found, "commands", None)
    if inside is None:
        yield name, found
        return
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
