"""What a node has wrapped to the oldest storage key that it has, before a newer one was made."""

from __future__ import annotations

import io

from gateway.documents.sealed_content import ContentWriter
from gateway.trust.keys import KeyRing
from gateway.trust.storage_keys import StorageKeys


def with_the_oldest(ring: KeyRing) -> KeyRing:
    """Return a ring of the oldest storage key alone."""
    return KeyRing(ring.code, [], StorageKeys(ring.storage.keys[:1]))


def with_the_newest(ring: KeyRing) -> KeyRing:
    """Return a ring of the newest storage key alone."""
    return KeyRing(ring.code, [], StorageKeys([ring.storage.newest]))


def content_before(octets: bytes, ring: KeyRing) -> bytes:
    """Return a file of contents, its key wrapped to the oldest storage key of a ring."""
    file = io.BytesIO()
    writer = ContentWriter(file, with_the_oldest(ring))
    writer.write(octets)
    writer.end()
    return file.getvalue()
