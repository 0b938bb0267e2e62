"""Every command that a remedy, a text or a document names exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from gateway.cli.main import app
from tests.support.commands import commands_below

ROOT = Path(__file__).parents[3]
ROOT_COMMAND = typer.main.get_command(app)
NAMED = re.compile(r"(?<![\w./-])comity ([a-z][a-z-]*(?: [a-z][a-z-]*)*)")
CODE = re.compile(r"`([^`\n]+)`")


def _texts_of_code() -> Iterator[tuple[str, str]]:
    """Give each text of the program with its place; one that is written in parts is joined."""
    for folder in ("gateway", "workflows", "certs", "lab"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def _commands_of_docs() -> Iterator[tuple[str, str]]:
    """Give what stands as code in a document, and the lines of its examples."""
    for path in (*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            examples = [line] if re.match(r"\s*(\$ )?comity ", line) else CODE.findall(line)
            for each in examples:
                yield f"{path.relative_to(ROOT)}:{number}", each


BELOW = cache(commands_below)


def _unknown(text: str) -> list[str]:
    """Return the commands of a text that the command line does not know."""
    found = []
    for match in NAMED.finditer(text):
        command: Any = ROOT_COMMAND
        for word in match.group(1).split():
            below = BELOW(command)
            if not below:
                break  # the rest are arguments, or words of the sentence
            if word not in below:
                found.append(match.group(0))
                break
            command = below[word]
    return found


@pytest.mark.parametrize("texts", [_texts_of_code, _commands_of_docs])
def test_every_command_that_is_named_exists(texts: object) -> None:
    """Found in use: officer m4, integrator A16."""
    assert callable(texts)
    wrong = {f"{where}: {each}" for where, text in texts() for each in _unknown(text)}
    assert not wrong


def test_a_command_that_does_not_exist_would_be_found() -> None:
    assert _unknown("revive the last backup with `comity revive`.") == ["comity revive"]
    assert _unknown("comity officer dismiss NAME") == ["comity officer dismiss"]
    assert _unknown("Start it with: comity up --home FOLDER") == []
    assert _unknown("gateway.comity.eu comity.v1 `comity case show DE-C-2026-00001`") == []
