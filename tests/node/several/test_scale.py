"""A short form of `comity bench scale`: kills, a worker held still, failover, upgrade and back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ROLES = ("api,console,exchange,worker,indexer",) * 2
"""Two of each kind in two processes: more of them are for the bench itself."""


@pytest.mark.long
@pytest.mark.limit(900)  # alone on two cores some three minutes
def test_nothing_is_lost_and_nothing_done_twice() -> None:
    words = ("--json", "--no-rates", "--minutes", "0.6", "--every", "6", "--per-s", "0.5")
    ran = subprocess.run(
        [sys.executable, str(ROOT / "bench/scale.py"), *words, "--roles", *ROLES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-4000:]
    found = json.loads(ran.stdout)
    nothing = ("lost", "twice", "silent", "missed_events", "upgrade_failed_requests", "defects")
    assert not any(found[name] for name in nothing), found
    assert found["kills"] > 0
    assert found["hangs"] > 0
    assert found["letters"] > 0
    assert found["events"] > 0
    assert found["upgrade_requests"] > 0
    assert 0 < found["failover_s"] < 15
    assert 0 < found["takeover_s"] < 30
