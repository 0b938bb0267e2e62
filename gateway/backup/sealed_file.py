r"""The encrypted file: a key for this file alone, sealed to the operator, and chunks under it.

    "comity-backup/1\n" | length | header (JSON) | length | HPKE(file key) | chunks

A length has four octets, big-endian. The header names the operator's key and holds 32 random
octets. Chunks are as in STREAM in age v1 (C2SP): 64 KiB each under AES-256-GCM,
whose nonce is the chunk's number in 11 octets and one octet that is 1 for the last chunk only.
So a chunk that was altered, moved or left out, and a file that was cut, do not open. The key of
the chunks is HKDF of the file key over the whole head, so that a header cannot be exchanged.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.backup.operator_key import USE, BackupOpener, BackupRecipient
from gateway.errors import ComityError, Reason
from gateway.trust.algorithms import hpke_suite

MAGIC = b"comity-backup/1\n"
CHUNK = 64 * 1024
_TAG = 16
_KEY_OCTETS = 32
_LENGTH = 4
_HEADER_MOST = 4096
_INFO = b"comity/backup/v1"


class SealedWriter:
    """Encrypts what is written to it; nothing of it reaches the disk in the clear.

    Args:
        file: Where the ciphertext goes.
        recipient: Who opens it.
    """

    def __init__(self, file: IO[bytes], recipient: BackupRecipient) -> None:
        header = {"recipient": recipient.key_id, "random": secrets.token_hex(32)}
        head = MAGIC + _long(json.dumps(header).encode())
        file_key = secrets.token_bytes(_KEY_OCTETS)
        sealed = hpke_suite(USE).encrypt(file_key, recipient.key, info=_INFO + head)
        self._file = file
        self._aead = _aead(file_key, head)
        self._number = 0
        self._held = bytearray()
        file.write(head + _long(sealed))

    def write(self, more: bytes) -> None:
        """Add octets."""
        self._held += more
        while len(self._held) > CHUNK:  # the last chunk is known at the end only
            self._seal(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]

    def finish(self) -> None:
        """Write the last chunk, and have the file on the disk."""
        self._seal(bytes(self._held), last=True)
        self._held.clear()
        self._file.flush()
        os.fsync(self._file.fileno())

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self._aead.encrypt(_nonce(self._number, last=last), chunk, None))
        self._number += 1


def read_sealed(file: IO[bytes], opener: BackupOpener) -> Iterator[bytes]:
    """Yield what a file holds, chunk by chunk, each verified before it is given.

    Only after the last one is it certain that nothing was cut off.

    Raises:
        InputError: BACKUP_INVALID; it is no backup, is for another key, was altered or cut.
    """
    if file.read(len(MAGIC)) != MAGIC:
        raise invalid("it does not begin like a backup of this version of the format")
    header = _read_long(file)
    try:
        recipient = str(json.loads(header)["recipient"])
    except (ValueError, KeyError, TypeError) as exc:
        raise invalid("its head cannot be read") from exc
    if recipient != opener.key_id:
        raise invalid(
            "it is encrypted to the key {recipient}, and this is {key_id}",
            remedy="Name the private half of the key that the backup was made for.",
            recipient=recipient,
            key_id=opener.key_id,
        )
    head = MAGIC + _long(header)
    try:
        file_key = hpke_suite(USE).decrypt(_read_long(file), opener.key, info=_INFO + head)
    except (InvalidTag, ValueError) as exc:
        raise invalid("its head was altered") from exc
    yield from _chunks(file, _aead(file_key, head))


def _chunks(file: IO[bytes], aead: AESGCM) -> Iterator[bytes]:
    number, held = 0, file.read(CHUNK + _TAG)
    while True:
        after = file.read(CHUNK + _TAG)
        try:
            chunk = aead.decrypt(_nonce(number, last=not after), held, None)
        except (InvalidTag, ValueError) as exc:
            raise invalid("it was altered or cut off (at chunk {number})", number=number) from exc
        yield chunk
        if not after:
            return
        number, held = number + 1, after


def _aead(file_key: bytes, head: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), _KEY_OCTETS, salt=head, info=_INFO).derive(file_key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _long(octets: bytes) -> bytes:
    return len(octets).to_bytes(_LENGTH, "big") + octets


def _read_long(file: IO[bytes]) -> bytes:
    length = int.from_bytes(file.read(_LENGTH), "big")
    found = file.read(length) if length <= _HEADER_MOST else b""
    if not found or len(found) != length:
        raise invalid("its head was cut off or altered")
    return found


def invalid(what: str, *, remedy: str = "", **values: Any) -> ComityError:
    """Return the error of a file that is not restored."""
    return Reason.BACKUP_INVALID.error(
        "the backup cannot be used: ",
        what,
        remedy=remedy or "Take another copy of the file, or an earlier backup.",
        field="file",
        **values,
    )
