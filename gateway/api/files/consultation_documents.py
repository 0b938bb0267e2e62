"""Documents that the letters of a consultation name, over REST: list, put, fetch, download.

Contents of what the other authority named come from its gateway once somebody asks: that takes its
time, so `fetch` answers at once (202) and the list says how far it is.
"""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.files.documents import OCTETS, Wanted, contents_answer
from gateway.api.files.uploads import (
    PIECE,
    Complete,
    Offset,
    offset_answer,
    piece_of,
    progress,
)
from gateway.casework.letters import consultation_documents as documents
from gateway.casework.letters.consultation_documents import ConsultationDocument
from gateway.domain.page import Page

router = APIRouter(prefix="/consultations/{conversation_id}/documents", tags=["consultations"])


@router.get("")
async def list_documents(
    office: Desk, officer: Who, conversation_id: str, page: Asked
) -> Page[ConsultationDocument]:
    """List the documents that letters of a consultation name, and whose contents are here."""
    return await documents.list_documents(office, officer, conversation_id, page)


@router.get("/{sha256}")
async def get_document(
    office: Desk, officer: Who, conversation_id: str, sha256: str
) -> ConsultationDocument:
    """Show a document that a letter of a consultation names, and how much of it has come."""
    return await documents.get_document(office, officer, conversation_id, sha256)


@router.post("/{sha256}/fetch", status_code=202)
async def fetch(
    office: Desk,
    officer: Who,
    conversation_id: str,
    sha256: str,
    request: Request,
    answer: Response,
) -> ConsultationDocument:
    """Have the contents come from the authority that named the document, by itself."""
    found = await documents.fetch_document(office, officer, conversation_id, sha256)
    answer.headers["Location"] = quote(request.url.path.removesuffix("/fetch"))
    return found


@router.head("/{sha256}/upload", status_code=204)
async def upload_offset(office: Desk, officer: Who, conversation_id: str, sha256: str) -> Response:
    """Say how many octets of a document that we named have come: `Upload-Offset`."""
    found = await documents.get_document(office, officer, conversation_id, sha256)
    return offset_answer(found, office.contents.most_octets)


@router.patch("/{sha256}/upload", openapi_extra=PIECE)
async def add_to_upload(
    office: Desk,
    officer: Who,
    conversation_id: str,
    sha256: str,
    request: Request,
    response: Response,
    upload_offset: Offset,
    upload_complete: Complete,
) -> ConsultationDocument:
    """Add a piece of at most 64 MiB to a document that a letter of ours names."""
    found = await documents.add_octets(
        office,
        officer,
        conversation_id,
        sha256,
        offset=upload_offset,
        last=upload_complete == "?1",
        octets=piece_of(request),
    )
    response.headers.update(progress(found))
    return found


@router.delete("/{sha256}/upload", status_code=204)
async def cancel_upload(office: Desk, officer: Who, conversation_id: str, sha256: str) -> None:
    """Give up an upload; what has come of it is removed. Contents that are here stay."""
    await documents.drop_upload(office, officer, conversation_id, sha256)


@router.get("/{sha256}/contents", response_class=StreamingResponse, responses=OCTETS)
async def get_contents(
    office: Desk,
    officer: Who,
    conversation_id: str,
    sha256: str,
    request: Request,
    wanted: Wanted = "",
) -> Response:
    """Download the contents of a document that a letter names, or one range of them."""
    opened = await documents.open_contents(office, officer, conversation_id, sha256)
    return contents_answer(opened, request, wanted)
