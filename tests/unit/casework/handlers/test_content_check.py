"""Contents of documents that are missing or altered are found and told (attack2 M2)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from gateway.casework.acts.journal import open_tasks
from gateway.casework.handlers import content_check
from gateway.casework.handlers.content_check import AT_ONCE, MOST_TASKS, ContentCheck
from gateway.casework.handlers.greatest_ages import WaitKind
from gateway.casework.handlers.stalled_work import age_of
from gateway.casework.services import DocumentServices, Office
from gateway.documents import content_rows
from gateway.documents.content_folder import ContentFolder
from gateway.documents.content_rows import HeldContent
from gateway.domain.acts import Task, TaskKind
from gateway.errors import NotFoundError, Reason, UnavailableError
from gateway.store.database import Database
from gateway.trust.keys import KeyRing
from gateway.trust.suites import KeyUse
from tests.support.part_of_office import PartOfOffice
from tests.support.raising import refuses

NOW = datetime(2026, 12, 1, tzinfo=UTC)


class Store:
    """A node's contents, each put for a case of its own."""

    def __init__(self, db: Database, folder: Path) -> None:
        self.folder, self.db = folder, db
        ring = KeyRing.generate("DE", [KeyUse.ENCRYPT_X25519])
        self.contents = ContentFolder(folder, ring)
        documents, clock = DocumentServices(self.contents), SimpleNamespace(now=self.now)
        office = PartOfOffice(db=db, documents=documents, clock=clock)
        self.office = cast("Office", office)

    def now(self) -> datetime:
        return NOW

    def put(self, number: int) -> str:
        octets = f"document {number}".encode()
        sha256 = hashlib.sha256(octets).hexdigest()
        piece = self.contents.piece("upload-1", 0)
        piece.write(octets)
        piece.keep()
        piece.end()
        self.contents.complete("upload-1", sha256=sha256, size=len(octets))
        self.contents.drop("upload-1")
        held = HeldContent(
            sha256=sha256, media_type="text/plain", put_by="nls", put_at=NOW, released_at=NOW
        )
        self.db.write_sync(lambda conn: content_rows.add(conn, f"DE-C-{number}", held))
        return sha256

    def place(self, sha256: str) -> Path:
        return self.folder / "contents" / sha256[:2] / sha256

    def tasks(self) -> list[Task]:
        return self.db.read_sync(lambda conn: [*open_tasks(conn, kind=TaskKind.DOCUMENT_LOST)])


@pytest.fixture
def store(sqlite_database: Database, tmp_path: Path) -> Store:
    return Store(sqlite_database, tmp_path / "documents")


async def test_what_is_missing_or_altered_is_a_task_until_it_is_whole_again(store: Store) -> None:
    missing, altered, well = (store.put(number) for number in range(3))
    octets = store.place(missing).read_bytes(), store.place(altered).read_bytes()
    store.place(missing).unlink()
    store.place(altered).write_bytes(octets[1][:-1] + bytes([octets[1][-1] ^ 1]))
    await ContentCheck(store.office).look()
    told = {each.subject: each.text for each in store.tasks()}
    assert told.keys() == {"DE-C-0", "DE-C-1"}
    assert "stored here and are missing" in told["DE-C-0"]
    assert missing[:12] in told["DE-C-0"]
    assert "altered" in told["DE-C-1"]
    age = store.db.read_sync(lambda conn: age_of(conn, WaitKind.DOCUMENT_LOST, NOW))
    assert age.overdue == 2  # the doctor's line and the metric
    for sha256, before in zip((missing, altered), octets, strict=True):
        store.place(sha256).write_bytes(before)
    await ContentCheck(store.office).look()
    assert store.tasks() == []
    assert store.contents.holds(well)


async def test_each_has_its_turn_also_over_restarts(store: Store) -> None:
    for number in range(2 * AT_ONCE + 3):
        store.place(store.put(number)).unlink()
    for _ in range(3):  # a new process each time
        await ContentCheck(store.office).look()
    assert len(store.tasks()) == 2 * AT_ONCE + 3


async def test_a_folder_that_is_gone_is_no_thousand_tasks(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content_check, "AT_ONCE", MOST_TASKS + 5)
    for number in range(MOST_TASKS + 5):
        store.place(store.put(number)).unlink()
    await ContentCheck(store.office).look()
    assert len(store.tasks()) == MOST_TASKS


async def test_a_storage_that_does_not_answer_has_lost_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: str) -> None:
        raise OSError("the storage does not answer")

    store.put(0)
    monkeypatch.setattr(store.contents, "open", away)
    with pytest.raises(UnavailableError, match="the contents of documents cannot be read"):
        await ContentCheck(store.office).look()
    assert store.tasks() == []


def test_stored_and_missing_reads_otherwise_than_never_come(store: Store) -> None:
    sha256 = store.put(0)
    store.place(sha256).unlink()
    with refuses(NotFoundError, Reason.CONTENTS_LOST) as lost:
        store.contents.open(sha256)
    assert lost.value.reason.http == 404
    assert "stored here" in str(lost.value)
