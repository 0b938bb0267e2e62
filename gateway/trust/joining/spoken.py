"""Digests as people read them to each other by telephone."""

from __future__ import annotations

_GROUP = 4


def spoken(digest: bytes) -> str:
    """Return a digest in hexadecimal, in groups of four.

    Args:
        digest: E.g. 32 octets of SHA-256.
    """
    text = digest.hex()
    return " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))
