"""Moves modules as `tools/moves.csv` says, with every import, string and document that names them.

A line of the table is a module (`old` and `new`, dotted), a file beside modules (`old` and
`new`, as paths), or a package that comes into being (`new` and the docstring in `about`). Tests
that lie where their module lay go with it. What cannot be moved by a rule is printed: places
that count folders up from their own file.

    python -m tools.move --room gateway.matching
"""

from __future__ import annotations

import argparse
import ast
import csv
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "tools" / "moves.csv"
READ = {".py", ".md", ".toml", ".yml", ".yaml", ".sh", ".cfg", ".ini", ".csv", ".tape", ".html", ""}
LEFT = ("tests/assets/", "tests/vectors/", "tools/moves.csv", "comity/", "LICENSE")
NAMES_MODULES = "tests/unit/tools/test_move.py"  # its examples are of before


class Move(NamedTuple):
    """A line of the table."""

    old: str
    new: str
    about: str

    @property
    def is_file(self) -> bool:
        """Whether it is a file beside the modules."""
        return "/" in self.old


def read_table(path: Path, room: str) -> list[Move]:
    """Return the lines of one room."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [Move(row["old"], row["new"], row["about"]) for row in csv.DictReader(file)]
    within = f"{room.replace('.', '/')}/"
    return [
        row
        for row in rows
        if any(f"{name.replace('.', '/')}/".startswith(within) for name in row[:2])
    ]


def path_of(module: str) -> str:
    """Return the file of a module."""
    return module.replace(".", "/") + ".py"


def dotted(path: str) -> str:
    """Return the module of a file."""
    return path.removesuffix(".py").replace("/", ".")


def tests_of(moves: Iterable[Move]) -> dict[str, str]:
    """Return where the tests of modules go: `test_name.py` and `test_name_more.py` of a folder."""
    rooms: dict[str, dict[str, str]] = defaultdict(dict)
    for each in moves:
        if each.old and not each.is_file:
            room, _, leaf = each.old.rpartition(".")
            rooms[room][leaf] = each.new
    found: dict[str, str] = {}
    for base, room in product(("tests/unit", "tests/node"), rooms):
        leaves, folder = rooms[room], ROOT / base / room.removeprefix("gateway.").replace(".", "/")
        for test in sorted(folder.glob("test_*.py")):
            name = test.stem.removeprefix("test_")
            fits = [leaf for leaf in leaves if name == leaf or name.startswith(f"{leaf}_")]
            if not fits:
                print(f"stays: {test.relative_to(ROOT)}", file=sys.stderr)
                continue
            leaf = max(fits, key=len)
            new = leaves[leaf]
            into = f"{base}/{new.removeprefix('gateway.').rpartition('.')[0].replace('.', '/')}"
            more = name.removeprefix(leaf)
            found[str(test.relative_to(ROOT))] = f"{into}/test_{new.rpartition('.')[2]}{more}.py"
    return found


def any_of(names: Mapping[str, str]) -> re.Pattern[str]:
    """Return what finds a whole name, the longest first."""
    longest = sorted(names, key=lambda name: -len(name))
    # A link of a document climbs first.
    return re.compile(rf"(?:(?<![\w./])|(?<=\.\./))({'|'.join(map(re.escape, longest))})(?![\w])")


@cache
def names_in(package: str) -> frozenset[str]:
    """Return what a package itself imports by name: that is no module, though one is called so."""
    init = ROOT / package.replace(".", "/") / "__init__.py"
    tree = ast.parse(init.read_text("utf-8")) if init.is_file() else ast.Module([], [])
    found = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return frozenset(alias.asname or alias.name for node in found for alias in node.names)


def names_bound(tree: ast.Module) -> Iterator[str]:
    """Yield every name that a file gives to something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


