"""Documents over REST, of each noun that names some: list, name, put, fetch, download.

Uploads are those of `gateway.api.files.uploads`. Downloads take one range (RFC 9110, section 14).
Bodies of both pass through in blocks and are never held whole.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Depends, Header, Request, Response
from fastapi.responses import StreamingResponse

from gateway.api.dependencies import Desk, Who, wants_headers_only
from gateway.api.files.uploads import (
    BINARY,
    PIECE,
    Complete,
    Offset,
    offset_answer,
    piece_of,
    progress,
)
from gateway.api.problems import answer as problem
from gateway.api.published.operations import PREFIX, noun_router
from gateway.casework.documents import held, moving, naming
from gateway.casework.documents.held import DocumentNoun, HeldDocument, OpenContents
from gateway.domain.transaction import Document
from gateway.errors import InputError

router = noun_router("/{noun}/{thing_id}/documents", "documents")

_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")
_NOT_IN_NAMES = re.compile(r"[/\\\x00-\x1f\x7f\"]+")
_UNSATISFIABLE = 416
OCTETS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The contents.", "content": {"application/octet-stream": BINARY}},
    206: {"description": "The range.", "content": {"application/octet-stream": BINARY}},
}

Wanted = Annotated[
    str, Header(alias="Range", max_length=100, description="One range: `bytes=0-1023`.")
]


def _named(noun: DocumentNoun, thing_id: str, sha256: str) -> tuple[DocumentNoun, str, str]:
    return noun, thing_id, sha256


Named = Annotated[tuple[DocumentNoun, str, str], Depends(_named)]
"""By which noun a document is asked for, the number or id of that, and its own digest."""

router.calls("listDocuments", "GET ", held.list_documents)
router.calls("getHeldDocument", "GET /{sha256}", held.get_document)
router.calls("cancelUpload", "DELETE /{sha256}/upload", moving.drop_upload)


@router.post("", operation_id="addDocument", status_code=201)
async def add_document(
    office: Desk,
    officer: Who,
    noun: DocumentNoun,
    thing_id: str,
    document: Document,
    answer: Response,
) -> HeldDocument:
    """Name another document: a further one, a newer version of one, or a translation.

    Those who are consulted about a case, or the other side of a conversation, are sent it; what it
    replaces stays on record.
    """
    found = await naming.add_document(office, officer, noun, thing_id, document)
    if noun is DocumentNoun.LETTER:  # it is named by the supplement that was written
        thing_id = found.message_id
    address = f"{PREFIX}/{noun}/{thing_id}/documents/{document.sha256}"
    answer.headers["Location"] = quote(address)
    return found


@router.post("/{sha256}/fetch", operation_id="fetchDocument", status_code=202)
async def fetch(
    office: Desk,
    officer: Who,
    named: Named,
    request: Request,
    answer: Response,
) -> HeldDocument:
    """Have the contents come from the authority that named the document, by itself.

    That takes its time: the answer comes at once, and the document says how far it is.
    """
    found = await moving.fetch_document(office, officer, *named)
    answer.headers["Location"] = quote(request.url.path.removesuffix("/fetch"))
    return found


@router.head("/{sha256}/upload", operation_id="getUploadOffset", status_code=204)
async def upload_offset(office: Desk, officer: Who, named: Named) -> Response:
    """Say how many octets of a document have come: `Upload-Offset`, `Upload-Complete`."""
    found = await held.get_document(office, officer, *named)
    return offset_answer(found, office.documents.contents.most_octets)


@router.patch("/{sha256}/upload", operation_id="addToUpload", openapi_extra=PIECE)
async def add_to_upload(
    office: Desk,
    officer: Who,
    named: Named,
    request: Request,
    response: Response,
    upload_offset: Offset,
    upload_complete: Complete,
) -> HeldDocument:
    """Add a piece of at most 64 MiB to a document's contents; with the last they are here."""
    found = await moving.add_octets(
        office,
        officer,
        *named,
        offset=upload_offset,
        last=upload_complete == "?1",
        octets=piece_of(request),
    )
    response.headers.update(progress(found))
    return found


@router.get(
    "/{sha256}/contents",
    operation_id="getDocumentContents",
    response_class=StreamingResponse,
    responses=OCTETS,
)
async def get_contents(
    office: Desk,
    officer: Who,
    named: Named,
    request: Request,
    wanted: Wanted = "",
) -> Response:
    """Download a document's contents, or one range of them."""
    opened = await held.open_contents(office, officer, *named)
    return contents_answer(opened, request, wanted)


def contents_answer(opened: OpenContents, request: Request, wanted: str) -> Response:
    """Answer with contents that were opened, or the range of them that is wanted."""
    sha256 = opened.document.sha256
    size = opened.reader.size
    first, end = range_of(wanted, size)
    headers = {"Accept-Ranges": "bytes", "ETag": f'"{sha256}"', **_file_named(opened, sha256)}
    if first >= end and size:
        opened.reader.close()
        refused = problem(_no_such_range(size), request.scope, _UNSATISFIABLE)
        refused.headers["Content-Range"] = f"bytes */{size}"
        return refused
    headers["Content-Length"] = str(end - first)
    part = (first, end) != (0, size)
    if part:
        headers["Content-Range"] = f"bytes {first}-{end - 1}/{size}"
    if wants_headers_only(request.scope):
        opened.reader.close()
        headers["Content-Type"] = opened.media_type
        return Response(status_code=206 if part else 200, headers=headers)
    return StreamingResponse(
        _given(opened, first, end),
        status_code=206 if part else 200,
        headers=headers,
        media_type=opened.media_type,
    )


def _given(opened: OpenContents, first: int, end: int) -> Iterator[bytes]:
    with opened.reader as reader:
        yield from reader.read(first, end)


def _file_named(opened: OpenContents, sha256: str) -> dict[str, str]:
    """Return how a browser is to name the file, and its digest (RFC 6266, RFC 9530)."""
    title = _NOT_IN_NAMES.sub("-", opened.document.title).strip(". ") or sha256
    digest = b64encode(bytes.fromhex(sha256)).decode()
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(title, safe='')}",
        "Repr-Digest": f"sha-256=:{digest}:",
    }


def range_of(wanted: str, size: int) -> tuple[int, int]:
    """Return which octets are wanted: all where no range is named, or one of another form.

    Args:
        wanted: The header `Range` (RFC 9110, section 14.1).
        size: Octets of the contents.

    Returns:
        Number of the first octet, and of the octet behind the last one.
    """
    found = _RANGE.fullmatch(wanted)
    if found is None or found[0] == "bytes=-":
        return 0, size
    if not found[1]:
        return max(size - int(found[2]), 0), size
    first, last = int(found[1]), int(found[2] or size)
    if last < first:
        return 0, size
    return first, min(last + 1, size)


def _no_such_range(size: int) -> InputError:
    return InputError(
        "the range lies behind the end: the contents have {size} octets",
        remedy="Ask for octets that there are.",
        field="Range",
        size=size,
    )
