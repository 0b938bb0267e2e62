"""Operations of documents: documents of cases, consultations and letters.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.documents`, to be awaited. `comity_sdk.operations` says what `key` and `of`
are.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller, Json

if TYPE_CHECKING:
    from comity_sdk import models


class AsyncDocumentOperations(AsyncCaller):
    """Operations of documents, to be awaited."""

    async def list_documents(
        self,
        noun: models.AnyDocumentNoun,
        thing_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfDocuments:
        """List the documents of a case, a consultation or a letter, and whose contents are here.
        """
        answer: models.PageOfDocuments = await self._call(
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
    ) -> AsyncIterator[models.HeldDocument]:
        """Walk every element, page by page. List the documents of a case, a consultation or a
        letter, and whose contents are here.
        """
        answer: AsyncIterator[models.HeldDocument] = self._walk(
            "list_documents",
            places={"noun": noun, "thing_id": thing_id},
            query={"limit": limit},
        )
        return answer

    async def add_document(
        self,
        noun: models.AnyDocumentNoun,
        thing_id: str,
        body: models.DocumentInput | Json,
        *,
        key: str | None = None,
    ) -> models.HeldDocument:
        """Name another document: a further one, a newer version of one, or a translation."""
        answer: models.HeldDocument = await self._call(
            "add_document",
            places={"noun": noun, "thing_id": thing_id},
            body=body,
            key=key,
        )
        return answer

    async def get_held_document(
        self,
        noun: models.AnyDocumentNoun,
        thing_id: str,
        sha256: str,
    ) -> models.HeldDocument:
        """Show a document that a case or a letter names, and how much of it has come."""
        answer: models.HeldDocument = await self._call(
            "get_held_document",
            places={"noun": noun, "thing_id": thing_id, "sha256": sha256},
        )
        return answer

    async def cancel_upload(
        self,
        noun: models.AnyDocumentNoun,
        thing_id: str,
        sha256: str,
        *,
        key: str | None = None,
    ) -> None:
        """Give up an upload; what has come of it is removed. Contents that are here stay."""
        answer: None = await self._call(
            "cancel_upload",
            places={"noun": noun, "thing_id": thing_id, "sha256": sha256},
            key=key,
        )
        return answer

    async def fetch_document(
        self,
        noun: models.AnyDocumentNoun,
        thing_id: str,
        sha256: str,
        *,
        key: str | None = None,
    ) -> models.HeldDocument:
        """Have the contents come from the authority that named the document, by itself."""
        answer: models.HeldDocument = await self._call(
            "fetch_document",
            places={"noun": noun, "thing_id": thing_id, "sha256": sha256},
            key=key,
        )
        return answer
