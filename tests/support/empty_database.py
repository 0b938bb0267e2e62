"""SQLite databases with the whole schema and nothing in them, for tests that need several.

The schema is made once in a process and copied: that is many times quicker than to make it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from gateway.store.database import Database


def open_empty(file: Path) -> Database:
    """Open a new database at a path where there is none."""
    with file.open("xb") as new:
        new.write(with_schema())
    file.chmod(0o600)
    return Database.open(f"sqlite:///{file}")


@cache
def with_schema() -> bytes:
    """Return a database's file with the whole schema and nothing in it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "node.db"
        Database.open(f"sqlite:///{file}", create=True).close()
        return file.read_bytes()