class Rewriter:
    """Renames in texts.

    Args:
        modules: Old to new, dotted.
        paths: Old to new, of files.
    """

    def __init__(self, modules: Mapping[str, str], paths: Mapping[str, str]) -> None:
        self._paths = paths
        tests = {dotted(old): dotted(new) for old, new in paths.items() if old.startswith("tests/")}
        self._names = {**modules, **tests}
        self._by_name = any_of(self._names)
        self._by_path = any_of(paths)

    def text(self, text: str) -> str:
        """Rename in any text."""
        text = self._by_path.sub(lambda found: self._paths[found[1]], text)
        return self._by_name.sub(lambda found: self._names[found[1]], text)

    def code(self, source: str) -> str:
        """Rename in Python: also modules that are imported from their package by name."""
        edits = sorted(self._from_packages(ast.parse(source)), reverse=True)
        lines = source.splitlines(keepends=True)
        for number, ((line, start), (last, end), _) in enumerate(edits):
            head, tail = lines[line - 1], lines[last - 1]
            # What is written anew must not be renamed once more: it is put in at the end.
            cut = f"{head.encode()[:start].decode()}\0{number}\0{tail.encode()[end:].decode()}"
            lines[line - 1 : last] = [cut]
        text = self.text("".join(lines))
        return re.sub("\0([0-9]+)\0", lambda found: edits[int(found[1])][2], text)

    def _from_packages(
        self, tree: ast.Module
    ) -> Iterator[tuple[tuple[int, int], tuple[int, int], str]]:
        renamed: dict[str, str] = {}
        taken = set(names_bound(tree))
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or node.level or node.end_lineno is None:
                continue
            own = names_in(f"{node.module}")
            moved = [
                a
                for a in node.names
                if f"{node.module}.{a.name}" in self._names and a.name not in own
            ]
            if not moved:
                continue
            indent = " " * node.col_offset
            written = []
            for alias in moved:
                package, _, leaf = self._names[f"{node.module}.{alias.name}"].rpartition(".")
                # What the file itself calls so keeps its name; the module keeps its old one.
                known = alias.asname or (alias.name if leaf in taken - {alias.name} else leaf)
                shown = f" as {known}" if known != leaf else ""
                if not alias.asname and known != alias.name:
                    renamed[alias.name] = leaf
                written.append(f"from {package} import {leaf}{shown}")
            kept = [a for a in node.names if a not in moved]
            if kept:
                names = ", ".join(a.name + (f" as {a.asname}" if a.asname else "") for a in kept)
                written.insert(0, f"from {node.module} import {names}")
            span = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset or 0)
            yield *span, f"\n{indent}".join(written)
        for name in ast.walk(tree):
            if isinstance(name, ast.Name) and name.id in renamed and name.end_lineno:
                span = (name.lineno, name.col_offset), (name.end_lineno, name.end_col_offset or 0)
                yield *span, renamed[name.id]


def git(*words: str) -> str:
    """Run git in the project."""
    return subprocess.run(
        ["git", *words],  # noqa: S607 - the one that is first on the path
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def move(moves: list[Move]) -> None:
    """Move files and rename in all others."""
    modules = {each.old: each.new for each in moves if each.old and not each.is_file}
    paths = {each.old: each.new for each in moves if each.is_file}
    paths |= {path_of(old): path_of(new) for old, new in modules.items()}
    paths |= tests_of(moves)
    rewriter = Rewriter(modules, paths)
    for name in git("ls-files").splitlines():
        file = ROOT / name
        left = name == NAMES_MODULES or (name.startswith(LEFT) and file.suffix != ".py")
        if file.suffix in READ and not left and file.is_file():
            before = file.read_text("utf-8")
            after = rewriter.code(before) if file.suffix == ".py" else rewriter.text(before)
            if after != before:
                file.write_text(after, "utf-8")
    aside = {old: f"{old}.moving" for old in paths}
    for old, between in aside.items():  # a module may become the package of its own name
        git("mv", old, between)
    for each in moves:
        if not each.old:
            folder = ROOT / each.new.replace(".", "/")
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "__init__.py").write_text(f'"""{each.about}"""\n', "utf-8")
            git("add", str(folder / "__init__.py"))
    for old, new in paths.items():
        (ROOT / new).parent.mkdir(parents=True, exist_ok=True)
        git("mv", aside[old], new)
        if new.endswith(".py") and "__file__" in (ROOT / new).read_text("utf-8"):
            print(f"counts from its own place: {new}", file=sys.stderr)


def main() -> None:
    """Move one room."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--room", required=True, help="Package whose modules move.")
    given = parser.parse_args()
    found = read_table(TABLE, given.room)
    if not found:
        sys.exit(f"{TABLE.name} has no line of {given.room}")
    move(found)


if __name__ == "__main__":
    main()
