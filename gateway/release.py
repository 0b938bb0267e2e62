"""Which release of Comity runs here: its version, and the commit that it was built from.

A release is built from what `git archive` writes, which puts the commit into `commit.txt`. In a
checkout that file has a placeholder, and git is asked.
"""

from __future__ import annotations

import subprocess
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

SHOWN = 12
"""Hexadecimal digits of a commit that are shown."""

_CHECKOUT = Path(__file__).parent.parent


@cache
def release() -> str:
    """Return version and commit, `0.2.0 (3f2a9c01d7e4)`; without a commit where none is known."""
    commit = _commit(files("gateway").joinpath("commit.txt").read_text("ascii").strip(), _CHECKOUT)
    return f"{version('comity')} ({commit})" if commit else version("comity")


def _commit(written: str, checkout: Path) -> str:
    if not written.startswith("$"):
        return written[:SHOWN]
    if not (checkout / ".git").exists():
        return ""
    command = ["git", "-C", str(checkout), "rev-parse", f"--short={SHOWN}", "HEAD"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return found.stdout.strip()
