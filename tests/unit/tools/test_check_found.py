"""Each finding of a day of use has a test that exists, or waits with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools.check_found import FOUND, REPORTS, check_finding, complaints


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    text = "def test_it(): ...\nclass TestB:\n    async def test_b(self): ...\ndef helper(): ...\n"
    (tmp_path / "tests" / "test_a.py").write_text(text)
    (tmp_path / "tests" / "support.py").write_text("def test_it(): ...\n")
    return tmp_path


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ({"tests": ["tests/test_a.py::test_it", "tests/test_a.py::test_b[x]"]}, 0),
        ({"waits": 12, "why": "it is a page"}, 0),
        ({"tests": ["tests/test_a.py::test_it"], "waits": 12, "why": "half of it"}, 0),
        ({}, 1),
        ({"tests": []}, 1),
        ({"waits": 12}, 1),
        ({"waits": 9, "why": "x"}, 1),
        ({"why": "x", "tests": ["tests/test_a.py::test_it"]}, 1),
        ({"tests": ["tests/test_a.py::test_gone"]}, 1),
        ({"tests": ["tests/test_a.py::helper"]}, 1),
        ({"tests": ["tests/test_a.py"]}, 1),
        ({"tests": ["tests/support.py::test_it"]}, 1),
        ({"tests": ["tests/test_gone.py::test_it"]}, 1),
        ({"tests": ["tests/test_a.py::test_it"], "note": "x"}, 1),
    ],
)
def test_what_is_wrong_with_an_entry(root: Path, entry: dict[str, Any], wrong: int) -> None:
    assert len(list(check_finding(entry, root))) == wrong


def test_no_finding_is_left_out_or_made_up() -> None:
    said = set(complaints({"officer": {"B99": {}}, "rumour": {}}))
    assert "rumour: there is no such report" in said
    assert "officer.B99: the report has no such finding" in said
    assert {f"temporal.{each}: is not in the file" for each in REPORTS["temporal"]} <= said


def test_the_file_is_there() -> None:
    assert FOUND.is_file()
