"""Sealing to one recipient: HPKE in base mode (RFC 9180) around an already signed package.

The suite follows from the use of the recipient's key: ML-KEM-768 with X25519 where it has
such a key, X25519 otherwise; always HKDF-SHA256 and AES-256-GCM. HPKE's public interface
has no associated data, so federation, sender, recipient and message id are bound through
`info`: a sealed letter cannot be opened under another label. Base mode does not
authenticate the sender; the signature inside does.

`wrap` and `unwrap` are for what a node keeps for itself, under its storage keys, which no directory
names.
"""

from __future__ import annotations

from datetime import datetime

from cryptography.exceptions import InvalidTag

from gateway.errors import Reason
from gateway.trust.algorithms import hpke_suite
from gateway.trust.keys import KeyRing
from gateway.trust.members import Member

_LABEL = b"comity/seal/v1"
_CONTENTS_LABEL = b"comity/contents/v1"


def seal_info(*, federation_id: bytes, sender: str, recipient: str, message_id: str) -> bytes:
    """Return HPKE's `info`: five fields, each after its length in 4 octets, big-endian."""
    return _framed(_LABEL, federation_id, sender.encode(), recipient.encode(), message_id.encode())


def contents_info(
    *,
    federation_id: bytes,
    sender: str,
    recipient: str,
    message_id: str,
    sha256: bytes,
    size: int,
    offset: int,
) -> bytes:
    """Return what a stream of a document's contents is bound to, as `seal_info` does.

    Args:
        federation_id: 32 octets.
        sender: Authority code of who gives the contents.
        recipient: Authority code of who gets them.
        message_id: The letter that names the document.
        sha256: Digest of the contents.
        size: Octets of the whole contents.
        offset: Number of the stream's first octet.
    """
    return _framed(
        _CONTENTS_LABEL,
        federation_id,
        sender.encode(),
        recipient.encode(),
        message_id.encode(),
        sha256,
        size.to_bytes(8, "big"),
        offset.to_bytes(8, "big"),
    )


def _framed(*fields: bytes) -> bytes:
    return b"".join(len(item).to_bytes(4, "big") + item for item in fields)


def seal(
    package: bytes,
    *,
    recipient: Member,
    federation_id: bytes,
    sender: str,
    message_id: str,
    at: datetime,
) -> tuple[str, bytes]:
    """Encrypt a package to one member; each call gives another ciphertext.

    Args:
        package: Serialised comity.v1.Package.
        recipient: The member, whose key that counts at `at` is used.
        federation_id: 32 octets.
        sender: Authority code of the sender.
        message_id: Id of the letter.
        at: Aware instant.

    Returns:
        The recipient's key id, and HPKE's encapsulated key followed by the ciphertext.

    Raises:
        TrustError: KEY_INVALID, the recipient has no key, or one of small order;
            PEER_REVOKED, it has left.
    """
    key = recipient.seal_key(at)
    info = seal_info(
        federation_id=federation_id,
        sender=sender,
        recipient=recipient.code,
        message_id=message_id,
    )
    return key.key_id, hpke_suite(key.use).encrypt(package, key.encrypter, info=info)


def open_sealed(
    ciphertext: bytes,
    *,
    ring: KeyRing,
    key_id: str,
    federation_id: bytes,
    sender: str,
    recipient: str,
    message_id: str,
) -> bytes:
    """Decrypt a package.

    Args:
        ciphertext: HPKE's encapsulated key followed by the ciphertext.
        ring: The recipient's keys.
        key_id: Which of them, as the sealed letter says; an unknown one is refused.
        federation_id: As the sealed letter says, and so for the next three.
        sender: Authority code.
        recipient: Authority code.
        message_id: Id of the letter.

    Raises:
        TrustError: DECRYPTION_FAILED: another key, altered, or sealed under another label.
    """
    info = seal_info(
        federation_id=federation_id, sender=sender, recipient=recipient, message_id=message_id
    )
    what = "the sealed letter"
    return _decrypted(ciphertext, ring=ring, key_id=key_id, info=info, what=what)


def seal_key(key: bytes, *, recipient: Member, info: bytes, at: datetime) -> tuple[str, bytes]:
    """Encrypt a key to one member, who opens it with `open_key`.

    Args:
        key: What is encrypted.
        recipient: The member, whose key that counts at `at` is used.
        info: What the key is for; it opens for nothing else.
        at: Aware instant.

    Returns:
        The recipient's key id, and HPKE's encapsulated key followed by the ciphertext.

    Raises:
        TrustError: KEY_INVALID, the recipient has no key; PEER_REVOKED, it has left.
    """
    theirs = recipient.seal_key(at)
    return theirs.key_id, hpke_suite(theirs.use).encrypt(key, theirs.encrypter, info=info)


def open_key(sealed: bytes, *, ring: KeyRing, key_id: str, info: bytes) -> bytes:
    """Decrypt a key that another member has encrypted by `seal_key`.

    Args:
        sealed: HPKE's encapsulated key followed by the ciphertext.
        ring: The node's keys.
        key_id: Which of the encryption keys; an unknown one is refused.
        info: What the key is for.

    Raises:
        TrustError: DECRYPTION_FAILED: another key, altered, or for something else.
    """
    what = "a key that was sealed to us"
    return _decrypted(sealed, ring=ring, key_id=key_id, info=info, what=what)


def _decrypted(sealed: bytes, *, ring: KeyRing, key_id: str, info: bytes, what: str) -> bytes:
    use, private = ring.hpke_private(key_id)
    try:
        return hpke_suite(use).decrypt(sealed, private, info=info)
    except (InvalidTag, ValueError) as exc:
        raise Reason.DECRYPTION_FAILED.error(
            what,
            " cannot be opened",
            remedy="The sender must seal it again to the key in the newest directory.",
        ) from exc


def wrap(key: bytes, *, ring: KeyRing, info: bytes) -> tuple[str, bytes]:
    """Encrypt a key under the node's newest storage key.

    Args:
        key: What is wrapped.
        ring: The node's keys.
        info: What the key is for; it opens for nothing else.

    Returns:
        The id of the storage key, and what is wrapped.

    Raises:
        TrustError: KEY_INVALID, the node has no storage key.
    """
    return ring.storage.wrap(key, info)


def unwrap(wrapped: bytes, *, ring: KeyRing, key_id: str, info: bytes) -> bytes:
    """Decrypt a key that `wrap` has encrypted, by the key that is named and no other.

    Args:
        wrapped: What was wrapped.
        ring: The node's keys.
        key_id: Which of the storage keys.
        info: What the key is for.

    Raises:
        TrustError: DECRYPTION_FAILED: the node has not this key, or it was altered.
    """
    try:
        return ring.storage.unwrap(wrapped, key_id, info)
    except (InvalidTag, KeyError) as exc:
        raise Reason.DECRYPTION_FAILED.error(
            "a key of this node's own files cannot be unwrapped",
            remedy="Restore the node's key folder from a backup of the same time or later.",
        ) from exc
