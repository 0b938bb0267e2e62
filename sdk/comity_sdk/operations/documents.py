"""Operations of documents: documents of cases, consultations and letters.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.documents` has them to be awaited.
`comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from comity_sdk.calls import Caller, Json, Operation

if TYPE_CHECKING:
    from comity_sdk import models

DOCUMENTS: dict[str, Operation] = {
    "list_documents": Operation("GET", "/{noun}/{thing_id}/documents", {200: "PageOfDocuments"}),
    "add_document": Operation("POST", "/{noun}/{thing_id}/documents", {201: "HeldDocument"}),
    "get_held_document": Operation("GET", "/{noun}/{thing_id}/documents/{sha256}", {200: "HeldDocument"}),
    "cancel_upload": Operation("DELETE", "/{noun}/{thing_id}/documents/{sha256}/upload", {204: "None"}),
    "fetch_document": Operation("POST", "/{noun}/{thing_id}/documents/{sha256}/fetch", {202: "HeldDocument"}),
}


class DocumentOperations(Caller):
    """Operations of documents, to be waited for."""

    def list_documents(
        self,
        noun: models.AnyDocumentNoun,
        thing_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfDocuments:
        """List the documents of a case, a consultation or a letter, and whose contents are here.
        """
        answer: models.PageOfDocuments = self._call(
            "list_documents",
            places={"noun": noun, "thing_id": thing_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_documents(
        self,
        noun: models.AnyDocumentNoun,
        thing_id: str,
        *,
        limit: int | None = None,
    ) -> Iterator[models.HeldDocument]:
        """Walk every element, page by page. List the documents of a case, a consultation or a
        letter, and whose contents are here.
        """
        answer: Iterator[models.HeldDocument] = self._walk(
            "list_documents",
            places={"noun": noun, "thing_id": thing_id},
            query={"limit": limit},
        )
        return answer

    def add_document(
        self,
        noun: models.AnyDocumentNoun,
        thing_id: str,
        body: models.DocumentInput | Json,
        *,
        key: str | None = None,
    ) -> models.HeldDocument:
        """Name another document: a further one, a newer version of one, or a translation."""
        answer: models.HeldDocument = self._call(
            "add_document",
            places={"noun": noun, "thing_id": thing_id},
            body=body,
            key=key,
        )
        return answer

    def get_held_document(
        self,
        noun: models.AnyDocumentNoun,
        thing_id: str,
        sha256: str,
    ) -> models.HeldDocument:
        """Show a document that a case or a letter names, and how much of it has come."""
        answer: models.HeldDocument = self._call(
            "get_held_document",
            places={"noun": noun, "thing_id": thing_id, "sha256": sha256},
        )
        return answer

    def cancel_upload(
        self,
        noun: models.AnyDocumentNoun,
        thing_id: str,
        sha256: str,
        *,
        key: str | None = None,
    ) -> None:
        """Give up an upload; what has come of it is removed. Contents that are here stay."""
        answer: None = self._call(
            "cancel_upload",
            places={"noun": noun, "thing_id": thing_id, "sha256": sha256},
            key=key,
        )
        return answer

    def fetch_document(
        self,
        noun: models.AnyDocumentNoun,
        thing_id: str,
        sha256: str,
        *,
        key: str | None = None,
    ) -> models.HeldDocument:
        """Have the contents come from the authority that named the document, by itself."""
        answer: models.HeldDocument = self._call(
            "fetch_document",
            places={"noun": noun, "thing_id": thing_id, "sha256": sha256},
            key=key,
        )
        return answer
