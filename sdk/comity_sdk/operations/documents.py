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
    "list_case_documents": Operation("GET", "/cases/{case_id}/documents", {200: "PageOfCaseDocuments"}),
    "add_document": Operation("POST", "/cases/{case_id}/documents", {201: "CaseDocument"}),
    "get_case_document": Operation("GET", "/cases/{case_id}/documents/{sha256}", {200: "CaseDocument"}),
    "cancel_upload": Operation("DELETE", "/cases/{case_id}/documents/{sha256}/upload", {204: "None"}),
    "list_consultation_documents": Operation("GET", "/consultations/{conversation_id}/documents", {200: "PageOfConsultationDocuments"}),
    "add_named_document": Operation("POST", "/consultations/{conversation_id}/documents", {201: "ConsultationDocument"}),
    "get_consultation_document": Operation("GET", "/consultations/{conversation_id}/documents/{sha256}", {200: "ConsultationDocument"}),
    "fetch_document": Operation("POST", "/consultations/{conversation_id}/documents/{sha256}/fetch", {202: "ConsultationDocument"}),
    "cancel_named_upload": Operation("DELETE", "/consultations/{conversation_id}/documents/{sha256}/upload", {204: "None"}),
    "list_letter_documents": Operation("GET", "/letters/{message_id}/documents", {200: "PageOfConsultationDocuments"}),
    "add_letter_document": Operation("POST", "/letters/{message_id}/documents", {201: "ConsultationDocument"}),
    "get_letter_document": Operation("GET", "/letters/{message_id}/documents/{sha256}", {200: "ConsultationDocument"}),
    "fetch_letter_document": Operation("POST", "/letters/{message_id}/documents/{sha256}/fetch", {202: "ConsultationDocument"}),
    "cancel_letter_upload": Operation("DELETE", "/letters/{message_id}/documents/{sha256}/upload", {204: "None"}),
}


class DocumentOperations(Caller):
    """Operations of documents, to be waited for."""

    def list_case_documents(
        self,
        case_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfCaseDocuments:
        """List the documents that an application names, and whose contents are here."""
        answer: models.PageOfCaseDocuments = self._call(
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
    ) -> Iterator[models.CaseDocument]:
        """Walk every element, page by page. List the documents that an application names, and
        whose contents are here.
        """
        answer: Iterator[models.CaseDocument] = self._walk(
            "list_case_documents",
            places={"case_id": case_id},
            query={"limit": limit},
        )
        return answer

    def add_document(
        self,
        case_id: str,
        body: models.DocumentInput | Json,
        *,
        key: str | None = None,
    ) -> models.CaseDocument:
        """Name another document: a further one, a newer version of one, or a translation."""
        answer: models.CaseDocument = self._call(
            "add_document",
            places={"case_id": case_id},
            body=body,
            key=key,
        )
        return answer

    def get_case_document(self, case_id: str, sha256: str) -> models.CaseDocument:
        """Show a document of a case, and how many of its octets have come."""
        answer: models.CaseDocument = self._call(
            "get_case_document",
            places={"case_id": case_id, "sha256": sha256},
        )
        return answer

    def cancel_upload(self, case_id: str, sha256: str, *, key: str | None = None) -> None:
        """Give up an upload; what has come of it is removed. Contents that are here stay."""
        answer: None = self._call(
            "cancel_upload",
            places={"case_id": case_id, "sha256": sha256},
            key=key,
        )
        return answer

    def list_consultation_documents(
        self,
        conversation_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfConsultationDocuments:
        """List the documents that letters name, and whose contents are here."""
        answer: models.PageOfConsultationDocuments = self._call(
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
    ) -> Iterator[models.ConsultationDocument]:
        """Walk every element, page by page. List the documents that letters name, and whose
        contents are here.
        """
        answer: Iterator[models.ConsultationDocument] = self._walk(
            "list_consultation_documents",
            places={"conversation_id": conversation_id},
            query={"limit": limit},
        )
        return answer

    def add_named_document(
        self,
        conversation_id: str,
        body: models.DocumentInput | Json,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Name another document in a supplement: a further one, a newer version, a translation."""
        answer: models.ConsultationDocument = self._call(
            "add_named_document",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
        )
        return answer

    def get_consultation_document(
        self,
        sha256: str,
        conversation_id: str,
    ) -> models.ConsultationDocument:
        """Show a document that a letter names, and how much of it has come."""
        answer: models.ConsultationDocument = self._call(
            "get_consultation_document",
            places={"sha256": sha256, "conversation_id": conversation_id},
        )
        return answer

    def fetch_document(
        self,
        sha256: str,
        conversation_id: str,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Have the contents come from the authority that named the document, by itself."""
        answer: models.ConsultationDocument = self._call(
            "fetch_document",
            places={"sha256": sha256, "conversation_id": conversation_id},
            key=key,
        )
        return answer

    def cancel_named_upload(
        self,
        sha256: str,
        conversation_id: str,
        *,
        key: str | None = None,
    ) -> None:
        """Give up an upload; what has come of it is removed. Contents that are here stay."""
        answer: None = self._call(
            "cancel_named_upload",
            places={"sha256": sha256, "conversation_id": conversation_id},
            key=key,
        )
        return answer

    def list_letter_documents(
        self,
        message_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfConsultationDocuments:
        """List the documents that letters name, and whose contents are here."""
        answer: models.PageOfConsultationDocuments = self._call(
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
    ) -> Iterator[models.ConsultationDocument]:
        """Walk every element, page by page. List the documents that letters name, and whose
        contents are here.
        """
        answer: Iterator[models.ConsultationDocument] = self._walk(
            "list_letter_documents",
            places={"message_id": message_id},
            query={"limit": limit},
        )
        return answer

    def add_letter_document(
        self,
        message_id: str,
        body: models.DocumentInput | Json,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Name another document in a supplement: a further one, a newer version, a translation."""
        answer: models.ConsultationDocument = self._call(
            "add_letter_document",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def get_letter_document(self, sha256: str, message_id: str) -> models.ConsultationDocument:
        """Show a document that a letter names, and how much of it has come."""
        answer: models.ConsultationDocument = self._call(
            "get_letter_document",
            places={"sha256": sha256, "message_id": message_id},
        )
        return answer

    def fetch_letter_document(
        self,
        sha256: str,
        message_id: str,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Have the contents come from the authority that named the document, by itself."""
        answer: models.ConsultationDocument = self._call(
            "fetch_letter_document",
            places={"sha256": sha256, "message_id": message_id},
            key=key,
        )
        return answer

    def cancel_letter_upload(
        self,
        sha256: str,
        message_id: str,
        *,
        key: str | None = None,
    ) -> None:
        """Give up an upload; what has come of it is removed. Contents that are here stay."""
        answer: None = self._call(
            "cancel_letter_upload",
            places={"sha256": sha256, "message_id": message_id},
            key=key,
        )
        return answer
