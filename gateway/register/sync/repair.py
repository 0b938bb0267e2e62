"""Restores what was altered in a log that is held, from a peer, by proof.

A peer's word is not taken for it: the entry that it gives must lead, by its inclusion
path, to the root that the origin has signed and that is held here; its signatures and its
parts must hold. Nodes and derived rows are computed again. What was erased stays erased.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from gateway.errors import ComityError, NotFoundError, Reason, TrustError
from gateway.register.denials.rebuilding import rebuild
from gateway.register.log.checkpoints import HeldCheckpoint, provable_heads, readers
from gateway.register.log.entries import EntryChecker, commitments_of
from gateway.register.log.frontier import Frontier
from gateway.register.log.log_store import (
    Absent,
    CheckedEntry,
    HeldPart,
    kept_effect,
    lock_head,
    mark,
    read_parts,
)
from gateway.register.log.merkle import verify_inclusion
from gateway.register.row_writing import insert_rows
from gateway.register.sync.log_verification import Altered, VerificationReport, verify_log
from gateway.register.sync.source import Caller
from gateway.store.tables_register import erasure, log_entry, log_node, log_part
from gateway.trust.parts import check_commitment

ENTRY_FINDINGS = frozenset({Altered.ENTRY, Altered.COLUMN, Altered.PART})


@dataclass(frozen=True, slots=True)
class RepairedEntry:
    """An entry that was restored: from whom, and by the proof of which checkpoint."""

    origin: str
    index: int
    peer: str
    checkpoint_size: int


class LogRepairer(Caller):
    """Restores altered logs of one node."""

    async def verify(self, origin: str) -> VerificationReport:
        """Check a log; see `verify_log`."""
        directory, at = self.me.directory(), self.me.clock.now()
        return await self.db.read(
            lambda conn: verify_log(
                conn, directory, origin, at, reader=self.me.code, law=self.me.reviews
            )
        )

    async def repair_log(
        self, origin: str
    ) -> tuple[VerificationReport, list[RepairedEntry], VerificationReport]:
        """Check a log, restore what was altered from whoever can prove it, check it again.

        The origin is asked first, then every other member that may read registers.

        Returns:
            The report before, what was restored, and the report after.
        """
        before = await self.verify(origin)
        bad = {f.index for f in before.findings if f.what in ENTRY_FINDINGS}
        restored = [
            await self._from_anybody(origin, index)
            for index in sorted(each for each in bad if each is not None)
        ]
        if before.findings:
            await self.db.write(lambda conn: self._recompute(conn, origin))
        return before, restored, await self.verify(origin)

    async def _from_anybody(self, origin: str, index: int) -> RepairedEntry:
        at = self.me.clock.now()
        others = [c for c in readers(self.me.directory(), at) if c not in {self.me.code, origin}]
        error: ComityError | None = None
        for peer in [*([origin] if origin != self.me.code else []), *others]:
            try:
                return await self.repair_entry(origin, index, peer)
            except ComityError as exc:
                error = exc
        raise error or NotFoundError(
            "Nobody holds log {origin} but this node.",
            remedy="Restore the node from its backup; no peer has these contents.",
            origin=origin,
            index=index,
        )

    async def repair_entry(self, origin: str, index: int, peer: str) -> RepairedEntry:
        """Restore one entry with its parts from a peer, by its inclusion proof.

        Raises:
            UnavailableError: The peer does not answer.
            RegisterError: What it gives does not lead to the signed root, or an altered
                part is one that the peer may not hold.
            NotFoundError: No signed checkpoint that covers the entry is held.
        """
        held = await self.db.read(lambda conn: provable_heads(conn).get(origin))
        if held is None or index >= held.size:
            raise NotFoundError(
                "No signed checkpoint of log {origin} covers entry {index} here.",
                remedy="Synchronise first: {syncRegisters}.",
                origin=origin,
                index=index,
            )
        source = await self.source(peer)
        package, proof = await source.inclusion(origin, index, held.size)
        entry = self._checker(origin).check(package, index)
        verify_inclusion(
            index=index, size=held.size, leaf_hash=entry.leaf_hash, proof=proof, root=held.root
        )
        await self.db.write(lambda conn: self._restore(conn, origin, index, entry, peer))
        return RepairedEntry(origin, index, peer, held.size)

    def _checker(self, origin: str) -> EntryChecker:
        return EntryChecker(origin, self.me.directory(), reader=self.me.code, whole=True)

    def _restore(
        self, conn: Connection, origin: str, index: int, entry: CheckedEntry, peer: str
    ) -> None:
        lock_head(conn, origin)
        erased = conn.execute(
            select(erasure.c.idx).where(erasure.c.origin == origin, erasure.c.target == index)
        ).first()
        kept = read_parts(conn, origin, index, index + 1).get(index, [])
        said = commitments_of(entry.envelope)
        gone = erased is not None
        parts = [
            _chosen(part, kept[i] if i < len(kept) else None, said[i], erased=gone)
            for i, part in enumerate(entry.parts)
        ]
        if any(part is None for part in parts):
            raise Reason.LOG_TAMPERED.error(
                "{peer} does not hold every part of entry {index} of log {origin}.",
                remedy="Restore it from another member, best from the log's owner.",
                origin=origin,
                index=index,
                peer=peer,
            )
        for table in (log_part, log_entry):
            conn.execute(delete(table).where(table.c.origin == origin, table.c.idx == index))
        row = (origin, index, entry.leaf_hash, entry.digest, entry.envelope)
        columns = (entry.entry_type, entry.subject, entry.event_id, entry.at_us)
        insert_rows(conn, log_entry, [(*row, *columns, kept_effect(entry.effect))])
        insert_rows(
            conn,
            log_part,
            [
                (origin, index, i, p.kind, p.release, p.salt, p.body, p.absent)
                for i, p in enumerate(parts)
                if p is not None
            ],
        )

    def _recompute(self, conn: Connection, origin: str) -> None:
        """Compute nodes, head and derived rows again from the leaves, if they are the signed ones.

        Raises:
            RegisterError: LOG_TAMPERED, the leaves do not lead to the signed root.
        """
        lock_head(conn, origin)
        query = select(log_entry.c.leaf_hash).where(log_entry.c.origin == origin)
        leaves = conn.execute(query.order_by(log_entry.c.idx)).scalars().all()
        frontier, nodes = Frontier().extend(leaves)
        # A checkpoint beyond what is held is no measure; the newest that is held entirely is.
        mark(conn, origin, size=frontier.size, frontier=frontier.to_bytes(), root=frontier.root())
        held = provable_heads(conn).get(origin)
        if held is None or not _leads_to(held, frontier, nodes):
            raise Reason.LOG_TAMPERED.error(
                "The entries of log {origin} do not lead to the root that it has signed.",
                remedy="Restore the database, or let the log be pulled anew.",
                origin=origin,
            )
        conn.execute(delete(log_node).where(log_node.c.origin == origin))
        insert_rows(conn, log_node, [(origin, *node) for node in nodes if node[0]])
        rebuild(conn, origin, frontier.size, self.me.reviews)


def _leads_to(
    held: HeldCheckpoint, frontier: Frontier, nodes: list[tuple[int, int, bytes]]
) -> bool:
    found = {(level, index): value for level, index, value in nodes}
    if held.size > frontier.size:
        return False
    root = Frontier.from_subtrees(held.size, lambda level, index: found[level, index]).root()
    return root == held.root


def _chosen(
    came: HeldPart, kept: HeldPart | None, commitment: bytes, *, erased: bool
) -> HeldPart | None:
    """Choose between what came and what is kept of a part; None where neither will do."""
    if erased:
        return HeldPart(came.kind, came.release, None, None, Absent.ERASED)
    if came.body is not None:
        return came
    if kept is None or kept.salt is None or kept.body is None:
        return came if came.absent is Absent.WITHHELD else None
    try:
        check_commitment(commitment, kept.salt, kept.body)
    except TrustError:
        return None
    return HeldPart(came.kind, came.release, kept.salt, kept.body)
