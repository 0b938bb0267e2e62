"""A version of the repository: its texts, their syntax trees, and the lines that are code."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("gateway", "workflows", "certs", "lab", "tools", "tests", "sdk")
"""Folders whose hand-written Python is counted."""

GENERATED = ("sdk/comity_sdk/models/", "sdk/comity_sdk/operations/")
READ = (".py", ".toml", ".html", ".css", ".md", ".proto", ".json")
_WITH_BODY = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Tree:
    """Texts by their path within the repository."""

    texts: Mapping[str, str]

    @cached_property
    def parsed(self) -> dict[str, ast.Module]:
        """Syntax trees of the hand-written Python files."""
        return {path: parsed(text) for path, text in self.texts.items() if is_by_hand(path)}

    @cached_property
    def code(self) -> dict[str, list[str]]:
        """Code lines of each of them."""
        return {path: code_lines(self.texts[path], tree) for path, tree in self.parsed.items()}


def is_by_hand(path: str) -> bool:
    """Say whether a path is that of a hand-written Python file."""
    folder = path.split("/", maxsplit=1)[0]
    return path.endswith(".py") and folder in CODE and not path.startswith(GENERATED)


@cache
def parsed(text: str) -> ast.Module:
    """Return the syntax tree of a text; a process parses the same text once."""
    return ast.parse(text)


def code_lines(text: str, tree: ast.Module) -> list[str]:
    """Return the lines that are code: no blank ones, comments, docstrings or imports."""
    left_out: set[int] = set()
    for node in _statements(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            left_out.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        elif isinstance(node, _WITH_BODY):
            for statement in node.body:
                value = statement.value if isinstance(statement, ast.Expr) else None
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    end = statement.end_lineno or statement.lineno
                    left_out.update(range(statement.lineno, end + 1))
    lines = enumerate((line.strip() for line in text.split("\n")), 1)
    return [
        line
        for number, line in lines
        if line and not line.startswith("#") and number not in left_out
    ]


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and the statements within it; expressions hold none."""
    yield node
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        for each in getattr(node, name, ()) if not isinstance(node, ast.expr) else ():
            yield from _statements(each)


def working_tree() -> Tree:
    """Read the files that belong to the repository as they stand."""
    listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    names = sorted({name for name in listed if name.endswith(READ) and (ROOT / name).is_file()})
    return Tree({name: (ROOT / name).read_bytes().decode("utf-8", "replace") for name in names})


def tree_of(commit: str) -> Tree:
    """Read the files of a commit."""
    listed = git("ls-tree", "-r", "--name-only", "-z", commit).split("\0")
    return Tree(_blobs(commit, [name for name in listed if name.endswith(READ)]))


def _blobs(commit: str, names: Iterable[str]) -> dict[str, str]:
    asked = "".join(f"{commit}:{name}\n" for name in names)
    command = ["git", "cat-file", "--batch"]
    done = subprocess.run(command, cwd=ROOT, input=asked.encode(), check=True, capture_output=True)
    answer = done.stdout
    texts, at = {}, 0
    for name in names:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[2])
        texts[name] = answer[end + 1 : end + 1 + size].decode("utf-8", "replace")
        at = end + size + 2
    return texts


def git(*words: str) -> str:
    """Return what a command of git prints."""
    command = ["git", *words]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout
