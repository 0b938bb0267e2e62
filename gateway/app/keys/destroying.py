"""Destroys private keys that nobody needs any more, on record.

Before, what lies at the node is counted anew. The act is written first: a node that stops between
it and the file destroys the key at its next look, and says so once more. A key that came back with
an older backup is destroyed again likewise. No person agrees to it, since a rule says when
(`gateway.app.keys.ended_keys`).
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from gateway.app.keys.ended_keys import UnusedKey, ended_keys, needless
from gateway.app.keys.wrapping_again import WrappingAgain
from gateway.app.node import Node
from gateway.casework.records.destroyed_keys import (
    DestroyedKey,
    destroyed_keys,
    record_destroyed,
)
from gateway.trust.keys import destroy_key
from gateway.trust.storage_keys import is_storage_key

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
