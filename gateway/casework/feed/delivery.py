"""Sends events to webhooks: in order for each, none held up by another, on through every restart.

One event is under way for a webhook at a time. Each goes by the rights that its account has when it
is read; who was withdrawn, or may not read the feed any more, gets nothing and loses his place
no further. A try in vain is followed by a pause, each longer than the last. What is not taken for
days is set aside as a dead letter, and the next event is tried. What was taken is written down
before the next one is read: after a crash one may come twice, under the same `webhook-id`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final, NamedTuple

import structlog
from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.feed import webhook_rows as rows
from gateway.casework.feed.events import EventFilter, Feed
from gateway.casework.feed.webhook_rows import WebhookRow
from gateway.casework.permissions import Permission
from gateway.casework.services import Office
from gateway.domain.acts import TaskKind
from gateway.domain.feed.events import Event
from gateway.domain.feed.webhooks import pause_after, signature_headers
from gateway.domain.saying import says
from gateway.errors import ComityError, NotFoundError

log = structlog.get_logger(__name__)

CONTENT_TYPE: Final = "application/cloudevents+json"

LOOK_EVERY_S: Final = 1.0
"""How long after its pause an event is tried again at most."""

_SKIPPED: Final = 500
"""Lines of the journal that are not for a webhook before its place is written down past them."""

_TAKEN: Final = range(200, 300)
_MAX_FAULT: Final = 200


class Posted(NamedTuple):
    """What came of a try.

    Attributes:
        status: The answer's; 0 where none came.
        fault: Why none came, in a few words.
    """

    status: int
    fault: str = ""


Post = Callable[[str, Mapping[str, str], bytes], Awaitable[Posted]]
"""Sends a body with headers to an address; raises nothing for what a receiver does."""


class _Next(NamedTuple):
    """What is to be sent to a webhook, or up to where there is nothing for it."""

    row: WebhookRow
    event: Event | None
    number: int


@dataclass(slots=True)
class WebhookDelivery:
    """Delivers to all webhooks of a node.

    Args:
        office: Services of the node.
        post: Sends.
        give_up_after: For how long an event is tried.
    """

    office: Office
    post: Post
    give_up_after: timedelta = timedelta(days=3)
    _under_way: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self) -> None:
        """Deliver what there is, and go on with what comes, until cancelled."""
        try:
            while True:
                told = self.office.news.told
                with suppress(ComityError):  # a database that is away comes back
                    await self.begin()
                await self.office.news.after(told, LOOK_EVERY_S)
        finally:
            for each in self._under_way.values():
                each.cancel()

    async def begin(self) -> None:
        """Begin with each webhook that is due and not under way."""
        at = self.office.clock.now()
        for row in await self.office.db.read(lambda conn: rows.due(conn, at)):
            if row.webhook_id not in self._under_way:
                one = asyncio.create_task(self._deliver(row.webhook_id))
                self._under_way[row.webhook_id] = one
                one.add_done_callback(partial(self._is_done, row.webhook_id))

    def _is_done(self, webhook_id: str, _: asyncio.Task[None]) -> None:
        del self._under_way[webhook_id]

    async def settle(self) -> None:
        """Deliver all that is due now, and wait until it is done."""
        await self.begin()
        await asyncio.gather(*self._under_way.values())

    async def _deliver(self, webhook_id: str) -> None:
        """Send what there is for one webhook, until there is no more, or a try is in vain."""
        with suppress(NotFoundError):  # it was ended meanwhile
            while True:
                try:
                    found = await self._next(webhook_id)
                    if found is None or not await self._try(found):
                        return
                except NotFoundError:
                    raise
                except ComityError as exc:
                    log.warning("webhook.waits", webhook=webhook_id, reason=str(exc.reason))
                    return

    async def _next(self, webhook_id: str) -> _Next | None:
        """Return the next event for a webhook, by the rights of its account now."""
        feed = Feed(self.office)

        def read(conn: Connection) -> _Next | None:
            row = rows.find(conn, webhook_id)
            reader = rows.owner(conn, row)
            if reader is None or not reader.may(Permission.SUBSCRIBE):
                return None
            wanted = EventFilter(types=row.types)
            batch = feed.read(conn, reader, row.number, limit=1, wanted=wanted)
            return _Next(row, batch.events[0] if batch.events else None, batch.number)

        found = await self.office.db.read(read)
        if found is None or found.event is not None:
            return found
        if found.number - found.row.number >= _SKIPPED:
            await self._note(found, number=found.number)
        return None

    async def _try(self, found: _Next) -> bool:
        """Send an event; say whether it was taken, and the next one may be."""
        row, event = found.row, found.event
        if event is None:
            return False
        body = event.model_dump_json().encode()
        now = self.office.clock.now()
        signing = rows.open_secrets(row, self.office.me.ring, now)
        headers = {
            "content-type": CONTENT_TYPE,
            **signature_headers(signing, event.id, now, body),
        }
        posted = await self.post(row.address, headers, body)
        if posted.status in _TAKEN:
            await self._note(found, number=found.number, **rows.AS_NEW)
            return True
        fault = posted.fault or f"the receiver answered {posted.status}"
        await self._note_fault(found, fault[:_MAX_FAULT])
        return False

    async def _note(self, found: _Next, **values: object) -> None:
        """Write how a webhook stands, unless it was replayed or ended meanwhile."""
        row = found.row

        def write(conn: Connection) -> None:
            if rows.find(conn, row.webhook_id).number == row.number:
                rows.change(conn, row.webhook_id, **values)

        await self.office.db.write(write)

    async def _note_fault(self, found: _Next, fault: str) -> None:
        """Write down a try in vain; what was tried for days is set aside."""
        row, at = found.row, self.office.clock.now()
        since = row.failing_since or at
        tries = row.tries + 1

        def write(conn: Connection) -> None:
            if rows.find(conn, row.webhook_id).number != row.number:
                return
            values = {
                "tries": tries,
                "failing_since": since,
                "next_try": at + pause_after(tries),
                "last_fault": fault,
            }
            if at - since >= self.give_up_after:
                rows.give_up(conn, row.webhook_id, found.number, at, fault)
                values["number"] = found.number
                self._tell_operator(conn, row)
            rows.change(conn, row.webhook_id, **values)

        await self.office.db.write(write)

    def _tell_operator(self, conn: Connection, row: WebhookRow) -> None:
        said = says(
            "events to {account} at {address} were not taken for days and are set aside; tell "
            "who keeps that system",
            account=row.account,
            address=row.address,
            webhook=row.webhook_id,
        )
        Journal(conn, self.office.clock.now()).open_task(
            TaskKind.WEBHOOK_GIVES_UP, row.webhook_id, said, key=row.webhook_id
        )
