"""Proofs that an origin has contradicted itself: kept, told, and checked by anybody.

A fraud proof is two statements that one origin has signed and that cannot both be true:

- *split*: two checkpoints of one size have different roots;
- *rewritten*: from the consistency path between two checkpoints RFC 9162 2.1.4.2 computes
  exactly the newer root and an older root other than the signed one;
- *backdated*: an entry states an instant that lies before the one at which its origin has
  signed (cosignature 0x04) a checkpoint that does not yet cover it.

Everything less (a refused or useless proof) is a suspicion. A statement by a key that was
revoked since stands where another member had cosigned it before (`attested`).
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from google.protobuf.message import DecodeError

from comity.v1 import letter_pb2
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.errors import ProofError
from gateway.register.log.attested import MAX_WITNESSES, AttestedCheckpoint, verify_attested
from gateway.register.log.checkpoints import HeldCheckpoint
from gateway.register.log.merkle import consistent_roots, leaf_hash, verify_inclusion
from gateway.register.log.note_lines import stated_at
from gateway.register.log.note_names import keys_of
from gateway.register.log.notes import SignatureLine, SignedNote, by_id, verify_line
from gateway.register.row_writing import from_microseconds
from gateway.trust.federation import Directory
from gateway.trust.note_ids import origin_line
from gateway.trust.suites import COSIGN_USES, KeyUse
from gateway.wire.counting import decode
from gateway.wire.limits import MAX_PAYLOAD_BYTES

SKEW = timedelta(minutes=5)
"""How far a clock may be set back without its owner being a forger; as for receipts."""

MAX_PROOF_BYTES = 4 * MAX_PAYLOAD_BYTES
"""Octets of a proof in a file: an entry and two notes in base64, paths in hexadecimal."""


class FraudKind(StrEnum):
    """How an origin has contradicted itself."""

    SPLIT = "split"  # one size, two roots
    REWRITTEN = "rewritten"  # the larger log does not extend the smaller
    BACKDATED = "backdated"  # an entry is dated before a checkpoint without it


class FraudProof(Model):
    """What proves it, in a form that can be sent and checked offline.

    Attributes:
        older: Signed note of the smaller (or equal) size, base64; also with cosignatures of
            members, which date it.
        newer: Signed note of the larger size, base64.
        path: Rewritten: consistency path between them. Backdated: inclusion path of the
            entry in the newer one. Hexadecimal; empty for a split.
        seed: Rewritten, where the older size is a power of two: the hash that the newer
            tree has over those leaves, hexadecimal.
        entry: Backdated: the signed payload of the entry, base64.
        index: Backdated: where it is.
    """

    kind: FraudKind
    origin: AuthorityCode
    older: str
    newer: str
    path: tuple[str, ...] = ()
    seed: str | None = None
    entry: str | None = None
    index: int | None = None

    @classmethod
    def of(
        cls,
        first: HeldCheckpoint,
        second: HeldCheckpoint,
        path: tuple[bytes, ...] = (),
        seed: bytes | None = None,
    ) -> FraudProof:
        """Write two checkpoints down, in either order, with the path between them."""
        older, newer = sorted((first, second), key=lambda held: (held.size, held.root))
        kind = FraudKind.SPLIT if older.size == newer.size else FraudKind.REWRITTEN
        return cls._of_notes(kind, older, newer, path, seed=None if seed is None else seed.hex())

    @classmethod
    def of_backdated(
        cls,
        older: HeldCheckpoint,
        newer: HeldCheckpoint,
        *,
        index: int,
        payload: bytes,
        path: tuple[bytes, ...],
    ) -> FraudProof:
        """Write down an entry of the newer log, and the checkpoint that it denies."""
        entry = b64encode(payload).decode()
        return cls._of_notes(FraudKind.BACKDATED, older, newer, path, entry=entry, index=index)

    @classmethod
    def _of_notes(
        cls,
        kind: FraudKind,
        older: HeldCheckpoint,
        newer: HeldCheckpoint,
        path: tuple[bytes, ...],
        **said: Any,
    ) -> FraudProof:
        first, second = (b64encode(each.note).decode() for each in (older, newer))
        steps = tuple(item.hex() for item in path)
        return cls(kind=kind, origin=older.origin, older=first, newer=second, path=steps, **said)

    def with_lines(self, lines: Callable[[SignedNote], tuple[SignatureLine, ...]]) -> FraudProof:
        """Return it with more lines under its notes.

        Args:
            lines: Gives those to add to a note.
        """
        return self._with(older=_added(self.older, lines), newer=_added(self.newer, lines))

    def slim(self, found: Contradiction) -> FraudProof:
        """Leave out of a proof whatever it does not need.

        Of a note's lines only those stay that were verified: by the keys which the directory
        gives the origin, one a key, and whole cosignatures of a few members, which date it should
        a key be revoked later. Whoever wrote the note can have put any others there, under any
        name, and a note that grows too large for it could not be told.

        Args:
            found: What verifying it came to.
        """
        older, newer = (b64encode(each.note).decode() for each in (found.older, found.newer))
        needed = {name: getattr(self, name) for name in _NEEDS[self.kind]}
        return FraudProof(kind=self.kind, origin=self.origin, older=older, newer=newer, **needed)


_NEEDS = {
    FraudKind.SPLIT: (),
    FraudKind.REWRITTEN: ("path", "seed"),
    FraudKind.BACKDATED: ("path", "entry", "index"),
}
"""What a proof of a kind has beside its two notes."""


def _added(note: str, lines: Callable[[SignedNote], tuple[SignatureLine, ...]]) -> str:
    parsed = SignedNote.parse(b64decode(note))
    there = {(line.name, line.key_id) for line in parsed.lines}
    new = tuple(line for line in lines(parsed) if (line.name, line.key_id) not in there)
    return b64encode(SignedNote(parsed.body, (*parsed.lines, *new)).to_bytes()).decode()


def read_fraud_proof(raw: bytes) -> FraudProof:
    """Read a fraud proof from a file; nothing of it is verified.

    Raises:
        ProofError: It is none, or too long for one.
    """
    try:
        if len(raw) > MAX_PROOF_BYTES:
            raise ValueError
        return FraudProof.model_validate_json(raw)
    except ValueError as exc:
        raise ProofError("The file is no fraud proof.") from exc


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A fraud proof that was checked: the two statements that cannot both be true.

    Attributes:
        text: What the origin has done, in words that are ours.
        digest: Names the contradiction, whoever tells it and whichever lines sign it.
        attested_by: Members whose cosignatures show that a statement is from before the key that
            signed it was revoked; none where all keys count.
    """

    older: HeldCheckpoint
    newer: HeldCheckpoint
    text: str
    digest: bytes
    attested_by: tuple[str, ...] = ()


