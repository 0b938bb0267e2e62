"""Each threat to the console names its test; one whose test is gone, or did not pass, is found."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.threats import NAMED, TABLE, ThreatsRan, named_tests, rows

ROOT = Path(__file__).parents[3]
HEAD = "| who | tries | what stands against it | test |\n|---|---|---|---|\n"


def functions_in(path: Path) -> set[str]:
    found = ast.parse(path.read_text("utf-8")).body
    return {each.name for each in found if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_row_of_the_table_names_a_test_that_there_is() -> None:
    table = list(rows(TABLE.read_text("utf-8")))
    assert len(table) >= 20
    for cells in table:
        assert len(cells) == 4
        assert all(cells)
        assert NAMED.findall(cells[-1]), cells
        for path, test in NAMED.findall(cells[-1]):
            assert test.startswith("test_")
            assert test in functions_in(ROOT / path), f"{path}::{test}"


def _report(nodeid: str, outcome: str, when: str = "call") -> pytest.TestReport:
    return pytest.TestReport(nodeid, ("x", 1, "x"), {}, outcome, None, when)  # type: ignore[arg-type]


def test_a_named_test_that_did_not_pass_is_told() -> None:
    """One of its parameters is enough; a skip, a failure, and setting up are not."""
    ran = ThreatsRan(frozenset({"t.py::test_a", "t.py::test_b", "t.py::test_c", "t.py::test_d"}))
    ran.pytest_runtest_logreport(_report("t.py::test_a[1]", "passed"))
    ran.pytest_runtest_logreport(_report("t.py::test_b", "skipped"))
    ran.pytest_runtest_logreport(_report("t.py::test_c", "failed"))
    ran.pytest_runtest_logreport(_report("t.py::test_d", "passed", "setup"))
    assert ran.missing() == ["t.py::test_b", "t.py::test_c", "t.py::test_d"]


def test_what_the_table_names_is_called_as_pytest_calls_it() -> None:
    text = f"{HEAD}| a | b | c | `tests/x/test_x.py::test_a`, `tests/y.py::test_b` |\n"
    assert list(named_tests(text)) == ["tests/x/test_x.py::test_a", "tests/y.py::test_b"]
