"""A threat whose test is gone is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.threats import ThreatsRan
from tools.console_threats import TABLE, faults_of, named_tests, rows

HEAD = "| who | tries | what stands against it | test |\n|---|---|---|---|\n"


def test_every_row_of_the_table_names_a_test_that_there_is() -> None:
    text = TABLE.read_text("utf-8")
    assert list(faults_of(text)) == []
    assert len(list(rows(text))) >= 20


def test_a_row_without_one_is_found(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text("def test_a(): pass\ndef made(): pass\n")
    good = "| a | b | c | `tests/test_x.py::test_a` |\n"
    assert list(faults_of(HEAD + good, tmp_path)) == []
    for bad in ("`tests/test_x.py::test_b`", "`tests/test_x.py::made`", "`tests/y.py::test_a`"):
        assert len(list(faults_of(f"{HEAD}| a | b | c | {bad} |\n", tmp_path))) == 1
    assert list(faults_of(f"{HEAD}| a | b | c | none |\n", tmp_path))


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
