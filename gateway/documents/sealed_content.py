r"""A file of contents: a key for this file alone, wrapped by a key of the node, and a message.

    "comity-content/1\n" | length | key id | length | wrapped file key | message

The key id names the storage key that wraps (`gateway.trust.sealing.wrap`). A length has two octets,
big-endian. The message is as in `gateway.documents.chunked` and bound to all that stands before it.
The file holds its own key: no crash parts one from the other, and who removes the file has removed
the key.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Self

from cryptography.cobblestone import Cobblestone256Encryptor

from gateway.documents.chunked import ChunkedMessage, unreadable
from gateway.trust.keys import KeyRing
from gateway.trust.sealing import unwrap, wrap

MAGIC = b"comity-content/1\n"
_LENGTH = 2
_KEY_ID_MOST, _WRAPPED_MOST = 200, 4096
_INFO = b"comity/content/v1"


class ContentWriter:
    """Encrypts what is written to it; nothing of it reaches the disk in the clear.

    Args:
        file: Where the ciphertext goes.
        ring: The node's keys; the newest storage key wraps the key of the file.
    """

    def __init__(self, file: IO[bytes], ring: KeyRing) -> None:
        key = Cobblestone256Encryptor.generate_key()
        key_id, wrapped = wrap(key, ring=ring, info=_INFO)
        head = MAGIC + _long(key_id.encode()) + _long(wrapped)
        self._file = file
        self._encryptor = Cobblestone256Encryptor(key, head)
        file.write(head)

    def write(self, octets: bytes) -> None:
        """Add octets."""
        self._file.write(self._encryptor.update(octets))

    def end(self) -> None:
        """Write the last chunk."""
        self._file.write(self._encryptor.finalize())

    def finish(self) -> None:
        """Write the last chunk, and have the file on the disk."""
        self.end()
        self._file.flush()
        os.fsync(self._file.fileno())


class ContentReader:
    """An open file of contents; its length is verified when it is opened.

    Args:
        file: The file, open at its beginning; the reader closes it.
        octets: How many octets it has.
        ring: The node's keys, retired ones included.

    Raises:
        TrustError: DECRYPTION_FAILED; it is none, was cut off or altered, or is under a key that
            the node has not.
        OSError: It cannot be read.
    """

    def __init__(self, file: IO[bytes], octets: int, ring: KeyRing) -> None:
        self._file = file
        try:
            self._message = self._opened(octets, ring)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    @property
    def size(self) -> int:
        """How many octets the contents have."""
        return self._message.size

    def read(self, first: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield octets in pieces of 1 MiB; see `ChunkedMessage.read`."""
        return self._message.read(first, end)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _opened(self, octets: int, ring: KeyRing) -> ChunkedMessage:
        key_id = key_named(self._file)
        wrapped = _read_long(self._file, _WRAPPED_MOST)
        head = MAGIC + _long(key_id.encode()) + _long(wrapped)
        key = unwrap(wrapped, ring=ring, key_id=key_id, info=_INFO)
        return ChunkedMessage(
            self._file,
            start=len(head),
            length=octets - len(head),
            key=key,
            context=head,
        )


def key_named(file: IO[bytes]) -> str:
    """Return the id of the key that wraps the key of a file, which is open at its beginning.

    Raises:
        TrustError: DECRYPTION_FAILED; it is no file of contents.
        OSError: It cannot be read.
    """
    if file.read(len(MAGIC)) != MAGIC:
        raise unreadable("it does not begin like contents of this version of the format")
    return _read_long(file, _KEY_ID_MOST).decode("ascii", "replace")


def _long(octets: bytes) -> bytes:
    return len(octets).to_bytes(_LENGTH, "big") + octets


def _read_long(file: IO[bytes], most: int) -> bytes:
    length = int.from_bytes(file.read(_LENGTH), "big")
    found = file.read(length) if length <= most else b""
    if not found or len(found) != length:
        raise unreadable("its head was cut off or altered")
    return found
