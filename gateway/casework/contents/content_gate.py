"""The one gate by which contents of documents come in, whoever sent them, and their way out.

What a person puts and what another authority sends passes `admit`: what the contents are, by the
policy of the installation; size and whole digest; the row that says whose they are; and the
scanner, where there is one. Nobody is given what was not released. What is deleted loses its row in
the transaction that deletes it; its contents follow in `sweep_contents`, unless another row names
them (Regulation (EU) 2016/679, Article 17).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from gateway.casework.acts.failure_guard import guarded
from gateway.casework.acts.journal import journal_of
from gateway.casework.services import Office, Work
from gateway.documents import content_rows
from gateway.documents.content_rows import HeldContent, WaitingContent
from gateway.documents.scanner import ContentScanner, ScannerTroubleError, Verdict
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.saying import Saying, says
from gateway.domain.transaction import Document
from gateway.errors import InputError, NotFoundError, Reason, UnavailableError
from gateway.register.denials.denial_queries import erased_among

T = TypeVar("T")

_BY = "gateway"


async def admit(
    office: Office, subject: str, document: Document, upload: str, *, put_by: str
) -> HeldContent:
    """Make what came as an upload the contents of a document, if all that is asked of them holds.

    Args:
        office: This authority.
        subject: What the document belongs to: the number of a case, a conversation, a denial.
        document: As it is named there.
        upload: Name of the upload in the folder; all of its octets have come.
        put_by: Who put it: the name of an account, or the code of the authority that sent it.

    Returns:
        What is held now. Without `released_at` it waits for the scanner, which is away, and is
        released by `scan_waiting`; `content_rows.of_subject` does not name it before.

    Raises:
        InputError: INPUT_INVALID, it is of another type, size or digest; DOCUMENT_REFUSED, its kind
            is not taken here, or the scanner found something. None of it is kept.
        LawError: TEMPLATE_INVALID; the installation's policy of types does not hold together.
        UnavailableError: The disk takes no more; what came is kept.
    """
    told = await _told(office, subject, document, upload)
    held = await _keep(office, subject, document, upload, told=told, put_by=put_by)
    await on_disk(lambda: office.documents.contents.drop(upload))
    sha256 = document.sha256
    if held.released_at is not None:
        office.documents.offers.add(subject, sha256)
        return held
    try:
        infected = await _scanned(office, subject, sha256)
    except ScannerTroubleError as exc:
        await _wait(office, exc)
        return held
    if infected:
        raise Reason.DOCUMENT_REFUSED.error(
            "the scanner found {infected} in the document; none of it is kept",
            remedy="Look after the machine that it came from, and put a clean file.",
            field="contents",
            infected=infected,
        )
    return await office.db.read(lambda conn: content_rows.find(conn, subject, sha256)) or held


async def _told(office: Office, subject: str, document: Document, upload: str) -> str:
    """Return what contents show themselves to be; what is not taken is removed, and on record."""
    try:
        return await on_disk(lambda: _checked_type(office, document, upload))
    except InputError as exc:
        await on_disk(lambda: office.documents.contents.drop(upload))
        if exc.reason is Reason.DOCUMENT_REFUSED:
            said = says("the contents of a document are not taken: {why}", why=str(exc))
            note = partial(_note, verb=Verb.DOCUMENT_REFUSED, subject=subject)
            await office.write(partial(note, sha256=document.sha256, said=said))
        raise


async def _keep(
    office: Office, subject: str, document: Document, upload: str, *, told: str, put_by: str
) -> HeldContent:
    """Make the upload contents, and write whose they are; without a scanner they are released."""
    at, sha256, folder = office.clock.now(), document.sha256, office.documents.contents
    said = says("the contents of the document {title} are here", title=document.title)
    released: datetime | None = at
    if office.documents.scrutiny.scanner is not None:
        said = says("the contents of the document {title} have come", title=document.title)
        released = None
    held = HeldContent(
        sha256=sha256, media_type=told, put_by=put_by, put_at=at, released_at=released
    )

    def keep(work: Work) -> None:
        content_rows.add(work.conn, subject, held)
        _note(work, Verb.DOCUMENT_PUT, subject, sha256, said, actor=put_by)

    with folder.claim(sha256):
        await on_disk(lambda: folder.complete(upload, sha256=sha256, size=document.size_bytes))
        await office.write(keep)
    return held


async def scan_waiting(office: Office) -> int:
    """Ask the scanner about what waits for it; return how many contents were released.

    What is found infected is a person's task: who put it was told that it has come. Where the
    installation has no scanner any more, nothing waits.
    """
    round_ = _Round(office)
    found = await office.db.read(content_rows.waiting)
    for each in found:
        look = partial(round_.look, each)
        await guarded(office, look, kind="documents", subject=each.subject)
    if round_.trouble is not None:
        await _wait(office, round_.trouble)
    elif found:
        await office.write(_close)
    return round_.released


class _Round:
    """One look at what waits; a scanner that is away is asked once."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.trouble: ScannerTroubleError | None = None
        self.released = 0

    async def look(self, waiting: WaitingContent) -> None:
        if self.trouble is not None and self.trouble.of_all:
            return
        sha256 = waiting.held.sha256
        try:
            infected = await _scanned(self._office, waiting.subject, sha256)
        except ScannerTroubleError as exc:
            self.trouble = exc
            return
        except NotFoundError:  # whoever named it puts it again
            await self._office.db.write(lambda conn: content_rows.forget_contents(conn, [sha256]))
            return
        if infected:
            await _tell(self._office, waiting, infected)
        else:
            self.released += 1


