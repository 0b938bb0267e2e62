"""Which private keys of a node nobody needs any more: the rule, without any act.

A retired encryption key is kept as long as a letter may still come that is sealed to it: letters
live for 60 days (`gateway.exchange.outbox.MAX_LIFE_DAYS`), and a sender that has not heard of the
retirement seals to it by its own directory until that has expired. A storage key that a newer one
has replaced is kept for as long, for backups of that time. A key that anything here names is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from gateway.casework.records.destroyed_keys import KeyEnd
from gateway.trust.federation import Directory
from gateway.trust.keys import KeyRing, OwnKey
from gateway.trust.storage_keys import STORAGE_USE
from gateway.trust.suites import ENCRYPTION_USES


class UnusedKey(NamedTuple):
    """A key whose time is over.

    Attributes:
        key_id: Its id.
        use: What it was for.
        why: Why it is used no more.
        ended_at: Since when.
        needless_at: From when on nobody may need it.
    """

    key_id: str
    use: str
    why: KeyEnd
    ended_at: datetime
    needless_at: datetime


def kept_for(directory: Directory, least: timedelta) -> timedelta:
    """Return how long a key is kept that is used no more.

    Args:
        directory: That is held: as long as it lives, with the days of grace, an older one may.
        least: By the settings.
    """
    life = directory.expires - directory.created
    return max(least, life + timedelta(days=directory.grace_days))


def ended_keys(ring: KeyRing, directory: Directory, least: timedelta) -> Iterator[UnusedKey]:
    """Yield the keys of a ring that open something and are used no more, in time or past it.

    A key that the directory does not name waits for it. One that is used for want of a newer has
    not ended, whatever the directory says.

    Args:
        ring: The ring, after `KeyRing.follow`.
        directory: That is held.
        least: How long such a key is kept at least, by the settings.

    Raises:
        TrustError: PEER_UNKNOWN, the directory has no such member.
    """
    kept, listed = kept_for(directory, least), directory.member(ring.code).keys
    by_id = {key.key_id: key for key in listed}
    for key in _encryption_keys(ring):
        named = by_id.get(key.key_id)
        if named is None or ring.is_current(key):
            continue
        ends = [
            (instant, why)
            for instant, why in (
                (named.revoked_at, KeyEnd.REVOKED),
                (named.retired_at, KeyEnd.RETIRED),
            )
            if instant is not None
        ]
        if ends:
            ended_at, why = min(ends)
            yield UnusedKey(key.key_id, key.use.name, why, ended_at, ended_at + kept)
    for key_id, replaced_at in ring.storage.replaced():
        why = KeyEnd.REPLACED
        yield UnusedKey(key_id, STORAGE_USE, why, replaced_at, replaced_at + kept)


def needless(
    ended: Collection[UnusedKey], named: Collection[str], at: datetime
) -> tuple[UnusedKey, ...]:
    """Return those whose time is over and that nothing names.

    Args:
        ended: Keys that are used no more.
        named: Ids of the keys that something at the node names.
        at: Aware instant.
    """
    return tuple(key for key in ended if at > key.needless_at and key.key_id not in named)


def _encryption_keys(ring: KeyRing) -> list[OwnKey]:
    return [key for key in ring.keys if key.use in ENCRYPTION_USES]
