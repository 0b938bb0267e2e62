"""Databases of tests: copies of one with the whole schema, which is quicker than migrating."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path


def copies(template: Path, folder: Path) -> Callable[[str], str]:
    """Give the URL of a new SQLite database, by name."""

    def new(name: str) -> str:
        path = folder / f"{name}.db"
        shutil.copyfile(template, path)
        path.chmod(0o600)
        return f"sqlite:///{path}"

    return new
