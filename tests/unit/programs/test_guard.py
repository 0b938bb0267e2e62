"""A test that hangs ends, and those behind it still run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

AWAITS = """
import asyncio

async def test_hangs():
    await asyncio.Event().wait()

def test_behind_it():
    pass
"""
LOOPS = """
def test_hangs():
    while True:
        pass

def test_behind_it():
    pass
"""
SWALLOWS = """
import pytest

@pytest.fixture
def stuck():
    while True:
        pass

def test_hangs(stuck):
    pass

def test_behind_it():
    pass
"""
MARKED = """
import time
import pytest

@pytest.mark.limit(60)
def test_may_take_longer():
    time.sleep(0.6)
"""


def run(folder: Path, source: str, limit: float) -> str:
    (folder / "test_it.py").write_text(source, encoding="utf-8")
    settings = folder / "pytest.ini"
    settings.write_text(f"[pytest]\nasyncio_mode = auto\ntest_limit_s = {limit}\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.support.guard", "-c", settings, folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout


@pytest.mark.parametrize("source", [AWAITS, LOOPS, SWALLOWS], ids=["awaits", "loops", "fixture"])
def test_a_test_that_hangs_fails_and_the_next_one_runs(tmp_path: Path, source: str) -> None:
    said = run(tmp_path, source, 0.5)
    assert "it hangs: not over after 0.5 s" in said
    assert "1 passed" in said


def test_a_mark_gives_a_test_more_time(tmp_path: Path) -> None:
    assert "1 passed" in run(tmp_path, MARKED, 0.5)
