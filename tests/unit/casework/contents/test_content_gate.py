"""Contents and their row: kill -9 at every step between them loses nothing and leaves nothing."""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from gateway.casework.contents.content_gate import admit, sweep_contents
from gateway.casework.services import DocumentServices, Office
from gateway.documents import content_rows
from gateway.documents.content_folder import ContentFolder
from gateway.domain.transaction import Document, DocumentKind
from gateway.errors import InputError
from gateway.store.database import Database
from gateway.trust.keys import KeyRing
from gateway.trust.suites import KeyUse
from tests.support.killed import killed_before
from tests.support.part_of_office import PartOfOffice

FORK = multiprocessing.get_context("fork")
NOW = datetime(2026, 11, 28, tzinfo=UTC)
CASE, UPLOAD = "DE-C-2026-00001", "upload-1"
CONTENT = b"%PDF-1.7 " + bytes(100_000)
DOCUMENT = Document(
    kind=DocumentKind.TECHNICAL,
    title="Data sheet",
    language="en",
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    size_bytes=len(CONTENT),
)


@pytest.fixture(scope="module")
def ring() -> KeyRing:
    return KeyRing.generate("DE", [KeyUse.ENCRYPT_X25519])


def office_of(url: str, root: Path, ring: KeyRing) -> Office:
    """What of an office the gate asks."""
    made = PartOfOffice(
        code="DE",
        db=Database.open(url),
        clock=SimpleNamespace(now=lambda: NOW),
        documents=DocumentServices(ContentFolder(root, ring)),
    )
    return cast("Office", made)


def come(office: Office, octets: bytes = CONTENT) -> None:
    piece = office.documents.contents.piece(UPLOAD, 0)
    piece.write(octets)
    piece.keep()
    piece.end()


async def take(office: Office) -> None:
    await admit(office, CASE, DOCUMENT, UPLOAD, put_by="nls")


async def give_up(office: Office) -> None:
    await office.db.write(lambda conn: content_rows.forget(conn, [CASE]))
    await sweep_contents(office)


def dying(do: Callable[[Office], object], step: int, url: str, root: Path, ring: KeyRing) -> None:
    """Do something with an office, and be killed before the n-th thing that is asked of it."""
    office, counted = office_of(url, root, ring), killed_before(step)
    setattr(os, "fsync", counted(os.fsync))  # noqa: B010 - a function of a module
    for name in ("replace", "open", "mkdir", "unlink"):
        setattr(Path, name, counted(getattr(Path, name)))
    setattr(office.db, "write", counted(office.db.write))  # noqa: B010 - a bound method
    asyncio.run(do(office))  # type: ignore[arg-type]
    os._exit(0)


def each_death(
    do: Callable[[Office], object], make: Callable[[int], tuple[str, Path]], ring: KeyRing
) -> int:
    """Kill before each step in turn; return how many there were."""
    step = 0
    while True:
        url, root = make(step)
        child = FORK.Process(target=dying, args=(do, step, url, root, ring))
        child.start()
        child.join()
        office = office_of(url, root, ring)
        try:
            asyncio.run(looked_at(office, ended=child.exitcode == 0))
        finally:
            office.db.close()
        if child.exitcode == 0:
            return step
        assert child.exitcode == -signal.SIGKILL
        step += 1


async def looked_at(office: Office, *, ended: bool) -> None:
    """As a node does at its start and each day; a row and its contents are there or neither."""
    named = office.db.read_sync(content_rows.digests)
    office.documents.contents.sweep(lambda: named, NOW, alone=True)
    await sweep_contents(office)
    assert office.documents.contents.holds(DOCUMENT.sha256) is (DOCUMENT.sha256 in named)
    if not named and not ended:
        assert office.documents.contents.received(UPLOAD) in (0, len(CONTENT))


@pytest.mark.parametrize("do", [take, give_up])
def test_killed_anywhere_row_and_contents_are_both_there_or_neither(
    do: Callable[[Office], object], new_sqlite: Callable[[str], str], tmp_path: Path, ring: KeyRing
) -> None:
    def make(step: int) -> tuple[str, Path]:
        url, root = new_sqlite(str(step)), tmp_path / str(step)
        office = office_of(url, root, ring)
        come(office)
        if do is give_up:
            asyncio.run(take(office))
        office.db.close()
        return url, root

    assert each_death(do, make, ring) >= (8 if do is take else 2)


async def test_killed_before_its_row_the_upload_is_still_whole(
    new_sqlite: Callable[[str], str], tmp_path: Path, ring: KeyRing
) -> None:
    office = office_of(new_sqlite("node"), tmp_path, ring)
    come(office)
    office.documents.contents.complete(UPLOAD, sha256=DOCUMENT.sha256, size=len(CONTENT))
    office.documents.contents.sweep(tuple, NOW, alone=True)  # the node is started again
    assert office.documents.contents.received(UPLOAD) == len(CONTENT)
    await take(office)
    assert office.documents.contents.holds(DOCUMENT.sha256)
    assert office.documents.contents.received(UPLOAD) == 0
    office.db.close()


async def test_what_is_another_document_passes_no_gate(
    new_sqlite: Callable[[str], str], tmp_path: Path, ring: KeyRing
) -> None:
    office = office_of(new_sqlite("node"), tmp_path, ring)
    for octets in (CONTENT[:-1] + b"x", b"MZ" + CONTENT[2:]):
        come(office, octets)
        with pytest.raises(InputError):
            await take(office)
        assert office.documents.contents.received(UPLOAD) == 0
    assert not office.documents.contents.holds(DOCUMENT.sha256)
    assert office.db.read_sync(content_rows.digests) == frozenset()
    office.db.close()
