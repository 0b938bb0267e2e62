"""Writes acts of the own log again that have no effect, since their key had been revoked.

The act is the same: type, subject and commitments to the same contents with the same salts, so
that everybody sees which entry took the place of which. What is new is the key, the number of
the event and the instant: an act counts from when it was signed with a key that counts. It is
for an officer to say that the act was the authority's own: who had stolen the key may have
written it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gateway.domain.letter import EntryType
from gateway.errors import InputError, NotFoundError
from gateway.exchange.identity import NodeIdentity
from gateway.register.log.entries import known_name, payload_of
from gateway.register.log.leaf_effects import JOURNAL, not_written_again
from gateway.register.log.log_store import CheckedEntry, Effect, read_entry, read_head
from gateway.register.log.own_instants import instant_of_append
from gateway.register.own_log import AppendedEntry, append_signed, sign_committed
from gateway.register.sync.revoked_entries import note_effects
from gateway.wire.entries import entry_from_bytes


def write_again(
    conn: Connection, me: NodeIdentity, indices: Sequence[int], *, at: datetime
) -> list[AppendedEntry]:
    """Sign acts of the own log again that have no effect; one that was written again is passed.

    Args:
        conn: The transaction of the officer's act.
        me: This node, with a key in force.
        indices: Entries of the own log, from 0; in the log's order they are written again.
        at: Now.

    Returns:
        What was appended; nothing for what had been written again before.

    Raises:
        InputError: An entry has its effect, or commits to the journal, which the node does anew
            by itself; or there is none of that number. `write_again` is named.
        StateError: An act does not fit the state of its denial any more.
        TrustError: KEY_INVALID, no key of ours is in force yet.
    """
    at = instant_of_append(conn, me, at)
    entries = [_idle(conn, me, index) for index in sorted(set(indices))]
    left = set(not_written_again(conn, me.code))
    signed = [_again(me, entry, at) for index, entry in entries if index in left]
    if not signed:
        return []
    appended = append_signed(conn, me, signed, at)
    note_effects(conn, me.code, signed, at)
    return appended


def _idle(conn: Connection, me: NodeIdentity, index: int) -> tuple[int, CheckedEntry]:
    """Return an entry of the own log that has no effect."""
    try:
        entry = read_entry(conn, me.code, index).entry
    except NotFoundError as exc:
        size = read_head(conn, me.code).size
        raise _refused(
            "our log has {size} entries, and none has the number {index}", size=size, index=index
        ) from exc
    if entry.effect is Effect.IN_FORCE:
        raise _refused("entry {index} of our log has its effect", index=index)
    if known_name(entry.entry_type) == JOURNAL:
        raise _refused(
            "entry {index} commits to the journal, which is done anew by itself", index=index
        )
    return index, entry


def _again(me: NodeIdentity, entry: CheckedEntry, at: datetime) -> CheckedEntry:
    header, commitments = entry_from_bytes(payload_of(entry.envelope))
    entry_type = EntryType(header.entry_type)
    return sign_committed(me, entry_type, header.subject, commitments, entry.parts, at)


def _refused(why: str, **values: Any) -> InputError:
    return InputError(
        "write_again: ",
        why,
        remedy="{listRegisterEntries} shows which entries have no effect.",
        **values,
    )
