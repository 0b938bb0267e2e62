"""Webhooks over REST: make, list, show, end, new secret, replay."""

from __future__ import annotations

from gateway.api.published.operations import noun_router
from gateway.casework.feed import webhooks

router = noun_router("/webhooks", "events")

router.calls("makeWebhook", "POST", webhooks.make_webhook, status_code=201)
router.calls("listWebhooks", "GET", webhooks.list_webhooks)
router.calls("getWebhook", "GET /{webhook_id}", webhooks.get_webhook)
router.calls("endWebhook", "DELETE /{webhook_id}", webhooks.end_webhook)
router.calls("makeWebhookSecret", "POST /{webhook_id}/secret", webhooks.new_secret)
router.calls("replayWebhook", "POST /{webhook_id}/replay", webhooks.replay_webhook)
