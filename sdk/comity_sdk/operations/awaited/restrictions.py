"""Operations of restrictions: who sees a restricted case or consultation.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.restrictions`, to be awaited. `comity_sdk.operations` says what `key` and
`of` are.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller, Json

if TYPE_CHECKING:
    from comity_sdk import models


class AsyncRestrictionOperations(AsyncCaller):
    """Operations of restrictions, to be awaited."""

    async def list_restrictions(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRestrictions:
        """List what is restricted, by number alone, newest first: for who may open it."""
        answer: models.PageOfRestrictions = await self._call(
            "list_restrictions",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_restrictions(
        self,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.RestrictionNote]:
        """Walk every element, page by page. List what is restricted, by number alone, newest
        first: for who may open it.
        """
        answer: AsyncIterator[models.RestrictionNote] = self._walk(
            "list_restrictions",
            query={"limit": limit},
        )
        return answer

    async def get_restriction(self, subject: str) -> models.Restriction:
        """Show who sees a restricted case or consultation, and why not everybody."""
        answer: models.Restriction = await self._call(
            "get_restriction",
            places={"subject": subject},
        )
        return answer

    async def add_restriction(
        self,
        subject: str,
        body: models.RestrictionDraft | Json,
        *,
        key: str | None = None,
    ) -> models.Restriction:
        """Restrict a case, or a consultation asked of us, to who needs to know."""
        answer: models.Restriction = await self._call(
            "add_restriction",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer

    async def change_access(
        self,
        subject: str,
        body: models.Naming | Json,
        *,
        key: str | None = None,
    ) -> models.Restriction:
        """Name who needs to know from now on, and who does not any more."""
        answer: models.Restriction = await self._call(
            "change_access",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer

    async def override_restriction(
        self,
        subject: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.Restriction:
        """Open what is restricted for three days, on record; all who are named are told."""
        answer: models.Restriction = await self._call(
            "override_restriction",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer

    async def lift_restriction(
        self,
        subject: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.RestrictionNote:
        """Take the mark off: every officer sees it again."""
        answer: models.RestrictionNote = await self._call(
            "lift_restriction",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer
