"""Reads what an evidence file has of the exporter's commitments to its journal.

Steps, the same as in docs/protocol/evidence.md, section 5:

1. Each entry is in the exporter's own log, as every entry of a file is (`check_register`), and
   opens to a size and a root. The newest is cosigned by another member: that one has compared
   all commitments of the log up to there, and each extends the one before
   (`gateway.register.sync.journal_chain`), or says that the journal was restored.
2. The leaves that are here give that root at that size, from the frontier on: so all
   commitments are to one tree, and no leaf of it is left out.
3. Each record is under the leaf of its number.

What follows from it for a letter is for `check_commitments`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from gateway.domain.letter import EntryType, JournalRecord, JournalRecordKind, JournalRoot
from gateway.evidence.contents import COMMITMENTS, FRONTIER, LEAVES, JournalProofs
from gateway.evidence.report import fault
from gateway.evidence.verify.check_register import LogChecker, VerifiedEntry
from gateway.evidence.verify.evidence_file import EvidenceFile
from gateway.register.log.frontier import Frontier
from gateway.register.log.merkle import leaf_hash
from gateway.register.log.note_lines import check_cosignature
from gateway.register.log.notes import SignedNote
from gateway.trust.note_ids import origin_line
from gateway.wire.content import content_from_bytes
from gateway.wire.journal import LEAF_BYTES, record_from_bytes

CONVERSATION_BYTES = LEAF_BYTES // 2


@dataclass(frozen=True)
class Commitment:
    """A commitment of the exporter that holds.

    Attributes:
        index: Of its entry in the exporter's log.
        at: When it was appended, as its entry states.
        cosigned: When each other member states that it held it, the first time that is here.
    """

    index: int
    root: JournalRoot
    at: datetime
    cosigned: Mapping[str, datetime]

    @property
    def size(self) -> int:
        """Leaves of the tree that it commits to."""
        return self.root.size

    @property
    def first_held(self) -> datetime | None:
        """When another member states that it held it, the first of them; None for nobody yet."""
        return min(self.cosigned.values(), default=None)


@dataclass(frozen=True)
class CommittedJournal:
    """The part of a journal tree that is in a file, and the commitments to it.

    Attributes:
        start: Number of the first leaf.
        leaves: All of them, one after the other.
        commitments: The oldest first.
        records: By position of the letter in the journal and kind; but for attempts.
        attempts: Attempts at letters that brought no receipt, by position, in their order.
    """

    start: int
    leaves: bytes
    commitments: tuple[Commitment, ...]
    records: Mapping[tuple[int, JournalRecordKind], JournalRecord]
    attempts: Mapping[int, Sequence[JournalRecord]] = field(default_factory=dict)

    def record_of(self, position: int, kind: JournalRecordKind) -> JournalRecord | None:
        """Return what was committed to of a letter, or of the receipt for it."""
        return self.records.get((position, kind))

    def numbers_of(self, conversation: bytes) -> Iterator[int]:
        """Yield the numbers of the leaves of a conversation.

        Args:
            conversation: Its digest (`gateway.wire.journal.conversation_digest`).
        """
        for place in range(0, len(self.leaves), LEAF_BYTES):
            if self.leaves.startswith(conversation, place):
                yield self.start + place // LEAF_BYTES

    def over(self, number: int) -> Commitment:
        """Return the first commitment to a tree with a leaf; the last one is to all of them."""
        return next(each for each in self.commitments if each.size > number)

    def before(self, commitment: Commitment) -> Commitment | None:
        """Return the commitment before one; None for the first, and the first of a restored one.

        Raises:
            RegisterError: EVIDENCE_INVALID; it is left out.
        """
        wanted = commitment.root.previous
        if wanted is None or commitment.root.begins_again:
            return None
        for each in self.commitments:
            if each.index == wanted:
                return each
        raise fault(
            "the commitment in entry {wanted}, before one that is here, is left out", wanted=wanted
        )

    def one_sided(self, exporter: str) -> str:
        """Say why that all of it is one journal is the exporter's word; empty where it is not."""
        first, last = self.commitments[0], self.commitments[-1]
        if not last.cosigned:
            return (
                f"no other member has cosigned the log with entry {last.index}: that it holds no "
                f"other journal is the word of {exporter}"
            )
        restored = last.root.restored
        if restored is not None and (restored >= first.index or first.root.begins_again):
            return (
                f"{exporter} states that its journal was restored from a backup after entry "
                f"{restored}: what it had committed to by then may be missing here"
            )
        return ""


