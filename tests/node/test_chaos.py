"""One minute of `make chaos`: real processes, the wall clock, whatever faults a minute has."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lab.chaos.plan import FaultKind

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.limit(600)  # 40 s to come up, the minute, and rest: 222 s alone on two cores
def test_a_minute_of_faults_loses_nothing_and_leaves_nothing_silent(tmp_path: Path) -> None:
    said = tmp_path / "chaos.json"
    words = ("--minutes", "1", "--seed", "1", "--json", str(said))
    ran = subprocess.run(
        [sys.executable, "-m", "lab.chaos", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    found = json.loads(said.read_text("utf-8"))
    assert found["registers_equal"] is True
    assert not any(found[name] for name in ("lost", "doubled", "silent", "evidence_failed"))
    assert set(found["faults"]) >= set(FaultKind)
    assert found["evidence_checked"] > 0
