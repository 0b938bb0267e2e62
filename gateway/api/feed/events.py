"""The feed of events over REST: CloudEvents behind a cursor, at once or once there are some.

CloudEvents 1.0 in JSON, in batches (`application/cloudevents-batch+json`). A batch is a bare list,
so its cursor is a header. A reader that waits is a coroutine and nothing else: it has no place
among the requests that are carried out, no thread, no connection of the database.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from gateway.api.admission import outside
from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.feed import events
from gateway.casework.feed.events import MOST_TYPES, EventFilter
from gateway.casework.services import News
from gateway.domain.feed.events import Event
from gateway.domain.page import PageRequest

router = noun_router(tag="events")

MAX_WAIT_S: Final = 30
"""The longest wait: most proxies end a connection after a minute on which nothing comes."""

CURSOR: Final = "Comity-Cursor"


class CloudEvents(JSONResponse):
    """A batch of events."""

    media_type = "application/cloudevents-batch+json"


_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The events, the oldest first; none where nothing happened in time.",
        "headers": {
            CURSOR: {
                "description": "What to read on from, as `after`: it lies behind the last event, "
                "and behind those that were not asked for.",
                "required": True,
                "schema": {"type": "string"},
            }
        },
    }
}


async def wanted_events(
    types: Annotated[tuple[str, ...], Query(alias="type", max_length=MOST_TYPES)] = (),
    subject: Annotated[
        str | None,
        Query(min_length=1, max_length=60, description="Only what is about exactly this."),
    ] = None,
    case_id: Annotated[
        str | None,
        Query(min_length=1, max_length=40, description="Only of this case, and what hangs on it."),
    ] = None,
) -> EventFilter:
    """Return which events a request wants."""
    return EventFilter(types=types, subject=subject, case_id=case_id)


Wanted = Annotated[EventFilter, Depends(wanted_events)]


@router.get("/events", operation_id="listEvents", response_class=CloudEvents, responses=_ANSWER)
async def list_events(
    request: Request,
    response: Response,
    office: Desk,
    officer: Who,
    page: Asked,
    wanted: Wanted,
    wait: Annotated[int, Query(ge=0, le=MAX_WAIT_S)] = 0,
) -> tuple[Event, ...]:
    """List what happened after a cursor, as CloudEvents; wait until something does, if asked to.

    Read on with `after` as the header `Comity-Cursor` says it, or as the `id` of the last event
    that was worked off. Without `after` the feed begins at its beginning, with `after=now` behind
    its newest event. docs/guides/events.md has every type.
    """
    until = asyncio.get_running_loop().time() + wait
    waits = wait > 0
    while True:
        told = office.news.told
        batch = await events.list_events(office, officer, page=page, wanted=wanted)
        if batch.events or not waits:
            response.headers[CURSOR] = batch.cursor
            return batch.events
        page = PageRequest(limit=page.limit, after=batch.cursor)
        left = until - asyncio.get_running_loop().time()
        async with outside(request.scope):
            waits = left > 0 and await _heard(request, office.news, told, left)


async def _heard(request: Request, news: News, told: int, seconds: float) -> bool:
    """Wait for news as long as the client is there; say whether there are some."""
    leaving = asyncio.ensure_future(_leaves(request))
    hearing = asyncio.ensure_future(news.after(told, seconds))
    try:
        await asyncio.wait({leaving, hearing}, return_when=asyncio.FIRST_COMPLETED)
        return hearing.done() and hearing.result()
    finally:
        for each in (leaving, hearing):
            each.cancel()
            with suppress(asyncio.CancelledError):
                await each


async def _leaves(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
