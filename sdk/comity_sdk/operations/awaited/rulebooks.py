"""Operations of rulebooks: the rules that nodes work by, and what an authority adds.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.rulebooks`, to be awaited. `comity_sdk.operations` says what `key` and `of`
are.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller

if TYPE_CHECKING:
    from comity_sdk import models


class AsyncRulebookOperations(AsyncCaller):
    """Operations of rulebooks, to be awaited."""

    async def list_rulebooks(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRulebooks:
        """List every version of every law that is held, with its date of effect."""
        answer: models.PageOfRulebooks = await self._call(
            "list_rulebooks",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_rulebooks(self, *, limit: int | None = None) -> AsyncIterator[models.HeldBook]:
        """Walk every element, page by page. List every version of every law that is held, with its
        date of effect.
        """
        answer: AsyncIterator[models.HeldBook] = self._walk(
            "list_rulebooks",
            query={"limit": limit},
        )
        return answer

    async def get_rulebook(self, *, version: str) -> models.GetRulebookAnswer:
        """Return one version as it was read from its file."""
        answer: models.GetRulebookAnswer = await self._call(
            "get_rulebook",
            query={"version": version},
        )
        return answer

    async def get_procedure(
        self,
        *,
        version: str,
        procedure: str,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfProcedureLines:
        """Say one procedure in sentences."""
        answer: models.PageOfProcedureLines = await self._call(
            "get_procedure",
            query={"version": version, "procedure": procedure, "limit": limit, "after": after},
        )
        return answer

    def walk_get_procedure(
        self,
        *,
        version: str,
        procedure: str,
        limit: int | None = None,
    ) -> AsyncIterator[models.SaidLine]:
        """Walk every element, page by page. Say one procedure in sentences."""
        answer: AsyncIterator[models.SaidLine] = self._walk(
            "get_procedure",
            query={"version": version, "procedure": procedure, "limit": limit},
        )
        return answer

    async def compare_rulebooks(
        self,
        *,
        first: str,
        second: str,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRulebookChanges:
        """Return every value that differs between two versions."""
        answer: models.PageOfRulebookChanges = await self._call(
            "compare_rulebooks",
            query={"first": first, "second": second, "limit": limit, "after": after},
        )
        return answer

    def walk_compare_rulebooks(
        self,
        *,
        first: str,
        second: str,
        limit: int | None = None,
    ) -> AsyncIterator[models.RulebookChange]:
        """Walk every element, page by page. Return every value that differs between two versions.
        """
        answer: AsyncIterator[models.RulebookChange] = self._walk(
            "compare_rulebooks",
            query={"first": first, "second": second, "limit": limit},
        )
        return answer

    async def list_overlays(
        self,
        authority: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfOverlays:
        """Return what an authority has set for its own conduct."""
        answer: models.PageOfOverlays = await self._call(
            "list_overlays",
            places={"authority": authority},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_overlays(
        self,
        authority: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.Overlay]:
        """Walk every element, page by page. Return what an authority has set for its own conduct.
        """
        answer: AsyncIterator[models.Overlay] = self._walk(
            "list_overlays",
            places={"authority": authority},
            query={"limit": limit},
        )
        return answer
