"""What a backup may not lead to when it is read (tests2, 14)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from gateway.backup.operator_key import make_backup_key, read_opener, read_recipient
from gateway.backup.records import FORMAT, Record, read_records
from gateway.backup.restoring import BackupReader
from gateway.backup.writing import BackedUpContents, begin_backup, write_backup
from gateway.documents.content_store import FolderStore
from gateway.errors import InputError, Reason
from gateway.store.database import Database
from gateway.store.schema import held_revision, newest_revision
from gateway.store.tables_casework import due_date
from tests.support.raising import refuses
from tests.support.schemas import become, connected
from tests.support.stations import NOW

BEGIN: dict[str, Any] = {
    "format": FORMAT,
    "program": "0.1.0",
    "authority": "DE",
    "federation_id": "ab" * 32,
    "at": "2026-03-02T09:00:00Z",
    "keys": False,
    "left_out": [],
}


def reader(*lines: Record, **begin: Any) -> BackupReader:
    """A backup of these lines, as its opener yields them."""
    whole: list[Record] = [["begin", BEGIN | {"revision": "r0001"} | begin], *lines]

    def told() -> Iterator[tuple[Record, str]]:
        for line in whole:
            yield line, "00" * 32

    return BackupReader(told())


@pytest.mark.parametrize(
    "name", ["/etc/x", "//etc/x", "../x", "keys/../../x", "/", "", "keys/..", "./../x"]
)
def test_a_file_never_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    with refuses(InputError, Reason.BACKUP_INVALID) as refused:
        reader(["file", name, b"x"]).read_files(folder)
    assert "leads elsewhere" in str(refused.value)
    assert [each.name for each in tmp_path.rglob("*")] == ["home"]


def test_a_file_in_a_folder_of_the_home_is_written(tmp_path: Path) -> None:
    reader(["file", "keys/seal.pem", b"a"], ["file", "keys/seal.pem", b"b"]).read_files(tmp_path)
    assert (tmp_path / "keys" / "seal.pem").read_bytes() == b"ab"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([["end", b"signed"], ["row", 1]], "something stands behind its end"),
        ([["end", b"signed"], ["end", b"signed"]], "something stands behind its end"),
        ([["riddle"]], "a line of it is not known"),
        ([], "its end is missing"),
    ],
)
def test_its_end_is_its_end(sqlite_database: Database, lines: list[Record], words: str) -> None:
    """What stands behind the signed end is in no digest, so nothing may."""
    read = reader(*lines, revision=newest_revision())
    read.read_files(None)

    def verify(signed: bytes, _: object) -> bytes:
        raise AssertionError(f"{signed!r} was believed")

    with pytest.raises(InputError, match=words):
        sqlite_database.write_sync(lambda conn: read.read_database(conn, verify))


def test_one_of_a_release_before_0_2_0_is_refused(sqlite_database: Database) -> None:
    read = reader(["end", b"signed"], revision="0050")
    read.read_files(None)
    with refuses(InputError, Reason.BACKUP_INVALID, match=r"before 0\.2\.0") as refused:
        sqlite_database.write_sync(lambda conn: read.read_database(conn, lambda *_: b""))
    assert "new node" in refused.value.remedy


def test_one_of_the_release_before_is_migrated(
    sqlite_database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_backup_key(tmp_path / "key")
    row = {"kind": "x", "subject": "y", "at": NOW, "set": NOW, "note": "of before"}
    sqlite_database.write_sync(lambda conn: conn.execute(insert(due_date), row))
    manifest = write_backup(
        sqlite_database,
        tmp_path / "de.backup",
        read_recipient(tmp_path / "key.pub"),
        begin=begin_backup(
            authority="DE", federation_id="ab" * 32, at=NOW, keys=False, revision=newest_revision()
        ),
        files={},
        contents=BackedUpContents(FolderStore(tmp_path), tmp_path / "beside"),
        sign=bytes,
    )
    become(monkeypatch, tmp_path / "next", "r8001")
    with (tmp_path / "de.backup").open("rb") as file, connected(database_url) as conn:
        read = BackupReader(read_records(file, read_opener(tmp_path / "key")))
        read.read_files(None)
        assert read.read_database(conn, lambda signed, _: signed) == manifest
        assert held_revision(conn) == "r8001"
        assert conn.execute(text("SELECT note, length FROM due_date")).one() == ("of before", 9)
