"""Signed notes, checkpoints and cosignatures in the text formats of C2SP.

Norms: c2sp.org/signed-note, /tlog-checkpoint and /tlog-cosignature (C2SP commit 01194db1).
Pure: keys are handed in, the clock is the caller's. What it leaves to others: which keys are
trusted for whom and when (the directory), whether an instant lies in the future, and what
a quorum is. A line by an unknown key is kept and never trusted.
"""

from __future__ import annotations

import re
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from gateway.errors import CheckpointError
from gateway.register.log.merkle import EMPTY_ROOT, HASH_BYTES, MAX_SIZE
from gateway.trust.algorithms import Ed25519Signer
from gateway.trust.note_ids import KEY_ID_BYTES, note_key_id

# signed-note asks for a limit, and for at least 16. A checkpoint has three lines of its
# origin and two of each member, each of at most 3.5 kB: room for a hundred members.
MAX_NOTE_BYTES = 2**20
MAX_LINES = 256
MAX_NAME_BYTES = 255  # tlog-cosignature: cosigner_name<1..2^8-1>, log_origin<1..2^8-1>
MAX_TIME_S = 253_402_300_799  # 9999-12-31T23:59:59Z, the last second of a datetime
TIME_BYTES = 8
LINE_START = "— "
COSIGNATURE_HEADER = b"cosignature/v1\n"
SUBTREE_LABEL = b"subtree/v1\n\0"
CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f]")  # signed-note allows only the newline
CHECKPOINT = re.compile(r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<root>[^\n]+)\n")


class SignatureType(IntEnum):
    """The closed list of signature types, and their identifier bytes in signed-note.

    The first signs the text, the second text and instant, the third origin, size, root,
    cosigner's name and instant, or no instant: so an origin of the hybrid suite signs.
    """

    ED25519 = 0x01
    COSIGNATURE_ED25519 = 0x04
    COSIGNATURE_ML_DSA_44 = 0x06


# Bytes of the raw public key, and of the signature without its instant (RFC 8032, FIPS 204).
LENGTHS = {
    SignatureType.ED25519: (32, 64),
    SignatureType.COSIGNATURE_ED25519: (32, 64),
    SignatureType.COSIGNATURE_ML_DSA_44: (1312, 2420),
}


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What an origin says of its log: at this size it has this root (tlog-checkpoint).

    Raises:
        CheckpointError: An origin that is empty, too long or not one line; a size out of
            range; a root that is not 32 bytes, or of an empty log not its one root.
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        _check_name(self.origin)
        if not 0 <= self.size <= MAX_SIZE or len(self.root) != HASH_BYTES:
            raise CheckpointError("A checkpoint has a size from 0 to 2**63 - 1 and a 32-byte root.")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise CheckpointError("An empty log has the root SHA-256 of nothing, and no other.")

    def body(self) -> bytes:
        """Write the note text: the bytes that are signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n".encode()


def parse_checkpoint(body: bytes) -> Checkpoint:
    """Read the text of a checkpoint, signatures taken off.

    Extension lines, which tlog-checkpoint allows and advises against, are refused: an
    ML-DSA-44 cosignature does not sign them.

    Raises:
        CheckpointError: Anything but the three lines in their one canonical form.
    """
    if not (found := CHECKPOINT.fullmatch(_text(body))):
        raise CheckpointError("A checkpoint has three lines: origin, decimal size and root.")
    return Checkpoint(found["origin"], int(found["size"]), _from_base64(found["root"]))


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name and for one type of signature (signed-note).

    Raises:
        CheckpointError: The name is no key name, or the key has another length.
    """

    name: str
    type: SignatureType
    public_key: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        _check_key_name(self.name)
        if len(self.public_key) != LENGTHS[self.type][0]:
            raise CheckpointError("The public key does not have the length of its type.")

    @property
    def key_id(self) -> bytes:
        """Four bytes that say which key signed; a hint, never a proof."""
        return note_key_id(self.name, self.type, self.public_key)


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature line of a note: whose it says it is, and what it carries."""

    name: str
    key_id: bytes
    signature: bytes

    def to_text(self) -> str:
        """Write the line, without its newline."""
        return f"{LINE_START}{self.name} {b64encode(self.key_id + self.signature).decode()}"

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read one line, without its newline.

        Raises:
            CheckpointError: Not a signature line of signed-note.
        """
        name, _, value = line.removeprefix(LINE_START).partition(" ")
        blob = _from_base64(value)
        if not line.startswith(LINE_START) or len(blob) <= KEY_ID_BYTES:
            raise CheckpointError("A signature line is a dash, a key name and a signature.")
        _check_key_name(name)
        return cls(name, blob[:KEY_ID_BYTES], blob[KEY_ID_BYTES:])


def parse_lines(text: str) -> tuple[SignatureLine, ...]:
    """Read signature lines as they stand in a note, a newline between them.

    Raises:
        CheckpointError: One is not a signature line, or there are more than a note may have.
    """
    lines = text.split("\n", MAX_LINES)
    if len(lines) > MAX_LINES:
        raise CheckpointError("A note has 1 to {max_lines} signatures.", max_lines=MAX_LINES)
    return tuple(SignatureLine.parse(line) for line in lines)


