"""Destroys private keys that nobody needs any more, on record.

Before, what lies at the node is counted anew. The act is written first: a node that stops between
it and the file destroys the key at its next look, and says so once more. A key that came back with
an older backup is destroyed again likewise. No person agrees to it, since a rule says when
(below).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import structlog
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError
from sqlalchemy import Connection

from gateway.app.node import Node
from gateway.casework.accounts.signin import local_accounts
from gateway.casework.feed import webhook_rows
from gateway.casework.records.destroyed_keys import (
    DestroyedKey,
    KeyEnd,
    destroyed_keys,
    record_destroyed,
)
from gateway.errors import TrustError
from gateway.trust.federation import Directory
from gateway.trust.keys import KeyRing, OwnKey, destroy_key
from gateway.trust.owned_files import write_private
from gateway.trust.storage_keys import STORAGE_USE, is_storage_key
from gateway.trust.suites import ENCRYPTION_USES

# Wraps what lies at a node to its newest storage key again, while it runs.
#
# Contents of documents, secrets of webhooks and of one-time codes name the key that wraps them.
# What names another one is wrapped again: some of it at a look, then a rest. Nothing is kept of
# how far it came, for each file says so itself: whenever the node stops, it goes on. What was
# counted lies in the node's folder, and the command line shows how much is left.

COUNTED = "wrapped-at-rest.json"
"""What was counted last; in the node's folder."""

COUNTED_EVERY = timedelta(days=1)
"""What changes between is wrapped to the newest by itself; pieces of old uploads go."""

AT_ONCE, OCTETS_AT_ONCE = 50, 32 * 2**20
"""Documents and octets of a look: half a second of a core and a disk, then `sweep_every_s`."""


class WrappedAtRest(BaseModel):
    """What lies at the node, by the key that wraps it.

    Attributes:
        at: When it was counted.
        newest: Id of the newest storage key.
        keys: How many documents, pieces of uploads and secrets name which key.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime
    newest: str
    keys: dict[str, int]

    def keep(self, home: Path) -> None:
        """Write it into a node's folder."""
        write_private(home / COUNTED, self.model_dump_json().encode())

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.keys.values())

    @property
    def left(self) -> int:
        """How many are still to be wrapped again."""
        return self.total - self.keys.get(self.newest, 0)

    def shown(self) -> dict[str, JsonValue]:
        """Return it for who asks, with how many there are and how many are left."""
        return {**self.model_dump(mode="json"), "total": self.total, "left": self.left}

    def not_in(self, ring: KeyRing) -> dict[str, int]:
        """Return what names keys that a ring has not."""
        return {key_id: count for key_id, count in self.keys.items() if key_id not in ring.storage}


def wrapped_at_rest(home: Path) -> WrappedAtRest | None:
    """Return what was counted last at a node; None where nothing was yet."""
    try:
        return WrappedAtRest.model_validate_json((home / COUNTED).read_bytes())
    except (OSError, ValidationError):
        return None


class WrappingAgain:
    """Looks at what lies at a node, regularly.

    Args:
        node: The node.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._found: WrappedAtRest | None = None
        self._waiting: list[tuple[str, str]] = []
        """Digests of contents that wait, each with the id of the key that it names."""
        self._refused: set[str] = set()
        """Digests of those that do not open: tried again at the next day's count."""

    async def look(self) -> None:
        """Count where it is time, and wrap some of what waits again.

        Raises:
            UnavailableError: The database does not answer.
            OSError: The disk or the storage does not; it is tried again.
        """
        node, found, at = self._node, self._found, self._node.clock.now()
        newest = node.me.ring.storage.newest.key_id
        if found is None or found.newest != newest or at - found.at >= COUNTED_EVERY:
            self._refused.clear()
            await node.db.write(lambda conn: _wrap_secrets(conn, node.me.ring))
            await self.count()
        elif self._waiting:
            self._found = await asyncio.to_thread(self._wrap_some, found)
            if not self._waiting:
                left = (await self.count()).left
                log.info("keys.wrapped_again", newest=newest, left=left)

    @property
    def found(self) -> WrappedAtRest | None:
        """What was counted last; None before the first look."""
        return self._found

    async def count(self) -> WrappedAtRest:
        """Count what names which key, and find what waits.

        Raises:
            UnavailableError: The database does not answer.
            OSError: Something cannot be read: nobody knows what it names.
        """
        node = self._node
        newest, at = node.me.ring.storage.newest.key_id, node.clock.now()
        named = await asyncio.to_thread(lambda: list(node.office.documents.contents.keys_named()))
        keys = await node.db.read(_secrets) + Counter(key_id for _, key_id in named if key_id)
        self._waiting = [
            (sha256, key_id)
            for sha256, key_id in named
            if sha256 and key_id != newest and sha256 not in self._refused
        ]
        self._found = WrappedAtRest(at=at, newest=newest, keys=dict(keys))
        await asyncio.to_thread(self._found.keep, node.settings.home)
        return self._found

    def _wrap_some(self, found: WrappedAtRest) -> WrappedAtRest:
        """Wrap some contents again; return what was counted with that."""
        contents, octets, done = self._node.office.documents.contents, 0, Counter(found.keys)
        for _ in range(min(AT_ONCE, len(self._waiting))):
            sha256, key_id = self._waiting[-1]
            try:
                octets += contents.wrap_again(sha256)
            except TrustError as exc:  # the others go on; who opens it is told the same
                self._refused.add(sha256)
                log.warning("keys.not_wrapped_again", sha256=sha256, detail=str(exc))
            else:
                done += Counter({key_id: -1, found.newest: 1})
            self._waiting.pop()
            if octets >= OCTETS_AT_ONCE:
                break
        now = WrappedAtRest(at=found.at, newest=found.newest, keys=dict(done))
        now.keep(self._node.settings.home)
        return now


