"""Takes members' cosignatures: each is its receipt for every entry that a checkpoint covers.

What one states is shown as its word, in proofs too, so an instant that cannot be is refused
when it comes. Verified off the writer's thread, for which everybody waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from gateway.errors import CheckpointError, NotFoundError
from gateway.register.checkpoints import Cosigned, HeldCheckpoint, checkpoint_at
from gateway.register.fraud import SKEW
from gateway.register.note_lines import check_cosignature
from gateway.register.notes import SignedNote, parse_lines
from gateway.store.tables_register import log_entry
from gateway.trust.directory import Directory
from gateway.trust.suites import COSIGN_USES


@dataclass(frozen=True, slots=True)
class Confirmable:
    """A checkpoint that is held here, and may be cosigned.

    Attributes:
        since: Instant of its last entry; None where that is not held.
    """

    held: HeldCheckpoint
    since: datetime | None


def confirmable(conn: Connection, origin: str, size: int, root: bytes) -> Confirmable:
    """Read the checkpoint that a member says to cosign.

    Raises:
        NotFoundError: There is no such checkpoint here.
    """
    held = checkpoint_at(conn, origin, size)
    if held is None or held.root != root:
        raise NotFoundError(
            f"There is no checkpoint of that size and root of log {origin} here.",
            remedy="Fetch the head again.",
            origin=origin,
            size=str(size),
        )
    last = (log_entry.c.origin == origin, log_entry.c.idx == size - 1)
    return Confirmable(held, conn.execute(select(log_entry.c.at).where(*last)).scalar())


def confirmed(
    found: Confirmable, line: str, *, cosigner: str, directory: Directory, at: datetime
) -> Cosigned:
    """Verify a member's cosignature on a checkpoint. Needs no database.

    Args:
        found: The checkpoint.
        line: The signature lines, as they stand in the note.
        cosigner: Whose certificate brought it; only his own cosignature is taken.
        directory: Gives his keys.
        at: When it came.

    Raises:
        CheckpointError: The lines are not the cosigner's on this checkpoint, one is missing,
            or they state an instant that is still to come, or before that of the last entry.
    """
    held, lines = found.held, parse_lines(line)
    if len(lines) > len(COSIGN_USES):
        raise CheckpointError(
            f"A cosignature has at most {len(COSIGN_USES)} lines.", cosigner=cosigner
        )
    stated = check_cosignature(
        SignedNote.parse(held.note).body, lines, cosigner=cosigner, directory=directory, at=at
    )
    # Where the origin's own clock ran ahead, its entry is no measure.
    earliest = None if found.since is None else min(found.since, at) - SKEW
    if stated > at + SKEW or (earliest is not None and stated < earliest):
        raise CheckpointError(
            f"The cosignature states {stated:%Y-%m-%d %H:%M} UTC, when it cannot have been made.",
            remedy="Set the clock of the cosigner right.",
            cosigner=cosigner,
        )
    return Cosigned(held.origin, cosigner, held.size, held.root, line, stated, delivered=True)
