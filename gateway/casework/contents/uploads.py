"""Contents that an account puts, piece by piece, until the gate has let them in.

As in the IETF's resumable uploads: what came before a client has gone is kept, so that it goes on
from there. For what noun a document was named is its use case's; how it comes is the same.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from gateway.casework.contents.content_gate import admit, on_disk
from gateway.casework.services import Office
from gateway.documents.content_folder import UploadPiece
from gateway.documents.content_rows import HeldContent
from gateway.documents.fetching import upload_name
from gateway.domain.transaction import Document
from gateway.errors import InputError, Reason


async def take_piece(
    office: Office,
    subject: str,
    document: Document,
    *,
    offset: int,
    last: bool,
    octets: AsyncIterator[bytes],
    put_by: str,
) -> HeldContent | None:
    """Take a piece of a document's contents; with the last octet they are here.

    Args:
        office: This authority.
        subject: For what they are put: a case, or a conversation.
        document: As it is named there.
        offset: Number of the first octet: how many have come.
        last: Whether the document ends with this piece.
        octets: The piece, as it comes.
        put_by: Name of the account.

    Returns:
        What is held, or None where more is to come.

    Raises:
        StateError: The octets that have come end elsewhere, or another piece is coming in.
        InputError: What came is longer or shorter than the document, has another digest, is of
            another type, or is larger than this node takes.
        UnavailableError: The disk takes no more.
    """
    check_size(document, office.documents.contents.most_octets)
    upload = upload_name(subject, document.sha256)
    piece = await on_disk(lambda: office.documents.contents.piece(upload, offset))
    try:
        received = await _take(piece, octets, offset, document)
    finally:
        await on_disk(piece.end)
    if last or received == document.size_bytes:
        return await admit(office, subject, document, upload, put_by=put_by)
    return None


async def _take(
    piece: UploadPiece, octets: AsyncIterator[bytes], offset: int, document: Document
) -> int:
    """Write a piece; return how many octets have come with it."""
    received = offset
    async for block in octets:
        received += len(block)
        if received > document.size_bytes:
            raise InputError(
                "the document has {size_bytes} octets, and more come",
                remedy="Put the file that the document names, or name it with its right size.",
                field="size_bytes",
                size_bytes=document.size_bytes,
            )
        await on_disk(lambda block=block: piece.write(block))  # type: ignore[misc]
    await on_disk(piece.keep)
    return received


def check_size(document: Document, most: int) -> None:
    """Check that this node takes a document.

    Args:
        document: As it is named.
        most: Octets of the largest that is taken.

    Raises:
        InputError: BODY_TOO_LARGE.
    """
    if document.size_bytes > most:
        raise Reason.BODY_TOO_LARGE.error(
            "the document has {size_bytes} octets, and this node takes {limit}",
            remedy="Have a smaller file made, or ask the operator to raise document_mib.",
            field="size_bytes",
            limit=most,
            size_bytes=document.size_bytes,
        )
