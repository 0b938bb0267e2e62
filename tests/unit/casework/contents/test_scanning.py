"""Contents are released only after the scanner said that they are clean."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from gateway.casework.acts.journal import acts_of, open_tasks
from gateway.casework.contents.content_gate import admit, scan_waiting
from gateway.casework.services import DocumentServices, Office
from gateway.documents import content_rows
from gateway.documents.content_folder import ContentFolder
from gateway.documents.content_rows import HeldContent
from gateway.documents.inspection import Scrutiny
from gateway.documents.scanner import ContentScanner
from gateway.domain.acts import TaskKind
from gateway.domain.transaction import Document, DocumentKind
from gateway.errors import InputError, Reason
from gateway.store.database import Database
from gateway.trust.keys import KeyRing
from gateway.trust.suites import KeyUse
from tests.support.clamd import EICAR, Clamd, by_eicar, clamd
from tests.support.part_of_office import PartOfOffice
from tests.support.raising import refuses

NOW = datetime(2026, 11, 28, tzinfo=UTC)
CASE, OTHER, UPLOAD = "DE-C-2026-00001", "DE-C-2026-00002", "upload-1"
CLEAN, INFECTED = b"%PDF-1.7 clean", b"%PDF-1.7 " + EICAR


@dataclass
class Desk:
    """What of an office the gate asks, and the scanner that it asks."""

    office: Office
    socket: Path
    kinds: list[str] = field(default_factory=list)

    async def put(self, contents: bytes, subject: str = CASE) -> HeldContent:
        piece = self.office.documents.contents.piece(UPLOAD, 0)
        piece.write(contents)
        piece.keep()
        piece.end()
        return await admit(self.office, subject, named(contents), UPLOAD, put_by="nls")

    def given(self, subject: str = CASE) -> set[str]:
        """What anybody is told to be here."""
        return set(self.office.db.read_sync(lambda conn: content_rows.of_subject(conn, subject)))

    def tasks(self) -> dict[TaskKind, str]:
        return {TaskKind(each.kind): each.text for each in self.office.db.read_sync(open_tasks)}

    def verbs(self, subject: str = CASE) -> list[str]:
        return [
            str(each.verb) for each in self.office.db.read_sync(lambda conn: acts_of(conn, subject))
        ]


def named(contents: bytes) -> Document:
    return Document(
        kind=DocumentKind.TECHNICAL,
        title="Data sheet",
        language="en",
        sha256=hashlib.sha256(contents).hexdigest(),
        size_bytes=len(contents),
        media_type="application/pdf",
    )


@pytest.fixture
def desk(new_sqlite: Callable[[str], str], tmp_path: Path) -> Iterator[Desk]:
    ring = KeyRing.generate("DE", [KeyUse.ENCRYPT_X25519])
    db = Database.open(new_sqlite("node"))
    socket = tmp_path / "clamd"
    made = PartOfOffice(
        code="DE",
        db=db,
        clock=SimpleNamespace(now=lambda: NOW),
        documents=DocumentServices(
            ContentFolder(tmp_path / "documents", ring),
            Scrutiny(scanner=ContentScanner(f"unix:{socket}", 0.2)),
        ),
    )
    yield Desk(cast("Office", made), socket)
    db.close()


@pytest.fixture
def server(desk: Desk) -> Iterator[Clamd]:
    with clamd(desk.socket) as running:
        yield running


async def test_what_is_clean_is_released_at_once(desk: Desk, server: Clamd) -> None:
    held = await desk.put(CLEAN)
    assert held.released_at == NOW
    assert desk.given() == {named(CLEAN).sha256}
    assert server.seen == [CLEAN]
    assert desk.verbs() == ["document.put", "document.released"]


async def test_what_is_infected_is_refused_by_its_name_removed_and_on_record(
    desk: Desk, server: Clamd
) -> None:
    with refuses(InputError, Reason.DOCUMENT_REFUSED, match="Eicar-Test-Signature"):
        await desk.put(INFECTED)
    assert desk.given() == set()
    assert not desk.office.documents.contents.holds(named(INFECTED).sha256)
    assert desk.office.documents.contents.received(UPLOAD) == 0
    assert desk.verbs() == ["document.put", "document.refused"]


def stops(server: Clamd) -> None:
    server.silent.set()


def talks_nonsense(server: Clamd) -> None:
    server.answer = lambda _: b"stream: OK?\0"


def finds_it_too_large(server: Clamd) -> None:
    server.answer = lambda _: b"INSTREAM size limit exceeded. ERROR\0"


@pytest.mark.parametrize("does", [stops, talks_nonsense, finds_it_too_large])
async def test_while_the_scanner_says_nothing_useful_contents_wait(
    desk: Desk, server: Clamd, does: Callable[[Clamd], None]
) -> None:
    does(server)
    held = await desk.put(CLEAN)
    assert held.released_at is None
    assert desk.given() == set()
    assert set(desk.tasks()) == {TaskKind.SCANNER_AWAY}
    assert await scan_waiting(desk.office) == 0
    assert desk.given() == set()
    server.silent.clear()
    server.answer = by_eicar
    assert await scan_waiting(desk.office) == 1
    assert desk.given() == {named(CLEAN).sha256}
    assert desk.tasks() == {}


async def test_a_scanner_that_is_away_and_comes_again(desk: Desk) -> None:
    for contents in (CLEAN, INFECTED):
        assert (await desk.put(contents)).released_at is None
    await desk.put(CLEAN, OTHER)
    assert "cannot be reached" in desk.tasks()[TaskKind.SCANNER_AWAY]
    with clamd(desk.socket):
        assert await scan_waiting(desk.office) == 2
        assert await scan_waiting(desk.office) == 0
    assert desk.given() == desk.given(OTHER) == {named(CLEAN).sha256}
    assert not desk.office.documents.contents.holds(named(INFECTED).sha256)
    [(kind, text)] = desk.tasks().items()
    assert kind is TaskKind.DOCUMENT_INFECTED
    assert "Eicar-Test-Signature" in text
    assert "nls" in text


async def test_what_is_found_infected_later_is_taken_from_all_who_have_it(
    desk: Desk, server: Clamd
) -> None:
    server.answer = lambda _: b"stream: OK\0"  # signatures of yesterday
    await desk.put(INFECTED)
    assert desk.given() == {named(INFECTED).sha256}
    server.answer = by_eicar
    with pytest.raises(InputError, match="the scanner found Eicar-Test-Signature in"):
        await desk.put(INFECTED, OTHER)
    assert desk.given() == desk.given(OTHER) == set()
    assert desk.verbs()[-1] == desk.verbs(OTHER)[-1] == "document.refused"
    assert not desk.office.documents.contents.holds(named(INFECTED).sha256)


async def test_an_installation_that_gives_up_its_scanner_lets_nothing_wait(desk: Desk) -> None:
    await desk.put(CLEAN)
    object.__setattr__(desk.office.documents, "scrutiny", Scrutiny())
    assert await scan_waiting(desk.office) == 1
    assert desk.given() == {named(CLEAN).sha256}
    assert desk.tasks() == {}


async def test_what_is_not_taken_is_on_record_too(desk: Desk, server: Clamd) -> None:
    with pytest.raises(InputError, match="a program"):
        await desk.put(b"MZ" + bytes(100))
    assert desk.verbs() == ["document.refused"]
    assert server.seen == []
