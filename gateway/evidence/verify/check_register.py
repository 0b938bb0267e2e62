"""Verifies what an evidence file says of the logs: entries, proofs, checkpoints, cosignatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from gateway.domain.examination import Examination
from gateway.evidence.contents import LOG_INDEX, EntryRecord, LogIndex, ProofRecord
from gateway.evidence.report import fault
from gateway.evidence.verify.check_letters import split_part
from gateway.evidence.verify.evidence_file import EvidenceFile
from gateway.register.log.checkpoints import HeldCheckpoint
from gateway.register.log.entries import EntryChecker, payload_of
from gateway.register.log.log_store import CheckedEntry
from gateway.register.log.merkle import EMPTY_ROOT, leaf_hash, verify_consistency, verify_inclusion
from gateway.register.log.note_lines import signers_of
from gateway.wire.packages import package_to_pb


@dataclass(frozen=True)
class VerifiedEntry:
    """An entry whose signatures, parts and place in its log hold.

    Attributes:
        bodies: Content by index of the part, where it is held.
        holders: Members whose cosignature confirms that they hold it.
    """

    record: EntryRecord
    entry: CheckedEntry
    bodies: Mapping[int, bytes]
    holders: frozenset[str]


@dataclass(frozen=True)
class RegisterEvidence:
    """What was verified of the logs."""

    index: LogIndex
    entries: tuple[VerifiedEntry, ...] = ()


def check_register(file: EvidenceFile, examinations: Sequence[Examination]) -> RegisterEvidence:
    """Verify every entry and checkpoint, and the positions that the examinations record."""
    index = file.read(LOG_INDEX, LogIndex, "log index")
    if index is None:
        return RegisterEvidence(LogIndex())
    checker, obtain = LogChecker(file), file.findings.obtain
    found = [
        obtain(f"entry {each.index} of log {each.origin}", partial(checker.entry, each))
        for each in index.entries
    ]
    covered = [(p.origin, p.size, p.root) for each in examinations for p in each.registers]
    for origin, size, root in dict.fromkeys(covered):
        file.findings.attempt(
            f"examined register {origin} of size {size}",
            partial(checker.position, index, origin, size, root),
        )
    return RegisterEvidence(index, tuple(each for each in found if each is not None))


@dataclass
class LogChecker:
    """Verifies entries and checkpoints of one evidence file."""

    file: EvidenceFile
    checked: dict[str, tuple[HeldCheckpoint, frozenset[str]]] = field(default_factory=dict)

    def entry(self, record: EntryRecord) -> tuple[VerifiedEntry, str]:
        """Verify signatures, parts and inclusion of an entry."""
        bundle = self.file.bundle
        raw = bundle.raw(record.file)
        bodies = [
            split_part(bundle.raw(file), index) for index, file in sorted(record.parts.items())
        ]
        checker = EntryChecker(record.origin, self.file.directory)
        entry = checker.check(package_to_pb(raw, bodies), record.index)
        if entry.envelope != raw:
            raise fault("the envelope has more in it than what was signed")
        if entry.subject != record.subject:
            raise fault("the index says that it is about something else")
        leaf = leaf_hash(payload_of(raw))
        holders: set[str] = set()
        sizes = []
        for proof in record.proofs:
            held, cosigners = self._checkpoint(record.origin, proof)
            verify_inclusion(
                index=record.index,
                size=held.size,
                leaf_hash=leaf,
                proof=_path(proof),
                root=held.root,
            )
            holders |= cosigners
            sizes.append(held.size)
        if not sizes:
            raise fault("nothing proves that it is in the log")
        contents = {body.index: body.body for body in bodies}
        confirmed = ", ".join(sorted(holders)) or "nobody yet"
        return VerifiedEntry(record, entry, contents, frozenset(holders)), (
            f"{entry.entry_type}, {record.subject}: in the signed log of size {max(sizes)}; "
            f"held, by cosignature, by {confirmed}"
        )

    def position(self, index: LogIndex, origin: str, size: int, root: str) -> str:
        """Verify that a log had a size and root, by consistency with a signed checkpoint."""
        record = next(
            (item for item in index.registers if (item.origin, item.size) == (origin, size)), None
        )
        if size == 0:
            if _octets(root) != EMPTY_ROOT:
                raise fault("an empty log has another root")
            return "empty when it was examined"
        if record is None or record.proof is None:
            raise fault("nothing proves the size and root that the examination records")
        held, _ = self._checkpoint(origin, record.proof)
        verify_consistency(
            old_size=size,
            new_size=held.size,
            old_root=_octets(root),
            new_root=held.root,
            proof=_path(record.proof),
        )
        return f"size {size} with that root, continued by the signed size {held.size}"

    def _checkpoint(self, origin: str, proof: ProofRecord) -> tuple[HeldCheckpoint, frozenset[str]]:
        """Verify a checkpoint and every line under it; say who cosigned it."""
        known = self.checked.get(proof.checkpoint)
        if known is not None and known[0].origin == origin:
            return known
        raw, at = self.file.bundle.raw(proof.checkpoint), self.file.manifest.at
        found, members = signers_of(raw, origin=origin, directory=self.file.directory, at=at)
        held = HeldCheckpoint(origin, found.size, found.root, raw, at)
        self.checked[proof.checkpoint] = (held, members)
        return self.checked[proof.checkpoint]


def _octets(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as exc:
        raise fault("a root is not written in hexadecimal") from exc


def _path(proof: ProofRecord) -> list[bytes]:
    return [bytes.fromhex(step) for step in proof.path]
