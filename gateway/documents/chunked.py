"""Reading what is encrypted by c2sp.org/chunked-encryption, from any place of it.

The instantiation is Cobblestone-256: SHA-512 and AES-256-GCM. A message is a salt of 24 octets, a
commitment to the key of 32, and chunks of 16 KiB, of which the last is always shorter. So what was
cut off, made longer, moved or altered does not open, and a message opens under one key only.

`cryptography.cobblestone` writes such messages and reads them from their beginning. A download may
begin anywhere, and so may a peer that resumes: that is read here, by the rules for random access.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from gateway.errors import ComityError, Reason

CHUNK = 16 * 1024
KEY_OCTETS = 32
_TAG = 16
_SEALED_CHUNK = CHUNK + _TAG
_SALT, _COMMITMENT, _NONCE = 24, 32, 12
_BEFORE_CHUNKS = _SALT + _COMMITMENT
_INFO = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"
_AT_ONCE = 64
"""Chunks that are read and given together: 1 MiB, so that few calls wait for the disk."""


def size_within(sealed: int) -> int:
    """Return how many octets are encrypted in a message of some length.

    Raises:
        TrustError: DECRYPTION_FAILED; no message has this length: it was cut off or made longer.
    """
    chunks, last = divmod(sealed - _BEFORE_CHUNKS, _SEALED_CHUNK)
    if chunks < 0 or last < _TAG:
        raise unreadable("it was cut off")
    return chunks * CHUNK + last - _TAG


class ChunkedMessage:
    """A message that can be read from any place; commitment and length are verified at once.

    Args:
        file: Holds the message, from `start` to its end.
        start: Where in the file the message begins.
        length: Octets of the message.
        key: 32 octets.
        context: What the message was bound to.

    Raises:
        TrustError: DECRYPTION_FAILED; another key or context, cut off, made longer or altered.
    """

    def __init__(
        self, file: IO[bytes], *, start: int, length: int, key: bytes, context: bytes
    ) -> None:
        self.size = size_within(length)
        self._file = file
        file.seek(start)
        salt, commitment = file.read(_SALT), file.read(_COMMITMENT)
        drawn = HKDFExpand(
            SHA512(), KEY_OCTETS + _NONCE + _COMMITMENT, _INFO + salt + context
        ).derive(key)
        if not bytes_eq(drawn[KEY_OCTETS + _NONCE :], commitment):
            raise unreadable("it was encrypted under another key, or its head was altered")
        self._aead = AESGCM(drawn[:KEY_OCTETS])
        self._nonce = int.from_bytes(drawn[KEY_OCTETS : KEY_OCTETS + _NONCE], "big")
        self._chunks = start + _BEFORE_CHUNKS
        # The last chunk opens under its own number and no other: so long is the message.
        last = self.size // CHUNK
        self._opened(last, self._sealed(last, 1))

    def read(self, first: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the octets from `first` up to `end`, each verified before it is given.

        Args:
            first: Number of the first octet, from 0.
            end: Number of the octet behind the last one; absent: the end of the message.

        Raises:
            TrustError: DECRYPTION_FAILED; a chunk was altered.
        """
        end = self.size if end is None else min(end, self.size)
        number = first // CHUNK
        while number * CHUNK < end:
            count = min(_AT_ONCE, -(-end // CHUNK) - number)
            sealed = self._sealed(number, count)
            chunks = (
                self._opened(number + each, sealed[each * _SEALED_CHUNK :][:_SEALED_CHUNK])
                for each in range(count)
            )
            octets = b"".join(chunks)
            yield octets[max(first - number * CHUNK, 0) : end - number * CHUNK]
            number += count

    def _sealed(self, number: int, count: int) -> bytes:
        self._file.seek(self._chunks + number * _SEALED_CHUNK)
        return self._file.read(count * _SEALED_CHUNK)

    def _opened(self, number: int, sealed: bytes) -> bytes:
        nonce = (self._nonce ^ number).to_bytes(_NONCE, "big")
        try:
            return self._aead.decrypt(nonce, sealed, None)
        except (InvalidTag, ValueError) as exc:
            raise unreadable(
                "it was altered or cut off (at chunk {number})", number=number
            ) from exc


def unreadable(what: str, **values: Any) -> ComityError:
    """Return the error of contents that do not open."""
    return Reason.DECRYPTION_FAILED.error(
        "the contents of a document cannot be read: ",
        what,
        remedy="Put the contents again, or restore the folder of documents from its backup.",
        **values,
    )
