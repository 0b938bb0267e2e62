"""`make chaos` for a short time: real processes, the wall clock, whatever faults are drawn."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lab.chaos.plan import FaultKind

ROOT = Path(__file__).resolve().parents[2]
TWO = (FaultKind.KILL, FaultKind.ENGINE_KILL)


@pytest.mark.limit(600)  # 40 s to come up, the time asked for, and rest
@pytest.mark.parametrize(
    ("minutes", "kinds"),
    [
        pytest.param(1 / 3, TWO, id="two-faults"),
        pytest.param(1, tuple(FaultKind), id="a-minute", marks=pytest.mark.long),
    ],
)
def test_faults_lose_nothing_and_leave_nothing_silent(
    minutes: float, kinds: tuple[FaultKind, ...], tmp_path: Path
) -> None:
    said = tmp_path / "chaos.json"
    words = ["--minutes", str(minutes), "--seed", "1", "--json", str(said)]
    ran = subprocess.run(
        [sys.executable, "-m", "lab.chaos", *words, *(f"--only={each}" for each in kinds)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    found = json.loads(said.read_text("utf-8"))
    assert found["registers_equal"] is True
    assert not any(found[name] for name in ("lost", "doubled", "silent", "evidence_failed"))
    assert {name for name, number in found["faults"].items() if number} == set(kinds)
    assert found["evidence_checked"] > 0