@dataclass(frozen=True, slots=True)
class VerifiedSignature:
    """A signature that holds: by which key, and the instant that it states, if any."""

    key: VerifierKey
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A text and its signature lines, at least one; nothing is verified until `verify`."""

    body: bytes
    lines: tuple[SignatureLine, ...]

    def to_bytes(self) -> bytes:
        """Write the note; the exact inverse of `parse`."""
        return self.body + b"\n" + "".join(f"{line.to_text()}\n" for line in self.lines).encode()

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Split a note into its text and its lines.

        Raises:
            CheckpointError: Too long, not a note, or one line is not a signature line.
        """
        if len(raw) > MAX_NOTE_BYTES:
            raise CheckpointError(
                "The note is longer than {max_note_bytes} bytes.", max_note_bytes=MAX_NOTE_BYTES
            )
        # The last empty line parts them; the text itself may have empty lines.
        text, gap, tail = _text(raw).rpartition("\n\n")
        lines = tail.split("\n")[:-1]
        if not gap or not 0 < len(lines) <= MAX_LINES:
            raise CheckpointError(
                "A note has an empty line and 1 to {max_lines} signatures.", max_lines=MAX_LINES
            )
        return cls(f"{text}\n".encode(), tuple(SignatureLine.parse(line) for line in lines))

    def verify(self, keys: Iterable[VerifierKey]) -> tuple[VerifiedSignature, ...]:
        """Verify every line that is by one of these keys; at least one must be.

        Raises:
            CheckpointError: A line by one of these keys does not hold, or none is by them.
        """
        known = by_id(keys)
        mine = [(line, known.get((line.name, line.key_id))) for line in self.lines]
        verified = tuple(verify_line(self.body, line, found) for line, found in mine if found)
        if not verified:
            raise CheckpointError("None of the known keys has signed the note.")
        return verified


def open_checkpoint(
    raw: bytes, *, origin: str, required: Sequence[VerifierKey], known: Iterable[VerifierKey] = ()
) -> tuple[Checkpoint, SignedNote, tuple[VerifiedSignature, ...]]:
    """Read a checkpoint and verify that its origin has signed it.

    The caller still has to prove it consistent with the one it holds, and to judge instants.

    Args:
        raw: The signed note as received.
        origin: The origin line that it must have.
        required: Keys, at least one, that must all have signed: those of the origin's suite.
        known: Keys, of cosigners, whose signatures must hold where they are there.

    Raises:
        CheckpointError: It is not such a checkpoint, or a signature is missing or false.
    """
    if not required:
        raise ValueError("a checkpoint without a required key would prove nothing")
    note = SignedNote.parse(raw)
    verified = note.verify((*required, *known))
    checkpoint = parse_checkpoint(note.body)
    if checkpoint.origin != origin:
        raise CheckpointError("The checkpoint is of another origin.")
    if not {signature.key for signature in verified}.issuperset(required):
        raise CheckpointError("A signature that the origin's suite requires is missing.")
    return checkpoint, note, verified


def sign_note(body: bytes, name: str, private_key: Ed25519Signer) -> SignatureLine:
    """Sign a note's text (type 0x01): how an origin signs its checkpoint.

    Raises:
        CheckpointError: The text cannot be that of a note, or the name no key name.
    """
    key = VerifierKey(name, SignatureType.ED25519, private_key.public_key().public_bytes_raw())
    return SignatureLine(name, key.key_id, private_key.sign(_message(body, key, 0)))


def cosign(
    body: bytes, name: str, private_key: Ed25519Signer | MLDSA44PrivateKey, at: datetime | None
) -> SignatureLine:
    """Cosign the text of a checkpoint (type 0x04 or 0x06, as the key is).

    It states that no larger consistent tree of this log has been seen at that instant; in
    this federation also that the contents are durably held.

    Args:
        body: The text of the checkpoint.
        name: The cosigner's key name.
        private_key: An Ed25519 key used for nothing else, or an ML-DSA-44 key.
        at: The instant, aware, cut to whole seconds; None, with ML-DSA-44, to state none.

    Raises:
        CheckpointError: The text is not that of a checkpoint, or the name no key name.
        ValueError: No instant with Ed25519, a naive one, or one before 1970.
    """
    hybrid = isinstance(private_key, MLDSA44PrivateKey)
    type_ = SignatureType.COSIGNATURE_ML_DSA_44 if hybrid else SignatureType.COSIGNATURE_ED25519
    if at is None and not hybrid:
        raise ValueError("an Ed25519 cosignature states an instant")
    if at is not None and (at.tzinfo is None or at.timestamp() < 1):
        raise ValueError("the instant of a cosignature is aware and after 1970-01-01")
    time_s = int(at.timestamp()) if at else 0
    key = VerifierKey(name, type_, private_key.public_key().public_bytes_raw())
    signature = private_key.sign(_message(body, key, time_s))
    return SignatureLine(name, key.key_id, time_s.to_bytes(TIME_BYTES, "big") + signature)


