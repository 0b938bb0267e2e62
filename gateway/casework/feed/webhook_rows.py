"""The rows of webhooks and of what they gave up; secrets are held wrapped by a key of the node."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Connection, Row, delete, func, insert, select

from gateway.casework.accounts.officers import account_now
from gateway.casework.feed.events import Feed
from gateway.casework.permissions import Officer, Permission
from gateway.domain.feed.webhooks import TWO_VALID
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError, TrustError
from gateway.store.records import Records, RowForm, matching
from gateway.store.tables_casework import webhook as table
from gateway.store.tables_casework import webhook_dead as dead
from gateway.trust.keys import KeyRing
from gateway.trust.sealing import unwrap, wrap

T = TypeVar("T")

_INFO: Final = b"comity/webhook/v1"
SHOWN_DEAD: Final = 100

AS_NEW: Final[Mapping[str, object]] = {
    "tries": 0,
    "failing_since": None,
    "next_try": None,
    "last_fault": "",
}
"""What stands in the columns of a webhook whose last try was taken."""


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A webhook as it is kept.

    Attributes:
        scopes: What the token may by which it was made; all that its account may if empty.
        secrets: Each wrapped, with the node's key and until when it signs; None: for good.
        number: Number of the line of the journal up to which all was taken or given up.
    """

    webhook_id: str
    account: str
    scopes: tuple[Permission, ...]
    address: str
    types: tuple[str, ...]
    secrets: tuple[tuple[str, bytes, datetime | None], ...]
    number: int
    made: datetime
    tries: int
    failing_since: datetime | None
    next_try: datetime | None
    last_fault: str


def _read(scopes: str, types: str, secrets: str, *beside: Any) -> WebhookRow:
    return WebhookRow(
        **dict(zip(_BESIDE, beside, strict=True)),
        scopes=tuple(Permission(each) for each in json.loads(scopes)),
        types=tuple(json.loads(types)),
        secrets=tuple(
            (key_id, b64decode(octets), None if until is None else datetime.fromisoformat(until))
            for key_id, octets, until in json.loads(secrets)
        ),
    )


_JSON = ("scopes", "types", "secrets")
_BESIDE = tuple(column.name for column in table.c if column.name not in _JSON)


def _columns(row: WebhookRow) -> dict[str, object]:
    return {
        **{name: getattr(row, name) for name in _BESIDE},
        "scopes": json.dumps(row.scopes),
        "types": json.dumps(row.types),
        "secrets": _secrets_text(row.secrets),
    }


def _secrets_text(secrets: tuple[tuple[str, bytes, datetime | None], ...]) -> str:
    return json.dumps(
        [
            (key_id, b64encode(octets).decode(), None if until is None else until.isoformat())
            for key_id, octets, until in secrets
        ]
    )


def _no_such_webhook(webhook_id: str) -> NotFoundError:
    return NotFoundError(
        "there is no such webhook", remedy="{listWebhooks} lists yours.", webhook=webhook_id
    )


_WEBHOOKS = Records(
    table,
    RowForm((*_JSON, *_BESIDE), _read, _columns),
    named="webhooks",
    order=("made", "webhook_id"),
    no_such=_no_such_webhook,
)
add, change = _WEBHOOKS.add, _WEBHOOKS.change


class Webhooks(NamedTuple):
    """How the webhooks of a node stand.

    Attributes:
        failing: Of `number`, those whose last try was in vain, since `since` at the earliest.
        dead: Events that were given up and are kept to be sent again.
        behind_since: When the first event happened that still waits for one of them.
    """

    number: int
    failing: int
    since: datetime | None
    dead: int
    behind_since: datetime | None


def webhooks_now(conn: Connection, feed: Feed) -> Webhooks:
    """Count the webhooks and what they gave up, and say since when an event waits."""
    counted = select(
        func.count(), func.count(table.c.failing_since), func.min(table.c.failing_since)
    )
    number, failing, since = conn.execute(counted).one()
    aside = conn.execute(select(func.count()).select_from(dead)).scalar_one()
    waits = [waiting(conn, feed, row, 1) for row in _WEBHOOKS.every(conn)]
    first = min((each[1] for each in waits if each and each[1]), default=None)
    return Webhooks(number, failing, since, aside, first)


def wrapped_secret(octets: bytes, ring: KeyRing) -> tuple[str, bytes, datetime | None]:
    """Return a secret as it is kept."""
    return *wrap(octets, ring=ring, info=_INFO), None


def open_secrets(row: WebhookRow, ring: KeyRing, at: datetime) -> tuple[bytes, ...]:
    """Return the octets of the secrets that sign at an instant.

    Raises:
        TrustError: DECRYPTION_FAILED; the node has not the key.
    """
    return tuple(
        unwrap(octets, ring=ring, key_id=key_id, info=_INFO)
        for key_id, octets, until in row.secrets
        if until is None or at < until
    )


