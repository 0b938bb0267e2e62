"""Contents of the documents that an application names (Article 12(4), Annex III).

An application names its documents by digest. Whoever may file it puts their contents, in pieces,
as in the IETF's resumable uploads; whoever may read the case reads them. They are given to nobody
before the whole digest was found right, and what a document is told to be is compared with them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.casework.office.content_gate import admit, on_disk
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.casework.records import case_rows
from gateway.documents import content_rows
from gateway.documents.content_folder import UploadPiece
from gateway.documents.content_rows import HeldContent
from gateway.documents.fetching import upload_name
from gateway.documents.sealed_content import ContentReader
from gateway.domain.base import Instant, Model
from gateway.domain.page import Page, PageRequest, page_of_fixed
from gateway.domain.transaction import Document
from gateway.errors import InputError, NotFoundError, Reason


class CaseDocument(Model):
    """A document that an application names, and whether its contents are here.

    Attributes:
        document: As the application names it.
        held: Whether its contents are here, whole; without them it is a digest and no more.
        waits: Whether they have come and wait for the scanner; nobody is given them before.
        received: How many octets have come: all of them, or so many of an upload.
        found_type: What the contents show themselves to be; empty where they are not here.
        put_by: Name of the account that put them; or empty.
        put_at: When.
    """

    document: Document
    held: bool
    waits: bool = False
    received: int
    found_type: str = ""
    put_by: str = ""
    put_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class OpenContents:
    """Contents that are being read; whoever has them closes the reader."""

    document: Document
    media_type: str
    reader: ContentReader


async def list_documents(
    office: Office, officer: Officer, case_id: str, page: PageRequest
) -> Page[CaseDocument]:
    """List the documents of a case as its application stands, and which contents are here.

    Raises:
        NotFoundError: There is no such case, or it is not for this account.
    """
    sight = office.sight(officer, Permission.READ_CASES)
    documents, held = await office.db.read(
        lambda conn: (
            case_rows.get_seen(conn, sight, case_id).application.documents,
            content_rows.of_subject(conn, case_id, waiting_too=True),
        )
    )
    found = page_of_fixed(documents, "case documents", page)
    return await on_disk(
        lambda: found.of(lambda each: _shown(office, case_id, each, held.get(each.sha256)))
    )


async def get_document(office: Office, officer: Officer, case_id: str, sha256: str) -> CaseDocument:
    """Show a document of a case, and how many of its octets have come.

    Raises:
        NotFoundError: The case names no such document, or is not for this account.
    """
    document, held = await _named(office, officer, Permission.READ_CASES, case_id, sha256)
    return await on_disk(lambda: _shown(office, case_id, document, held))


async def open_contents(
    office: Office, officer: Officer, case_id: str, sha256: str
) -> OpenContents:
    """Open the contents of a document of a case.

    Raises:
        NotFoundError: The case names no such document, or its contents are not here.
    """
    document, held = await _named(office, officer, Permission.READ_CASES, case_id, sha256)
    if held is None:
        raise NotFoundError(
            "the contents of this document are not here, only its digest",
            remedy=f"Put them: comity document put FILE --case {case_id}",
            sha256=sha256,
        )
    check_released(held)
    reader = await on_disk(lambda: office.contents.open(sha256))
    return OpenContents(document, held.media_type, reader)


def check_released(held: HeldContent) -> None:
    """Check that contents may be given to anybody.

    Raises:
        NotFoundError: They wait for the scanner.
    """
    if held.released_at is None:
        raise NotFoundError(
            "the contents of this document have come and wait for the scanner",
            remedy="Try again later; where the scanner is away, the operator has a task.",
            sha256=held.sha256,
        )


async def add_octets(
    office: Office,
    officer: Officer,
    case_id: str,
    sha256: str,
    *,
    offset: int,
    last: bool,
    octets: AsyncIterator[bytes],
) -> CaseDocument:
    """Take a piece of a document's contents; with the last octet they are here.

    What comes before a client has gone is kept, so that it goes on from there.

    Args:
        office: This authority.
        officer: Who files; a national licensing system may.
        case_id: The case whose application names the document.
        sha256: Its digest.
        offset: Number of the first octet: how many have come.
        last: Whether the document ends with this piece.
        octets: The piece, as it comes.

    Raises:
        NotFoundError: The case names no such document, or is not for this account.
        StateError: The octets that have come end elsewhere, or another piece is coming in.
        InputError: What came is longer or shorter than the document, has another digest, is of
            another type, or is larger than this node takes.
        UnavailableError: The disk takes no more.
    """
    document, held = await _named(office, officer, Permission.FILE, case_id, sha256)
    if held is not None:
        return await on_disk(lambda: _shown(office, case_id, document, held))
    _check_size(document, office.contents.most_octets)
    folder, upload = office.contents, upload_name(case_id, sha256)
    piece = await on_disk(lambda: folder.piece(upload, offset))
    try:
        received = await _take(piece, octets, offset, document)
    finally:
        await on_disk(piece.end)
    if last or received == document.size_bytes:
        held = await admit(office, case_id, document, upload, put_by=officer.name)
        return _shown(office, case_id, document, held)
    return await on_disk(lambda: _shown(office, case_id, document, None))


async def drop_upload(office: Office, officer: Officer, case_id: str, sha256: str) -> None:
    """Remove what has come of an upload that is not complete; contents that are here stay.

    Raises:
        NotFoundError: The case names no such document, or is not for this account.
    """
    await _named(office, officer, Permission.FILE, case_id, sha256)
    await on_disk(lambda: office.contents.drop(upload_name(case_id, sha256)))


async def _named(
    office: Office, officer: Officer, permission: Permission, case_id: str, sha256: str
) -> tuple[Document, HeldContent | None]:
    sight = office.sight(officer, permission)

    def read(conn: Connection) -> tuple[Document, HeldContent | None]:
        documents = case_rows.get_seen(conn, sight, case_id).application.documents
        found = next((each for each in documents if each.sha256 == sha256), None)
        if found is None:
            raise NotFoundError(
                f"the application of {case_id} names no document with this digest",
                remedy="Name it in the application, or amend the case, and put it then.",
                sha256=sha256[:64],
            )
        return found, content_rows.find(conn, case_id, sha256)

    return await office.db.read(read)


async def _take(
    piece: UploadPiece, octets: AsyncIterator[bytes], offset: int, document: Document
) -> int:
    """Write a piece; return how many octets have come with it."""
    received = offset
    async for block in octets:
        received += len(block)
        if received > document.size_bytes:
            raise InputError(
                f"the document has {document.size_bytes} octets, and more come",
                remedy="Put the file that the document names, or name it with its right size.",
                field="size_bytes",
            )
        await on_disk(lambda block=block: piece.write(block))  # type: ignore[misc]
    await on_disk(piece.keep)
    return received


def _shown(
    office: Office, case_id: str, document: Document, held: HeldContent | None
) -> CaseDocument:
    if held is None:
        received = office.contents.received(upload_name(case_id, document.sha256))
        return CaseDocument(document=document, held=False, received=received)
    return CaseDocument(
        document=document,
        held=held.released_at is not None,
        waits=held.released_at is None,
        received=document.size_bytes,
        found_type=held.media_type,
        put_by=held.put_by,
        put_at=held.put_at,
    )


def _check_size(document: Document, most: int) -> None:
    if document.size_bytes > most:
        raise InputError(
            f"the document has {document.size_bytes} octets, and this node takes {most}",
            reason=Reason.BODY_TOO_LARGE,
            remedy="Put a smaller file, or ask the operator to raise document_mib.",
            field="size_bytes",
            limit=str(most),
        )
