"""Some turns of the fuzzer, always the same; `make fuzz` goes on for as long as one likes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_no_parser_lets_anything_foreign_through(tmp_path: Path) -> None:
    said = tmp_path / "fuzz.json"
    words = ("--rounds", "1", "--seconds", "400", "--processes", "1", "--json", str(said))
    ran = subprocess.run(
        [sys.executable, "-m", "tools.fuzz", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = json.loads(said.read_text("utf-8"))
    assert (found["foreign"], found["over_bounds"]) == (0, 0), found["findings"]
    assert found["calls"] > 3000
    # Each target is reached: something of what it is fed is taken, or refused with a reason.
    assert len(found["targets"]) > 150