def wrapped_by(conn: Connection) -> Counter[str]:
    """Return how many secrets are wrapped by which keys, by their ids."""
    rows = _WEBHOOKS.each(conn)
    return Counter(key_id for row in rows for key_id, _, _ in row.secrets)


def wrap_again(conn: Connection, ring: KeyRing) -> None:
    """Wrap to the newest storage key what another one wraps and the node can open."""
    newest = ring.storage.newest.key_id
    for row in _WEBHOOKS.every(conn):
        if all(key_id == newest for key_id, _, _ in row.secrets):
            continue
        with suppress(TrustError):  # a person is told by the doctor, and the others go on
            again = tuple(
                (*wrap(unwrap(octets, ring=ring, key_id=by, info=_INFO), ring=ring, info=_INFO), to)
                for by, octets, to in row.secrets
            )
            change(conn, row.webhook_id, secrets=_secrets_text(again))


def find(conn: Connection, webhook_id: str, account: str | None = None) -> WebhookRow:
    """Return a webhook, of one account alone if it is named.

    Raises:
        NotFoundError: There is no such webhook.
    """
    found = _WEBHOOKS.get(conn, webhook_id)
    if account not in {None, found.account}:
        raise _no_such_webhook(webhook_id)
    return found


def listed(
    conn: Connection, asked: PageRequest, account: str | None, show: Callable[[WebhookRow], T]
) -> Page[T]:
    """Return a page of the webhooks of an account, or of all, the oldest first."""
    return _WEBHOOKS.listed(conn, asked, *matching((table.c.account, account)), show=show)


def due(conn: Connection, at: datetime) -> tuple[WebhookRow, ...]:
    """Return the webhooks whose next try is not to come yet."""
    waits = table.c.next_try.is_(None) | (table.c.next_try <= at)
    return _WEBHOOKS.every(conn, waits, by=[table.c.webhook_id])


def count_of(conn: Connection, account: str) -> int:
    """Return how many webhooks an account has."""
    return _WEBHOOKS.count(conn, table.c.account == account)


def rotate(
    conn: Connection, row: WebhookRow, octets: bytes, ring: KeyRing, at: datetime
) -> datetime:
    """Give a webhook a new secret; return until when the newest of before signs as well."""
    until = at + TWO_VALID
    key_id, before, _ = row.secrets[-1]
    secrets = ((key_id, before, until), wrapped_secret(octets, ring))
    change(conn, row.webhook_id, secrets=_secrets_text(secrets))
    return until


def remove(conn: Connection, webhook_id: str) -> None:
    """Delete a webhook and what it gave up."""
    conn.execute(delete(dead).where(dead.c.webhook_id == webhook_id))
    _WEBHOOKS.drop(conn, webhook_id)


def owner(conn: Connection, row: WebhookRow) -> Officer | None:
    """Return the account of a webhook, by its rights now and those of the token that made it.

    None where it was withdrawn or may have no webhooks.
    """
    found = account_now(conn, row.account, row.scopes)
    return found if found is not None and found.may(Permission.SUBSCRIBE) else None


def waiting(
    conn: Connection, feed: Feed, row: WebhookRow, most: int
) -> tuple[int, datetime | None] | None:
    """Count the events that wait for a webhook, and say when the first happened.

    None where its account may not read them. Counting ends at `most`.
    """
    reader = owner(conn, row)
    if reader is None:
        return None
    return feed.waiting(conn, reader, row.number, types=row.types, most=most)


# --- what was given up ------------------------------------------------------------------------


def give_up(conn: Connection, webhook_id: str, number: int, at: datetime, fault: str) -> None:
    """Note that an event is tried no more."""
    values = {"webhook_id": webhook_id, "number": number, "at": at, "fault": fault}
    conn.execute(insert(dead).values(values))


def given_up(conn: Connection, webhook_id: str) -> tuple[int, list[Row[*tuple[Any, ...]]]]:
    """Return how many events a webhook gave up, and the newest of them."""
    mine = dead.c.webhook_id == webhook_id
    count = conn.execute(select(func.count()).where(mine)).scalar_one()
    newest = select(dead).where(mine).order_by(dead.c.number.desc()).limit(SHOWN_DEAD)
    return int(count), list(conn.execute(newest))


def forget_given_up(conn: Connection, webhook_id: str, after: int) -> None:
    """Forget what was given up behind a number: it is sent again."""
    conn.execute(delete(dead).where(dead.c.webhook_id == webhook_id, dead.c.number > after))