def verify_fraud_proof(proof: FraudProof, directory: Directory, at: datetime) -> Contradiction:
    """Check that a fraud proof proves a fraud.

    Args:
        proof: As found, or as told by anybody.
        directory: Gives the origin's keys; nothing else is believed.
        at: Instant for which they must count.

    Raises:
        CheckpointError: A note is not one that the origin has signed.
        ProofError: The two statements do not contradict each other.
        TrustError: PEER_UNKNOWN, the origin is not in the directory.
    """
    try:
        notes = [b64decode(note, validate=True) for note in (proof.older, proof.newer)]
        path = tuple(bytes.fromhex(item) for item in proof.path)
        seed = None if proof.seed is None else bytes.fromhex(proof.seed)
        payload = None if proof.entry is None else b64decode(proof.entry, validate=True)
    except ValueError as exc:
        raise ProofError("The fraud proof is malformed.") from exc
    first, second = (
        # A note that states no instant splits a log as well as one that does.
        verify_attested(note, origin=proof.origin, directory=directory, at=at, skew=SKEW)
        for note in notes
    )
    older, newer = first.held, second.held
    if proof.kind is FraudKind.BACKDATED:
        if payload is None or proof.index is None:
            raise ProofError("The fraud proof has no entry.")
        text = _backdated(first, newer, proof.index, payload, path, at)
    elif proof.kind is FraudKind.SPLIT:
        if older.size != newer.size or older.root == newer.root:
            raise ProofError("The two checkpoints do not contradict each other.")
        text = f"{proof.origin} has signed two logs of {older.size} entries"
    else:
        got_old, got_new = consistent_roots(older.size, newer.size, path, seed=seed)
        if got_new != newer.root or got_old == older.root:
            raise ProofError("The path does not show that the log was rewritten.")
        text = (
            f"{proof.origin} has rewritten its log: {newer.size} entries do not extend {older.size}"
        )
    attested_by = tuple(sorted({*first.attested_by, *second.attested_by}))
    return Contradiction(older, newer, text, digest_of(proof), attested_by)


