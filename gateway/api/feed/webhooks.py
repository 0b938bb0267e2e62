"""Webhooks over REST: make, list, show, end, new secret, replay."""

from __future__ import annotations

from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.feed import webhooks
from gateway.domain.feed.webhooks import Webhook, WebhookReplay, WebhookSecret, WebhookWish
from gateway.domain.page import Page

router = noun_router("/webhooks", "events")


@router.post("", status_code=201)
async def make_webhook(office: Desk, officer: Who, wish: WebhookWish) -> WebhookSecret:
    """Have events sent to an address of the own account; the secret is shown this once."""
    return await webhooks.make_webhook(office, officer, wish)


@router.get("")
async def list_webhooks(office: Desk, officer: Who, page: Asked) -> Page[Webhook]:
    """List the webhooks of the own account; an administrator sees those of all."""
    return await webhooks.list_webhooks(office, officer, page=page)


@router.get("/{webhook_id}")
async def get_webhook(office: Desk, officer: Who, webhook_id: str) -> Webhook:
    """Show a webhook: how its delivery stands, and what was given up."""
    return await webhooks.get_webhook(office, officer, webhook_id)


@router.delete("/{webhook_id}", status_code=204)
async def end_webhook(office: Desk, officer: Who, webhook_id: str) -> None:
    """End a webhook; an administrator may end any."""
    await webhooks.end_webhook(office, officer, webhook_id)


@router.post("/{webhook_id}/secret")
async def new_secret(office: Desk, officer: Who, webhook_id: str) -> WebhookSecret:
    """Give a webhook a new secret; the earlier one signs beside it for a day."""
    return await webhooks.new_secret(office, officer, webhook_id)


@router.post("/{webhook_id}/replay")
async def replay_webhook(
    office: Desk, officer: Who, webhook_id: str, asked: WebhookReplay
) -> Webhook:
    """Send again what came after a cursor, and try at once what waits."""
    return await webhooks.replay_webhook(office, officer, webhook_id, asked)
