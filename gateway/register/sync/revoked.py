"""Notes by keys that were revoked since: they prove nothing to others, and still contradict.

Whoever holds a key that was revoked can sign what he likes with it, so such a note is nobody's
word any more, and stops nobody. But an origin that changes its face together with its key would
be found by no two members, since neither could read the other's note. So a contradiction
between one and what is held is a suspicion, with both notes, for a person to ask its origin.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from gateway.register.log.checkpoints import HeldCheckpoint, verify_checkpoint
from gateway.register.sync.comparison import Doubt
from gateway.register.sync.entry_time_order import was_decided
from gateway.register.sync.troubles import TroubleKind, report_trouble
from gateway.trust.directory import Directory
from gateway.trust.suites import Suite


def read_revoked(raw: bytes, *, origin: str, directory: Directory, at: datetime) -> HeldCheckpoint:
    """Read a checkpoint that its origin has signed with any key that it ever had.

    Args:
        raw: The note; the keys of today do not verify it.
        origin: Owner of the log.
        directory: Gives its keys, the revoked ones too.
        at: When it came.

    Raises:
        CheckpointError: No key that it ever had has signed it.
    """
    member = directory.member(origin)
    keys = tuple(replace(key, revoked_at=None) for key in member.keys)
    then = replace(member, keys=keys, minimum_suite=Suite.ED25519)
    before = replace(directory, members={**directory.members, origin: then})
    return verify_checkpoint(raw, origin=origin, directory=before, at=at, dated=False)


def suspect(conn: Connection, doubt: Doubt, origin: str, peer: str, at: datetime) -> None:
    """Open the suspicion that a note by a revoked key raises, unless a person has closed it.

    Args:
        conn: The transaction.
        doubt: What is wrong; without a proof it is not worth a person's time.
        origin: Owner of the log.
        peer: Who showed the note.
        at: Now.
    """
    text = f"{doubt.text}; a key of one of them was revoked since"
    if doubt.proof is None or was_decided(conn, origin, text):
        return
    report_trouble(
        conn,
        origin=origin,
        peer=peer,
        kind=TroubleKind.SUSPICION,
        text=text,
        at=at,
        evidence=doubt.proof.model_dump_json(exclude_none=True).encode(),
    )
