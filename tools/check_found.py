"""Check tests/found.toml: each finding of a day of use has a test, or waits for an issue.

1. Every finding of every report stands in the file once.
2. A finding has `tests`, each a file and a function that exist, or `waits` with an issue and
   `why`; one that is mended in part has both.
3. No test is named that pytest would not collect.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOUND = ROOT / "tests" / "found.toml"


def _numbered(letter: str, last: int) -> tuple[str, ...]:
    return tuple(f"{letter}{number}" for number in range(1, last + 1))


# The findings of each report, by the numbers that it gave them.
REPORTS: dict[str, tuple[str, ...]] = {
    "officer": (*_numbered("B", 7), *_numbered("M", 16), *_numbered("m", 16)),
    "integrator": _numbered("A", 16),
    "attack": (*_numbered("C", 3), *_numbered("M", 6), *_numbered("m", 13)),
    "disclosure": _numbered("V", 7),
    "temporal": _numbered("T", 8),
    "protocol": (*_numbered("C", 2), *_numbered("M", 8), *_numbered("m", 17), "R1"),
    "tests": _numbered("G", 23),
}
ISSUES = range(11, 19)


@cache
def functions(path: Path) -> frozenset[str]:
    """Return the names of the test functions of a file, those in classes included."""
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    )


def check_test(named: str, root: Path = ROOT) -> Iterator[str]:
    """Yield what is wrong with `tests/unit/x/test_y.py::test_z`."""
    file, _, function = named.partition("::")
    path = root / file
    if not file.startswith("tests/") or not path.name.startswith("test_") or not path.is_file():
        yield f"there is no file of tests {file}"
    elif function.partition("[")[0] not in functions(path):
        yield f"{file} has no {function or 'test named'}"


def check_finding(entry: dict[str, Any], root: Path = ROOT) -> Iterator[str]:
    """Yield what is wrong with one entry."""
    if unknown := entry.keys() - {"tests", "waits", "why"}:
        yield f"unknown words: {', '.join(sorted(unknown))}"
    if not entry.get("tests") and "waits" not in entry:
        yield "neither a test nor an issue that it waits for"
    for named in entry.get("tests", ()):
        yield from check_test(named, root)
    if "waits" in entry and entry["waits"] not in ISSUES:
        yield f"waits for {entry['waits']}, which is no issue from 11 to 18"
    if ("waits" in entry) is not bool(entry.get("why")):
        yield "what waits says why, and nothing else does"


def complaints(found: dict[str, dict[str, Any]], root: Path = ROOT) -> Iterator[str]:
    """Yield everything that is wrong with the file."""
    for report in sorted(found.keys() - REPORTS.keys()):
        yield f"{report}: there is no such report"
    for report, ids in REPORTS.items():
        entries = found.get(report, {})
        for each in sorted(entries.keys() - set(ids)):
            yield f"{report}.{each}: the report has no such finding"
        for each in ids:
            if each not in entries:
                yield f"{report}.{each}: is not in the file"
                continue
            for wrong in check_finding(entries[each], root):
                yield f"{report}.{each}: {wrong}"


def main() -> int:
    """Print what is wrong."""
    wrong = list(complaints(tomllib.loads(FOUND.read_text("utf-8"))))
    for each in wrong:
        print(f"tests/found.toml: {each}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
