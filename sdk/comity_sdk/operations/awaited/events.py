"""Operations of events: the feeds of events and of changes, and webhooks.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.events`, to be awaited. `comity_sdk.operations` says what `key` and `of`
are.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller, Json

if TYPE_CHECKING:
    from comity_sdk import models


class AsyncEventOperations(AsyncCaller):
    """Operations of events, to be awaited."""

    async def list_events(
        self,
        *,
        wait: int | None = None,
        limit: int | None = None,
        after: str | None = None,
        type: Sequence[str] | None = None,
        subject: str | None = None,
        case_id: str | None = None,
    ) -> models.ListEventsAnswer:
        """List what happened after a cursor, as CloudEvents; wait until something does, if asked
        to.
        """
        answer: models.ListEventsAnswer = await self._call(
            "list_events",
            query={"wait": wait, "limit": limit, "after": after, "type": type, "subject": subject, "case_id": case_id},
        )
        return answer

    async def make_webhook(
        self,
        body: models.WebhookWish | Json,
        *,
        key: str | None = None,
    ) -> models.WebhookSecret:
        """Have events sent to an address of the own account; the secret is shown this once."""
        answer: models.WebhookSecret = await self._call("make_webhook", body=body, key=key)
        return answer

    async def list_webhooks(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfWebhooks:
        """List the webhooks of the own account; an administrator sees those of all."""
        answer: models.PageOfWebhooks = await self._call(
            "list_webhooks",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_webhooks(self, *, limit: int | None = None) -> AsyncIterator[models.Webhook]:
        """Walk every element, page by page. List the webhooks of the own account; an administrator
        sees those of all.
        """
        answer: AsyncIterator[models.Webhook] = self._walk("list_webhooks", query={"limit": limit})
        return answer

    async def get_webhook(self, webhook_id: str) -> models.Webhook:
        """Show a webhook: how its delivery stands, and what was given up."""
        answer: models.Webhook = await self._call("get_webhook", places={"webhook_id": webhook_id})
        return answer

    async def end_webhook(self, webhook_id: str, *, key: str | None = None) -> None:
        """End a webhook; an administrator may end any."""
        answer: None = await self._call("end_webhook", places={"webhook_id": webhook_id}, key=key)
        return answer

    async def make_webhook_secret(
        self,
        webhook_id: str,
        *,
        key: str | None = None,
    ) -> models.WebhookSecret:
        """Give a webhook a new secret; the earlier one signs beside it for a day."""
        answer: models.WebhookSecret = await self._call(
            "make_webhook_secret",
            places={"webhook_id": webhook_id},
            key=key,
        )
        return answer

    async def replay_webhook(
        self,
        webhook_id: str,
        body: models.WebhookReplay | Json,
        *,
        key: str | None = None,
    ) -> models.Webhook:
        """Send again what came after a cursor, and try at once what waits."""
        answer: models.Webhook = await self._call(
            "replay_webhook",
            places={"webhook_id": webhook_id},
            body=body,
            key=key,
        )
        return answer
