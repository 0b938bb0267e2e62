"""What was asked once with a key of the caller is done once: the row beside the effect.

A caller that did not hear the answer sends the same request with the same key again. The
row is written in the transaction of the effect (`gateway.store.database.Beside`), so that
there is none without the other; the answer is added before it is sent. Keys are each account's
own. The header is `Idempotency-Key`, as draft-ietf-httpapi-idempotency-key-header has it.
"""

from __future__ import annotations

import hmac
import string
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection

from gateway.casework.services import Office
from gateway.casework.visibility import Visibility
from gateway.errors import InputError, Reason, StateError
from gateway.store.records import in_rows
from gateway.store.tables_casework import repeat as table

KEPT: Final = timedelta(days=7)
"""How long a key is known: longer than any queue of a national system tries again."""

MAX_KEY: Final = 255
MAX_ANSWER: Final = 2**20
"""Octets of an answer that is kept; of a larger one the repeat learns that it was done."""

HEADER: Final = "Idempotency-Key"
_REPEATS: Final = in_rows(table)
_PRINTABLE: Final = frozenset(string.digits + string.ascii_letters + string.punctuation)


class Call(NamedTuple):
    """A request that is to be carried out once.

    Attributes:
        account: Whose key it is.
        digest: Of method, address and body.
    """

    account: str
    key: str
    digest: bytes


class Answer(NamedTuple):
    """What was answered; without a body where that is not kept."""

    status: int
    media_type: str
    body: bytes | None


def check_key(key: str) -> str:
    """Return a key as it was sent.

    Raises:
        InputError: It is empty, too long, or has other than printable ASCII characters.
    """
    if not 0 < len(key) <= MAX_KEY or not set(key) <= _PRINTABLE:
        raise InputError(
            "{field}: it is 1 to {max_key} printable ASCII characters without space",
            remedy="Send a new UUID for each thing that is to be done.",
            field=HEADER,
            max_key=MAX_KEY,
        )
    return key


async def known(office: Office, account: str, key: str) -> bool:
    """Say whether something was done under a key."""
    return await office.db.read(lambda conn: _REPEATS.find(conn, account, key)) is not None


async def earlier(office: Office, sight: Visibility, call: Call) -> Answer:
    """Return what was answered when the request was carried out.

    An answer that names what the account need not know of by now is not given again.

    Raises:
        InputError: IDEMPOTENCY_KEY_REUSED; the key came with another request.
        StateError: ANSWER_NOT_KEPT; it was carried out, and its answer is not given again.
    """
    row = await office.db.read(lambda conn: _REPEATS.find(conn, call.account, call.key))
    if row is not None and not hmac.compare_digest(row.digest, call.digest):
        raise Reason.IDEMPOTENCY_KEY_REUSED.error(
            "{field}: it came with another request before",
            remedy="Send a new key for a new request; for the same one, the same octets.",
            field=HEADER,
        )
    hidden = await office.db.read(lambda conn: conn.scalars(sight.hidden()).all())
    if row is None or row.answer is None or any(each.encode() in row.answer for each in hidden):
        raise Reason.ANSWER_NOT_KEPT.error(
            "this was carried out before, and its answer is not kept",
            remedy="Look at what was to be changed; it is not done a second time.",
        )
    return Answer(row.status, row.media_type, row.answer)


def begin(conn: Connection, call: Call, at: datetime) -> None:
    """Write, within the transaction of the effect, that the request is carried out.

    Raises:
        StateError: Another process carries it out.
    """
    _REPEATS.remove(conn, table.c.at < at - KEPT)
    if _REPEATS.find(conn, call.account, call.key) is not None:
        raise StateError("this is being carried out", remedy="Send it again in a moment.")
    _REPEATS.insert(conn, **call._asdict(), at=at, media_type="")


async def keep(office: Office, call: Call, answer: Answer) -> None:
    """Add the answer to what was carried out, before it is sent."""
    body = answer.body
    kept = None if body is None or len(body) > MAX_ANSWER else body
    fields = {"digest": call.digest, "status": answer.status, "media_type": answer.media_type}
    await office.db.write(
        lambda conn: _REPEATS.change(conn, call.account, call.key, **fields, answer=kept)
    )
