"""Wraps what lies at a node to its newest storage key again, while it runs.

Contents of documents, secrets of webhooks and of one-time codes name the key that wraps them. What
names another one is wrapped again: some of it at a look, then a rest. Nothing is kept of how far it
came, for each file says so itself: whenever the node stops, it goes on. What was counted lies in
the node's folder, for who asks how much is left.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError
from sqlalchemy import Connection

from gateway.app.node import Node
from gateway.casework.feed import webhook_rows
from gateway.casework.office.signin import local_accounts
from gateway.errors import TrustError
from gateway.trust.keys import KeyRing
from gateway.trust.owned_files import write_private

log = structlog.get_logger(__name__)

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
        own = {key.key_id for key in ring.keys} | {key.key_id for key in ring.storage.keys}
        return {key_id: count for key_id, count in self.keys.items() if key_id not in own}


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
        named = await asyncio.to_thread(lambda: list(node.office.contents.keys_named()))
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
        contents, octets, done = self._node.office.contents, 0, Counter(found.keys)
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
