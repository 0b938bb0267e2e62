"""Sends events to webhooks: in order for each subject, and on through every restart.

The events of one subject go one after the other; those of up to eight subjects go at once. Events
are read in batches, by the rights that the account has then, and a batch is sent for one second at
most. An account that was withdrawn, or may not read the feed any more, gets nothing and keeps its
place. After a failed try comes a pause, each longer than the last, and then one event is tried
alone. An event that is not taken for days is set aside as a dead letter, and the next one is tried.
The place is written after each batch: after a crash events of one batch may come twice, under the
same `webhook-id`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from time import monotonic
from typing import Final, NamedTuple

import structlog
from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.feed import webhook_rows as rows
from gateway.casework.feed.events import EventBatch, EventFilter, Feed
from gateway.casework.feed.webhook_rows import WebhookRow
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

_BATCH: Final = 250
"""Events that are read at once."""

_FRESH_S: Final = 1.0
"""How long after a batch was read its events may be sent: rights that ended hold no longer."""

_AT_ONCE: Final = 8
"""Subjects whose events go to one receiver at once."""

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


Post = Callable[[Mapping[str, str], bytes], Awaitable[Posted]]
"""Sends headers and a body to a receiver; raises nothing for what the receiver does."""

Connect = Callable[[str], AbstractAsyncContextManager[Post]]
"""Gives what sends to an address, over connections that it keeps until the end of the block."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is to be sent to a webhook.

    Attributes:
        row: The webhook.
        events: What comes after its place, by number.
        end: The number up to which was read.
        taken: Numbers of events that it took before, though one before them failed.
    """

    row: WebhookRow
    events: Mapping[int, Event]
    end: int
    taken: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Sent:
    """What came of a batch: the numbers of what was taken, and faults by number."""

    taken: set[int]
    faults: dict[int, str] = field(default_factory=dict)

    def may_go(self, number: int, until: float) -> bool:
        """Say whether an event may be sent: none behind one that failed, and none late."""
        return monotonic() < until and all(number < each for each in self.faults)


@dataclass(slots=True)
class WebhookDelivery:
    """Delivers to all webhooks of a node.

    Args:
        office: Services of the node.
        connect: Gives what sends to an address.
        give_up_after: For how long an event is tried.
    """

    office: Office
    connect: Connect
    give_up_after: timedelta = timedelta(days=3)
    _under_way: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _ahead: dict[str, tuple[int, datetime | None, frozenset[int]]] = field(default_factory=dict)

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
        """Send what there is for one webhook, until there is no more, or a try failed."""
        try:
            while (batch := await self._next(webhook_id)) is not None:
                if not await self._note(batch, await self._send(batch)):
                    return
        except NotFoundError:  # it was ended meanwhile
            self._ahead.pop(webhook_id, None)
        except ComityError as exc:
            log.warning("webhook.waits", webhook=webhook_id, reason=str(exc.reason))

    async def _next(self, webhook_id: str) -> _Batch | None:
        """Return the next events of a webhook, by the rights of its account now."""
        feed = Feed(self.office)

        def read(conn: Connection) -> tuple[WebhookRow, EventBatch] | None:
            row = rows.find(conn, webhook_id)
            reader = rows.owner(conn, row)
            if reader is None:
                return None
            limit, wanted = 1 if row.tries else _BATCH, EventFilter(types=row.types)
            return row, feed.read(conn, reader, row.number, limit=limit, wanted=wanted)

        found = await self.office.db.read(read)
        if found is None or not (found[1].events or found[1].number - found[0].number >= _SKIPPED):
            return None
        row, batch = found
        *place, taken = self._ahead.get(webhook_id, (0, None, frozenset[int]()))
        if place != [row.number, row.failing_since]:  # it was replayed since
            taken = frozenset()
        events = dict(zip(batch.numbers, batch.events, strict=True))
        return _Batch(row, events, batch.number, taken)

    async def _send(self, batch: _Batch) -> _Sent:
        """Send a batch, the events of each subject in order."""
        row, sent = batch.row, _Sent(set(batch.taken))
        signing = rows.open_secrets(row, self.office.me.ring, self.office.clock.now())
        subjects: dict[str, list[int]] = {}
        for number, event in batch.events.items():
            if number not in sent.taken:
                subjects.setdefault(event.subject, []).append(number)
        turns = iter(subjects.values())

        async def take_turns(post: Post, until: float) -> None:
            for numbers in turns:
                for number in takewhile(lambda each: sent.may_go(each, until), numbers):
                    fault = await self._try(post, signing, batch.events[number])
                    if fault:
                        sent.faults[number] = fault
                    else:
                        sent.taken.add(number)

        if subjects:
            async with self.connect(row.address) as post:
                until = monotonic() + _FRESH_S
                await asyncio.gather(*(take_turns(post, until) for _ in range(_AT_ONCE)))
        return sent

    async def _try(self, post: Post, signing: Sequence[bytes], event: Event) -> str:
        """Send an event; return why it was not taken, nothing if it was."""
        body = event.model_dump_json().encode()
        signature = signature_headers(signing, event.id, self.office.clock.now(), body)
        posted = await post({"content-type": CONTENT_TYPE, **signature}, body)
        if posted.status in _TAKEN:
            return ""
        return (posted.fault or f"the receiver answered {posted.status}")[:_MAX_FAULT]

    async def _note(self, batch: _Batch, sent: _Sent) -> bool:
        """Write how a webhook stands, unless it was replayed meanwhile; say whether to go on.

        What was taken behind an event that was not is remembered here, and not sent again.
        """
        row, at = batch.row, self.office.clock.now()
        left = min(batch.events.keys() - sent.taken, default=batch.end + 1)
        behind = max((each for each in batch.events if each < left), default=row.number)
        place = batch.end if left > batch.end else behind
        fault = sent.faults.get(left, "")
        tries = 1 + (row.tries if place == row.number else 0)
        since = ((row.failing_since if tries > 1 else None) or at) if fault else None
        given_up = since is not None and at - since >= self.give_up_after
        place = left if given_up else place
        values = rows.AS_NEW
        if fault:
            pause = at + pause_after(tries)
            values = {
                "tries": tries,
                "failing_since": since,
                "next_try": pause,
                "last_fault": fault,
            }

        def write(conn: Connection) -> None:
            if rows.find(conn, row.webhook_id).number != row.number:
                return
            if given_up:
                rows.give_up(conn, row.webhook_id, left, at, fault)
                self._tell_operator(conn, row)
            rows.change(conn, row.webhook_id, number=place, **values)

        await self.office.db.write(write)
        taken = frozenset(each for each in sent.taken if each > place)
        self._ahead[row.webhook_id] = (place, since, taken)
        return not fault

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