def digest_of(proof: FraudProof) -> bytes:
    """Name the contradiction of a proof, of which nothing need be verified for it.

    Raises:
        CheckpointError: What stands for a note is none.
        ProofError: It is not even base64.
    """
    try:
        notes = [b64decode(note, validate=True) for note in (proof.older, proof.newer)]
        payload = None if proof.entry is None else b64decode(proof.entry, validate=True)
    except ValueError as exc:
        raise ProofError("The fraud proof is malformed.") from exc
    if proof.kind is FraudKind.BACKDATED and payload is not None:
        said = [payload]  # the same entry denies many checkpoints: it is one contradiction
    else:  # told in either order, two notes of one size are one contradiction
        said = sorted(SignedNote.parse(note).body for note in notes)
    return sha256(b"\0".join((proof.kind.encode(), proof.origin.encode(), *said))).digest()


def require_slim(proof: FraudProof, directory: Directory) -> None:
    """Refuse a told proof whose notes have more lines than `slim` leaves, before any is verified.

    Who could have a node verify hundreds of lines with each call could keep it busy.

    Raises:
        CheckpointError: What stands for a note is none.
        ProofError: A line is by no member, by one of too many, or two are by one key.
    """
    own = origin_line(directory.federation_id, proof.origin)
    names = {origin_line(directory.federation_id, code) for code in directory.members}
    for raw in (proof.older, proof.newer):
        lines = SignedNote.parse(b64decode(raw)).lines
        keys = {(line.name, line.key_id) for line in lines}
        cosigned = Counter(line.name for line in lines if line.name != own)
        if (
            len(keys) < len(lines)
            or not cosigned.keys() <= names
            or len(cosigned) > MAX_WITNESSES
            or max(cosigned.values(), default=0) > len(COSIGN_USES)
        ):
            raise ProofError(
                "A note of the fraud proof has two lines by one key, or lines by no member or by "
                "more than {max_witnesses} beside its origin.",
                remedy="Leave out of the notes all lines but the origin's own and the "
                "cosignatures of {max_witnesses} members, one a key.",
                max_witnesses=MAX_WITNESSES,
            )


def latest_instant(found: Contradiction) -> datetime | None:
    """Return by when, as its origin states, both notes of a proof were signed.

    Returns:
        The later of the instants of its own cosignatures; None if a note states none.
    """
    older, newer = stated_at(found.older.note), stated_at(found.newer.note)
    return None if older is None or newer is None else max(older, newer)


def _backdated(
    first: AttestedCheckpoint,
    newer: HeldCheckpoint,
    index: int,
    payload: bytes,
    path: tuple[bytes, ...],
    at: datetime,
) -> str:
    """Check the proof that an entry is older than its place in the log allows."""
    older, directory = first.held, first.directory
    origin = older.origin
    if not older.size <= index < newer.size:
        raise ProofError("The older checkpoint covers the entry, or the newer one does not.")
    verify_inclusion(
        index=index, size=newer.size, leaf_hash=leaf_hash(payload), proof=path, root=newer.root
    )
    try:
        header = decode(letter_pb2.Entry, payload).header
        stamp = header.act_time
        dated = from_microseconds(stamp.seconds * 1_000_000 + stamp.nanos // 1_000)
    except (DecodeError, OverflowError) as exc:
        raise ProofError("The entry cannot be read.") from exc
    if (header.federation_id, header.origin) != (directory.federation_id, origin):
        raise ProofError("The entry is of another log.")
    signed = signed_at(older.note, origin=origin, directory=directory, at=at)
    if signed is None or dated >= signed - SKEW:
        raise ProofError("The entry is not dated before the older checkpoint.")
    return (
        f"{origin} has dated entry {index} of its log back to {dated:%Y-%m-%d %H:%M} UTC: at "
        f"{signed:%Y-%m-%d %H:%M} UTC it signed a log of {older.size} entries without it"
    )


def signed_at(note: bytes, *, origin: str, directory: Directory, at: datetime) -> datetime | None:
    """Return the instant at which an origin states that it has signed its checkpoint.

    Args:
        note: A checkpoint of the origin.
        origin: Owner of the log.
        directory: Gives its cosigning keys.
        at: Instant for which they must count.

    Returns:
        The latest instant of its own cosignatures (0x04); None where it states none.

    Raises:
        CheckpointError: It is no note, or one of those lines does not hold.
    """
    parsed = SignedNote.parse(note)
    keys = by_id(keys_of(directory, origin, KeyUse.COSIGN_ED25519, at))
    stated = [
        verify_line(parsed.body, line, keys[line.name, line.key_id]).at
        for line in parsed.lines
        if (line.name, line.key_id) in keys
    ]
    return max((each for each in stated if each is not None), default=None)
