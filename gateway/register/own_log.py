"""The own log: acts are signed and appended in the transaction that causes them.

The log has one writer: an append takes the head row's lock and moves it. The leaf is the
exact payload of the signed entry; each append ends with a signed checkpoint, so that what
is committed can be pulled at once. After the commit a round begins, from which peers hear of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from gateway.domain.letter import (
    EntryHeader,
    EntryType,
    Erasure,
    ErasureGround,
    PartCommitment,
    PartKind,
)
from gateway.errors import InputError, Reason, StateError
from gateway.exchange.identity import NodeIdentity, new_id
from gateway.exchange.outbox import PartDraft
from gateway.register.denials.denial_projection import NO_NOTICE, project
from gateway.register.log.checkpoints import is_short
from gateway.register.log.log_store import (
    CheckedEntry,
    HeldPart,
    LogState,
    extend,
    lock_head,
    mark,
    read_entry,
)
from gateway.register.log.merkle import leaf_hash
from gateway.register.log.own_instants import instant_of_append, require_order
from gateway.register.log.signing import publish_checkpoint
from gateway.register.row_writing import to_microseconds
from gateway.store.writer import Written, wrote
from gateway.trust.dsse import ENTRY, sign
from gateway.trust.parts import commit, new_salt
from gateway.wire.content import content_to_bytes
from gateway.wire.entries import entry_to_bytes
from gateway.wire.packages import check_bodies


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An act before it is signed.

    Attributes:
        entry_type: Decides what the parts hold.
        subject: Denial id or case id; never a name.
        parts: Contents, with their release sets.
    """

    entry_type: EntryType
    subject: str
    parts: tuple[PartDraft, ...]


@dataclass(frozen=True, slots=True)
class AppendedEntry:
    """An act that is in the own log, as soon as the caller's transaction is committed."""

    origin: str
    index: int
    event_id: str
    digest: bytes


def append(
    conn: Connection,
    me: NodeIdentity,
    *,
    entry_type: EntryType,
    subject: str,
    parts: Sequence[PartDraft],
    at: datetime,
) -> AppendedEntry:
    """Sign an act, append it to the own log, project it and publish a checkpoint.

    Args:
        conn: The transaction of the act.
        me: This node.
        entry_type: Decides what the parts hold.
        subject: Denial id or case id; never a name.
        parts: Contents, with their release sets; may be none.
        at: Instant of the act by the node's clock.

    Raises:
        PermissionRefusedError: MARKING_TOO_HIGH; nothing was written.
        StateError: The act does not fit the state of its denial.
        TrustError: KEY_INVALID, a key is missing.
        InputError: A part or the whole is too large, or the subject is no denial of ours.
    """
    draft = EntryDraft(entry_type, subject, tuple(parts))
    return append_many(conn, me, [draft], at=at)[0]


def append_many(
    conn: Connection,
    me: NodeIdentity,
    drafts: Sequence[EntryDraft],
    *,
    at: datetime,
) -> list[AppendedEntry]:
    """Do what `append` does for many acts, with one checkpoint at the end; all or none."""
    at = instant_of_append(conn, me, at)
    return append_signed(conn, me, [sign_entry(me, draft, at) for draft in drafts], at)


def sign_entry(me: NodeIdentity, draft: EntryDraft, at: datetime) -> CheckedEntry:
    """Salt and commit to the parts, sign header and commitments; writes nothing.

    Raises:
        PermissionRefusedError: MARKING_TOO_HIGH.
        TrustError: KEY_INVALID; also where our own directory has none of our keys in force: what
            nobody believes has no effect.
        InputError: Too large.
    """
    _check_markings(me, draft.parts)
    check_bodies([len(part.body) for part in draft.parts])
    salts = [new_salt() for _ in draft.parts]
    commitments = [
        PartCommitment(
            kind=part.kind,
            release=part.release,
            marking=part.marking,
            commitment=commit(salt, part.body).hex(),
        )
        for part, salt in zip(draft.parts, salts, strict=True)
    ]
    held = tuple(
        HeldPart(part.kind.value, " ".join(part.release), salt, part.body)
        for part, salt in zip(draft.parts, salts, strict=True)
    )
    return sign_committed(me, draft.entry_type, draft.subject, commitments, held, at)


