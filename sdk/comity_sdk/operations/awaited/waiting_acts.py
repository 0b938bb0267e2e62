"""Operations of waiting acts: acts that wait for a second officer.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.waiting_acts`, to be awaited. `comity_sdk.operations` says what `key` and
`of` are.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller, Json

if TYPE_CHECKING:
    from comity_sdk import models


class AsyncWaitingActOperations(AsyncCaller):
    """Operations of waiting acts, to be awaited."""

    async def agree_to_waiting_act(
        self,
        number: str,
        *,
        key: str | None = None,
    ) -> models.WaitingAct:
        """Agree as the second officer; it is carried out, and the answer says what came of it."""
        answer: models.WaitingAct = await self._call(
            "agree_to_waiting_act",
            places={"number": number},
            key=key,
        )
        return answer

    async def refuse_waiting_act(
        self,
        number: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.WaitingAct:
        """Refuse an act, or take the own one back; nothing was done."""
        answer: models.WaitingAct = await self._call(
            "refuse_waiting_act",
            places={"number": number},
            body=body,
            key=key,
        )
        return answer

    async def list_waiting_acts(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        every: bool | None = None,
        kind: models.AnyWaitingKind | None = None,
        state: models.AnyWaitingState | None = None,
        subject: str | None = None,
        by: str | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> models.PageOfWaitingActs:
        """List what waits for a second officer, the newest first; what was decided, if asked for.
        """
        answer: models.PageOfWaitingActs = await self._call(
            "list_waiting_acts",
            query={"limit": limit, "after": after, "every": every, "kind": kind, "state": state, "subject": subject, "by": by, "at_from": at_from, "at_until": at_until},
        )
        return answer

    def walk_waiting_acts(
        self,
        *,
        limit: int | None = None,
        every: bool | None = None,
        kind: models.AnyWaitingKind | None = None,
        state: models.AnyWaitingState | None = None,
        subject: str | None = None,
        by: str | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> AsyncIterator[models.WaitingLine]:
        """Walk every element, page by page. List what waits for a second officer, the newest
        first; what was decided, if asked for.
        """
        answer: AsyncIterator[models.WaitingLine] = self._walk(
            "list_waiting_acts",
            query={"limit": limit, "every": every, "kind": kind, "state": state, "subject": subject, "by": by, "at_from": at_from, "at_until": at_until},
        )
        return answer

    async def get_waiting_act(self, number: str) -> models.WaitingAct:
        """Show an act that waits, or did, with what was given."""
        answer: models.WaitingAct = await self._call("get_waiting_act", places={"number": number})
        return answer
