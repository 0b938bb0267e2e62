"""Operations of past consultations: consultations that were held before there was this interface.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.past_consultations` has them to be
awaited. `comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from comity_sdk.calls import Caller, File, Operation

if TYPE_CHECKING:
    from comity_sdk import models

PAST_CONSULTATIONS: dict[str, Operation] = {
    "import_past_consultations": Operation("POST", "/past-consultations/import", {200: "PastImport"}),
    "export_consultations": Operation("POST", "/past-consultations/export", {200: "PageOfExportedConsultations"}),
    "list_past_consultations": Operation("GET", "/past-consultations", {200: "PageOfPastConsultations"}),
}


class PastConsultationOperations(Caller):
    """Operations of past consultations, to be waited for."""

    def import_past_consultations(
        self,
        file: File,
        *,
        replace: bool | None = None,
        dry_run: bool | None = None,
        key: str | None = None,
    ) -> models.PastImport:
        """Keep the consultations of a file as records of the past, all of them or none."""
        answer: models.PastImport = self._call(
            "import_past_consultations",
            file=file,
            query={"replace": replace, "dry_run": dry_run},
            key=key,
        )
        return answer

    def export_consultations(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        key: str | None = None,
    ) -> models.PageOfExportedConsultations:
        """Return our own consultations as rows of the same columns, as far as they may be read."""
        answer: models.PageOfExportedConsultations = self._call(
            "export_consultations",
            query={"limit": limit, "after": after},
            key=key,
        )
        return answer

    def walk_export_consultations(
        self,
        *,
        limit: int | None = None,
        key: str | None = None,
    ) -> Iterator[models.ExportedConsultation]:
        """Walk every element, page by page. Return our own consultations as rows of the same
        columns, as far as they may be read.
        """
        answer: Iterator[models.ExportedConsultation] = self._walk(
            "export_consultations",
            query={"limit": limit},
            key=key,
        )
        return answer

    def list_past_consultations(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfPastConsultations:
        """List the consultations that another system carried, as its lists had them."""
        answer: models.PageOfPastConsultations = self._call(
            "list_past_consultations",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_past_consultations(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[models.HeldPastConsultation]:
        """Walk every element, page by page. List the consultations that another system carried, as
        its lists had them.
        """
        answer: Iterator[models.HeldPastConsultation] = self._walk(
            "list_past_consultations",
            query={"limit": limit},
        )
        return answer
