"""The key of what the workflow engine stores: made, replaced while the node runs, destroyed.

It never leaves this node, so nobody else is asked. What a run stored under an earlier key is
read with it as long as that run goes on; once none is left of its time, the key is destroyed.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from gateway.app.keys.making import KeyShown, KeyStanding
from gateway.errors import UnavailableError
from gateway.trust.owned_files import destroy_private, locked_folder, read_private, write_private
from workflows.codec import KEY_BYTES, PayloadKeys, key_id

log = structlog.get_logger(__name__)

ACTIVE = "workflow.key"
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
        return KeyShown(use="WORKFLOW", key_id=key_id, standing=standing, place=path.name)

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

    Attributes:
        keys: What is in force; the engine's client holds them too.

    Raises:
        TrustError: A key cannot be used.
    """

    def __init__(self, folder: Path, begun_before: Callable[[datetime], Awaitable[int]]) -> None:
        self._folder, self._begun_before = folder, begun_before
        self.keys = PayloadKeys(*workflow_keys(folder))
        self._asked = -_ASK_EVERY_S

    async def look(self) -> None:
        """Take what the folder holds, and destroy what is over.

        Raises:
            TrustError: A file cannot be used; the keys are as they were.
        """
        if self.keys.replace(*workflow_keys(self._folder)):
            log.info("engine.key_changed", key_id=self.keys.active.decode())
        earlier = _earlier(self._folder)
        if earlier and time.monotonic() - self._asked >= _ASK_EVERY_S and await self._is_over():
            with locked_folder(self._folder):
                self._destroy(earlier)
            self.keys.replace(*workflow_keys(self._folder))

    def _destroy(self, earlier: Sequence[Path]) -> None:
        active = read_private(self._folder / ACTIVE)
        for path in earlier:
            key = read_private(path)
            if key == active:  # a kill before the new one was there: a second name of one file
                path.unlink()
                continue
            destroy_private(path)
            log.info("engine.key_destroyed", key_id=_name(key))

    async def _is_over(self) -> bool:
        """Say whether every run under way began when the present key was in force."""
        changed = datetime.fromtimestamp((self._folder / ACTIVE).stat().st_mtime, UTC)
        if datetime.now(UTC) - changed < REST:
            return False
        try:
            left = await self._begun_before(changed + REST / 2)
        except UnavailableError:
            return False  # it is asked at the next look
        self._asked = time.monotonic()
        return not left


def _earlier(folder: Path) -> list[Path]:
    return sorted(folder.glob("workflow-*.key"))


def _name(key: bytes) -> str:
    return key_id(key).decode()
