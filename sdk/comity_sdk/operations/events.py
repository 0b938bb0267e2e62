"""Operations of events: the feeds of events and of changes, and webhooks.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.events` has them to be awaited.
`comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from comity_sdk.calls import Caller, Json, Operation

if TYPE_CHECKING:
    from comity_sdk import models

EVENTS: dict[str, Operation] = {
    "list_events": Operation("GET", "/events", {200: "ListEventsAnswer"}),
    "make_webhook": Operation("POST", "/webhooks", {201: "WebhookSecret"}),
    "list_webhooks": Operation("GET", "/webhooks", {200: "PageOfWebhooks"}),
    "get_webhook": Operation("GET", "/webhooks/{webhook_id}", {200: "Webhook"}),
    "end_webhook": Operation("DELETE", "/webhooks/{webhook_id}", {204: "None"}),
    "make_webhook_secret": Operation("POST", "/webhooks/{webhook_id}/secret", {200: "WebhookSecret"}),
    "replay_webhook": Operation("POST", "/webhooks/{webhook_id}/replay", {200: "Webhook"}),
}


class EventOperations(Caller):
    """Operations of events, to be waited for."""

    def list_events(
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
        answer: models.ListEventsAnswer = self._call(
            "list_events",
            query={"wait": wait, "limit": limit, "after": after, "type": type, "subject": subject, "case_id": case_id},
        )
        return answer

    def make_webhook(
        self,
        body: models.WebhookWish | Json,
        *,
        key: str | None = None,
    ) -> models.WebhookSecret:
        """Have events sent to an address of the own account; the secret is shown this once."""
        answer: models.WebhookSecret = self._call("make_webhook", body=body, key=key)
        return answer

    def list_webhooks(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfWebhooks:
        """List the webhooks of the own account; an administrator sees those of all."""
        answer: models.PageOfWebhooks = self._call(
            "list_webhooks",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_webhooks(self, *, limit: int | None = None) -> Iterator[models.Webhook]:
        """Walk every element, page by page. List the webhooks of the own account; an administrator
        sees those of all.
        """
        answer: Iterator[models.Webhook] = self._walk("list_webhooks", query={"limit": limit})
        return answer

    def get_webhook(self, webhook_id: str) -> models.Webhook:
        """Show a webhook: how its delivery stands, and what was given up."""
        answer: models.Webhook = self._call("get_webhook", places={"webhook_id": webhook_id})
        return answer

    def end_webhook(self, webhook_id: str, *, key: str | None = None) -> None:
        """End a webhook; an administrator may end any."""
        answer: None = self._call("end_webhook", places={"webhook_id": webhook_id}, key=key)
        return answer

    def make_webhook_secret(
        self,
        webhook_id: str,
        *,
        key: str | None = None,
    ) -> models.WebhookSecret:
        """Give a webhook a new secret; the earlier one signs beside it for a day."""
        answer: models.WebhookSecret = self._call(
            "make_webhook_secret",
            places={"webhook_id": webhook_id},
            key=key,
        )
        return answer

    def replay_webhook(
        self,
        webhook_id: str,
        body: models.WebhookReplay | Json,
        *,
        key: str | None = None,
    ) -> models.Webhook:
        """Send again what came after a cursor, and try at once what waits."""
        answer: models.Webhook = self._call(
            "replay_webhook",
            places={"webhook_id": webhook_id},
            body=body,
            key=key,
        )
        return answer
