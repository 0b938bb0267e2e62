"""The inbox over REST: open work with its counts, queues, substitutes, saved views."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from gateway.api.dependencies import Desk, Who
from gateway.api.parameters import filter_of
from gateway.api.published.operations import noun_router
from gateway.casework.inbox import listing, own, queues, substitutes
from gateway.domain.base import Model
from gateway.domain.inbox import (
    InboxFilter,
    SavedView,
)
from gateway.domain.inbox.own import ViewName

router = noun_router("/inbox", "inbox")

Chosen = Annotated[InboxFilter, filter_of(InboxFilter)]


class SeenRows(Model):
    """Rows of the inbox that the account has looked at.

    Attributes:
        rows: Their ids.
    """

    rows: tuple[Annotated[str, StringConstraints(min_length=1, max_length=120)], ...] = Field(
        min_length=1, max_length=100
    )


class MarkedRows(Model):
    """Rows of the inbox that were marked as looked at.

    Attributes:
        rows: Their ids; none where no row is there any more.
    """

    rows: tuple[str, ...]


router.calls("GET", listing.list_inbox)
router.calls("GET /counts", listing.count_inbox)


@router.put("/seen")
async def mark_seen(office: Desk, officer: Who, body: SeenRows) -> MarkedRows:
    """Note that the account has looked at rows of its inbox; the answer names those there are."""
    return MarkedRows(rows=await own.mark_seen(office, officer, body.rows))


router.calls("GET /queues", queues.get_queues)
router.calls("PUT /queues", queues.change_queues)
router.calls("GET /substitutes", substitutes.list_substitutes)
router.calls("POST /substitutes", substitutes.name_substitute, status_code=201)
router.calls("DELETE /substitutes/{number}", substitutes.end_substitute)
router.calls("GET /views", own.list_views)


@router.put("/views/{name}")
async def keep_view(office: Desk, officer: Who, name: ViewName, body: InboxFilter) -> SavedView:
    """Keep a view of the inbox under a name."""
    return await own.keep_view(office, officer, name, body)


@router.delete("/views/{name}", status_code=204)
async def forget_view(office: Desk, officer: Who, name: ViewName) -> None:
    """Delete a view of the inbox that the account keeps."""
    await own.forget_view(office, officer, name)
