"""Every measurement runs in its shortest form and prints its figures: none is left to rot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from gateway.cli.bench import FOLDER, names
from tools.bench_floors import FLOORS

SHORT = tomllib.loads(FLOORS.read_text("utf-8"))["short"]


@pytest.mark.long
@pytest.mark.parametrize("name", names(FOLDER))
def test_a_measurement_runs_in_its_short_form(name: str, tmp_path: Path) -> None:
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
    assert json.loads(done.stdout)
