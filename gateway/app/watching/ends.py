"""When what a node shows to others ends: certificates, keys, the directory and its confirmation.

Days that are left, by the node's clock; below nought once it is over. What has no end, or is not
there, has no figure.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

from gateway.app.node import Node
from gateway.trust.members import MemberKey

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Days until each of them ends.

    Attributes:
        certificate: Our TLS certificate towards the other members.
        api_certificate: Of the REST interface over a network; None where there is none, or its
            file cannot be read.
        directory: The directory that is held.
        confirmed: The newest statement that it is the newest; None where the federation makes
            none.
        keys: For each use of a key, the last of ours that the directory names, where it retires.
    """

    certificate: float
    api_certificate: float | None
    directory: float
    confirmed: float | None
    keys: Mapping[str, float]


async def ends_of(node: Node) -> Ends:
    """Return how long what a node shows still holds."""
    now, settings = node.clock.now(), node.settings
    directory, until = node.me.directory(), node.me.confirmed_until()
    api = settings.path(settings.api_tls_cert) if settings.api_tls_cert else None
    member = directory.members.get(node.me.code)
    unconfirmed = 0.0 if directory.state_days else None
    return Ends(
        certificate=await asyncio.to_thread(_certificate_days, node.tls.certificate, now),
        api_certificate=None if api is None else await asyncio.to_thread(_api_days, api, now),
        directory=(directory.expires - now) / DAY,
        confirmed=unconfirmed if until is None else (until - now) / DAY,
        keys={} if member is None else retiring(member.keys, now),
    )


def retiring(keys: Iterable[MemberKey], now: datetime) -> dict[str, float]:
    """Return for each use the days until no key of it is left; a use that goes on is left out."""
    last: dict[str, datetime | None] = {}
    for key in keys:
        use, until = key.use.name.lower(), key.retired_at
        if key.revoked_at is not None:
            until = min(key.revoked_at, until or key.revoked_at)
        before = last.get(use, until)
        last[use] = None if before is None or until is None else max(before, until)
    return {use: (until - now) / DAY for use, until in last.items() if until is not None}


def _certificate_days(path: Path, now: datetime) -> float:
    return (x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc - now) / DAY


def _api_days(path: Path, now: datetime) -> float | None:
    """Return the days of a file that somebody may be about to replace."""
    try:
        return _certificate_days(path, now)
    except (OSError, ValueError):
        return None
