"""Compares a log's new checkpoint with the newest that was seen before.

Steps, the same as in docs/protocol/register.md, section 5:

1. The same size needs the same root: otherwise a fraud is proven.
2. A smaller size needs the root that the log had there, as far as it is held: otherwise a
   fraud is proven; with the same root it is only an older state.
3. A larger size needs a consistency proof, which its source gives.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.errors import ComityError, NotFoundError, ProofError, Reason, RegisterError
from gateway.register.checkpoints import HeldCheckpoint
from gateway.register.entries import payload_of
from gateway.register.fraud import FraudProof
from gateway.register.logbook import read_nodes
from gateway.register.merkle import (
    consistent_roots,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from gateway.register.proofs import consistency_proof, root_at
from gateway.register.source import LogSource
from gateway.register.troubles import TroubleKind


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is wrong with a checkpoint, and the proof where there is one."""

    kind: TroubleKind
    text: str
    proof: FraudProof | None = None


def same_size(known: HeldCheckpoint, shown: HeldCheckpoint) -> Doubt | None:
    """Do step 1."""
    if known.root == shown.root:
        return None
    text = f"{known.origin} has signed two logs of {known.size} entries"
    return Doubt(TroubleKind.FRAUD, text, FraudProof.of(known, shown))


def shorter(origin: str, had: int, shown: int) -> Doubt:
    """Return the doubt about a log that is shown with fewer entries than it had."""
    text = f"a log of {shown} entries of {origin} is shown, which had {had} before"
    return Doubt(TroubleKind.ROLLBACK, text)


def older_state(conn: Connection, known: HeldCheckpoint, shown: HeldCheckpoint) -> Doubt:
    """Do step 2, from the nodes that are held here."""
    origin = known.origin
    stale = shorter(origin, known.size, shown.size)
    if shown.size == 0:
        return stale
    try:
        root = root_at(conn, origin, shown.size)
        if root == shown.root:
            return stale
        path = tuple(consistency_proof(conn, origin, shown.size, known.size))
        seed = _held_seed(conn, origin, shown.size)
    except NotFoundError:
        text = f"a log of {shown.size} entries of {origin} is shown, and less is held to judge it"
        return Doubt(TroubleKind.SUSPICION, text)
    text = f"{origin} has signed a log of {shown.size} entries that its later log does not extend"
    return Doubt(TroubleKind.FRAUD, text, FraudProof.of(shown, known, path, seed))


def _held_seed(conn: Connection, origin: str, size: int) -> bytes | None:
    if size.bit_count() != 1:
        return None
    node = (size.bit_length() - 1, 0)
    return read_nodes(conn, origin, [node])[node]


async def extends(source: LogSource, known: HeldCheckpoint, shown: HeldCheckpoint) -> Doubt | None:
    """Do step 3, with a proof that the source gives.

    Raises:
        UnavailableError: The source does not answer; nothing is said about the log.
    """
    origin = known.origin
    suspicion = Doubt(
        TroubleKind.SUSPICION,
        f"{source.code} gives no proof that the log of {origin} with {shown.size} entries "
        f"extends the one with {known.size}",
    )
    try:
        path = await source.consistency(origin, known.size, shown.size)
    except RegisterError:
        return suspicion
    try:
        verify_consistency(
            old_size=known.size,
            new_size=shown.size,
            old_root=known.root,
            new_root=shown.root,
            proof=path,
        )
    except ProofError:
        return await _fraud(source, known, shown, path) or suspicion
    return None


async def _fraud(
    source: LogSource, known: HeldCheckpoint, shown: HeldCheckpoint, path: tuple[bytes, ...]
) -> Doubt | None:
    """Turn a path that does not fit into a fraud proof, if it is one."""
    seed = None
    try:
        if known.size.bit_count() == 1:
            seed = await _shown_seed(source, known, shown)
        got_old, got_new = consistent_roots(known.size, shown.size, path, seed=seed)
    except (ProofError, RegisterError):
        return None
    if got_new != shown.root or got_old == known.root:
        return None
    text = f"{known.origin} has rewritten its log: {shown.size} entries do not extend {known.size}"
    return Doubt(TroubleKind.FRAUD, text, FraudProof.of(known, shown, path, seed))


async def _shown_seed(source: LogSource, known: HeldCheckpoint, shown: HeldCheckpoint) -> bytes:
    """Get the hash that the newer tree has over the older one's leaves (a power of two).

    The inclusion path of leaf 0 holds it: its first log2(size) hashes fold to it, and the
    whole path leads to the newer root.
    """
    package, path = await source.inclusion(known.origin, 0, shown.size)
    leaf = leaf_hash(payload_of(package.envelope.SerializeToString()))
    verify_inclusion(index=0, size=shown.size, leaf_hash=leaf, proof=path, root=shown.root)
    value = leaf
    for sibling in path[: known.size.bit_length() - 1]:
        value = node_hash(value, sibling)
    return value


def refuse(doubt: Doubt, origin: str) -> ComityError:
    """Return the error with which a doubt ends a synchronisation."""
    return RegisterError(
        f"Log {origin}: {doubt.text}.",
        reason=Reason.ORIGIN_STOPPED
        if doubt.kind is TroubleKind.FRAUD
        else Reason.LOG_INCONSISTENT,
        origin=origin,
        kind=doubt.kind.value,
    )
