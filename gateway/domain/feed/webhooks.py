"""Webhooks: where an account has events sent, which, and how their delivery stands.

The form of what is sent is Standard Webhooks (headers `webhook-id`, `webhook-timestamp` and
`webhook-signature`). An address is looked at twice: here for its form when it is given, and by
whoever connects for where its name leads (`gateway.app.webhook_client`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from pydantic import Field

from gateway.domain.base import Instant, Model
from gateway.domain.page import MAX_CURSOR
from gateway.errors import InputError, Reason

MAX_ADDRESS: Final = 1000
MAX_TYPES: Final = 50
MOST_PER_ACCOUNT: Final = 10
"""Webhooks of one account: its systems of test and of work, and room."""

MOST_BEHIND: Final = 10_000
"""Up to how many events that wait are counted."""

TWO_VALID: Final = timedelta(days=1)
"""How long the secret of before signs beside a new one: a day to roll it out."""

PAUSES: Final = tuple(timedelta(seconds=each) for each in (5, 15, 60, 300, 900, 1800, 3600))
"""Between two tries of one event, each longer; the last for as long as it goes on."""

_SECRET: Final = "whsec_"  # noqa: S105 - how Standard Webhooks begins each

Address = IPv4Address | IPv6Address


class WebhookState(StrEnum):
    """How the delivery of a webhook stands."""

    ACTIVE = "active"  # the last try was taken, or there was none yet
    FAILING = "failing"  # it is tried again after a pause
    REFUSED = "refused"  # its account may not read the feed now; nothing is sent


class WebhookWish(Model):
    """What an account has sent to it, and where.

    Attributes:
        address: Where to, by https.
        types: Types of events, as `comity.case.filed`; all that the account may know of if empty.
        after: The cursor behind which it begins; `now`: with the next event.
    """

    address: str = Field(min_length=1, max_length=MAX_ADDRESS)
    types: tuple[str, ...] = Field(default=(), max_length=MAX_TYPES)
    after: str = Field(default="now", min_length=1, max_length=MAX_CURSOR)


class WebhookReplay(Model):
    """From where on events are sent again.

    Attributes:
        after: The cursor behind which it begins again.
    """

    after: str = Field(min_length=1, max_length=MAX_CURSOR)


class DeadLetter(Model):
    """An event that was not taken for as long as it was tried, and is tried no more.

    Attributes:
        event: Its id, which is the cursor behind it.
        at: When it was given up.
        fault: What the last try came to.
    """

    event: str
    at: Instant
    fault: str


class Webhook(Model):
    """A webhook, as its account and administrators see it.

    Attributes:
        webhook_id: Its id.
        account: Name of the account that events are sent to, and by whose rights.
        address: Where to.
        types: Types of events; all if empty.
        made: When it was made.
        state: How its delivery stands.
        cursor: Up to where every event was taken or given up.
        behind: How many events after it wait to be sent; counting ends at 10,000.
        behind_since: When the first of them happened; null: none waits.
        tries: How often the present event was tried in vain.
        failing_since: Since when nothing was taken; null: the last try was.
        next_try: When the present event is tried again; null: at once.
        last_fault: What the last try in vain came to; empty without one.
        dead: How many events were given up and not replayed.
        dead_letters: The newest of them.
    """

    webhook_id: str
    account: str
    address: str
    types: tuple[str, ...] = ()
    made: Instant
    state: WebhookState
    cursor: str
    behind: int = 0
    behind_since: Instant | None = None
    tries: int = 0
    failing_since: Instant | None = None
    next_try: Instant | None = None
    last_fault: str = ""
    dead: int = 0
    dead_letters: tuple[DeadLetter, ...] = ()


class WebhookSecret(Model):
    """A webhook with a new secret, which is shown this once.

    Attributes:
        webhook: The webhook.
        webhook_id: Its id.
        secret: What it signs with, `whsec_` and base64, as Standard Webhooks have it.
        other_until: Until when the secret of before signs as well; null without one.
    """

    webhook_id: str
    webhook: Webhook
    secret: str
    other_until: Instant | None = None


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries in vain."""
    return PAUSES[min(tries, len(PAUSES)) - 1]


# --- signatures -----------------------------------------------------------------------------


def secret_text(octets: bytes) -> str:
    """Return a secret as receivers know it."""
    return _SECRET + base64.b64encode(octets).decode()


def signature_headers(
    secrets: Sequence[bytes], message_id: str, at: datetime, body: bytes
) -> dict[str, str]:
    """Return the headers of Standard Webhooks, with a signature by each valid secret.

    Args:
        secrets: The octets of the secrets.
        message_id: The same for each try of one event.
        at: The present instant.
        body: What is sent.
    """
    stamp = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), stamp.encode(), body))
    found = [
        "v1," + base64.b64encode(hmac.new(each, signed, hashlib.sha256).digest()).decode()
        for each in secrets
    ]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(found),
    }


# --- addresses ------------------------------------------------------------------------------


def _networks(said: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each) for each in said.split())


_GLOBAL_UNICAST: Final = _networks("0.0.0.0/0 2000::/3")
"""What may be public at all: of IPv6 nothing else is given out (RFC 4291, section 2.4)."""

_NEVER: Final = _networks(
    # IANA's registries of special-purpose addresses: whatever is no place of its own. They stand
    # here, since what Python knows of them differs from version to version.
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 "
    "192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 "
    "198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
    "168.63.129.16/32 "  # metadata of one cloud, under a public address
    "2001::/23 2001:db8::/32 2620:4f:8000::/48 3fff::/20 "  # Teredo is in the first
    "2002::/16"  # 6to4: an address of the other kind within
)


def checked_address(address: str) -> SplitResult:
    """Return the parts of an address that events may be sent to, as far as its form says.

    Raises:
        InputError: INPUT_INVALID; it is no https address, or has an account or a fragment.
    """
    try:
        parts = urlsplit(address)
        known = (
            parts.scheme == "https"
            and bool(parts.hostname)
            and parts.username is None
            and parts.password is None
            and not parts.fragment
            and parts.port != 0
        )
    except ValueError:
        known = False
    if not known or not address.isascii() or not address.isprintable() or " " in address:
        raise InputError(
            "address: this is no https address without a user, a password or a fragment",
            remedy="Give an address as https://licensing.example/comity.",
        )
    return parts


def allowed_networks(said: str) -> tuple[str, ...]:
    """Return the networks that a setting names, parted by spaces.

    Raises:
        InputError: SETTING_INVALID; one of them is no network.
    """
    found = tuple(said.split())
    for each in found:
        try:
            ip_network(each)
        except ValueError as exc:
            raise Reason.SETTING_INVALID.error(
                "webhook_networks: {each} is no network",
                remedy="Name networks as 10.20.0.0/16, parted by spaces.",
                each=each,
            ) from exc
    return found


def may_be_reached(place: str, allowed: Iterable[str]) -> bool:
    """Say whether events may be sent to an IP address: a public one, or one that settings name.

    Args:
        place: The address that is connected to, not a name that leads to one.
        allowed: Networks that the settings name.
    """
    address: Address = ip_address(place)
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        address = mapped
    networks = [ip_network(each) for each in allowed]
    if any(address.version == each.version and address in each for each in networks):
        return True

    def lies_in(networks: Iterable[IPv4Network | IPv6Network]) -> bool:
        return any(address.version == each.version and address in each for each in networks)

    return lies_in(_GLOBAL_UNICAST) and not lies_in(_NEVER)
