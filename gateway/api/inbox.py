"""The inbox over REST: open work with its counts, queues, substitutes, saved views."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.parameters import Number, filter_of
from gateway.api.published.operations import noun_router
from gateway.casework.inbox import listing, own, queues, substitutes
from gateway.domain.base import Model
from gateway.domain.inbox import (
    ChangedQueues,
    InboxCounts,
    InboxFilter,
    InboxRow,
    QueuePlan,
    SavedView,
    Substitute,
    WantedSubstitute,
)
from gateway.domain.inbox.own import ViewName
from gateway.domain.page import Page

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


@router.get("")
async def list_inbox(office: Desk, officer: Who, page: Asked, chosen: Chosen) -> Page[InboxRow]:
    """List open work, that first whose clock ends first; with filters what fits all of them."""
    return await listing.list_inbox(office, officer, chosen, page=page)


@router.get("/counts")
async def count_inbox(office: Desk, officer: Who, chosen: Chosen) -> InboxCounts:
    """Count open work on each tab and in each queue, under the filters of the list but its tab."""
    return await listing.count_inbox(office, officer, chosen)


@router.put("/seen")
async def mark_seen(office: Desk, officer: Who, body: SeenRows) -> MarkedRows:
    """Note that the account has looked at rows of its inbox; the answer names those there are."""
    return MarkedRows(rows=await own.mark_seen(office, officer, body.rows))


@router.get("/queues")
async def get_queues(office: Desk, officer: Who, version: Number | None = None) -> QueuePlan:
    """Show the queues of open work as they are, or as they were under a version."""
    return await queues.get_queues(office, officer, version)


@router.put("/queues")
async def change_queues(office: Desk, officer: Who, body: ChangedQueues) -> QueuePlan:
    """Change the queues; all open work is put into them anew."""
    return await queues.change_queues(office, officer, body)


@router.get("/substitutes")
async def list_substitutes(office: Desk, officer: Who, page: Asked) -> Page[Substitute]:
    """List who stands in for the account and for whom it does; all for administrators."""
    return await substitutes.list_substitutes(office, officer, page=page)


@router.post("/substitutes", status_code=201)
async def name_substitute(office: Desk, officer: Who, body: WantedSubstitute) -> Substitute:
    """Have one officer stand in for another from a day to a day."""
    return await substitutes.name_substitute(office, officer, body)


@router.delete("/substitutes/{number}")
async def end_substitute(office: Desk, officer: Who, number: Number) -> Substitute:
    """End that an officer stands in for another."""
    return await substitutes.end_substitute(office, officer, number)


@router.get("/views")
async def list_views(office: Desk, officer: Who, page: Asked) -> Page[SavedView]:
    """List the views of the inbox that the account keeps."""
    return await own.list_views(office, officer, page=page)


@router.put("/views/{name}")
async def keep_view(office: Desk, officer: Who, name: ViewName, body: InboxFilter) -> SavedView:
    """Keep a view of the inbox under a name."""
    return await own.keep_view(office, officer, name, body)


@router.delete("/views/{name}", status_code=204)
async def forget_view(office: Desk, officer: Who, name: ViewName) -> None:
    """Delete a view of the inbox that the account keeps."""
    await own.forget_view(office, officer, name)
