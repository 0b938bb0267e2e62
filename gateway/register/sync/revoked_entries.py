"""Follows revocations of keys that have signed entries: what they leave without effect.

A node may have taken an entry before it heard that the key had been revoked by then. When its
directory says so, the entry is found to have no effect, and everything that is derived from its
log is derived again: from then on it is as at a member that had heard of it first. The same at
the log's owner, which writes the act again (`gateway.register.rewriting`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, delete, or_, select, update

from gateway.errors import InputError, TrustError
from gateway.exchange.identity import NodeIdentity
from gateway.register.denials.rebuilding import rebuild
from gateway.register.log.entries import SEALS, EntryChecker
from gateway.register.log.leaf_effects import (
    are_settled,
    not_written_again,
    revoked_keys,
    without_effect,
)
from gateway.register.log.log_store import CheckedEntry, Effect, kept_effect, lock_head, mark
from gateway.register.sync.setting_aside import ask_again
from gateway.register.sync.troubles import TroubleKind, close_kind, has_open, report_trouble
from gateway.store.tables_commitment import journal_commitment
from gateway.store.tables_register import log_entry, log_head
from gateway.trust.dsse import SignedBytes
from gateway.trust.members import Member

NAMED = 8
"""Indices that a trouble names; `comity register entries` shows each."""


def unsettled(conn: Connection, me: NodeIdentity) -> list[str]:
    """List the logs whose effects were found before the newest revocation of a key of theirs."""
    members = me.directory().members
    return [
        origin
        for origin in conn.execute(select(log_head.c.origin)).scalars()
        if origin in members and not are_settled(conn, members[origin])
    ]


def follow_revocations(conn: Connection, me: NodeIdentity) -> list[str]:
    """Find the effects of all logs again where a key of their owner was revoked since.

    Args:
        conn: The transaction.
        me: This node; its newest directory decides.

    Returns:
        The logs of which an entry has gained or lost its effect.
    """
    return [origin for origin in unsettled(conn, me) if follow_revocation(conn, me, origin)]


def follow_revocation(conn: Connection, me: NodeIdentity, origin: str) -> bool:
    """Find the effects of one log again, and derive it anew where one has changed; say whether.

    Args:
        conn: The transaction.
        me: This node.
        origin: Owner of the log, a member.
    """
    member, at = me.directory().member(origin), me.clock.now()
    head = lock_head(conn, origin)
    changed = _changed(conn, me, member)
    for index, effect in changed.items():
        same = (log_entry.c.origin == origin, log_entry.c.idx == index)
        conn.execute(update(log_entry).where(*same).values(effect=kept_effect(effect)))
    mark(conn, origin, revoked_keys=revoked_keys(member))
    if changed:
        rebuild(conn, origin, head.size, me.reviews)
        ask_again(conn, me, origin)
        if origin == me.code:  # so the next one covers what they did
            gone = journal_commitment.c.idx.in_(without_effect(conn, origin))
            conn.execute(delete(journal_commitment).where(gone))
        _tell(conn, origin, at)
    return bool(changed)


def _changed(conn: Connection, me: NodeIdentity, member: Member) -> dict[int, Effect]:
    """Return the entries that have another effect by the directory of now than is kept."""
    since = [key.revoked_at for key in member.keys if key.use in SEALS and key.revoked_at]
    if not since:
        return {}
    checker, found = EntryChecker(member.code, me.directory(), whole=True), {}
    late = or_(log_entry.c.at >= min(since), log_entry.c.effect.is_not(None))
    query = select(log_entry.c.idx, log_entry.c.envelope, log_entry.c.effect)
    rows = conn.execute(query.where(log_entry.c.origin == member.code, late))
    for row in rows:
        try:
            _, effect = checker.judged(SignedBytes.from_bytes(row.envelope))
        except (TrustError, InputError):
            continue  # altered here: `log_verification` names it
        if kept_effect(effect) != row.effect:
            found[row.idx] = effect
    return found


def note_effects(
    conn: Connection, origin: str, entries: Iterable[CheckedEntry], at: datetime
) -> None:
    """Tell a person of entries without effect among new ones, and close what is mended by them.

    Args:
        conn: The transaction that has taken them.
        origin: Owner of the log.
        entries: The new entries.
        at: Now.
    """
    kind = TroubleKind.NO_EFFECT
    if any(entry.effect is not Effect.IN_FORCE for entry in entries):
        _tell(conn, origin, at)
    elif has_open(conn, origin, kind) and next(not_written_again(conn, origin), None) is None:
        close_kind(conn, origin, kind, closed_by="they were written again", at=at)


def _tell(conn: Connection, origin: str, at: datetime) -> None:
    if has_open(conn, origin, TroubleKind.NO_EFFECT):
        return
    left = list(islice(not_written_again(conn, origin), NAMED + 1))
    if not left:
        return
    text = (
        f"{_named(left)} of log {origin} were signed with a key that had been revoked: they stay "
        f"in the log and have no effect. {origin} writes those that are its own acts again"
    )
    kind = TroubleKind.NO_EFFECT
    report_trouble(conn, origin=origin, peer=origin, kind=kind, text=text, at=at)


def _named(indices: Sequence[int]) -> str:
    named = ", ".join(str(index) for index in indices[:NAMED])
    return f"entries {named}" + (" and more" if len(indices) > NAMED else "")
