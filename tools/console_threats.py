"""Check that every row of the table of threats to the console names tests that there are.

A row whose test was renamed, moved or taken out says nothing; `make check` fails then. That each of
them ran and passed is looked at when all tests have run (`tests/support/threats.py`).
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "console-threats.md"
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_COLUMNS = 4


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of each row below the head of the table."""
    for line in text.splitlines():
        cells = [each.strip() for each in line.strip("|").split("|")]
        if line.startswith("|") and not set(line) <= set("|- ") and cells[0] != "who":
            yield cells


def named_tests(text: str) -> Iterator[str]:
    """Yield the tests that a table names, as pytest calls them: ``PATH::NAME``."""
    for cells in rows(text):
        yield from (f"{path}::{test}" for path, test in _NAMED.findall(cells[-1]))


def faults_of(text: str, root: Path = ROOT) -> Iterator[str]:
    """Yield what is wrong with a table of threats."""
    for cells in rows(text):
        named = _NAMED.findall(cells[-1])
        if len(cells) != _COLUMNS or not all(cells) or not named:
            yield f"{' | '.join(cells)[:80]}: names no test, or has not {_COLUMNS} cells"
        for path, test in named:
            if test not in tests_in(root / path):
                yield f"{path}::{test}: there is no such test"


def tests_in(path: Path) -> set[str]:
    """Return the names of the tests of a file, as pytest collects them."""
    if not path.exists() or not path.name.startswith("test_"):
        return set()
    found = ast.parse(path.read_text("utf-8")).body
    functions = (each for each in found if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
    return {each.name for each in functions if each.name.startswith("test_")}


def main() -> int:
    """Print what is wrong; return the exit code."""
    faults = list(faults_of(TABLE.read_text("utf-8")))
    sys.stderr.write("".join(f"{each}\n" for each in faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
