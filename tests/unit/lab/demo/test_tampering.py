"""The demo's tampering changes one letter of one part, and nothing else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gateway.errors import InputError, NotFoundError
from lab.demo.tampering import alter_one_letter


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "node.db"
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("create table log_entry (origin, idx, subject)")
        conn.execute("create table log_part (origin, idx, part, body)")
        conn.execute("insert into log_entry values ('DE', 4, 'DE-2026-00001')")
        conn.execute("insert into log_part values ('DE', 4, 0, ?)", (b"\n\x0csurveillance",))
    return path


def test_one_letter_is_altered(database: Path) -> None:
    assert alter_one_letter(database, "DE", "DE-2026-00001") == 4
    with closing(sqlite3.connect(database)) as conn:
        (body,) = conn.execute("select body from log_part").fetchone()
    assert body == b"\n\x0cserveillance"


def test_an_entry_that_is_not_there_is_named(database: Path) -> None:
    with pytest.raises(NotFoundError, match="FR-2026-00001"):
        alter_one_letter(database, "FR", "FR-2026-00001")


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no SQLite file"):
        alter_one_letter(tmp_path / "absent.db", "DE", "DE-2026-00001")
