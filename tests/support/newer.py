"""A newer member: acts and letters of types that this version does not know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from comity.v1 import letter_pb2
from gateway.exchange.identity import NodeIdentity, new_id
from gateway.exchange.outbox import PartDraft
from gateway.register.log.log_store import CheckedEntry, HeldPart
from gateway.register.log.merkle import leaf_hash
from gateway.register.row_writing import to_microseconds
from gateway.trust.dsse import ENTRY, sign
from gateway.trust.parts import commit, new_salt
from gateway.wire.scalars import write_instant

TYPE, KIND = 99, 77


def newer_entry(
    me: NodeIdentity,
    subject: str,
    parts: Sequence[PartDraft],
    at: datetime,
    *,
    entry_type: int = TYPE,
    kind: int = KIND,
) -> CheckedEntry:
    """Sign an act as a newer version would."""
    salts = [new_salt() for _ in parts]
    event_id = new_id(at)
    payload = letter_pb2.Entry(
        header=letter_pb2.EntryHeader(
            federation_id=me.directory().federation_id,
            origin=me.code,
            event_id=event_id,
            entry_type=entry_type,  # type: ignore[arg-type]
            subject=subject,
            act_time=write_instant(at),
            rulebook=me.rulebook(),
        ),
        parts=[
            letter_pb2.PartCommitment(
                kind=kind,  # type: ignore[arg-type]
                release=part.release,
                marking=letter_pb2.MARKING_UNMARKED,
                commitment=commit(salt, part.body),
            )
            for part, salt in zip(parts, salts, strict=True)
        ],
    ).SerializeToString(deterministic=True)
    signed = sign(payload, ENTRY, ring=me.ring, suite=me.suite)
    return CheckedEntry(
        envelope=signed.to_bytes(),
        leaf_hash=leaf_hash(signed.payload),
        digest=signed.digest,
        entry_type=str(entry_type),
        subject=subject,
        event_id=event_id,
        at_us=to_microseconds(at),
        parts=tuple(
            HeldPart(str(kind), " ".join(part.release), salt, part.body)
            for part, salt in zip(parts, salts, strict=True)
        ),
    )
