"""Programs of others in Node that tests use, each of its lock, in a folder of its own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import needs

HERE = Path(__file__).parent
INSTALL_S = 300.0


def installed(name: str, folder: Path) -> Path:
    """Install what a lock beside this module names.

    Args:
        name: Folder of its `package.json` and its lock, e.g. ``checkers``.
        folder: Where it is installed.
    """
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip(needs.NODE)
    shutil.copytree(HERE / name, folder, dirs_exist_ok=True)
    done = subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=folder, capture_output=True, text=True, timeout=INSTALL_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


def node() -> str:
    """Return the program that runs what is installed."""
    found = shutil.which("node")
    assert found is not None
    return found
