"""Operations of sensitive parties: pending cases with sensitive parties.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.sensitive_parties`, to be awaited. `comity_sdk.operations` says what `key`
and `of` are.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller, Json

if TYPE_CHECKING:
    from comity_sdk import models
    from comity_sdk.base import Model


class AsyncSensitivePartyOperations(AsyncCaller):
    """Operations of sensitive parties, to be awaited."""

    async def list_sensitive_cases(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSensitiveCases:
        """List the pending cases with sensitive parties that nobody has looked at yet."""
        answer: models.PageOfSensitiveCases = await self._call(
            "list_sensitive_cases",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_sensitive_cases(
        self,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.SensitiveCase]:
        """Walk every element, page by page. List the pending cases with sensitive parties that
        nobody has looked at yet.
        """
        answer: AsyncIterator[models.SensitiveCase] = self._walk(
            "list_sensitive_cases",
            query={"limit": limit},
        )
        return answer

    async def list_sensitive_parties(
        self,
        case_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSensitiveHits:
        """List the sensitive parties of which a case reminds, with the originators' conditions."""
        answer: models.PageOfSensitiveHits = await self._call(
            "list_sensitive_parties",
            places={"case_id": case_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_sensitive_parties(
        self,
        case_id: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.SensitiveHit]:
        """Walk every element, page by page. List the sensitive parties of which a case reminds,
        with the originators' conditions.
        """
        answer: AsyncIterator[models.SensitiveHit] = self._walk(
            "list_sensitive_parties",
            places={"case_id": case_id},
            query={"limit": limit},
        )
        return answer

    async def mark_sensitive_party_seen(
        self,
        case_id: str,
        number: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.MarkSensitivePartySeenAnswer:
        """Record that one was looked at, and what came of it; nobody else is told."""
        answer: models.MarkSensitivePartySeenAnswer = await self._call(
            "mark_sensitive_party_seen",
            places={"case_id": case_id, "number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer
