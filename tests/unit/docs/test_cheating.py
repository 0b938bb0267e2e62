"""The page of who can cheat whom names, for each row, tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/protocol/cheating.md").read_text("utf-8")
ROWS = [
    row
    for row in PAGE.partition("\n## ")[0].splitlines()
    if row.startswith("| ") and not row.startswith("| who |")
]


def test_each_row_names_tests_that_are_there() -> None:
    assert len(ROWS) > 20
    files = {path.name: path for path in (ROOT / "tests").rglob("test_*.py")}
    for row in ROWS:
        named = re.findall(r"`((?:tests/[\w/]+/)?test_\w+\.py)`", row.rpartition(" | ")[2])
        assert named, row
        for each in named:
            assert (ROOT / each).is_file() if "/" in each else each in files, each


def test_each_task_that_it_names_is_one() -> None:
    acts = (ROOT / "gateway/domain/acts.py").read_text("utf-8")
    for kind in re.findall(r"\(`([a-z]+\.[a-z_]+)`\)", PAGE):
        assert f'"{kind}"' in acts, kind
