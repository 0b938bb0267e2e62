"""A threat whose test is gone is found."""

from __future__ import annotations

from pathlib import Path

from tools.console_threats import TABLE, faults_of, rows

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
