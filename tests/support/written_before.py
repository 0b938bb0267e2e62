"""What a node of before there were storage keys has written: wrapped to its encryption key."""

from __future__ import annotations

from cryptography.cobblestone import Cobblestone256Encryptor

from gateway.documents.sealed_content import MAGIC
from gateway.trust.algorithms import encryption_key, hpke_suite
from gateway.trust.keys import KeyRing
from gateway.trust.suites import ENCRYPTION_USES

CONTENT_INFO = b"comity/content/v1"


def wrapped_before(secret: bytes, ring: KeyRing, info: bytes) -> tuple[str, bytes]:
    """Wrap by HPKE to the preferred encryption key, the newest of its use."""
    own = next(key for use in ENCRYPTION_USES for key in reversed(ring.keys) if key.use is use)
    public = encryption_key(own.use, own.public)
    return own.key_id, hpke_suite(own.use).encrypt(secret, public, info=info)


def content_before(octets: bytes, ring: KeyRing) -> bytes:
    """Return a file of contents of that time."""
    key = Cobblestone256Encryptor.generate_key()
    key_id, wrapped = wrapped_before(key, ring, CONTENT_INFO)
    head = MAGIC + b"".join(
        len(field).to_bytes(2, "big") + field for field in (key_id.encode(), wrapped)
    )
    encryptor = Cobblestone256Encryptor(key, head)
    return head + encryptor.update(octets) + encryptor.finalize()
