"""Operations of openness: what the public and customs are shown of licences.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.openness`, to be awaited. `comity_sdk.operations` says what `key` and `of`
are.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller, Json

if TYPE_CHECKING:
    from comity_sdk import models
    from comity_sdk.base import Model


class AsyncOpennessOperations(AsyncCaller):
    """Operations of openness, to be awaited."""

    async def set_open_register_class(
        self,
        case_id: str,
        body: models.EndUse | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> None:
        """Give a case its class of end use."""
        answer: None = await self._call(
            "set_open_register_class",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def prepare_open_release(self, *, key: str | None = None) -> models.OpenRelease:
        """Prepare the lines of the months that are old enough."""
        answer: models.OpenRelease = await self._call("prepare_open_release", key=key)
        return answer

    async def list_open_releases(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfOpenReleases:
        """List what was prepared and released."""
        answer: models.PageOfOpenReleases = await self._call(
            "list_open_releases",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_open_releases(self, *, limit: int | None = None) -> AsyncIterator[models.OpenRelease]:
        """Walk every element, page by page. List what was prepared and released."""
        answer: AsyncIterator[models.OpenRelease] = self._walk(
            "list_open_releases",
            query={"limit": limit},
        )
        return answer

    async def release_open_register(
        self,
        number: int,
        *,
        key: str | None = None,
    ) -> models.OpenRelease:
        """Release what another officer has prepared."""
        answer: models.OpenRelease = await self._call(
            "release_open_register",
            places={"number": number},
            key=key,
        )
        return answer

    async def get_open_release(self, number: int) -> models.OpenRelease:
        """Show what was prepared, or released, with its lines."""
        answer: models.OpenRelease = await self._call(
            "get_open_release",
            places={"number": number},
        )
        return answer

    async def get_open_register(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfOpenReleases:
        """List what was released, as the public sees it."""
        answer: models.PageOfOpenReleases = await self._call(
            "get_open_register",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_open_register(
        self,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.OpenRelease]:
        """Walk every element, page by page. List what was released, as the public sees it."""
        answer: AsyncIterator[models.OpenRelease] = self._walk(
            "get_open_register",
            query={"limit": limit},
        )
        return answer

    async def get_licence_for_customs(
        self,
        reference: str,
        *,
        on: datetime.date | None = None,
    ) -> models.CustomsLicence:
        """Return a licence in the terms of Regulation (EU) 2022/2399."""
        answer: models.CustomsLicence = await self._call(
            "get_licence_for_customs",
            places={"reference": reference},
            query={"on": on},
        )
        return answer
