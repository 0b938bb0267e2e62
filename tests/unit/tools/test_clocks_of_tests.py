"""No test of ours keeps a reading of the clock from the moment in which its file was read.

A run of all tests takes the better part of an hour. A test that compares such a reading with
what a command makes of the machine's clock passes alone and fails at the end of a long run.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
READS = {"datetime.now", "dt.datetime.now", "date.today", "time.time"}
OF_ITSELF = {
    "node/api/test_certificates_renewed.py": "days away on either side",
    "unit/cli/test_rulebook.py": "days away, or compared with itself",
    "unit/trust/test_tls.py": "every step of it is given this instant",
}
"""Files in which nothing else reads the clock, and why that is so."""


def kept_readings(source: str) -> list[int]:
    """Return the lines that read the clock while a file is imported."""
    waiting: list[ast.AST] = [ast.parse(source)]
    found: list[int] = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and ast.unparse(node.func) in READS:
            found.append(node.lineno)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):  # its body runs later
            defaults = [each for each in node.args.kw_defaults if each is not None]
            waiting += [*node.decorator_list, *node.args.defaults, *defaults]
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return found


def test_no_file_keeps_a_reading_of_the_clock() -> None:
    kept = {
        str(path.relative_to(TESTS)): lines
        for path in sorted(TESTS.rglob("*.py"))
        if (lines := kept_readings(path.read_text(encoding="utf-8")))
    }
    assert set(kept) - set(OF_ITSELF) == set(), "read the clock in a function or a fixture"
    assert set(OF_ITSELF) <= set(kept), "take away what is no longer so"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("NOW = datetime.now(UTC)", [1]),
        ("class A:\n    at = date.today()", [2]),
        ("def f(at=datetime.now(UTC)):\n    pass", [1]),
        ("def f():\n    return datetime.now(UTC)", []),
        ("clock = lambda: time.time()", []),
    ],
)
def test_what_is_a_kept_reading(source: str, lines: list[int]) -> None:
    assert kept_readings(source) == lines
