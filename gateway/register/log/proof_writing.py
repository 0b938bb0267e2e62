"""Writes proof files from a node's database; what they are is said by `proof_file`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from comity.v1 import proof_file_pb2
from gateway.domain.letter import PartBody
from gateway.errors import CheckpointError, NotFoundError
from gateway.register.log.checkpoints import (
    HeldCheckpoint,
    checkpoint_at,
    cosignatures,
    provable_head,
)
from gateway.register.log.log_store import CheckedEntry, read_entry
from gateway.register.log.note_lines import signers_of
from gateway.register.log.notes import SignatureLine, SignedNote, verify_line
from gateway.register.log.proof_file import (
    MAX_FURTHER,
    CheckpointKeys,
    can_be,
    verify_proof,
    with_key_ids,
)
from gateway.register.log.proof_form import ProofForm
from gateway.register.log.proofs import inclusion_proof
from gateway.store.tables_register import cosignature
from gateway.trust.federation import Directory
from gateway.wire.packages import package_to_pb


def write_proof(
    conn: Connection,
    directory: Directory,
    origin: str,
    index: int,
    at: datetime,
    *,
    contents: bool = True,
) -> bytes:
    """Write the proof file of one entry.

    Under the newest checkpoint whose entries are all held here, with every cosignature that
    is held; and under as few others as it takes to name every member that has cosigned any.

    Args:
        conn: A reading transaction.
        directory: Names the keys; a line by a key that does not count at `at` is left out.
        origin: Owner of the log.
        index: The entry.
        at: The present instant.
        contents: Whether bodies that are held here go into the file.

    Raises:
        NotFoundError: There is no such entry here, or no signed checkpoint over it.
        RegisterError: What is held does not prove the entry: `verify` says what was altered.
    """
    held = read_entry(conn, origin, index).entry
    newest = provable_head(conn, origin)
    if newest is None or newest.size <= index:
        raise NotFoundError(
            "No signed checkpoint of log {origin} over entry {index} is held here.",
            remedy="Synchronise: {syncRegisters}.",
            origin=origin,
            index=index,
        )
    keys = CheckpointKeys.of(directory, origin, at)
    content = proof_file_pb2.ProofContent(
        entry=package_to_pb(
            with_key_ids(held.envelope, directory, origin), _bodies(held) if contents else []
        )
    )
    note = _cosigned(conn, newest, keys, held.at)
    confirmed = _members(note, directory, origin, at)
    for further in _others(conn, origin, index, newest.size):
        other = _cosigned(conn, further, keys, held.at)
        members = _members(other, directory, origin, at)
        if not members <= confirmed and len(content.further) < MAX_FURTHER:
            confirmed |= members
            path = inclusion_proof(conn, origin, index, further.size)
            content.further.add(note=other, path=path)
    path = inclusion_proof(conn, origin, index, newest.size)
    extra = content.SerializeToString(deterministic=True)
    raw = ProofForm(extra, index, tuple(path), note).to_bytes()
    verify_proof(raw, directory, at)  # what cannot be verified is not handed out
    return raw


def _bodies(held: CheckedEntry) -> list[PartBody]:
    return [
        PartBody.model_construct(index=number, salt=part.salt, body=part.body)
        for number, part in enumerate(held.parts)
        if part.salt is not None and part.body is not None
    ]


def _others(conn: Connection, origin: str, index: int, below: int) -> Sequence[HeldCheckpoint]:
    """List smaller checkpoints over an entry that somebody has cosigned, the largest first.

    Of each member its newest cosignature is enough.
    """
    query = select(cosignature.c.cosigner, cosignature.c.size).where(
        cosignature.c.origin == origin,
        cosignature.c.size > index,
        cosignature.c.size < below,
    )
    newest: dict[str, int] = {}
    for row in conn.execute(query.order_by(cosignature.c.size)):
        newest[row.cosigner] = row.size
    found = (checkpoint_at(conn, origin, size) for size in sorted(set(newest.values()))[::-1])
    return [held for held in found if held is not None]


def _cosigned(conn: Connection, held: HeldCheckpoint, keys: CheckpointKeys, act: datetime) -> bytes:
    """Write a checkpoint with every cosignature that is held, holds, and can have been made."""
    note = SignedNote.parse(held.note)
    lines = list(note.lines)
    for made in cosignatures(conn, held.origin, held.size):
        if made.root == held.root:
            lines += made.lines
    good = [line for line in lines if _holds(note.body, line, keys, act)]
    return SignedNote(note.body, keys.ordered(good) or note.lines).to_bytes()


def _members(note: bytes, directory: Directory, origin: str, at: datetime) -> set[str]:
    """Say whose cosignature stands under a checkpoint; nobody's under one that fails."""
    try:
        return set(signers_of(note, origin=origin, directory=directory, at=at)[1])
    except CheckpointError:
        return set()


def _holds(body: bytes, line: SignatureLine, keys: CheckpointKeys, act: datetime) -> bool:
    found = keys.of_line(line)
    if not found:
        return False
    try:
        stated = verify_line(body, line, found).at
    except CheckpointError:
        return False
    return stated is None or can_be(stated, act)