def by_id(keys: Iterable[VerifierKey]) -> Mapping[tuple[str, bytes], Sequence[VerifierKey]]:
    """Group keys by name and id: a directory has each id once, and an older one may not."""
    found: dict[tuple[str, bytes], list[VerifierKey]] = {}
    for key in dict.fromkeys(keys):
        found.setdefault((key.name, key.key_id), []).append(key)
    return found


def verify_line(body: bytes, line: SignatureLine, keys: Sequence[VerifierKey]) -> VerifiedSignature:
    """Verify one line over a text, by whichever key of its name and id has signed it.

    An id is a hint. Were one key of it enough to refuse a line, its owner could make what it
    has signed unverifiable with a second key of the same id.

    Args:
        body: The text of the note.
        line: The line.
        keys: At least one.

    Raises:
        CheckpointError: It holds by none of them.
    """
    for key in keys[:-1]:
        try:
            return verify_signature(body, line, key)
        except CheckpointError:
            continue
    return verify_signature(body, line, keys[-1])


def verify_signature(body: bytes, line: SignatureLine, key: VerifierKey) -> VerifiedSignature:
    """Verify one line over a text with the one key that it must be by.

    Raises:
        CheckpointError: The line is by another key, is malformed, or does not hold.
    """
    if (line.name, line.key_id) != (key.name, key.key_id):
        raise CheckpointError("The signature is by another key.")
    time_s, signature = 0, line.signature
    if key.type != SignatureType.ED25519:
        time_s = int.from_bytes(signature[:TIME_BYTES], "big")
        signature = signature[TIME_BYTES:]
        # Only ML-DSA-44 may state no instant (tlog-cosignature, cosigned_message).
        if time_s > MAX_TIME_S or (not time_s and key.type == SignatureType.COSIGNATURE_ED25519):
            raise CheckpointError("The cosignature states an instant out of range.")
    if len(signature) != LENGTHS[key.type][1]:
        raise CheckpointError("The signature does not have the length of its type.")
    message = _message(body, key, time_s)
    try:
        if key.type == SignatureType.COSIGNATURE_ML_DSA_44:
            MLDSA44PublicKey.from_public_bytes(key.public_key).verify(signature, message)
        else:
            Ed25519PublicKey.from_public_bytes(key.public_key).verify(signature, message)
    except (InvalidSignature, ValueError) as exc:
        raise CheckpointError("The signature does not hold.", name=key.name) from exc
    return VerifiedSignature(key, datetime.fromtimestamp(time_s, UTC) if time_s else None)


def _message(body: bytes, key: VerifierKey, time_s: int) -> bytes:
    """Give the bytes that are signed; no two types can have the same."""
    if key.type == SignatureType.ED25519:
        _text(body)
        if body.startswith(COSIGNATURE_HEADER):
            raise CheckpointError("The text of a note must not begin like a cosignature.")
        return body
    checkpoint = parse_checkpoint(body)
    if key.type == SignatureType.COSIGNATURE_ED25519:
        return COSIGNATURE_HEADER + b"time %d\n" % time_s + body
    # cosigned_message of the whole tree, in the presentation language of RFC 8446, section 3.
    name, origin = key.name.encode(), checkpoint.origin.encode()
    head = struct.pack(f">12sB{len(name)}sQ", SUBTREE_LABEL, len(name), name, time_s)
    log = struct.pack(f">B{len(origin)}s", len(origin), origin)
    return head + log + struct.pack(">QQ32s", 0, checkpoint.size, checkpoint.root)


def _text(raw: bytes) -> str:
    """Decode text as signed-note allows it: UTF-8, whole lines, no control characters."""
    if CONTROL.search(raw) or not raw.endswith(b"\n"):
        raise CheckpointError("A note is whole lines without control characters.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise CheckpointError("A note is UTF-8.") from exc


def _check_name(name: str) -> None:
    """Check an origin or key name: one line that fits the length byte of a cosigned_message."""
    raw = name.encode("utf-8", "replace")
    if not 0 < len(raw) <= MAX_NAME_BYTES or raw.decode() != name or re.search(r"[\0-\x1f]", name):
        raise CheckpointError(
            "A name is one line of 1 to {max_name_bytes} bytes of UTF-8.",
            max_name_bytes=MAX_NAME_BYTES,
        )


def _check_key_name(name: str) -> None:
    """Check a key name: not empty, no Unicode space, no plus (signed-note)."""
    if not name or "+" in name or any(character.isspace() for character in name):
        raise CheckpointError("A key name has no space and no plus.")


def _from_base64(text: str) -> bytes:
    """Decode RFC 4648, section 4, in its one canonical form."""
    try:
        raw = b64decode(text, validate=True)
    except ValueError as exc:
        raise CheckpointError("A root or signature is not base64.") from exc
    if b64encode(raw).decode() != text:
        raise CheckpointError("A root or signature is not canonical base64.")
    return raw
