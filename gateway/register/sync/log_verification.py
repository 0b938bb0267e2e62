"""Checks a log that is held: every leaf, signature, part, node, and what follows from them.

Nothing that lies in the database is believed: leaves are hashed again from the signed
bytes, the tree is computed again and led to the checkpoint that the origin has signed,
each part is held against its commitment, each derived row against the log. What was
altered is named: log, entry, what, and the proof. `repair` restores it from a peer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from comity.v1 import letter_pb2
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model
from gateway.domain.lifecycle import ReviewLaws, shipped_law
from gateway.errors import ComityError, InputError, TrustError
from gateway.register.denials.rebuilding import derive, differences
from gateway.register.denials.unreadable import defects_of_log
from gateway.register.log.checkpoints import HeldCheckpoint, provable_heads, verify_checkpoint
from gateway.register.log.entries import EntryChecker, kind_name, type_name
from gateway.register.log.frontier import Frontier
from gateway.register.log.leaf_effects import are_settled
from gateway.register.log.log_store import (
    Absent,
    CheckedEntry,
    HeldPart,
    LogEntry,
    read_entries,
    read_head,
)
from gateway.register.log.merkle import leaf_hash
from gateway.register.release_sets import may_hold
from gateway.register.row_writing import to_microseconds
from gateway.store.tables_register import erasure, log_node
from gateway.trust.dsse import SignedBytes
from gateway.trust.federation import Directory
from gateway.trust.parts import check_commitment
from gateway.wire.scalars import read_instant

ENTRIES_A_READ = 1000


class Altered(StrEnum):
    """What of a log was found altered."""

    ENTRY = "entry"  # the signed bytes, or the leaf hash beside them
    COLUMN = "column"  # what stands beside the signed bytes and is read from them
    PART = "part"  # salt or body of a part
    NODE = "node"  # a hash in the tree
    CHECKPOINT = "checkpoint"  # the signed note, or root and size beside it
    PROJECTION = "projection"  # a row that is derived from the log
    UNREADABLE = "unreadable"  # nothing: as it was signed, this version cannot read it


class RegisterFinding(Model):
    """One thing that is not what was signed.

    Attributes:
        index: Index of the entry, from 0; None where no single entry is concerned.
        part: Number of the part, for a part.
        what: What was altered.
        detail: In words, without contents.
        proof: The two hashes or statements that contradict each other.
    """

    origin: AuthorityCode
    index: int | None
    part: int | None = None
    what: Altered
    detail: str
    proof: str


class VerificationReport(Model):
    """What checking one log came to.

    Attributes:
        size: Entries that were checked.
        root: Root computed from the signed bytes, hexadecimal.
        checkpoint_size: Size of the signed checkpoint that they were led to.
        findings: What was altered or taken away.
        unreadable: Denials that stand in the log as signed and whose content cannot be read
            here: nothing was altered, and they are missing in the search.
    """

    origin: AuthorityCode
    at: Instant
    size: int
    root: str
    checkpoint_size: int
    parts: int
    findings: tuple[RegisterFinding, ...]
    unreadable: tuple[RegisterFinding, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing was found altered."""
        return not self.findings


def verify_log(
    conn: Connection,
    directory: Directory,
    origin: str,
    at: datetime,
    *,
    reader: str | None = None,
    law: ReviewLaws = shipped_law,
) -> VerificationReport:
    """Check everything that is held of a log.

    Args:
        conn: A reading transaction: one snapshot.
        directory: Gives the origin's keys.
        origin: Owner of the log; the own one too.
        at: Instant for the keys of checkpoints.
        reader: This node's authority: a content that is released to it and is neither held
            nor erased is then found missing.
        law: Says when reviews are due.

    Raises:
        TrustError: PEER_UNKNOWN, the origin is not in the directory.
    """
    check = _Check(conn, directory, origin, reader)
    head = read_head(conn, origin)
    for entry in check.entries(head.size):
        check.leaf(entry)
    check.tree()
    root = check.frontier.root()
    if root != head.root or check.frontier.size != head.size:
        check.found(
            None,
            Altered.CHECKPOINT,
            "size and root beside the log are not those of its entries",
            f"computed {check.frontier.size} {root.hex()}, kept {head.size} {head.root.hex()}",
        )
    held = provable_heads(conn).get(origin)
    if held is not None:
        check.checkpoint(held, at)
    elif head.size:
        check.found(None, Altered.CHECKPOINT, "no signed checkpoint is held", "none")
    for difference in differences(conn, origin, derive(conn, origin, head.size, law)):
        key = " ".join(str(part) for part in difference.key)
        check.found(
            difference.index,
            Altered.PROJECTION,
            f"row of table {difference.table} is {difference.what}",
            f"{difference.table} {key} is not what entry {difference.index} of the log says",
        )
    return VerificationReport(
        origin=origin,
        at=at,
        size=head.size,
        root=root.hex(),
        checkpoint_size=0 if held is None else held.size,
        parts=check.parts,
        findings=tuple(check.findings),
        unreadable=_unreadable(conn, origin, check.findings),
    )


