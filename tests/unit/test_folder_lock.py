"""A lock of one machine: one holds it, the next waits, and a kill gives it back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.errors import UnavailableError
from gateway.folder_lock import folder_lock

HOLDS = """
import sys
from pathlib import Path
from gateway.folder_lock import folder_lock
with folder_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_it_is_held_by_one_and_given_back_by_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "new" / "index.lock"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == b"held\n"
    with pytest.raises(UnavailableError) as refused, folder_lock(path, within_s=0):
        pytest.fail("two hold it")
    assert str(path) in str(refused.value)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()
    with folder_lock(path, within_s=0):
        assert path.stat().st_mode & 0o777 == 0o600


def test_it_is_given_back_by_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with pytest.raises(ValueError, match="no"), folder_lock(path):
        raise ValueError("no")
    with folder_lock(path, within_s=0):
        pass
