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


router.calls("listInbox", "GET", listing.list_inbox)
router.calls("countInbox", "GET /counts", listing.count_inbox)


@router.put("/seen", operation_id="markInboxSeen")
async def mark_seen(office: Desk, officer: Who, body: SeenRows) -> MarkedRows:
    """Note that the account has looked at rows of its inbox; the answer names those there are."""
    return MarkedRows(rows=await own.mark_seen(office, officer, body.rows))


router.calls("getQueues", "GET /queues", queues.get_queues)
router.calls("changeQueues", "PUT /queues", queues.change_queues)
router.calls("listSubstitutes", "GET /substitutes", substitutes.list_substitutes)
router.calls("addSubstitute", "POST /substitutes", substitutes.name_substitute, status_code=201)
router.calls("removeSubstitute", "DELETE /substitutes/{number}", substitutes.end_substitute)
router.calls("listInboxViews", "GET /views", own.list_views)


@router.put("/views/{name}", operation_id="saveInboxView")
async def keep_view(office: Desk, officer: Who, name: ViewName, body: InboxFilter) -> SavedView:
    """Keep a view of the inbox under a name."""
    return await own.keep_view(office, officer, name, body)


router.calls("deleteInboxView", "DELETE /views/{name}", own.forget_view)
