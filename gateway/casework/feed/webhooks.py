"""Webhooks: an account has the feed sent to an address of its own.

Made, seen, replayed and ended by the account; seen and ended by administrators as well. What is
sent goes by the account's rights at each delivery (`gateway.casework.feed.delivery`).
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.feed import webhook_rows as rows
from gateway.casework.feed.events import Feed
from gateway.casework.feed.webhook_rows import WebhookRow
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.feed.event_types import kinds_of
from gateway.domain.feed.webhooks import (
    MOST_BEHIND,
    MOST_PER_ACCOUNT,
    DeadLetter,
    Webhook,
    WebhookReplay,
    WebhookSecret,
    WebhookState,
    WebhookWish,
    checked_address,
    secret_text,
)
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import says
from gateway.errors import StateError
from gateway.exchange.identity import new_id

_SECRET_OCTETS: Final = 32


async def make_webhook(office: Office, officer: Officer, wish: WebhookWish) -> WebhookSecret:
    """Have events sent to an address of the own account; the secret is shown this once.

    Raises:
        PermissionRefusedError: The account may have no webhooks.
        InputError: The address, a type or the cursor is none.
        StateError: CURSOR_GONE, or the account has as many webhooks as it may.
    """
    officer.require(Permission.SUBSCRIBE)
    checked_address(wish.address)
    kinds_of(wish.types)
    octets, at, feed = secrets.token_bytes(_SECRET_OCTETS), office.clock.now(), Feed(office)

    def write(work: Work) -> Webhook:
        if rows.count_of(work.conn, officer.name) >= MOST_PER_ACCOUNT:
            raise StateError(
                "the account has {most_per_account} webhooks, as many as there may be",
                remedy="End one first: {endWebhook}",
                most_per_account=MOST_PER_ACCOUNT,
            )
        row = WebhookRow(
            webhook_id=new_id(at),
            account=officer.name,
            scopes=officer.scopes,
            address=wish.address,
            types=wish.types,
            secrets=(rows.wrapped_secret(octets, office.me.ring),),
            number=feed.number(work.conn, wish.after),
            made=at,
            tries=0,
            failing_since=None,
            next_try=None,
            last_fault="",
        )
        rows.add(work.conn, row)
        _record(work.conn, Verb.WEBHOOK_MADE, row, officer, at)
        return _shown(work, row)

    made = await office.write(write)
    return WebhookSecret(webhook_id=made.webhook_id, webhook=made, secret=secret_text(octets))


async def list_webhooks(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[Webhook]:
    """List the webhooks of the own account; an administrator sees those of all.

    Raises:
        PermissionRefusedError: The account may have no webhooks, and administers none.
    """
    account = _whose(officer)
    return await office.read(
        lambda work: rows.listed(work.conn, page, account, lambda row: _shown(work, row))
    )


async def get_webhook(office: Office, officer: Officer, webhook_id: str) -> Webhook:
    """Show a webhook: how its delivery stands, and what was given up.

    Raises:
        PermissionRefusedError: The account may have no webhooks, and administers none.
        NotFoundError: There is none, or it is another account's.
    """
    account = _whose(officer)
    return await office.read(lambda work: _shown(work, rows.find(work.conn, webhook_id, account)))


async def end_webhook(office: Office, officer: Officer, webhook_id: str) -> None:
    """End a webhook; an administrator may end any.

    Nothing is sent to it from now on, and what it gave up is forgotten.

    Raises:
        PermissionRefusedError: The account may have no webhooks, and administers none.
        NotFoundError: There is none, or it is another account's.
    """
    account, at = _whose(officer), office.clock.now()

    def write(conn: Connection) -> None:
        row = rows.find(conn, webhook_id, account)
        rows.remove(conn, webhook_id)
        _close_task(conn, webhook_id, officer, at)
        _record(conn, Verb.WEBHOOK_ENDED, row, officer, at)

    await office.db.write(write)


async def new_secret(office: Office, officer: Officer, webhook_id: str) -> WebhookSecret:
    """Give a webhook a new secret; the earlier one signs beside it for a day.

    Raises:
        PermissionRefusedError: The account may have no webhooks.
        NotFoundError: There is none, or it is another account's.
    """
    officer.require(Permission.SUBSCRIBE)
    octets, at = secrets.token_bytes(_SECRET_OCTETS), office.clock.now()

    def write(work: Work) -> tuple[Webhook, datetime]:
        row = rows.find(work.conn, webhook_id, officer.name)
        until = rows.rotate(work.conn, row, octets, office.me.ring, at)
        _record(work.conn, Verb.WEBHOOK_SECRET_MADE, row, officer, at)
        return _shown(work, row), until

    webhook, until = await office.write(write)
    return WebhookSecret(
        webhook_id=webhook_id, webhook=webhook, secret=secret_text(octets), other_until=until
    )


async def replay_webhook(
    office: Office, officer: Officer, webhook_id: str, asked: WebhookReplay
) -> Webhook:
    """Send again what came after a cursor, and try at once what waits.

    Raises:
        PermissionRefusedError: The account may have no webhooks.
        NotFoundError: There is none, or it is another account's.
        InputError: It is no cursor, or CURSOR_OF_ANOTHER_NODE.
        StateError: CURSOR_GONE.
    """
    officer.require(Permission.SUBSCRIBE)
    feed, at = Feed(office), office.clock.now()

    def write(work: Work) -> Webhook:
        row = rows.find(work.conn, webhook_id, officer.name)
        number = feed.number(work.conn, asked.after)
        rows.change(work.conn, webhook_id, number=number, **rows.AS_NEW)
        rows.forget_given_up(work.conn, webhook_id, number)
        if not rows.given_up(work.conn, webhook_id)[0]:
            _close_task(work.conn, webhook_id, officer, at)
        _record(work.conn, Verb.WEBHOOK_REPLAYED, row, officer, at)
        return _shown(work, rows.find(work.conn, webhook_id))

    return await office.write(write)


def _whose(officer: Officer) -> str | None:
    """Return whose webhooks an account sees: None for all."""
    if officer.may(Permission.ADMINISTER):
        return None
    officer.require(Permission.SUBSCRIBE)
    return officer.name


def _record(conn: Connection, verb: Verb, row: WebhookRow, officer: Officer, at: datetime) -> None:
    said = says("webhook {webhook} to {address}", webhook=row.webhook_id, address=row.address)
    Journal(conn, at, officer.name).act(verb, row.account[:60], said)


def _close_task(conn: Connection, webhook_id: str, officer: Officer, at: datetime) -> None:
    Journal(conn, at, officer.name).close_tasks(TaskKind.WEBHOOK_GIVES_UP, webhook_id)


def _shown(work: Work, row: WebhookRow) -> Webhook:
    feed = Feed(work.office)
    waits = rows.waiting(work.conn, feed, row, MOST_BEHIND)
    state = WebhookState.FAILING if row.failing_since is not None else WebhookState.ACTIVE
    if waits is None:
        state = WebhookState.REFUSED
    behind, since = waits or (0, None)
    count, newest = rows.given_up(work.conn, row.webhook_id)
    return Webhook.made_from(
        row,
        state=state,
        cursor=feed.cursor(row.number),
        behind=behind,
        behind_since=since,
        dead=count,
        dead_letters=tuple(
            DeadLetter(event=feed.cursor(each.number), at=each.at, fault=each.fault)
            for each in newest
        ),
    )
