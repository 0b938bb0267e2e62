"""The newest statement about the directory that this node has seen, over restarts.

The operators put it into the node's folder as ``directory-state.bin``, or a member passes it on
with the head of a log. What it says and who may sign it: `gateway.trust.directory_state`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog

from gateway.errors import InputError, TrustError
from gateway.ports import Clock
from gateway.trust.directory_state import (
    MAX_STATE_BYTES,
    STATE,
    DirectoryState,
    verify_directory_state,
)
from gateway.trust.federation import Directory
from gateway.trust.owned_files import write_private

log = structlog.get_logger(__name__)


class DirectoryStates:
    """The statement that lives longest of those that were seen.

    Args:
        home: The node's folder.
        directory: Gives the directory that is held.
        clock: The node's clock.
    """

    def __init__(self, home: Path, directory: Callable[[], Directory], clock: Clock) -> None:
        self._path = home / STATE
        self._directory = directory
        self._clock = clock
        self._newest: DirectoryState | None = None
        self._refused: tuple[bytes, int] = (b"", 0)

    def hear(self, raw: bytes) -> None:
        """Take a statement if it verifies and is newer; what does not is left.

        It costs a signature at most once for each statement and version of the directory.
        """
        directory, known = self._directory(), self._newest
        seen = (raw, directory.version)
        if not raw or len(raw) > MAX_STATE_BYTES or seen == self._refused:
            return
        if known is not None and known.raw == raw:
            return
        try:
            told = verify_directory_state(raw, directory, self._clock.now())
        except (InputError, TrustError) as error:
            self._refused = seen
            log.info("directory.state_refused", detail=str(error))
            return
        if known is None or told.created > known.created:
            self._newest = told

    def look(self) -> None:
        """Read what lies in the node's folder, and keep there what is newer.

        Raises:
            OSError: It cannot be read or written.
        """
        lying = self._path.read_bytes() if self._path.exists() else b""
        self.hear(lying)
        if self._newest is not None and self._newest.raw != lying:
            write_private(self._path, self._newest.raw)

    def until(self) -> datetime | None:
        """Return until when the version that is held is stated to be the newest, else None."""
        newest, at = self._newest, self._clock.now()
        alive = newest is not None and newest.head == self._directory().head
        return newest.expires if alive and newest is not None and newest.expires >= at else None

    def told(self) -> bytes:
        """Return the statement as it is passed on, empty where none is alive."""
        newest = self._newest
        return newest.raw if newest is not None and newest.expires >= self._clock.now() else b""
