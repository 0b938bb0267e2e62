"""The part of an evidence file that bounds instants: what was committed to of the journal.

All leaves of the journal tree from before the first letter of the file up to the newest
commitment that another member has cosigned, the records of the letters that are here, and the
entries of the own log that commit to the tree. So a reader computes the root of each commitment
itself, and sees that no letter of these conversations is left out; who has cosigned says that the
log commits to one journal. docs/protocol/evidence.md, section 5.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from gateway.evidence.bundle import MAX_FILE_BYTES
from gateway.evidence.contents import (
    COMMITMENTS,
    FRONTIER,
    LEAVES,
    CommittedRecord,
    JournalIndex,
    JournalProofs,
)
from gateway.evidence.export.log_export import LogExport
from gateway.register.journal.committing import (
    JournalCommitment,
    commitment_over,
    newest_commitment,
)
from gateway.register.journal.journal_tree import frontier_at, leaves_between, records_of
from gateway.register.log.checkpoints import received_up_to
from gateway.wire.journal import LEAF_BYTES

MOST_LEAVES = MAX_FILE_BYTES // LEAF_BYTES
"""Leaves in a file: half a million, many years of a journal."""


def export_commitments(conn: Connection, log: LogExport, letters: JournalIndex) -> dict[str, bytes]:
    """Write what was committed to of some letters; nothing where nothing was yet.

    Args:
        conn: The reading transaction of the export.
        log: Writes the entries of the own log.
        letters: The letters of the file.
    """
    records = {
        each.number: each.octets
        for letter in letters.letters
        for each in records_of(conn, letter.position)
    }
    held = received_up_to(conn, log.authority).items()
    others = (size for code, (size, _) in held if code != log.authority)
    newest = newest_commitment(conn, below=max(others, default=0))
    if not records or newest is None or newest.size <= min(records):
        return {}
    first = commitment_over(conn, min(records))
    start = 0 if first is None else first.previous_size
    end = newest.size
    if end - start > MOST_LEAVES:
        fits = commitment_over(conn, start + MOST_LEAVES)
        end = end if fits is None else fits.previous_size
    entries = [
        log.commitment(each.index) for each in _needed(conn, records, end) if start <= each.size
    ]
    proofs = JournalProofs(
        start=start,
        records=tuple(
            CommittedRecord(number=number, octets=octets.hex())
            for number, octets in sorted(records.items())
            if number < end
        ),
        entries=tuple(entries),
    )
    return {
        COMMITMENTS: proofs.model_dump_json(indent=1).encode(),
        FRONTIER: frontier_at(conn, start).to_bytes(),
        LEAVES: leaves_between(conn, start, end),
    }


def _needed(conn: Connection, records: Iterable[int], end: int) -> list[JournalCommitment]:
    """Return the commitments on both sides of each record, and the last; in their order."""
    needed: dict[int, JournalCommitment] = {}
    for number in (*records, end - 1):
        over = commitment_over(conn, number)
        if over is None or over.size > end:
            continue
        needed[over.index] = over
        if over.previous_size:
            before = commitment_over(conn, over.previous_size - 1)
            if before is not None:
                needed[before.index] = before
    return [needed[index] for index in sorted(needed)]
