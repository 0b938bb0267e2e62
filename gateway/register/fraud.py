"""Proofs that an origin has contradicted itself: kept, shown, and checked by anybody.

A fraud proof is two checkpoints that one origin has signed, with the same size and
different roots, or with different sizes and a consistency path from which RFC 9162 2.1.4.2
computes exactly the newer root and an older root other than the signed one. Everything
less (a refused or useless proof) is a suspicion.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.errors import ProofError
from gateway.register.checkpoints import HeldCheckpoint, verify_checkpoint
from gateway.register.merkle import consistent_roots
from gateway.trust.directory import Directory


class FraudProof(Model):
    """What proves it, in a form that can be sent and checked offline.

    Attributes:
        older: Signed note of the smaller (or equal) size, base64.
        newer: Signed note of the larger size, base64.
        path: Consistency path between them, hexadecimal; empty for equal sizes.
        seed: Where the older size is a power of two: the hash that the newer tree has over
            those leaves, hexadecimal.
    """

    origin: AuthorityCode
    older: str
    newer: str
    path: tuple[str, ...] = ()
    seed: str | None = None

    @classmethod
    def of(
        cls,
        first: HeldCheckpoint,
        second: HeldCheckpoint,
        path: tuple[bytes, ...] = (),
        seed: bytes | None = None,
    ) -> FraudProof:
        """Write two checkpoints down, in either order, with the path between them."""
        older, newer = sorted((first, second), key=lambda held: held.size)
        return cls(
            origin=first.origin,
            older=b64encode(older.note).decode(),
            newer=b64encode(newer.note).decode(),
            path=tuple(item.hex() for item in path),
            seed=None if seed is None else seed.hex(),
        )


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A fraud proof that was checked: the two statements that cannot both be true."""

    older: HeldCheckpoint
    newer: HeldCheckpoint


def verify_fraud_proof(proof: FraudProof, directory: Directory, at: datetime) -> Contradiction:
    """Check that a fraud proof proves a fraud.

    Raises:
        CheckpointError: A note is not one that the origin has signed.
        ProofError: The two statements do not contradict each other.
    """
    try:
        notes = [b64decode(note, validate=True) for note in (proof.older, proof.newer)]
        path = tuple(bytes.fromhex(item) for item in proof.path)
        seed = None if proof.seed is None else bytes.fromhex(proof.seed)
    except ValueError as exc:
        raise ProofError("The fraud proof is malformed.") from exc
    older, newer = (
        verify_checkpoint(note, origin=proof.origin, directory=directory, at=at) for note in notes
    )
    if older.size == newer.size:
        if older.root == newer.root:
            raise ProofError("The two checkpoints say the same.")
        return Contradiction(older, newer)
    got_old, got_new = consistent_roots(older.size, newer.size, path, seed=seed)
    if got_new != newer.root or got_old == older.root:
        raise ProofError("The path does not show that the log was rewritten.")
    return Contradiction(older, newer)
