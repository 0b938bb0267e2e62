"""The key of what the workflow engine stores: made, replaced while the node runs, destroyed.

It never leaves this node, so nobody else is asked. What a run stored under an earlier key is
read with it as long as that run goes on; once none is left of its time, the key is destroyed.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from gateway.app.keys.making import KeyShown, KeyStanding
from gateway.errors import UnavailableError
from gateway.trust.owned_files import destroy_private, locked_folder, read_private, write_private
from workflows.codec import KEY_BYTES, PayloadKeys, key_id

log = structlog.get_logger(__name__)

ACTIVE = "workflow.key"
WORKFLOW = "WORKFLOW"
"""What stands as use of a key of the engine, which no directory names."""
REST = timedelta(hours=1)
"""How long an earlier key is kept at least: the engine's list of runs lags behind a little."""
_ASK_EVERY_S = 600.0


def workflow_keys(folder: Path) -> tuple[bytes, tuple[bytes, ...]]:
    """Return the key that encrypts what Temporal stores, and earlier ones that only decrypt.

    The present one is ``workflow.key``, made where there is none; earlier ones are
    ``workflow-*.key``.

    Raises:
        TrustError: A file cannot be read or is open to others.
    """
    path = folder / ACTIVE
    if not path.exists():
        write_private(path, secrets.token_bytes(KEY_BYTES))
    return read_private(path), tuple(read_private(each) for each in _earlier(folder))


def show_workflow_keys(folder: Path) -> list[KeyShown]:
    """Return the keys of the engine's payloads; none where the node has never run.

    Raises:
        TrustError: A file cannot be read or is open to others.
    """
    if not (folder / ACTIVE).exists():
        return []

    def one(path: Path, standing: KeyStanding) -> KeyShown:
        key_id = _name(read_private(path))
        return KeyShown(use=WORKFLOW, key_id=key_id, standing=standing, place=path.name)

    earlier = [one(each, KeyStanding.RETIRED) for each in _earlier(folder)]
    return [one(folder / ACTIVE, KeyStanding.CURRENT), *earlier]


def replace_workflow_key(folder: Path) -> tuple[str, str]:
    """Make a new key; the present one only decrypts from now on. A running node follows.

    A kill in the middle leaves the present one in its place, whole.

    Returns:
        Ids of the new key and of the one before.

    Raises:
        TrustError: The present one cannot be read or is open to others.
    """
    with locked_folder(folder):
        before, _ = workflow_keys(folder)
        new, path = secrets.token_bytes(KEY_BYTES), folder / ACTIVE
        kept = folder / f"workflow-{_name(before)}.key"
        if not kept.exists():
            os.link(path, kept)
        write_private(path, new)
        return _name(new), _name(before)


class EngineKeys:
    """Follows the files of a node's folder, and destroys a key that nothing is stored under.

    Args:
        folder: Of the node's keys.
        begun_before: Counts the runs under way that began before an instant.
        record: Writes, before it is done, that a key is destroyed: its id, and since when another
            one is used.

    Attributes:
        keys: What is in force; the engine's client holds them too.

    Raises:
        TrustError: A key cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        begun_before: Callable[[datetime], Awaitable[int]],
        record: Callable[[str, datetime], Awaitable[None]],
    ) -> None:
        self._folder, self._begun_before, self._record = folder, begun_before, record
        self.keys = PayloadKeys(*workflow_keys(folder), read_again=self._read_again)
        self._asked = -_ASK_EVERY_S

    async def look(self) -> None:
        """Take what the folder holds, and destroy what is over.

        Raises:
            TrustError: A file cannot be used; the keys are as they were.
        """
        self._read_again()
        if not _earlier(self._folder) or time.monotonic() - self._asked < _ASK_EVERY_S:
            return
        since = datetime.fromtimestamp((self._folder / ACTIVE).stat().st_mtime, UTC)
        if await self._is_over(since):
            await self._destroy(since)

    def _read_again(self) -> None:
        """Take what the folder holds; also another process of the node may have changed it."""
        if self.keys.replace(*workflow_keys(self._folder)):
            log.info("engine.key_changed", key_id=self.keys.active.decode())

    async def _is_over(self, since: datetime) -> bool:
        """Say whether every run under way began when the present key was in force."""
        if datetime.now(UTC) - since < REST:
            return False
        try:
            left = await self._begun_before(since + REST / 2)
        except UnavailableError:
            return False  # it is asked at the next look
        self._asked = time.monotonic()
        return not left

    async def _destroy(self, since: datetime) -> None:
        """Destroy every earlier key, on record."""
        active = read_private(self._folder / ACTIVE)
        for path in _earlier(self._folder):
            key = read_private(path)
            if key == active:  # a kill before the new one was there: a second name of one file
                path.unlink()
                continue
            await self._record(_name(key), since)
            destroy_private(path)
            log.info("engine.key_destroyed", key_id=_name(key))
        self.keys.replace(*workflow_keys(self._folder))


def _earlier(folder: Path) -> list[Path]:
    return sorted(folder.glob("workflow-*.key"))


def _name(key: bytes) -> str:
    return key_id(key).decode()
