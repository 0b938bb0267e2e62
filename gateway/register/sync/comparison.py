"""Compares a log's new checkpoint with the newest that was seen before.

Steps, the same as in docs/protocol/register.md, section 5:

1. The same size needs the same root: otherwise a fraud is proven.
2. A smaller size needs the root that the log had there, as far as it is held: otherwise a
   fraud is proven; with the same root it is only an older state.
3. A larger size needs a consistency proof, which its source gives.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from gateway.errors import NotFoundError, ProofError, Reason, RegisterError
from gateway.register.log.checkpoints import (
    HeldCheckpoint,
    checkpoint_at,
    newest_checkpoint,
    provable_head,
)
from gateway.register.log.entries import payload_of
from gateway.register.log.fraud import FraudProof
from gateway.register.log.log_store import read_head, read_nodes
from gateway.register.log.merkle import (
    consistent_roots,
    leaf_hash,
    node_hash,
    verify_inclusion,
)
from gateway.register.log.proofs import consistency_proof, root_at
from gateway.register.sync.source import LogSource
from gateway.register.sync.troubles import TroubleKind
from gateway.store.database import Database
from gateway.store.tables_register import checkpoint


class DoubtedError(RegisterError):
    """A comparison has ended with a doubt, which is written down."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is wrong with a checkpoint, and the proof where there is one."""

    kind: TroubleKind
    text: str
    proof: FraudProof | None = None


@dataclass(frozen=True, slots=True)
class KnownLog:
    """What is held and was seen of a log before: what a new checkpoint is compared with.

    Attributes:
        newest: The newest checkpoint that was seen; None before any.
        same: One of exactly the new size.
        held: The newest whose entries are all held.
        size: How many entries are held.
    """

    newest: HeldCheckpoint | None
    same: HeldCheckpoint | None
    held: HeldCheckpoint | None
    size: int


def read_known(conn: Connection, shown: HeldCheckpoint) -> KnownLog:
    """Read what a new checkpoint is compared with."""
    origin = shown.origin
    return KnownLog(
        newest_checkpoint(conn, origin),
        checkpoint_at(conn, origin, shown.size),
        provable_head(conn, origin),
        read_head(conn, origin).size,
    )


async def judge(db: Database, source: LogSource, shown: HeldCheckpoint) -> Doubt | None:
    """Compare a checkpoint that a member shows with what was seen before.

    Raises:
        UnavailableError: The source does not answer; nothing is said about the log.
    """
    known = await db.read(lambda conn: read_known(conn, shown))
    newest, held = known.newest, known.held
    if newest is None or newest.size == 0:
        return None
    doubt: Doubt | None = None
    if known.same is not None:
        doubt = same_size(known.same, shown)
    elif shown.size > newest.size:
        doubt = await extends(source, newest, shown)
    if doubt is None and shown.size < newest.size:
        if source.code == shown.origin or shown.size <= known.size:
            doubt = await db.read(lambda conn: older_state(conn, newest, shown))
        if doubt is not None and doubt.kind is TroubleKind.SUSPICION:
            # Too little is held to compute the proof: perhaps who shows it can give it.
            doubt = await extends(source, shown, newest) or shorter(
                shown.origin, newest.size, shown.size
            )
        if doubt is not None and doubt.kind is TroubleKind.ROLLBACK and source.code != shown.origin:
            doubt = None  # a mirror that is behind; it says nothing about the origin
    # Where less is held than was seen, that must lead to what is shown just as well.
    if doubt is None and held is not None and 0 < held.size < min(newest.size, shown.size):
        doubt = await extends(source, held, shown)
    return doubt


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
        proof = None if root == shown.root else contradicted(conn, shown)
    except NotFoundError:
        text = f"a log of {shown.size} entries of {origin} is shown, and less is held to judge it"
        return Doubt(TroubleKind.SUSPICION, text)
    if proof is None:
        return stale
    text = f"{origin} has signed a log of {shown.size} entries that its later log does not extend"
    return Doubt(TroubleKind.FRAUD, text, proof)


def contradicted(conn: Connection, shown: HeldCheckpoint) -> FraudProof:
    """Prove from the held log that its origin has signed another one as well.

    The proof is made with the first signed checkpoint from that size on, which stays the
    same however far the log grows: one contradiction is one trouble.

    Args:
        conn: A reading transaction.
        shown: A checkpoint with another root than the held log had at its size.

    Raises:
        NotFoundError: No signed checkpoint from that size on is held entirely.
    """
    origin = shown.origin
    query = select(checkpoint).where(
        checkpoint.c.origin == origin,
        checkpoint.c.size >= shown.size,
        checkpoint.c.size <= read_head(conn, origin).size,
    )
    for row in conn.execute(query.order_by(checkpoint.c.size)):
        known = HeldCheckpoint(*row)
        if root_at(conn, origin, known.size) != known.root:
            continue  # it is itself of another log than the held one
        if known.size == shown.size:
            return FraudProof.of(shown, known)
        path = tuple(consistency_proof(conn, origin, shown.size, known.size))
        return FraudProof.of(shown, known, path, _held_seed(conn, origin, shown.size))
    raise NotFoundError(
        "No checkpoint of log {origin} is held to judge another.",
        remedy="Synchronise first: {syncRegisters}.",
        origin=origin,
    )


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
        shown.require_extends(known.size, known.root, path)
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


def refuse(doubt: Doubt, origin: str) -> DoubtedError:
    """Return the error with which a doubt ends a synchronisation."""
    return DoubtedError(
        "Log {origin}: {text}.",
        reason=Reason.ORIGIN_STOPPED
        if doubt.kind is TroubleKind.FRAUD
        else Reason.LOG_INCONSISTENT,
        origin=origin,
        kind=doubt.kind.value,
        text=doubt.text,
    )
