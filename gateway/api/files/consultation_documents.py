"""Documents that letters name, over REST: list, name, put, fetch, download; for each noun the same.

Contents of what the other authority named come from its gateway once somebody asks: that takes its
time, so `fetch` answers at once (202) and the list says how far it is.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias
from urllib.parse import quote

from fastapi import Depends, Request, Response
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
from gateway.api.published.operations import noun_router
from gateway.casework.letters import added_documents
from gateway.casework.letters import consultation_documents as documents
from gateway.casework.letters.consultation_documents import ConsultationDocument, DocumentNoun
from gateway.domain.page import Page
from gateway.domain.transaction import Document

Named: TypeAlias = tuple[DocumentNoun, str]
"""By which noun documents are asked for, and its number or id."""


def _of_consultation(conversation_id: str) -> None:
    """Say in the contract how a consultation is named; `_named` reads it."""


def _of_letter(message_id: str) -> None:
    """Say in the contract how a letter is named; `_named` reads it."""


def _named(request: Request) -> Named:
    found = request.path_params
    if "message_id" in found:
        return DocumentNoun.LETTER, found["message_id"]
    return DocumentNoun.CONSULTATION, found["conversation_id"]


ByNoun = Annotated[Named, Depends(_named)]

router: Final = noun_router(
    "/consultations/{conversation_id}/documents",
    "consultations",
    dependencies=[Depends(_of_consultation)],
)
of_letters: Final = noun_router(
    "/letters/{message_id}/documents", "letters", dependencies=[Depends(_of_letter)]
)


async def list_documents(
    office: Desk, officer: Who, named: ByNoun, page: Asked
) -> Page[ConsultationDocument]:
    """List the documents that letters name, and whose contents are here."""
    noun, name = named
    return await documents.list_documents(office, officer, name, page, noun=noun)


async def get_document(
    office: Desk, officer: Who, named: ByNoun, sha256: str
) -> ConsultationDocument:
    """Show a document that a letter names, and how much of it has come."""
    noun, name = named
    return await documents.get_document(office, officer, name, sha256, noun=noun)


async def add_document(
    office: Desk,
    officer: Who,
    named: ByNoun,
    document: Document,
    request: Request,
    answer: Response,
) -> ConsultationDocument:
    """Name another document in a supplement: a further one, a newer version, a translation."""
    noun, name = named
    found = await added_documents.add_document(office, officer, name, document, noun=noun)
    path = request.url.path
    if noun is DocumentNoun.LETTER:  # it is named by the supplement that was written
        path = path.replace(name, found.message_id)
    answer.headers["Location"] = quote(f"{path}/{document.sha256}")
    return found


async def fetch(
    office: Desk, officer: Who, named: ByNoun, sha256: str, request: Request, answer: Response
) -> ConsultationDocument:
    """Have the contents come from the authority that named the document, by itself."""
    noun, name = named
    found = await documents.fetch_document(office, officer, name, sha256, noun=noun)
    answer.headers["Location"] = quote(request.url.path.removesuffix("/fetch"))
    return found


async def upload_offset(office: Desk, officer: Who, named: ByNoun, sha256: str) -> Response:
    """Say how many octets of a document that we named have come: `Upload-Offset`."""
    noun, name = named
    found = await documents.get_document(office, officer, name, sha256, noun=noun)
    return offset_answer(found, office.contents.most_octets)


async def add_to_upload(
    office: Desk,
    officer: Who,
    named: ByNoun,
    sha256: str,
    request: Request,
    response: Response,
    upload_offset: Offset,
    upload_complete: Complete,
) -> ConsultationDocument:
    """Add a piece of at most 64 MiB to a document that a letter of ours names."""
    noun, name = named
    found = await documents.add_octets(
        office,
        officer,
        name,
        sha256,
        offset=upload_offset,
        last=upload_complete == "?1",
        octets=piece_of(request),
        noun=noun,
    )
    response.headers.update(progress(found))
    return found


async def cancel_upload(office: Desk, officer: Who, named: ByNoun, sha256: str) -> None:
    """Give up an upload; what has come of it is removed. Contents that are here stay."""
    noun, name = named
    await documents.drop_upload(office, officer, name, sha256, noun=noun)


async def get_contents(
    office: Desk, officer: Who, named: ByNoun, sha256: str, request: Request, wanted: Wanted = ""
) -> Response:
    """Download the contents of a document that a letter names, or one range of them."""
    noun, name = named
    opened = await documents.open_contents(office, officer, name, sha256, noun=noun)
    return contents_answer(opened, request, wanted)


for _router in (router, of_letters):
    _router.get("")(list_documents)
    _router.post("", status_code=201)(add_document)
    _router.get("/{sha256}")(get_document)
    _router.post("/{sha256}/fetch", status_code=202)(fetch)
    _router.head("/{sha256}/upload", status_code=204)(upload_offset)
    _router.patch("/{sha256}/upload", openapi_extra=PIECE)(add_to_upload)
    _router.delete("/{sha256}/upload", status_code=204)(cancel_upload)
    _router.get("/{sha256}/contents", response_class=StreamingResponse, responses=OCTETS)(
        get_contents
    )
