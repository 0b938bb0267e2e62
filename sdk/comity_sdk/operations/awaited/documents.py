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

    async def list_case_documents(
        self,
        case_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfCaseDocuments:
        """List the documents that an application names, and whose contents are here."""
        answer: models.PageOfCaseDocuments = await self._call(
            "list_case_documents",
            places={"case_id": case_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_case_documents(
        self,
        case_id: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.CaseDocument]:
        """Walk every element, page by page. List the documents that an application names, and
        whose contents are here.
        """
        answer: AsyncIterator[models.CaseDocument] = self._walk(
            "list_case_documents",
            places={"case_id": case_id},
            query={"limit": limit},
        )
        return answer

    async def add_document(
        self,
        case_id: str,
        body: models.DocumentInput | Json,
        *,
        key: str | None = None,
    ) -> models.CaseDocument:
        """Name another document: a further one, a newer version of one, or a translation."""
        answer: models.CaseDocument = await self._call(
            "add_document",
            places={"case_id": case_id},
            body=body,
            key=key,
        )
        return answer

    async def get_case_document(self, case_id: str, sha256: str) -> models.CaseDocument:
        """Show a document of a case, and how many of its octets have come."""
        answer: models.CaseDocument = await self._call(
            "get_case_document",
            places={"case_id": case_id, "sha256": sha256},
        )
        return answer

    async def cancel_upload(self, case_id: str, sha256: str, *, key: str | None = None) -> None:
        """Give up an upload; what has come of it is removed. Contents that are here stay."""
        answer: None = await self._call(
            "cancel_upload",
            places={"case_id": case_id, "sha256": sha256},
            key=key,
        )
        return answer

    async def list_consultation_documents(
        self,
        conversation_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfConsultationDocuments:
        """List the documents that letters name, and whose contents are here."""
        answer: models.PageOfConsultationDocuments = await self._call(
            "list_consultation_documents",
            places={"conversation_id": conversation_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_consultation_documents(
        self,
        conversation_id: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.ConsultationDocument]:
        """Walk every element, page by page. List the documents that letters name, and whose
        contents are here.
        """
        answer: AsyncIterator[models.ConsultationDocument] = self._walk(
            "list_consultation_documents",
            places={"conversation_id": conversation_id},
            query={"limit": limit},
        )
        return answer

    async def add_named_document(
        self,
        conversation_id: str,
        body: models.DocumentInput | Json,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Name another document in a supplement: a further one, a newer version, a translation."""
        answer: models.ConsultationDocument = await self._call(
            "add_named_document",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
        )
        return answer

    async def get_consultation_document(
        self,
        sha256: str,
        conversation_id: str,
    ) -> models.ConsultationDocument:
        """Show a document that a letter names, and how much of it has come."""
        answer: models.ConsultationDocument = await self._call(
            "get_consultation_document",
            places={"sha256": sha256, "conversation_id": conversation_id},
        )
        return answer

    async def fetch_document(
        self,
        sha256: str,
        conversation_id: str,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Have the contents come from the authority that named the document, by itself."""
        answer: models.ConsultationDocument = await self._call(
            "fetch_document",
            places={"sha256": sha256, "conversation_id": conversation_id},
            key=key,
        )
        return answer

    async def cancel_named_upload(
        self,
        sha256: str,
        conversation_id: str,
        *,
        key: str | None = None,
    ) -> None:
        """Give up an upload; what has come of it is removed. Contents that are here stay."""
        answer: None = await self._call(
            "cancel_named_upload",
            places={"sha256": sha256, "conversation_id": conversation_id},
            key=key,
        )
        return answer

    async def list_letter_documents(
        self,
        message_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfConsultationDocuments:
        """List the documents that letters name, and whose contents are here."""
        answer: models.PageOfConsultationDocuments = await self._call(
            "list_letter_documents",
            places={"message_id": message_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_letter_documents(
        self,
        message_id: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.ConsultationDocument]:
        """Walk every element, page by page. List the documents that letters name, and whose
        contents are here.
        """
        answer: AsyncIterator[models.ConsultationDocument] = self._walk(
            "list_letter_documents",
            places={"message_id": message_id},
            query={"limit": limit},
        )
        return answer

    async def add_letter_document(
        self,
        message_id: str,
        body: models.DocumentInput | Json,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Name another document in a supplement: a further one, a newer version, a translation."""
        answer: models.ConsultationDocument = await self._call(
            "add_letter_document",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    async def get_letter_document(
        self,
        sha256: str,
        message_id: str,
    ) -> models.ConsultationDocument:
        """Show a document that a letter names, and how much of it has come."""
        answer: models.ConsultationDocument = await self._call(
            "get_letter_document",
            places={"sha256": sha256, "message_id": message_id},
        )
        return answer

    async def fetch_letter_document(
        self,
        sha256: str,
        message_id: str,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Have the contents come from the authority that named the document, by itself."""
        answer: models.ConsultationDocument = await self._call(
            "fetch_letter_document",
            places={"sha256": sha256, "message_id": message_id},
            key=key,
        )
        return answer

    async def cancel_letter_upload(
        self,
        sha256: str,
        message_id: str,
        *,
        key: str | None = None,
    ) -> None:
        """Give up an upload; what has come of it is removed. Contents that are here stay."""
        answer: None = await self._call(
            "cancel_letter_upload",
            places={"sha256": sha256, "message_id": message_id},
            key=key,
        )
        return answer
