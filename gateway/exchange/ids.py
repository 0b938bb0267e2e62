"""Ids of letters and conversations: UUIDv7 (RFC 9562, section 5.7), which sort by time.

Two of one millisecond sort as they were drawn (section 6.2, method 2): what was said later
counts later, such as the amendment of a notice.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from threading import Lock
from uuid import UUID

_VERSION = 7
_VARIANT = 0b10
_RANDOM_BITS = 73  # of the 74 that there are, so that the first of a millisecond leaves room
_STEP_BITS = 48  # by how much the next one may be larger: nobody guesses it


class _Drawn:
    """The id that this process drew last."""

    def __init__(self) -> None:
        self._milliseconds = self._random = -1
        self._lock = Lock()

    def random(self, milliseconds: int) -> int:
        """Return the random part of the next id, larger than the last of that millisecond."""
        with self._lock:
            if milliseconds == self._milliseconds:
                self._random += 1 + secrets.randbits(_STEP_BITS)
            else:
                self._milliseconds, self._random = milliseconds, secrets.randbits(_RANDOM_BITS)
            return self._random


_DRAWN = _Drawn()


def new_id(at: datetime) -> str:
    """Draw a UUIDv7, larger than those that this process drew of the same millisecond.

    Args:
        at: Aware instant; its milliseconds are the first 48 bits.

    Returns:
        Lower-case hex with hyphens.
    """
    milliseconds = int(at.timestamp() * 1000) & (2**48 - 1)
    random = _DRAWN.random(milliseconds)
    value = (
        milliseconds << 80
        | _VERSION << 76
        | (random >> 62) << 64
        | _VARIANT << 62
        | random & (2**62 - 1)
    )
    return str(UUID(int=value))


def instant_of(value: str) -> datetime | None:
    """Return when a UUIDv7 says that it was drawn; None for another version of id."""
    read = UUID(value)
    if read.version != _VERSION:
        return None
    return datetime.fromtimestamp((read.int >> 80) / 1000, UTC)
