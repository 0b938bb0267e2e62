"""Ids of letters and conversations: UUIDv7 (RFC 9562, section 5.7), which sort by time."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

_VERSION = 7
_VARIANT = 0b10


def new_id(at: datetime) -> str:
    """Draw a UUIDv7.

    Args:
        at: Aware instant; its milliseconds are the first 48 bits.

    Returns:
        Lower-case hex with hyphens.
    """
    milliseconds = int(at.timestamp() * 1000) & (2**48 - 1)
    random = secrets.randbits(74)
    value = (
        milliseconds << 80
        | _VERSION << 76
        | (random >> 62) << 64
        | _VARIANT << 62
        | random & (2**62 - 1)
    )
    return str(UUID(int=value))
