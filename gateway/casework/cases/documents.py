"""Contents of the documents that an application names (Article 12(4), Annex III).

An application names its documents by digest. Whoever may file it puts their contents, in pieces,
as in the IETF's resumable uploads; whoever may read the case reads them. They are given to nobody
before the whole digest was found right, and what a document is told to be is compared with them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.casework.contents.content_gate import on_disk
from gateway.casework.contents.uploads import take_piece
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.services import Office
from gateway.documents import content_rows
from gateway.documents.content_rows import HeldContent
from gateway.documents.fetching import upload_name
from gateway.documents.sealed_content import ContentReader
from gateway.domain.base import Instant, Model
from gateway.domain.case import Case
from gateway.domain.consultation.document_record import DocumentReplaced
from gateway.domain.page import Page, PageRequest, page_of_fixed
from gateway.domain.transaction import Document, originals_first
from gateway.errors import NotFoundError


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
        replaced: What stands in its place and how that came; null: it stands.
    """

    document: Document
    held: bool
    waits: bool = False
    received: int
    found_type: str = ""
    put_by: str = ""
    put_at: Instant | None = None
    replaced: DocumentReplaced | None = None


@dataclass(frozen=True, slots=True)
class OpenContents:
    """Contents that are being read; whoever has them closes the reader."""

    document: Document
    media_type: str
    reader: ContentReader


async def list_documents(
    office: Office, officer: Officer, case_id: str, page: PageRequest
) -> Page[CaseDocument]:
    """List the documents of a case, and which contents are here; what was replaced stands last.

    A translation stands right behind its original.

    Raises:
        NotFoundError: There is no such case, or it is not for this account.
    """
    sight = office.sight(officer, Permission.READ_CASES)
    case, held = await office.db.read(
        lambda conn: (
            case_rows.get_seen(conn, sight, case_id),
            content_rows.of_subject(conn, case_id, waiting_too=True),
        )
    )
    older = (each.document for each in case.replaced_documents)
    documents = (*originals_first(case.application.documents), *originals_first(older))
    found = page_of_fixed(documents, "case documents", page)
    return await on_disk(
        lambda: found.of(lambda each: _shown(office, case, each, held.get(each.sha256)))
    )


async def get_document(office: Office, officer: Officer, case_id: str, sha256: str) -> CaseDocument:
    """Show a document of a case, and how many of its octets have come.

    Raises:
        NotFoundError: The case names no such document, or is not for this account.
    """
    case, document, held = await _named(office, officer, Permission.READ_CASES, case_id, sha256)
    return await on_disk(lambda: _shown(office, case, document, held))


async def open_contents(
    office: Office, officer: Officer, case_id: str, sha256: str
) -> OpenContents:
    """Open the contents of a document of a case.

    Raises:
        NotFoundError: The case names no such document, or its contents are not here.
    """
    _, document, held = await _named(office, officer, Permission.READ_CASES, case_id, sha256)
    if held is None:
        raise NotFoundError(
            "the contents of this document are not here, only its digest",
            remedy=f"Put them: comity document put FILE --case {case_id}",
            sha256=sha256,
        )
    if held.released_at is None:
        raise waits_for_scanner(sha256)
    reader = await on_disk(lambda: office.contents.open(sha256))
    return OpenContents(document, held.media_type, reader)


def waits_for_scanner(sha256: str) -> NotFoundError:
    """Return the error for contents that nobody is given before the scanner found them clean."""
    return NotFoundError(
        "the contents of this document have come and wait for the scanner",
        remedy="Try again later; where the scanner is away, the operator has a task.",
        sha256=sha256,
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
    case, document, held = await _named(office, officer, Permission.FILE, case_id, sha256)
    if held is not None and await on_disk(lambda: office.contents.holds(sha256)):
        return await on_disk(lambda: _shown(office, case, document, held))
    taken = await take_piece(
        office, case_id, document, offset=offset, last=last, octets=octets, put_by=officer.name
    )
    return await on_disk(lambda: _shown(office, case, document, taken))


async def drop_upload(office: Office, officer: Officer, case_id: str, sha256: str) -> None:
    """Remove what has come of an upload that is not complete; contents that are here stay.

    Raises:
        NotFoundError: The case names no such document, or is not for this account.
    """
    await _named(office, officer, Permission.FILE, case_id, sha256)
    await on_disk(lambda: office.contents.drop(upload_name(case_id, sha256)))


async def _named(
    office: Office, officer: Officer, permission: Permission, case_id: str, sha256: str
) -> tuple[Case, Document, HeldContent | None]:
    sight = office.sight(officer, permission)

    def read(conn: Connection) -> tuple[Case, Document, HeldContent | None]:
        case = case_rows.get_seen(conn, sight, case_id)
        found = case.documents.find(sha256)
        if found is None:
            raise NotFoundError(
                f"the application of {case_id} names no document with this digest",
                remedy=f"Name it, and put it then: comity document add FILE --case {case_id}",
                sha256=sha256[:64],
            )
        return case, found, content_rows.find(conn, case_id, sha256)

    return await office.db.read(read)


def _shown(
    office: Office, case: Case, document: Document, held: HeldContent | None
) -> CaseDocument:
    replaced = case.documents.replacement_of(document.sha256)
    if held is None:
        received = office.contents.received(upload_name(case.case_id, document.sha256))
        return CaseDocument(document=document, held=False, received=received, replaced=replaced)
    return CaseDocument(
        document=document,
        held=held.released_at is not None,
        waits=held.released_at is None,
        received=document.size_bytes,
        found_type=held.media_type,
        put_by=held.put_by,
        put_at=held.put_at,
        replaced=replaced,
    )
