"""The operator's key for backups: who holds the private half reads them, and nobody else.

It is no key of the directory: it belongs to the authority's operators, lies away from the
node, and the node has the public half only.
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import NamedTuple

from gateway.errors import Reason
from gateway.trust.algorithms import (
    DecryptionKey,
    EncryptionKey,
    HybridSecret,
    check_order,
    encryption_key,
    generate_secret,
    key_id_of,
    public_octets,
    secret_from_pem,
    secret_to_pem,
)
from gateway.trust.owned_files import read_private, write_private
from gateway.trust.suites import KeyUse

USE = KeyUse.ENCRYPT_MLKEM768_X25519
"""The one use: ML-KEM-768 with X25519, as for letters. A backup is kept for years."""

_LABEL = "comity-backup-key"
_NEVER_A_KEY = 10_000


class BackupRecipient(NamedTuple):
    """The public half: to whom a backup is encrypted."""

    key_id: str
    key: EncryptionKey


class BackupOpener(NamedTuple):
    """The private half: who opens a backup."""

    key_id: str
    key: DecryptionKey


def make_backup_key(path: Path) -> Path:
    """Draw a key; write the private half (mode 0600) and, beside it, the public one.

    Args:
        path: Of the private half; the public one gets ``.pub`` behind its name.

    Returns:
        The path of the public half.

    Raises:
        InputError: SETTING_INVALID; there is such a file already, or it cannot be written.
    """
    public = path.with_name(f"{path.name}.pub")
    if path.exists() or public.exists():
        raise Reason.SETTING_INVALID.error(
            "out: {path} is there already",
            remedy="Name a file that does not exist; an older key opens older backups.",
            path=path,
        )
    secret = generate_secret(USE)
    try:
        write_private(path, secret_to_pem(secret))
        octets = base64.b64encode(public_octets(secret)).decode()
        public.write_text(f"{_LABEL} {octets}\n", encoding="ascii")
    except OSError as exc:
        raise Reason.SETTING_INVALID.error(
            "out: {path} cannot be written: {why}",
            remedy="Name a file in a folder that this account may write.",
            path=path,
            why=exc.strerror,
        ) from exc
    return public


def read_recipient(path: Path) -> BackupRecipient:
    """Read the public half.

    Raises:
        InputError: SETTING_INVALID; the file is no such key.
        TrustError: KEY_INVALID; the key is malformed.
    """
    try:
        with path.open("rb") as file:
            label, _, octets = file.read(_NEVER_A_KEY).decode("ascii").strip().partition(" ")
        public = base64.b64decode(octets, validate=True)
    except (OSError, ValueError, binascii.Error):
        label, public = "", b""
    if label != _LABEL:
        raise Reason.SETTING_INVALID.error(
            "to: {path} is no public key for backups",
            remedy="Make a pair with {makeBackupKey}, and name FILE.pub here.",
            path=path,
        )
    check_order(USE, public)
    return BackupRecipient(key_id_of(public), encryption_key(USE, public))


def read_opener(path: Path) -> BackupOpener:
    """Read the private half.

    Raises:
        TrustError: KEY_INVALID; the file cannot be read, is open to others, or is no such key.
    """
    secret = secret_from_pem(USE, read_private(path))
    if not isinstance(secret, HybridSecret):
        raise Reason.KEY_INVALID.error("the key does not open backups")
    return BackupOpener(key_id_of(public_octets(secret)), secret.for_hpke())