def sign_committed(
    me: NodeIdentity,
    entry_type: EntryType,
    subject: str,
    commitments: Sequence[PartCommitment],
    held: tuple[HeldPart, ...],
    at: datetime,
) -> CheckedEntry:
    """Sign header and commitments of an act whose parts were committed to; writes nothing.

    Args:
        me: This node.
        entry_type: Decides what the parts hold.
        subject: Denial id or case id; never a name.
        commitments: To the parts.
        held: What is held of the parts, in the same order.
        at: Instant of the act.

    Raises:
        TrustError: KEY_INVALID, as `sign_entry`.
    """
    _check_in_force(me, at)
    directory = me.directory()
    header = EntryHeader(
        federation_id=directory.federation_id.hex(),
        origin=me.code,
        event_id=new_id(at),
        entry_type=entry_type,
        subject=subject,
        at=at,
        rulebook=me.rulebook(),
        rehearsal=directory.rehearsal,
    )
    signed = sign(entry_to_bytes(header, commitments), ENTRY, ring=me.ring, suite=me.suite_at(at))
    return CheckedEntry(
        envelope=signed.to_bytes(),
        leaf_hash=leaf_hash(signed.payload),
        digest=signed.digest,
        entry_type=entry_type.value,
        subject=subject,
        event_id=header.event_id,
        at_us=to_microseconds(at),
        parts=held,
    )


def _check_in_force(me: NodeIdentity, at: datetime) -> None:
    member = me.directory().member(me.code)
    for use in me.suite_at(at).uses:
        ours = me.ring.current_id(use)
        if not any(key.key_id == ours for key in member.valid_keys(use, at)):
            raise Reason.KEY_INVALID.error(
                "our key {key} ({name}) is not in force by the directory that is held",
                remedy="Look at {showKeys}; a new key waits for the operators to enter it.",
                key=ours,
                name=use.name,
            )


def append_signed(
    conn: Connection,
    me: NodeIdentity,
    entries: Sequence[CheckedEntry],
    at: datetime,
) -> list[AppendedEntry]:
    """Append entries that `sign_entry` has signed: what an append costs without signing.

    Raises:
        StateError: Others hold more of the own log than is here; or the clock was set back.
        TrustError: DIRECTORY_EXPIRED, the directory's grace period is over by the clock.
    """
    head = lock_head(conn, me.code)
    if head.state is LogState.BEHIND or is_short(conn, head):
        raise StateError(
            "our own log is not whole: {cause}",
            remedy="Synchronise with all members; where one cannot be reached, an officer may "
            "decide to go on with {followRegister}.",
            origin=me.code,
            cause=head.reason or "we have signed more than is here",
        )
    require_order(conn, me, head.size, entries)
    extend(conn, head, entries)
    wrote(Written.OWN_LOG)
    project(conn, me.code, head.size, entries, law=me.reviews, strict=True)
    publish_checkpoint(conn, me, at)
    mark(conn, me.code, verified=min(at, me.clock.now()))
    return [
        AppendedEntry(me.code, index, entry.event_id, entry.digest)
        for index, entry in enumerate(entries, head.size)
    ]


def erase(
    conn: Connection,
    me: NodeIdentity,
    *,
    index: int,
    ground: ErasureGround,
    article: str,
    officer_role: str,
    at: datetime,
) -> AppendedEntry:
    """Order the contents of an earlier entry of the own log erased everywhere, and erase them.

    Raises:
        NotFoundError: There is no such entry.
        InputError: The entry is itself an erasure, or a commitment to the journal, whose content
            evidence must show; their contents name nobody.
    """
    target = read_entry(conn, me.code, index)
    if target.entry.entry_type in NO_NOTICE:
        raise InputError(
            "index: an erasure or a commitment to a journal is not erased; it names nobody"
        )
    order = Erasure(index=index, ground=ground, article=article, officer_role=officer_role)
    part = PartDraft(PartKind.TEXT, content_to_bytes(order))
    return append(
        conn,
        me,
        entry_type=EntryType.ERASED,
        subject=str(index),
        parts=[part],
        at=at,
    )


def _check_markings(me: NodeIdentity, parts: Sequence[PartDraft]) -> None:
    for number, part in enumerate(parts):
        if not me.may_leave(part.marking):
            raise Reason.MARKING_TOO_HIGH.error(
                "part {part} is marked above what may leave this node",
                remedy="Send it on a channel for that marking, or have it marked down.",
                part=number,
                marking=part.marking.value,
            )
