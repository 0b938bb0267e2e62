"""Documents that travel in tests: two PDFs, and what both ends do with them."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from typing import Any

from gateway.casework.documents import held, moving
from gateway.casework.documents.held import DocumentNoun, HeldDocument
from gateway.domain.transaction import Document, DocumentKind
from tests.support.cases import application
from tests.support.federation_case import ANNA, CaseFederation, Desk

TALK = DocumentNoun.CONSULTATION
PDF = b"%PDF-1.7\n" + bytes(index % 251 for index in range(1_200_000))
SMALL = b"%PDF-1.7\n" + b"certificate"


def named(contents: bytes = PDF, **said: Any) -> Document:
    values: dict[str, Any] = {
        "kind": DocumentKind.END_USE_STATEMENT,
        "title": "End-use certificate 7/2026",
        "language": "en",
        "sha256": hashlib.sha256(contents).hexdigest(),
        "size_bytes": len(contents),
        "media_type": "application/pdf",
    }
    return Document(**(values | said))


async def once(octets: bytes) -> AsyncIterator[bytes]:
    yield octets


async def put(desk: Desk, case_id: str, document: Document, octets: bytes = PDF) -> None:
    office, of = desk.node.office, (DocumentNoun.CASE, case_id, document.sha256)
    await moving.add_octets(office, ANNA, *of, offset=0, last=True, octets=once(octets))


async def asked_with(
    federation: CaseFederation, *documents: Document, octets: bytes | None = PDF
) -> str:
    """DE asks FR about a case that names documents, of which the contents are at DE."""
    filed = application().model_copy(update={"documents": documents})
    case = await federation.consulting(filed)
    for each in documents if octets is not None else ():
        await put(federation["DE"], case.case_id, each, octets or b"")
    return (await federation["FR"].asked()).conversation_id


async def shown(desk: Desk, talk: str, document: Document) -> HeldDocument:
    return await held.get_document(desk.node.office, ANNA, TALK, talk, document.sha256)


async def fetch(federation: CaseFederation, talk: str, document: Document) -> HeldDocument:
    """FR asks for the contents, and what happens by itself happens."""
    office = federation["FR"].node.office
    await moving.fetch_document(office, ANNA, TALK, talk, document.sha256)
    await federation.settle()
    return await shown(federation["FR"], talk, document)


async def contents(desk: Desk, talk: str, document: Document) -> bytes:
    opened = await held.open_contents(desk.node.office, ANNA, TALK, talk, document.sha256)
    with opened.reader as reader:
        return b"".join(reader.read())