def read_commitments(file: EvidenceFile) -> CommittedJournal:
    """Verify the commitments of a file and return what they commit to.

    Raises:
        ComityError: One does not hold, or the leaves are not those that were committed to.
    """
    proofs, checker = file.bundle.model(COMMITMENTS, JournalProofs), LogChecker(file)
    commitments = [_opened(file, checker.entry(record)[0]) for record in proofs.entries]  # (1)
    leaves = file.bundle.raw(LEAVES)
    _check_tree(proofs, file.bundle.raw(FRONTIER), leaves, commitments)
    records: dict[tuple[int, JournalRecordKind], JournalRecord] = {}
    attempts: dict[int, list[JournalRecord]] = defaultdict(list)
    for each in proofs.records:
        octets = bytes.fromhex(each.octets)
        place = (each.number - proofs.start) * LEAF_BYTES + CONVERSATION_BYTES
        digest = leaves[place : place + CONVERSATION_BYTES] if place > 0 else b""
        record_ = record_from_bytes(octets)
        if digest != sha256(octets).digest() or record_.number != each.number:  # (3)
            raise fault("record {number} is not the one that was committed to", number=each.number)
        if record_.kind is JournalRecordKind.LETTER_ATTEMPTED:
            attempts[record_.position].append(record_)
        else:
            records[record_.position, record_.kind] = record_
    return CommittedJournal(proofs.start, leaves, tuple(commitments), records, attempts)


def _opened(file: EvidenceFile, verified: VerifiedEntry) -> Commitment:
    record, entry = verified.record, verified.entry
    if record.origin != file.manifest.authority or entry.entry_type != EntryType.JOURNAL_COMMITTED:
        raise fault(
            "entry {index} of log {origin} is no commitment of the exporter",
            index=record.index,
            origin=record.origin,
        )
    if 0 not in verified.bodies:
        raise fault("the commitment {index} is not opened", index=record.index)
    root = content_from_bytes(JournalRoot, verified.bodies[0])
    cosigned: dict[str, datetime] = {}
    for code in sorted(verified.holders - {record.origin}):
        stated = [at for proof in record.proofs for at in _stated(file, proof.checkpoint, code)]
        if stated:
            cosigned[code] = min(stated)
    return Commitment(record.index, root, entry.at, cosigned)


def _stated(file: EvidenceFile, note: str, code: str) -> Iterator[datetime]:
    """Yield when a member says that it cosigned a note whose lines were verified before."""
    parsed, directory = SignedNote.parse(file.bundle.raw(note)), file.directory
    name, at = origin_line(directory.federation_id, code), file.manifest.at
    lines = [line for line in parsed.lines if line.name == name]
    if lines:
        yield check_cosignature(parsed.body, lines, cosigner=code, directory=directory, at=at)


def _check_tree(
    proofs: JournalProofs, frontier: bytes, leaves: bytes, commitments: Sequence[Commitment]
) -> None:
    """Compute the root at the size of each commitment from the leaves."""
    tree = Frontier.from_bytes(frontier)
    if tree.size != proofs.start or len(leaves) % LEAF_BYTES or not commitments:
        raise fault("the leaves of the journal do not begin where the file says")
    indices = [each.index for each in commitments]
    if indices != sorted(set(indices)):
        raise fault("the commitments are not in the order of the log")
    for each in commitments:
        if each.size < tree.size:
            raise fault("the commitments are not in the order of their sizes")
        place = (tree.size - proofs.start) * LEAF_BYTES
        end = (each.size - proofs.start) * LEAF_BYTES
        if end > len(leaves):
            raise fault("leaves that were committed to are missing")
        fresh = (leaves[at : at + LEAF_BYTES] for at in range(place, end, LEAF_BYTES))
        tree, _ = tree.extend(leaf_hash(leaf) for leaf in fresh)
        if tree.root().hex() != each.root.root:  # (2)
            raise fault(
                "the leaves are not those of the commitment to {size} records", size=each.size
            )
    if tree.size * LEAF_BYTES != proofs.start * LEAF_BYTES + len(leaves):
        raise fault("there are leaves that nothing commits to")
