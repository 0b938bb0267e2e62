"""Takes members' cosignatures, and tells others of them.

Each is a member's receipt for every entry that a checkpoint covers. It goes to the log's
origin; who fetches the next head hears who has confirmed the one that it holds.

What one states is shown as its word, in proofs too, so an instant that cannot be is refused
when it comes. Verified off the writer's thread, for which everybody waits.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from gateway.errors import CheckpointError, ComityError, NotFoundError
from gateway.exchange.identity import NodeIdentity
from gateway.register.log.checkpoints import (
    Cosigned,
    HeldCheckpoint,
    checkpoint_at,
    cosignature_of,
    cosignatures,
    store_cosignature,
)
from gateway.register.log.fraud import SKEW
from gateway.register.log.log_store import Head
from gateway.register.log.note_lines import check_cosignature
from gateway.register.log.notes import SignatureLine, SignedNote, parse_lines
from gateway.store.database import Database
from gateway.store.prepared import Prepared
from gateway.store.tables_register import log_entry
from gateway.trust.federation import Directory
from gateway.trust.note_ids import origin_line
from gateway.trust.suites import COSIGN_USES

MAX_CONFIRMED_BYTES = 2**17
"""Octets of a note with cosignatures that comes with a new head: thirty in the hybrid suite."""

_INSTANT = Prepared(
    select(log_entry.c.at).where(
        log_entry.c.origin == bindparam("of"), log_entry.c.idx == bindparam("place")
    )
)


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
            "There is no checkpoint of that size and root of log {origin} here.",
            remedy="Fetch the head again.",
            origin=origin,
            size=size,
        )
    last = _INSTANT.first(conn, {"of": origin, "place": size - 1})
    return Confirmable(held, None if last is None else last[0])


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
            "A cosignature has at most {count} lines.", cosigner=cosigner, count=len(COSIGN_USES)
        )
    stated = check_cosignature(
        SignedNote.parse(held.note).body, lines, cosigner=cosigner, directory=directory, at=at
    )
    # Where the origin's own clock ran ahead, its entry is no measure.
    earliest = None if found.since is None else min(found.since, at) - SKEW
    if stated > at + SKEW or (earliest is not None and stated < earliest):
        raise CheckpointError(
            "The cosignature states {stated} UTC, when it cannot have been made.",
            remedy="Set the clock of the cosigner right.",
            cosigner=cosigner,
            stated=f"{stated:%Y-%m-%d %H:%M}",
        )
    return Cosigned(held.origin, cosigner, held.size, held.root, line, stated, delivered=True)


def with_own_line(conn: Connection, held: HeldCheckpoint, me: str) -> bytes:
    """Write a checkpoint with our cosignature, where we have given one on it.

    It dates the checkpoint for who finds that its log has two faces (`log.attested`).
    """
    note = SignedNote.parse(held.note)
    made = cosignature_of(conn, me, held)
    if made is None or held.origin == me:
        return held.note
    return SignedNote(note.body, (*note.lines, *made.lines)).to_bytes()


def cosigned_note(conn: Connection, origin: str, size: int, root: bytes) -> bytes:
    """Write a checkpoint with the cosignatures of members that are held on it, as far as fits.

    Returns:
        The note; nothing where the checkpoint is not held, or no member has cosigned it.
    """
    held = checkpoint_at(conn, origin, size)
    if held is None or held.root != root:
        return b""
    note = SignedNote.parse(held.note)
    lines, octets = list(note.lines), len(held.note)
    for made in cosignatures(conn, origin, size):
        octets += len(made.line.encode()) + 1
        if made.cosigner != origin and made.root == root and octets <= MAX_CONFIRMED_BYTES:
            lines += made.lines
    return SignedNote(note.body, tuple(lines)).to_bytes() if len(lines) > len(note.lines) else b""


async def keep_confirmations(db: Database, me: NodeIdentity, head: Head, raw: bytes) -> None:
    """Keep the cosignatures of others that came with a new head, as far as they hold.

    Args:
        db: The node's database.
        me: This node.
        head: What it held of the log.
        raw: The note; nothing, where none came.
    """
    if not raw or len(raw) > MAX_CONFIRMED_BYTES:
        return
    try:
        found = await db.read(lambda conn: confirmable(conn, head.origin, head.size, head.root))
        made = await asyncio.to_thread(_confirmations, found, raw, me)
    except (NotFoundError, CheckpointError):
        return  # they are shown; nothing depends on them

    def keep(conn: Connection) -> None:
        for each in made:
            store_cosignature(conn, each)

    if made:
        await db.write(keep)


def _confirmations(found: Confirmable, raw: bytes, me: NodeIdentity) -> list[Cosigned]:
    """Verify the lines of each other member; what does not hold is left out."""
    note, directory = SignedNote.parse(raw), me.directory()
    if note.body != SignedNote.parse(found.held.note).body:
        raise CheckpointError("The note is not of the checkpoint that is held.")
    theirs: defaultdict[str, list[SignatureLine]] = defaultdict(list)
    for line in note.lines:
        theirs[line.name].append(line)
    made = []
    for code in directory.members.keys() - {me.code, found.held.origin}:
        lines = theirs.get(origin_line(directory.federation_id, code), [])
        text = "\n".join(line.to_text() for line in lines)
        try:
            if lines:
                now = me.clock.now()
                made.append(confirmed(found, text, cosigner=code, directory=directory, at=now))
        except ComityError:
            continue
    return made
