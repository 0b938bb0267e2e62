"""A test that skips for what is required here has failed."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.needs import CHROMIUM, SHARED_DATA, fault_of_skip, required

ROOT = Path(__file__).parents[3]


def test_a_skip_is_a_failure_only_where_its_need_is_required() -> None:
    assert fault_of_skip(CHROMIUM, frozenset()) is None
    assert fault_of_skip(f"Skipped: {SHARED_DATA}", {"chromium"}) is None
    assert "COMITY_REQUIRE names chromium" in (fault_of_skip(CHROMIUM, {"chromium"}) or "")


@pytest.mark.parametrize("reason", ["", "no time", "needs chromium", "needs luck: much of it"])
def test_a_skip_that_names_no_need_is_a_failure_everywhere(reason: str) -> None:
    assert "says what it needs" in (fault_of_skip(reason, frozenset()) or "")


def test_what_is_required_must_be_something_that_tests_need() -> None:
    assert required(" chromium,shared\npostgresql ") == {"chromium", "shared", "postgresql"}
    with pytest.raises(pytest.UsageError, match="no test needs chrome"):
        required("chrome")


def spoken_reasons(source: str) -> list[int]:
    """Lines in which a test skips for a reason of its own, which `needs.py` does not have."""
    found = []
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        given = [each.value for each in call.keywords if each.arg == "reason"]
        if call.func.attr == "skip":
            given += call.args[:1]
        if call.func.attr in {"skip", "skipif", "importorskip"}:
            found += [
                each.lineno for each in given if not isinstance(each, ast.Name | ast.Attribute)
            ]
    return found


def test_a_reason_to_skip_is_one_of_those_that_are_known() -> None:
    """One that was spelt out was an error where the need was not there (issue 30, item 18)."""
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for line in spoken_reasons(path.read_text("utf-8"))
    ]
    assert found == []
    assert spoken_reasons("@pytest.mark.skipif(x, reason='it is not here')\ndef f(): ...") == [1]
    assert spoken_reasons("pytest.skip('it is not here')") == [1]
    assert spoken_reasons("pytest.skip(CHROMIUM)") == []


SKIPS = """
import pytest
from tests.support.needs import CHROMIUM

def test_skips():
    pytest.skip(CHROMIUM)

@pytest.mark.skipif(True, reason=CHROMIUM)
def test_is_marked():
    raise AssertionError
"""


@pytest.mark.parametrize(("require", "code", "failed"), [("", 0, 0), ("chromium", 1, 2)])
def test_a_whole_run_fails(tmp_path: Path, require: str, code: int, failed: int) -> None:
    (tmp_path / "test_skips.py").write_text(SKIPS)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.conftest",
        "--rootdir",
        str(tmp_path),
    ]
    command += ["-p", "no:cacheprovider", "-c", os.devnull, str(tmp_path / "test_skips.py")]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"COMITY_REQUIRE": require},
        capture_output=True,
        text=True,
        check=False,
    )
    # Once for each of them: the summary repeats it where CI is set, and cuts it elsewhere.
    said = done.stdout.count("\nit did not run, and COMITY_REQUIRE names chromium")
    assert (done.returncode, said) == (code, failed), done.stdout
