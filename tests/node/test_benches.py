"""Every measurement runs in its shortest form and prints its figures: none is left to rot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gateway.cli.bench import FOLDER, names
from tools.bench_floors import FLOORS, value_of

TOLD = tomllib.loads(FLOORS.read_text("utf-8"))
SHORT = TOLD["short"]


@pytest.mark.long
@pytest.mark.parametrize("name", names(FOLDER))
def test_a_measurement_runs_in_its_short_form(name: str, tmp_path: Path) -> None:
    assert run_short(name, tmp_path)


def test_ratios_within_one_run_hold(tmp_path: Path) -> None:
    """Both sides of a ratio are slowed by what runs beside them, so it means something here."""
    figures = [each for each in TOLD["figure"] if "in_short" in each]
    found = {of: run_short(of, tmp_path) for of in {each["of"] for each in figures}}
    fallen = [
        each["key"] for each in figures if value_of(found[each["of"]], each) < each["in_short"]
    ]
    assert figures
    assert not fallen


def run_short(name: str, tmp_path: Path) -> Any:
    done = subprocess.run(
        [sys.executable, str(FOLDER / f"{name}.py"), *SHORT[name], "--json"],
        capture_output=True,
        text=True,
        timeout=220,
        check=False,
        cwd=FOLDER.parent,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)
