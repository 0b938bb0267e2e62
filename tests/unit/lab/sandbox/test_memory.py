"""Memory of processes that share pages, read from a made `/proc`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from lab.sandbox.processes import pss_octets
from tests.support.needs import LINUX


def process(proc: Path, pid: int, pss_kb: int, children: str = "") -> None:
    task = proc / str(pid) / "task" / str(pid)
    task.mkdir(parents=True)
    (task / "children").write_text(children)
    lines = f"5580-7ffd ---p 00000000 00:00 0 [rollup]\nRss: 99999 kB\nPss: {pss_kb} kB\n"
    (proc / str(pid) / "smaps_rollup").write_text(f"{lines}Pss_Dirty: 7 kB\n")


def test_a_process_counts_with_those_that_it_started(tmp_path: Path) -> None:
    process(tmp_path, 7, 100, children="8 9 ")
    process(tmp_path, 8, 20)
    process(tmp_path, 9, 3, children="10")  # 10 has ended meanwhile
    process(tmp_path, 11, 5_000)
    assert pss_octets(7, tmp_path) == 123 * 1024


def test_what_does_not_run_has_none(tmp_path: Path) -> None:
    assert pss_octets(None, tmp_path) is None
    assert pss_octets(7, tmp_path) is None


@pytest.mark.skipif(sys.platform != "linux", reason=LINUX)
def test_a_real_process_has_some() -> None:
    found = pss_octets(os.getpid())
    assert found is not None
    assert 10 * 2**20 < found < 8 * 2**30