def _unreadable(
    conn: Connection, origin: str, findings: Iterable[RegisterFinding]
) -> tuple[RegisterFinding, ...]:
    """Name the denials whose content cannot be read, but for those that were altered here."""
    altered = {finding.index for finding in findings}
    return tuple(
        RegisterFinding(
            origin=origin,
            index=each.index,
            what=Altered.UNREADABLE,
            detail=f"the content of {each.denial_id}, as it was signed, cannot be read here",
            proof=each.why,
        )
        for each in defects_of_log(conn, origin)
        if each.part is None and each.index not in altered
    )


class _Check:
    """The state of one verification: the tree as it is computed again, and the findings."""

    def __init__(
        self, conn: Connection, directory: Directory, origin: str, reader: str | None
    ) -> None:
        self._conn = conn
        self._reader = reader
        query = select(erasure.c.target).where(erasure.c.origin == origin)
        self._erased = set(conn.execute(query).scalars())
        self._directory = directory
        self._origin = origin
        self._checker = EntryChecker(origin, directory, whole=True)
        self._settled = are_settled(conn, directory.member(origin))
        self.frontier = Frontier()
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.roots: dict[int, bytes] = {}
        self.findings: list[RegisterFinding] = []
        self.parts = 0

    def found(
        self, index: int | None, what: Altered, detail: str, proof: str, part: int | None = None
    ) -> None:
        self.findings.append(
            RegisterFinding(
                origin=self._origin, index=index, part=part, what=what, detail=detail, proof=proof
            )
        )

    def entries(self, size: int) -> Iterator[LogEntry]:
        """Yield the entries; one that is missing ends the log."""
        for start in range(0, size, ENTRIES_A_READ):
            stop = min(start + ENTRIES_A_READ, size)
            read = read_entries(self._conn, self._origin, start, stop)
            yield from read
            if [entry.index for entry in read] != list(range(start, stop)):
                lost = next(i for i in range(start, stop) if i not in {e.index for e in read})
                self.found(lost, Altered.ENTRY, "the entry is missing", f"the log has {size}")
                return

    def leaf(self, held: LogEntry) -> None:
        """Check one entry: leaf, signatures, columns, parts."""
        index, entry = held.index, held.entry
        try:
            signed = SignedBytes.from_bytes(entry.envelope)
            computed = leaf_hash(signed.payload)
        except InputError as exc:
            signed, computed = None, entry.leaf_hash
            self.found(index, Altered.ENTRY, "the signed bytes cannot be read", str(exc))
        self.frontier, nodes = self.frontier.append(computed)
        self.nodes.update({(level, number): value for level, number, value in nodes})
        if computed != entry.leaf_hash:
            proof = f"leaf {computed.hex()}, in the log {entry.leaf_hash.hex()}"
            self.found(index, Altered.ENTRY, "the signed bytes were altered", proof)
        if signed is None:
            return
        try:
            parsed, effect = self._checker.judged(signed)
        except (TrustError, InputError) as exc:
            self.found(index, Altered.ENTRY, "the signatures do not hold", str(exc))
            return
        if self._settled and effect is not entry.effect:
            proof = f"by the directory {effect}, kept {entry.effect}"
            self.found(index, Altered.COLUMN, "column effect is not what follows", proof)
        self._columns(index, entry, parsed, signed.digest)
        self._parts(index, entry, parsed)

    def _columns(
        self, index: int, entry: CheckedEntry, parsed: letter_pb2.Entry, digest: bytes
    ) -> None:
        header = parsed.header
        at = read_instant(header.act_time)
        number = header.entry_type
        said = {
            "entry_type": (type_name(number), _named(entry.entry_type, number, type_name)),
            "subject": (header.subject, entry.subject),
            "event_id": (header.event_id, entry.event_id),
            "at": (to_microseconds(at) if isinstance(at, datetime) else None, entry.at_us),
            "digest": (digest.hex(), entry.digest.hex()),
        }
        for name, (signed, kept) in said.items():
            if signed != kept:
                proof = f"signed {signed}, kept {kept}"
                self.found(index, Altered.COLUMN, f"column {name} is not what was signed", proof)

    def _parts(self, index: int, entry: CheckedEntry, parsed: letter_pb2.Entry) -> None:
        if len(entry.parts) != len(parsed.parts):
            proof = f"signed {len(parsed.parts)}, kept {len(entry.parts)}"
            self.found(index, Altered.PART, "a part is missing or superfluous", proof)
            return
        for number, (part, signed) in enumerate(zip(entry.parts, parsed.parts, strict=True)):
            self._part(index, number, part, signed)

    def _part(
        self, index: int, number: int, part: HeldPart, signed: letter_pb2.PartCommitment
    ) -> None:
        self.parts += 1
        kept = (_named(part.kind, signed.kind, kind_name), part.release)
        if (kind_name(signed.kind), " ".join(signed.release)) != kept:
            proof = f"entry {index} was signed with another kind or release set"
            self.found(index, Altered.PART, "kind or release set was altered", proof, number)
        if part.absent is not None and part.salt is None and part.body is None:
            if self._released(signed) and index not in self._erased:
                proof = f"entry {index} was released to {self._reader} and was not erased"
                what = f"the content ({kind_name(signed.kind)}) is missing"
                if part.absent is Absent.MISSING:
                    what += ": it has not come yet, and is asked for at each visit"
                self.found(index, Altered.PART, what, proof, number)
            return
        if index in self._erased:
            proof = f"the log orders the contents of entry {index} to be erased"
            self.found(index, Altered.PART, "the content should be erased", proof, number)
        try:
            check_commitment(signed.commitment, part.salt or b"", part.body or b"")
        except TrustError:
            proof = (
                f"commitment {signed.commitment.hex()} in entry {index}, which the tree proves; "
                "the content held here has another"
            )
            self.found(index, Altered.PART, "the content was altered", proof, number)

    def _released(self, signed: letter_pb2.PartCommitment) -> bool:
        """Say whether a content is released to the member whose copy this is."""
        if not self._reader:
            return False
        return may_hold(self._directory.member(self._reader), signed.release, self._origin)

    def tree(self) -> None:
        """Hold the stored nodes against the computed ones, the lowest first."""
        stored = {
            (row.level, row.idx): row.hash
            for row in self._conn.execute(
                select(log_node.c.level, log_node.c.idx, log_node.c.hash).where(
                    log_node.c.origin == self._origin
                )
            )
        }
        computed = {node: value for node, value in self.nodes.items() if node[0]}
        for level, number in sorted(stored.keys() | computed.keys()):
            kept, right = stored.get((level, number)), computed.get((level, number))
            if kept != right:
                first = number << level
                proof = f"computed {_hex(right)}, kept {_hex(kept)}"
                detail = f"the hash over entries {first} to {first + (1 << level) - 1} is another"
                self.found(first if level == 0 else None, Altered.NODE, detail, proof)

    def checkpoint(self, held: HeldCheckpoint, at: datetime) -> None:
        """Lead the computed tree to the newest checkpoint that the origin has signed."""
        try:
            signed = verify_checkpoint(
                held.note, origin=self._origin, directory=self._directory, at=at
            )
        except ComityError as exc:
            self.found(None, Altered.CHECKPOINT, "the signed note does not hold", str(exc))
            return
        if (signed.size, signed.root) != (held.size, held.root):
            proof = f"signed {signed.size} {signed.root.hex()}, kept {held.size} {held.root.hex()}"
            self.found(None, Altered.CHECKPOINT, "size or root beside the note is another", proof)
        if signed.size > self.frontier.size:
            proof = f"signed {signed.size}, held {self.frontier.size}"
            self.found(None, Altered.CHECKPOINT, "fewer entries are held than were", proof)
            return
        subtrees = self.nodes
        root = Frontier.from_subtrees(signed.size, lambda level, i: subtrees[level, i]).root()
        if root != signed.root:
            proof = (
                f"the entries lead to root {root.hex()}; {self._origin} has signed "
                f"{signed.root.hex()} for {signed.size} entries"
            )
            self.found(None, Altered.CHECKPOINT, "the log is not the one that was signed", proof)


def _named(kept: str, number: int, name: Callable[[int], str]) -> str:
    """Return what is kept by its name; an earlier version kept what it did not know by number."""
    return name(number) if kept == str(number) else kept


def _hex(value: bytes | None) -> str:
    return "nothing" if value is None else value.hex()
