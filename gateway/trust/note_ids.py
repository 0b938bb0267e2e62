"""Names and ids under which log and cosigning keys stand in signed notes (C2SP signed-note).

An id has four octets: whoever makes two keys with one id, which takes a second, could have
a line of its own be taken for a false one of the other key. So the directory, which lists
every key that a member ever had, has each id once.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from gateway.trust.suites import KeyUse

KEY_ID_BYTES = 4
FEDERATION_DIGITS = 16
NOTE_TYPES: Mapping[KeyUse, int] = {
    KeyUse.LOG_ED25519: 0x01,
    KeyUse.COSIGN_ED25519: 0x04,
    KeyUse.LOG_MLDSA44: 0x06,
    KeyUse.COSIGN_MLDSA44: 0x06,
}
"""The identifier byte of each use in signed-note and tlog-cosignature."""


def origin_line(federation_id: bytes, code: str) -> str:
    """Return the name of a member's log, and of the member as cosigner."""
    return f"comity/{federation_id.hex()[:FEDERATION_DIGITS]}/{code}"


def note_key_id(name: str, type_: int, public: bytes) -> bytes:
    """Return four octets that say which key signed; a hint, never a proof."""
    return sha256(b"%s\n%c%s" % (name.encode(), type_, public)).digest()[:KEY_ID_BYTES]
