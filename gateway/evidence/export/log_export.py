"""The part of an evidence file that comes from the logs: entries, proofs, checkpoints.

Each entry is proven against the newest signed checkpoint that is held, and the decision's
also against those that other members have cosigned: their cosignature is their receipt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, select

from gateway.domain.case import Case
from gateway.domain.examination import Examination
from gateway.evidence.contents import (
    EntryRecord,
    EntryRole,
    LogIndex,
    ProofRecord,
    RegisterRecord,
    checkpoint_file,
)
from gateway.register.journal.committing import SUBJECT as JOURNAL
from gateway.register.log.checkpoints import (
    HeldCheckpoint,
    checkpoint_at,
    cosignatures,
    provable_heads,
)
from gateway.register.log.log_store import read_entry, read_head
from gateway.register.log.note_lines import is_signed_as_required
from gateway.register.log.notes import SignedNote
from gateway.register.log.proofs import consistency_proof, inclusion_proof
from gateway.store.tables_register import cosignature, denial_event, notice, relayed_denial
from gateway.trust.federation import Directory


@dataclass
class LogExport:
    """Gathers the files of one export.

    Args:
        conn: A reading transaction.
        authority: Whose node this is.
        directory: By which the file will be verified.
        at: Instant of the export.
    """

    conn: Connection
    authority: str
    directory: Directory
    at: datetime
    files: dict[str, bytes] = field(default_factory=dict)
    _heads: dict[str, HeldCheckpoint] = field(default_factory=dict)
    _entries: dict[tuple[str, int], EntryRecord] = field(default_factory=dict)

    def gather(self, case: Case, examinations: Sequence[Examination]) -> LogIndex:
        """Gather what the decision wrote and what the examinations found and covered."""
        self._heads = provable_heads(self.conn)
        for index, subject in self._decided(case):
            self._take(self.authority, index, subject, "decision")
        named = dict.fromkeys(hit.denial_id for each in examinations for hit in each.hits)
        for denial_id in named:
            self._take_all(denial_event, denial_event.c.denial_id, denial_id, "hit")
        met = dict.fromkeys(met.number for each in examinations for met in each.requirements)
        for number in met:
            self._take_all(notice, notice.c.subject, number, "requirement")
        return LogIndex(
            entries=tuple(self._entries.values()),
            registers=tuple(self._registers(examinations)),
            relayed=self._relayed(named),
        )

    def gather_denials(self, denial_ids: Iterable[str]) -> LogIndex:
        """Gather every act about some denials, e.g. the one that ended them."""
        self._heads = provable_heads(self.conn)
        for denial_id in denial_ids:
            self._take_all(denial_event, denial_event.c.denial_id, denial_id, "hit")
        return LogIndex(entries=tuple(self._entries.values()))

    def _decided(self, case: Case) -> Iterable[tuple[int, str]]:
        """Find the entries that the decision wrote, by the projection.

        And those of the denials that later changed the licence which it granted.
        """
        decision = case.decision
        named = [] if decision is None else [decision.denial_id]
        named += [line.denial_id for line in case.licence]
        denials = [each for each in dict.fromkeys(named) if each is not None]
        if decision is None or decision.denial_id is None:
            query = select(notice.c.idx).where(
                notice.c.origin == self.authority, notice.c.subject == case.case_id
            )
            for index in self.conn.scalars(query.order_by(notice.c.idx)):
                yield index, case.case_id
        table = denial_event
        for denial_id in denials:
            about = (table.c.origin == self.authority, table.c.denial_id == denial_id)
            for index in self.conn.scalars(select(table.c.idx).where(*about).order_by(table.c.idx)):
                yield index, denial_id

    def _take_all(
        self, table: Table, about: ColumnElement[str], subject: str, role: EntryRole
    ) -> None:
        """Write every act on a denial or notice, in any log."""
        query = select(table.c.origin, table.c.idx).where(about == subject)
        for row in self.conn.execute(query.order_by(table.c.origin, table.c.idx)):
            self._take(row.origin, row.idx, subject, role)

    def commitment(self, index: int) -> EntryRecord:
        """Write an entry of the own log that commits to the journal, and return its record."""
        stem = f"journal/{self.authority}-{index}"
        return self._record(stem, self.authority, index, JOURNAL, "journal")

    def _take(self, origin: str, index: int, subject: str, role: EntryRole) -> None:
        """Write an entry, once."""
        if (origin, index) not in self._entries:
            stem = f"log/{len(self._entries) + 1:02d}-{origin}-{index}"
            self._entries[origin, index] = self._record(stem, origin, index, subject, role)

    def _record(
        self, stem: str, origin: str, index: int, subject: str, role: EntryRole
    ) -> EntryRecord:
        held = read_entry(self.conn, origin, index).entry
        self.files[f"{stem}.bin"] = held.envelope
        parts = {}
        for number, part in enumerate(held.parts):
            if part.salt is not None and part.body is not None:
                parts[number] = f"{stem}.part-{number}.bin"
                self.files[parts[number]] = part.salt + part.body
        checkpoints = [self._heads[origin]] if origin in self._heads else []
        if role in {"decision", "journal"}:
            checkpoints += self._cosigned(origin, index)
        proofs = {
            held.size: ProofRecord(
                checkpoint=self._checkpoint(held),
                path=tuple(
                    step.hex() for step in inclusion_proof(self.conn, origin, index, held.size)
                ),
            )
            for held in checkpoints
            if index < held.size
        }
        return EntryRecord(
            file=f"{stem}.bin",
            role=role,
            origin=origin,
            index=index,
            subject=subject,
            parts=parts,
            proofs=tuple(proofs.values()),
        )

    def _cosigned(self, origin: str, index: int) -> list[HeldCheckpoint]:
        """Return those checkpoints over an entry that members cosigned, the first of each.

        Not those that were signed when their origin had to sign in Ed25519 only, and has
        more to sign with by now: nobody would believe them any more.
        """
        first: dict[str, int] = {}
        query = (
            select(cosignature.c.cosigner, cosignature.c.size)
            .where(cosignature.c.origin == origin, cosignature.c.size > index)
            .order_by(cosignature.c.size)
        )
        size_here = read_head(self.conn, origin).size
        for row in self.conn.execute(query):
            if row.size <= size_here:
                first.setdefault(row.cosigner, row.size)
        found = (checkpoint_at(self.conn, origin, size) for size in sorted(set(first.values())))
        return [
            held
            for held in found
            if held is not None
            and is_signed_as_required(held.note, origin, self.directory, self.at)
        ]

    def _checkpoint(self, held: HeldCheckpoint) -> str:
        """Write a checkpoint with every cosignature that is held for it."""
        name = checkpoint_file(held.origin, held.size)
        if name not in self.files:
            note = SignedNote.parse(held.note)
            lines = dict.fromkeys(note.lines)
            for made in cosignatures(self.conn, held.origin, held.size):
                if made.root == held.root:
                    lines |= dict.fromkeys(made.lines)
            self.files[name] = SignedNote(note.body, tuple(lines)).to_bytes()
        return name

    def _registers(self, examinations: Iterable[Examination]) -> Iterable[RegisterRecord]:
        """Prove that the logs have gone through the sizes that the examinations covered."""
        covered = [(p.origin, p.size) for each in examinations for p in each.registers]
        for origin, size in dict.fromkeys(covered):
            head = self._heads.get(origin)
            proof = None
            if head is not None and head.size >= size:
                path = consistency_proof(self.conn, origin, size, head.size)
                proof = ProofRecord(
                    checkpoint=self._checkpoint(head), path=tuple(step.hex() for step in path)
                )
            yield RegisterRecord(origin=origin, size=size, proof=proof)

    def _relayed(self, named: Iterable[str]) -> dict[str, str]:
        found = {}
        for denial_id in named:
            query = select(relayed_denial.c.body).where(relayed_denial.c.denial_id == denial_id)
            body = self.conn.scalar(query)
            if body is not None:
                found[denial_id] = f"relayed/{denial_id}.json"
                self.files[found[denial_id]] = str(body).encode()
        return found