def _wrap_secrets(conn: Connection, ring: KeyRing) -> None:
    webhook_rows.wrap_again(conn, ring)
    local_accounts.wrap_secrets_again(conn, ring)


def _secrets(conn: Connection) -> Counter[str]:
    return webhook_rows.wrapped_by(conn) + local_accounts.secrets_wrapped_by(conn)


# Which private keys of a node nobody needs any more: the rule, without any act.
#
# A retired encryption key is kept as long as a letter may still come that is sealed to it: letters
# live for 60 days (`gateway.exchange.outbox.MAX_LIFE_DAYS`), and a sender that has not heard of
# the retirement seals to it by its own directory until that has expired. A storage key that a
# newer one has replaced is kept for as long, for backups of that time. A key that anything here
# names is kept.


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


log = structlog.get_logger(__name__)


class KeyDestruction:
    """Looks for keys whose time is over, regularly.

    Args:
        node: The node.
        wrapping: Counts what lies there.
    """

    def __init__(self, node: Node, wrapping: WrappingAgain) -> None:
        self._node = node
        self._wrapping = wrapping
        self._finished = False

    async def look(self) -> None:
        """Destroy the keys that nobody needs any more.

        Raises:
            UnavailableError: The database does not answer.
            TrustError: KEY_INVALID; the key folder cannot be read or written.
            OSError: Something that lies here cannot be read, so nobody knows what it names.
        """
        await self._finish()
        counted = self._wrapping.found
        if counted is None or not self._found(counted.keys):
            return
        counted = await self._wrapping.count()
        for key in self._found(counted.keys):
            await self._destroy(key)

    def _found(self, named: dict[str, int]) -> tuple[UnusedKey, ...]:
        node = self._node
        least = timedelta(days=node.settings.key_kept_days)
        ended = tuple(ended_keys(node.me.ring, node.directory.held, least))
        return needless(ended, named, node.clock.now())

    async def _destroy(self, key: UnusedKey) -> None:
        node, at, folder = self._node, self._node.clock.now(), self._node.settings.path("keys")

        await node.db.write(
            lambda conn: record_destroyed(
                conn,
                node.me.code,
                DestroyedKey(
                    key_id=key.key_id, use=key.use, why=key.why, ended_at=key.ended_at, at=at
                ),
            )
        )
        await asyncio.to_thread(destroy_key, folder, key.key_id)
        member = node.me.directory().member(node.me.code)
        await asyncio.to_thread(node.me.ring.follow, folder, member, at)
        log.info("keys.destroyed", key_id=key.key_id, use=key.use, why=key.why)

    async def _finish(self) -> None:
        """Destroy what a stop has left: a file that the ring names no more, and the record does."""
        if self._finished:
            return
        folder, ring = self._node.settings.path("keys"), self._node.me.ring
        own = {key.key_id for key in ring.keys}
        code = self._node.me.code
        for key in await self._node.db.read(lambda conn: list(destroyed_keys(conn, code))):
            if key.key_id not in own and not is_storage_key(key.key_id):
                await asyncio.to_thread(destroy_key, folder, key.key_id)
        self._finished = True
