"""Webhooks over REST: make, list, show, end, new secret, replay."""

from __future__ import annotations

from gateway.api.published.operations import noun_router
from gateway.casework.feed import webhooks

router = noun_router("/webhooks", "events")

router.calls("POST", webhooks.make_webhook, status_code=201)
router.calls("GET", webhooks.list_webhooks)
router.calls("GET /{webhook_id}", webhooks.get_webhook)
router.calls("DELETE /{webhook_id}", webhooks.end_webhook)
router.calls("POST /{webhook_id}/secret", webhooks.new_secret)
router.calls("POST /{webhook_id}/replay", webhooks.replay_webhook)
