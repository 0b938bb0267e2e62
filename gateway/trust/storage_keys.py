"""The keys by which a node wraps what it keeps for itself; no directory ever names them.

    keys/storage-0001-0123456789abcdef.key    {"key": 64 hex digits, "made_at": an instant}

Letters are sealed to encryption keys, which others know; what lies here is wrapped to a storage
key (AES-256-GCM, NIST SP 800-38D). So a retired encryption key can be destroyed, and a document
still opens. There may be several: the newest wraps, an older one opens what names it until all of
that has been wrapped again. The id holds 64 bits of a digest of the key, so it never names another.

No key material enters an error, a log or a `repr`.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.errors import Reason
from gateway.trust.owned_files import read_private, unusable, write_private

STORAGE_USE = "STORAGE"
"""How such a key is called beside the uses of keys that the directory names."""

_KEY_OCTETS = 32
_NONCE_OCTETS = 12  # drawn for each wrapping; NIST SP 800-38D bounds them at 2^32 a key
_ID = re.compile(r"storage-(\d{4})-[0-9a-f]{16}")
_ID_LABEL = b"comity/storage-key-id/v1\x00"
_WRAP_LABEL = b"comity/storage/v1"


@dataclass(frozen=True, slots=True, repr=False)
class StorageKey:
    """One version of the key.

    Attributes:
        version: Its number, from 1 on.
        octets: 32 octets.
        made_at: When it took over from the one before; None for the first.
    """

    version: int
    octets: bytes
    made_at: datetime | None

    @property
    def key_id(self) -> str:
        """Id by which what is wrapped names it; it says nothing of the key."""
        digest = hashlib.sha256(_ID_LABEL + self.octets).hexdigest()
        return f"storage-{self.version:04d}-{digest[:16]}"


class StorageKeys:
    """All versions that a node has.

    Args:
        keys: The versions, in any order.
    """

    def __init__(self, keys: Iterable[StorageKey] = ()) -> None:
        # Two of one number come of a restored folder: both open, and the same one always wraps.
        self.keys = tuple(sorted(keys, key=lambda key: (key.version, key.key_id)))
        self._by_id = {key.key_id: key for key in self.keys}

    def __repr__(self) -> str:
        return f"StorageKeys({len(self.keys)} keys)"

    def __contains__(self, key_id: str) -> bool:
        return key_id in self._by_id

    @classmethod
    def first(cls) -> StorageKeys:
        """Draw the first version."""
        return cls([StorageKey(1, secrets.token_bytes(_KEY_OCTETS), None)])

    @classmethod
    def load(cls, folder: Path) -> StorageKeys:
        """Read the versions of a key folder, which may have none.

        Raises:
            TrustError: KEY_INVALID; a file cannot be read, is open to others, malformed, or not
                the key that its name says.
        """
        found = sorted(folder.glob("storage-*.key"))
        return cls(_load(path) for path in found if is_storage_key(path.stem))

    def save(self, folder: Path) -> None:
        """Write the versions that are not there yet, each whole or not at all.

        Raises:
            OSError: The folder cannot be written.
        """
        for key in self.keys:
            place = storage_file(folder, key.key_id)
            if place.exists():
                continue
            made_at = None if key.made_at is None else key.made_at.isoformat()
            text = json.dumps({"key": key.octets.hex(), "made_at": made_at})
            write_private(place, text.encode() + b"\n")

    @classmethod
    def make_first(cls, folder: Path) -> bool:
        """Draw the first version, where a key folder has none; say whether it had none.

        Raises:
            TrustError: KEY_INVALID; the folder cannot be written, or as `load`.
        """
        if cls.load(folder).keys:
            return False
        try:
            cls.first().save(folder)
        except OSError as exc:
            raise unusable("the key folder cannot be written", folder) from exc
        return True

    def renewed(self, at: datetime) -> StorageKeys:
        """Return the versions with a new one, which wraps from now on.

        Args:
            at: Aware instant.
        """
        version = self.keys[-1].version + 1 if self.keys else 1
        fresh = StorageKey(version, secrets.token_bytes(_KEY_OCTETS), at)
        return StorageKeys((*self.keys, fresh))

    @property
    def newest(self) -> StorageKey:
        """The version that wraps.

        Raises:
            TrustError: KEY_INVALID; there is none.
        """
        if not self.keys:
            raise Reason.KEY_INVALID.error(
                "this node has no storage key",
                remedy="Make one ({makeStorageKey}), or restore the key folder from its backup.",
            )
        return self.keys[-1]

    def replaced_at(self, key_id: str) -> datetime | None:
        """Return when a version was replaced by the next; None for the one that wraps."""
        later = [key for key in self.keys if key.version > self._by_id[key_id].version]
        return later[0].made_at if later else None

    def replaced(self) -> Iterator[tuple[str, datetime]]:
        """Yield the ids of the versions that wrap no more, each with when it was replaced."""
        for key in self.keys:
            if (replaced_at := self.replaced_at(key.key_id)) is not None:
                yield key.key_id, replaced_at

    def wrap(self, secret: bytes, info: bytes) -> tuple[str, bytes]:
        """Encrypt a secret under the newest version.

        Args:
            secret: What is wrapped.
            info: What it is for; it opens for nothing else.

        Returns:
            The id of the version, and nonce, ciphertext and tag.

        Raises:
            TrustError: KEY_INVALID; there is none.
        """
        key, nonce = self.newest, secrets.token_bytes(_NONCE_OCTETS)
        sealed = AESGCM(key.octets).encrypt(nonce, secret, _context(key.key_id, info))
        return key.key_id, nonce + sealed

    def unwrap(self, wrapped: bytes, key_id: str, info: bytes) -> bytes:
        """Decrypt a secret by the version that it names, and no other.

        Raises:
            InvalidTag: It was altered, or is for something else.
            KeyError: That version is not here.
        """
        nonce, sealed = wrapped[:_NONCE_OCTETS], wrapped[_NONCE_OCTETS:]
        key = self._by_id[key_id]
        if len(nonce) < _NONCE_OCTETS:
            raise InvalidTag
        return AESGCM(key.octets).decrypt(nonce, sealed, _context(key_id, info))


def is_storage_key(key_id: str) -> bool:
    """Say whether an id is one of a storage key."""
    return _ID.fullmatch(key_id) is not None


def storage_file(folder: Path, key_id: str) -> Path:
    """Return where a version lies in a key folder."""
    return folder / f"{key_id}.key"


def _context(key_id: str, info: bytes) -> bytes:
    fields = (_WRAP_LABEL, key_id.encode(), info)
    return b"".join(len(field).to_bytes(4, "big") + field for field in fields)


def _load(path: Path) -> StorageKey:
    raw = read_private(path)
    try:
        found = json.loads(raw)
        made_at = found["made_at"]
        key = StorageKey(
            version=int(path.stem.split("-")[1]),
            octets=bytes.fromhex(found["key"]),
            made_at=None if made_at is None else datetime.fromisoformat(made_at),
        )
    except (ValueError, KeyError, TypeError):
        key = None
    if key is None or len(key.octets) != _KEY_OCTETS or key.key_id != path.stem:
        raise Reason.KEY_INVALID.error(
            "a storage key is malformed, or not the key that its name says: {file}",
            remedy="Restore the file from its backup.",
            file=path.name,
        )
    return key
