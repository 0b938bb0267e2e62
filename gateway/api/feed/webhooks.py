"""Webhooks over REST: make, list, show, end, new secret, replay."""

from __future__ import annotations

from gateway.api.dependencies import Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.feed import webhooks

router = noun_router("/webhooks", "events")

router.calls("POST", webhooks.make_webhook, status_code=201)
router.calls("GET", webhooks.list_webhooks)
router.calls("GET /{webhook_id}", webhooks.get_webhook)


@router.delete("/{webhook_id}", status_code=204)
async def end_webhook(office: Desk, officer: Who, webhook_id: str) -> None:
    """End a webhook; an administrator may end any."""
    await webhooks.end_webhook(office, officer, webhook_id)


router.calls("POST /{webhook_id}/secret", webhooks.new_secret)
router.calls("POST /{webhook_id}/replay", webhooks.replay_webhook)
