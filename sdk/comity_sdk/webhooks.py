"""Verifies what a node posts to a webhook, by Standard Webhooks; needs nothing but Python.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from typing import Final

from comity_sdk.errors import AnswerUnreadable, SdkError, SettingError
from comity_sdk.feed import Event

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE: Final = dt.timedelta(minutes=5)
PREFIX: Final = "whsec_"
_VERSION: Final = "v1"
_LEAST_OCTETS: Final = 24
_MOST_DIGITS: Final = 12  # of seconds since 1970


class WebhookRefused(SdkError):  # noqa: N818 - what happened to the call
    """A call is not of the node, or not of now: answer it 401 and do nothing."""


def verify(
    secret: str | Sequence[str],
    headers: Mapping[str, str],
    body: bytes,
    *,
    tolerance: dt.timedelta = TOLERANCE,
) -> Event:
    """Return the event of a call, when the node has signed it and it is of now.

    The same event may come twice, as a follower may be handed it twice: its ``id`` tells.

    Args:
        secret: ``whsec_...``; several while one takes the place of another.
        headers: Of the request, in any case of letters.
        body: As it came, octet by octet.
        tolerance: How far the clocks of node and receiver may lie apart.

    Raises:
        WebhookRefused: A header is missing, the time is another, or no signature holds.
        SettingError: The secret is none.
        AnswerUnreadable: What is signed is no event.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    try:
        name, stamp, signed = (lower[header] for header in (ID, TIMESTAMP, SIGNATURE))
    except KeyError as exc:
        raise WebhookRefused(f"the header {exc.args[0]} is missing") from None
    _check_time(stamp, tolerance)
    secrets = [secret] if isinstance(secret, str) else secret
    expected = [sign(one, name, int(stamp), body) for one in secrets]
    given = signed.split()[:20]  # a sender has a few
    # Each is compared, so that the time says nothing of which one holds.
    holds = [hmac.compare_digest(a.encode(), b.encode()) for a in expected for b in given]
    if not any(holds):
        raise WebhookRefused("no signature holds")
    try:
        said = json.loads(body)
    except ValueError:
        raise AnswerUnreadable("what is signed is no JSON") from None
    if not isinstance(said, dict):
        raise AnswerUnreadable("what is signed is no event")
    return Event.read(said)


def sign(secret: str, name: str, stamp: int, body: bytes) -> str:
    """Return the signature of a call, as its header holds it; for tests of a receiver.

    Args:
        secret: ``whsec_...``.
        name: What its ``webhook-id`` says.
        stamp: Its ``webhook-timestamp``, in seconds since 1970.
        body: What is sent.

    Raises:
        SettingError: The secret is none.
    """
    mac = hmac.new(_key(secret), f"{name}.{stamp}.".encode() + body, hashlib.sha256)
    return f"{_VERSION},{base64.b64encode(mac.digest()).decode()}"


def _check_time(stamp: str, tolerance: dt.timedelta) -> None:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= _MOST_DIGITS):
        raise WebhookRefused(f"the header {TIMESTAMP} is no time")
    if abs(time.time() - int(stamp)) > tolerance.total_seconds():
        raise WebhookRefused("the call is not of now", "Are the clocks of node and receiver right?")


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) < _LEAST_OCTETS:
        raise SettingError(
            "the secret of the webhook is none",
            f"Take it whole as the node said it: {PREFIX} and at least 32 letters.",
        )
    return key
