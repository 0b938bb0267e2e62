"""Notes by keys that were revoked since: they prove nothing to others, and still contradict.

Whoever holds a key that was revoked can sign what he likes with it, so such a note is nobody's
word any more, and stops nobody. But an origin that changes its face together with its key would
be found by no two members, since neither could read the other's note. So a contradiction
between one and what is held is a suspicion, with both notes, for a person to ask its origin.
Where a member had cosigned each such note before the revocation, it is a proven fraud.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection

from gateway.errors import RegisterError
from gateway.exchange.identity import NodeIdentity
from gateway.register.log.attested import believing
from gateway.register.log.checkpoints import HeldCheckpoint, verify_checkpoint
from gateway.register.sync.comparison import Doubt
from gateway.register.sync.entry_time_order import was_decided
from gateway.register.sync.fraud_notification import keep_fraud, prove_fraud
from gateway.register.sync.troubles import TroubleKind, report_trouble
from gateway.register.sync.witnesses import with_witnesses
from gateway.trust.directory import Directory


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
    then = believing(directory, origin)
    return verify_checkpoint(raw, origin=origin, directory=then, at=at, dated=False)


def suspect(
    conn: Connection, me: NodeIdentity, doubt: Doubt, origin: str, peer: str, shown: bytes
) -> tuple[TroubleKind, bool]:
    """Keep the fraud that a note by a revoked key proves, or open the suspicion that it raises.

    Args:
        conn: The transaction.
        me: This node.
        doubt: What is wrong; without a proof it is not worth a person's time.
        origin: Owner of the log.
        peer: Who showed the note.
        shown: The note as it was shown, with the peer's cosignature.

    Returns:
        What it is, and whether it is a proven fraud that is news. A suspicion that a person has
        closed is not opened again.
    """
    at = me.clock.now()
    if doubt.proof is None:
        return TroubleKind.SUSPICION, False
    proof = with_witnesses(conn, doubt.proof, shown)
    with suppress(RegisterError):
        return TroubleKind.FRAUD, keep_fraud(conn, me, prove_fraud(me, proof), peer)
    text = (
        f"{doubt.text}; a key of one of them was revoked since, and no cosignature of another "
        "member shows that it was signed before"
    )
    if was_decided(conn, origin, text):
        return TroubleKind.SUSPICION, False
    report_trouble(
        conn,
        origin=origin,
        peer=peer,
        kind=TroubleKind.SUSPICION,
        text=text,
        at=at,
        evidence=proof.model_dump_json(exclude_none=True).encode(),
    )
    return TroubleKind.SUSPICION, False
