"""Operations of past consultations: consultations that were held before there was this interface.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.past_consultations`, to be awaited. `comity_sdk.operations` says what `key`
and `of` are.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller, File

if TYPE_CHECKING:
    from comity_sdk import models


class AsyncPastConsultationOperations(AsyncCaller):
    """Operations of past consultations, to be awaited."""

    async def import_past_consultations(
        self,
        file: File,
        *,
        replace: bool | None = None,
        dry_run: bool | None = None,
        key: str | None = None,
    ) -> models.PastImport:
        """Keep the consultations of a file as records of the past, all of them or none."""
        answer: models.PastImport = await self._call(
            "import_past_consultations",
            file=file,
            query={"replace": replace, "dry_run": dry_run},
            key=key,
        )
        return answer

    async def export_consultations(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        key: str | None = None,
    ) -> models.PageOfExportedConsultations:
        """Return our own consultations as rows of the same columns, as far as they may be read."""
        answer: models.PageOfExportedConsultations = await self._call(
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
    ) -> AsyncIterator[models.ExportedConsultation]:
        """Walk every element, page by page. Return our own consultations as rows of the same
        columns, as far as they may be read.
        """
        answer: AsyncIterator[models.ExportedConsultation] = self._walk(
            "export_consultations",
            query={"limit": limit},
            key=key,
        )
        return answer

    async def list_past_consultations(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfPastConsultations:
        """List the consultations that another system carried, as its lists had them."""
        answer: models.PageOfPastConsultations = await self._call(
            "list_past_consultations",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_past_consultations(
        self,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.HeldPastConsultation]:
        """Walk every element, page by page. List the consultations that another system carried, as
        its lists had them.
        """
        answer: AsyncIterator[models.HeldPastConsultation] = self._walk(
            "list_past_consultations",
            query={"limit": limit},
        )
        return answer