async def _scanned(office: Office, subject: str, sha256: str) -> str:
    """Ask the scanner; release what is clean, remove what is not, and return what was found."""
    scanner = office.documents.scrutiny.scanner
    verdict = await asyncio.to_thread(_verdict, office, scanner, sha256)

    def write(work: Work) -> None:
        if verdict.infected:
            said = says(
                "the scanner found {infected} in a document; its contents are removed",
                infected=verdict.infected,
            )
            for each in content_rows.whose(work.conn, sha256):
                _note(work, Verb.DOCUMENT_REFUSED, each, sha256, said)
            content_rows.forget_contents(work.conn, [sha256])
        elif content_rows.release(work.conn, subject, sha256, office.clock.now()):
            said = says("the contents of a document are clean, and here")
            _note(work, Verb.DOCUMENT_RELEASED, subject, sha256, said)

    await office.write(write)
    if verdict.infected:
        await sweep_contents(office)
    else:
        office.documents.offers.add(subject, sha256)
    return verdict.infected


def _verdict(office: Office, scanner: ContentScanner | None, sha256: str) -> Verdict:
    if scanner is None:
        return Verdict("")
    with office.documents.contents.open(sha256) as reader:
        return scanner.scan(reader.read())


def _checked_type(office: Office, document: Document, upload: str) -> str:
    with office.documents.contents.come(upload) as file:
        return office.documents.scrutiny.checked_type(
            file, title=document.title, said=document.media_type
        )


async def _wait(office: Office, trouble: ScannerTroubleError) -> None:
    said = says(
        "documents wait for the scanner, which {why}; they are released once it finds them clean",
        why=str(trouble),
    )
    await office.write(
        lambda work: journal_of(work).open_task(
            TaskKind.SCANNER_AWAY, office.code, said, key="scanner"
        )
    )


def _close(work: Work) -> None:
    if not content_rows.waiting(work.conn):
        journal_of(work, _BY).close_tasks(TaskKind.SCANNER_AWAY, work.code)


async def _tell(office: Office, waited: WaitingContent, infected: str) -> None:
    said = says(
        "the scanner found {infected} in a document that {who} put; it is removed, ask for another",
        infected=infected,
        who=waited.held.put_by,
    )
    await office.write(
        lambda work: journal_of(work).open_task(
            TaskKind.DOCUMENT_INFECTED, waited.subject, said, key=waited.held.sha256[:12]
        )
    )


def _note(
    work: Work,
    verb: Verb,
    subject: str,
    sha256: str,
    said: Saying,
    *,
    actor: str = _BY,
) -> None:
    journal_of(work, actor).act(verb, subject, said, sha256[:12])


async def sweep_contents(office: Office) -> int:
    """Remove contents that nothing names any more; return how many files went.

    Those of a denial that was erased lose their row here: its entry may have come from anywhere.

    Raises:
        OSError: The disk does not do it; the next sweep does.
    """

    def forget(conn: Connection) -> int:
        return content_rows.forget(conn, erased_among(conn, content_rows.subjects(conn)))

    await office.db.write(forget)
    now, named = office.clock.now(), lambda: office.db.read_sync(content_rows.digests)
    return await asyncio.to_thread(office.documents.contents.sweep, named, now)


async def on_disk(do: Callable[[], T]) -> T:
    """Do what waits for the disk in a thread.

    Raises:
        UnavailableError: NODE_UNAVAILABLE; the disk does not do it, e.g. since it is full.
    """
    try:
        return await asyncio.to_thread(do)
    except OSError as exc:
        raise UnavailableError(
            "the folder of documents cannot be used: {why}",
            remedy="Ask the operator whether the disk is full; what has come so far is kept.",
            why=exc.strerror,
        ) from exc
