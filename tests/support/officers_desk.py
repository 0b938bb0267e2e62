"""What an officer's day by commands is made of: two authorities, commands that work, forms."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import Mapping
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from gateway.casework.accounts.officers import make_officer
from gateway.casework.permissions import OfficerRole
from gateway.cli.client import NodeClient
from gateway.cli.client import open_node as really_open
from gateway.cli.main import main
from gateway.cli.options import read_json
from tests.support.served import Served

WIDTH = "300"
"""Of the terminal, so that no line of a table is broken."""


async def said(node: Served, *words: str) -> str:
    """Type a command that works, and return what it says, on one line."""
    code, text = await _typed(node, words)
    assert code == 0, (words, text)
    return text


def shows(text: str, *words: str) -> None:
    """Assert that a command said all of it."""
    missing = [each for each in words if each not in text]
    assert not missing, (missing, text)


async def refused(node: Served, *words: str) -> str:
    """Type a command that is refused, and return what it says, on one line."""
    code, text = await _typed(node, words)
    assert code != 0, (words, text)
    return text


async def _typed(node: Served, words: tuple[str, ...]) -> tuple[int, str]:
    assert "--json" not in words
    code, text = await asyncio.to_thread(_run, node.home, words)
    print(f"$ comity {' '.join(words)}\n{text}\n")  # what a test that fails is read by
    return code, one_line(text)


def _run(home: Path, words: tuple[str, ...]) -> tuple[int, str]:
    """Run a command of an officer of a node as `comity` runs it, in this process: a day has many.

    It calls the node by its socket, as a process of its own would.
    """
    said, opened = io.StringIO(), ExitStack()

    def open_node(*given: Any, **named: Any) -> NodeClient:
        return opened.enter_context(really_open(*given, **named))

    with (
        pytest.MonkeyPatch.context() as patched,
        redirect_stdout(said),
        redirect_stderr(said),
        opened,
    ):
        patched.setattr(sys, "argv", ["comity", *words])
        patched.setenv("COMITY_NODE", str(home))
        patched.setenv("COLUMNS", WIDTH)
        patched.setattr("gateway.cli.client.open_node", open_node)  # a process closes it by its end
        try:
            main()
        except SystemExit as ended:
            return int(ended.code or 0), said.getvalue()
    return 0, said.getvalue()


def one_line(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


def second_officer(node: Served, name: str) -> str:
    """Make another account that decides; return what its officer gives as ``--token``."""
    at = node.desk.clock.at
    made = node.desk.node.db.write_sync(
        lambda conn: make_officer(conn, name=name, role=OfficerRole.DECIDER, at=at)
    )
    path = node.home / f"token-{name}"
    path.write_text(made.token)
    return f"@{path}"


async def filled(node: Served, path: Path, form: tuple[str, ...], fields: Mapping[str, Any]) -> str:
    """Write a form by its command, fill it in as a person does in an editor, and return its path.

    Args:
        node: Whose officer it is.
        path: The file.
        form: What `comity form` is called with.
        fields: What is filled in, by its place in the form, e.g. ``transaction.items.0.value``.
    """
    await said(node, "form", *form, "--out", str(path))
    await asyncio.to_thread(_fill, path, fields)
    return str(path)


def _fill(path: Path, fields: Mapping[str, Any]) -> None:
    content = read_json(path)
    for place, value in fields.items():
        within: Any = content
        *outer, last = [int(each) if each.isdigit() else each for each in place.split(".")]
        for each in outer:
            within = within[each]
        assert last in within if isinstance(last, str) else last < len(within), place
        within[last] = value
    path.write_text(json.dumps(content, ensure_ascii=False))
