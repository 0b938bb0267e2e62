"""Takes a wrong tail out of a log that is held, on an officer's word: kept as evidence only.

Whoever holds the wrong face of a log can never follow the other one: what is held is no part of
it. So the entries behind the common prefix are set aside, with the checkpoints and cosignatures
over them, and the right tail is pulled like any log. Set aside is what was signed, without
contents: it proves what the origin did, and nobody is searched in it.

The same for the own log, of which a second history was written after a restore; and there an
officer may also give up what others have shown of it and nobody can give back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, tuple_, update

from gateway.errors import ProofError, RegisterError, StateError
from gateway.exchange.identity import NodeIdentity
from gateway.register.denials.rebuilding import rebuild
from gateway.register.log.checkpoints import (
    HeldCheckpoint,
    newest_checkpoint,
    store_checkpoint,
    verify_checkpoint,
)
from gateway.register.log.frontier import Frontier
from gateway.register.log.log_store import (
    Absent,
    CheckedEntry,
    Head,
    LogState,
    lock_head,
    mark,
    read_head,
    read_nodes,
)
from gateway.register.log.merkle import perfect_subtrees
from gateway.register.log.own_instants import carry_on
from gateway.register.log.proofs import root_at
from gateway.register.release_sets import may_hold
from gateway.register.sync.source import Caller, LogSource
from gateway.register.sync.troubles import follow_again
from gateway.store.tables_register import (
    checkpoint,
    cosignature,
    erasure,
    log_entry,
    log_node,
    log_part,
    set_aside,
)

ENTRY, CHECKPOINT, COSIGNATURE = "entry", "checkpoint", "cosignature"


@dataclass(frozen=True, slots=True)
class Tail:
    """What is held of a log and is no part of the log that is shown.

    Attributes:
        held: How far the log was held when they were compared.
        keep: How many entries they have in common.
        shown: The checkpoint of the log that is shown.
    """

    held: Head
    keep: int
    shown: HeldCheckpoint


async def find_tail(caller: Caller, origin: str, peer: str) -> Tail:
    """Find where the log that a member shows parts from the one that is held; writes nothing.

    Args:
        caller: This node.
        origin: Owner of the log.
        peer: Who shows the log that is to be followed: its owner, or of the own log a member
            that holds it.

    Raises:
        StateError: What is held is a part of it; nothing is to be set aside.
        UnavailableError: The member does not answer.
        CheckpointError: It shows nothing that the owner has signed.
        RegisterError: It refuses a proof.
    """
    source, directory, at = await caller.source(peer), caller.me.directory(), caller.me.clock.now()
    answer = await source.head(origin, None)
    shown = verify_checkpoint(answer.checkpoint, origin=origin, directory=directory, at=at)
    held = await caller.db.read(lambda conn: read_head(conn, origin))
    common, wrong = 0, min(held.size, shown.size) + 1
    middle = wrong - 1
    while common < middle < wrong:
        root = await caller.db.read(lambda conn, size=middle: root_at(conn, origin, size))  # type: ignore[misc]
        if await _is_part(source, shown, middle, root):
            common = middle
        else:
            wrong = middle
        middle = (common + wrong) // 2
    if common == held.size:
        raise StateError(
            "What is held of log {origin} is a part of what {peer} shows: nothing is set aside.",
            remedy="Follow the log without setting anything aside.",
            origin=origin,
            peer=peer,
        )
    return Tail(held, common, shown)


async def _is_part(source: LogSource, shown: HeldCheckpoint, size: int, root: bytes) -> bool:
    if size == shown.size:
        return root == shown.root
    path = await source.consistency(shown.origin, size, shown.size)
    try:
        shown.require_extends(size, root, path)
    except ProofError:
        return False
    return True


def cut(conn: Connection, me: NodeIdentity, tail: Tail, *, officer: str) -> int:
    """Set a tail aside, with all that was derived from it; say how many entries it had.

    The log is then followed; the own one is not appended to before it is whole again.

    Args:
        conn: The transaction of the officer's act.
        me: This node.
        tail: Of `find_tail`.
        officer: Who decides it.

    Raises:
        StateError: The log has moved since.
    """
    origin, keep, at = tail.held.origin, tail.keep, me.clock.now()
    head = lock_head(conn, origin)
    if (head.size, head.root) != (tail.held.size, tail.held.root):
        raise StateError("Log {origin} has moved meanwhile.", remedy="Try again.", origin=origin)
    chosen = (log_entry.c.origin == origin, log_entry.c.idx >= keep)
    columns = (log_entry.c.idx, log_entry.c.leaf_hash, log_entry.c.envelope)
    entries = conn.execute(select(*columns).where(*chosen).order_by(log_entry.c.idx)).all()
    _keep(conn, origin, ENTRY, entries, officer, at)
    _set_signed_aside(conn, origin, keep, officer, at)
    conn.execute(delete(log_entry).where(*chosen))
    conn.execute(delete(log_part).where(log_part.c.origin == origin, log_part.c.idx >= keep))
    for level in range(1, head.size.bit_length() + 1):
        part = (log_node.c.level == level, log_node.c.idx >= keep >> level)
        conn.execute(delete(log_node).where(log_node.c.origin == origin, *part))
    nodes = read_nodes(conn, origin, perfect_subtrees(0, keep))
    frontier = Frontier.from_subtrees(keep, lambda level, index: nodes[level, index])
    moved = {"size": keep, "root": frontier.root(), "frontier": frontier.to_bytes()}
    mark(conn, origin, state=LogState.STOPPED.value, verified=None, **moved)
    rebuild(conn, origin, keep, me.reviews)
    ask_again(conn, me, origin)
    store_checkpoint(conn, tail.shown)
    follow_again(conn, origin, officer=officer, at=at)
    if origin == me.code:
        reason = "a second history was set aside, and the first has not come back yet"
        mark(conn, origin, state=LogState.BEHIND.value, reason=reason)
    return len(entries)


def _set_signed_aside(conn: Connection, origin: str, size: int, officer: str, at: datetime) -> int:
    """Set aside what was signed about more entries than a log has; say of how many sizes."""
    notes = conn.execute(
        select(checkpoint.c.size, checkpoint.c.root, checkpoint.c.note).where(
            checkpoint.c.origin == origin, checkpoint.c.size > size
        )
    ).all()
    lines = conn.execute(
        select(cosignature.c.size, cosignature.c.root, cosignature.c.line).where(
            cosignature.c.origin == origin, cosignature.c.size > size
        )
    ).all()
    _keep(conn, origin, CHECKPOINT, notes, officer, at)
    signed = [(row.size, row.root, row.line.encode()) for row in lines]
    _keep(conn, origin, COSIGNATURE, signed, officer, at)
    for table in (checkpoint, cosignature):
        conn.execute(delete(table).where(table.c.origin == origin, table.c.size > size))
    return len(notes)


def _keep(
    conn: Connection,
    origin: str,
    kind: str,
    rows: Sequence[Any],
    officer: str,
    at: datetime,
) -> None:
    """Keep rows of size, hash and octets as evidence."""
    kept = [
        {
            "origin": origin,
            "kind": kind,
            "size": size,
            "hash": digest,
            "body": body,
            "at": at,
            "decided_by": officer,
        }
        for size, digest, body in rows
    ]
    if kept:
        conn.execute(insert(set_aside), kept)


def ask_again(conn: Connection, me: NodeIdentity, origin: str) -> None:
    """Have contents that no entry orders erased any more asked for: the order was taken back.

    Args:
        conn: The transaction, after `rebuild`.
        me: This node.
        origin: Owner of the log.
    """
    ordered = select(erasure.c.target).where(erasure.c.origin == origin)
    gone = (
        log_part.c.origin == origin,
        log_part.c.absent == Absent.ERASED,
        log_part.c.idx.not_in(ordered),
    )
    member = me.directory().member(me.code)
    for release in conn.execute(select(log_part.c.release).where(*gone).distinct()).scalars().all():
        released = may_hold(member, release.split(), origin)
        absent = Absent.MISSING if released else Absent.WITHHELD
        query = update(log_part).where(*gone, log_part.c.release == release)
        conn.execute(query.values(absent=absent))


def go_on(conn: Connection, me: NodeIdentity, *, officer: str) -> None:
    """Have the own log go on as it is held here, on an officer's word.

    Although its end is dated ahead of the clock (`carry_on`); and although others have shown
    more of it, which is given up: whoever holds that proves a fraud as soon as the log goes
    on, and the officer answers for it.

    Raises:
        StateError: Nothing keeps it from going on.
    """
    at, head = me.clock.now(), lock_head(conn, me.code)
    ahead = carry_on(conn, me, officer=officer)
    given_up = _set_signed_aside(conn, me.code, head.size, officer, at)
    if head.state is not LogState.FOLLOWING or not (ahead or given_up):
        follow_again(conn, me.code, officer=officer, at=at)


def are_set_aside(conn: Connection, heads: Sequence[Head]) -> set[tuple[str, int, bytes]]:
    """Return which heads, by origin, size and root, an officer has set aside."""
    wanted = [(head.origin, head.size) for head in heads]
    query = select(set_aside.c.origin, set_aside.c.size, set_aside.c.hash).where(
        set_aside.c.kind == CHECKPOINT, tuple_(set_aside.c.origin, set_aside.c.size).in_(wanted)
    )
    return {(row.origin, row.size, row.hash) for row in conn.execute(query)} if wanted else set()


def refuse_set_aside(
    conn: Connection,
    target: HeldCheckpoint,
    source: LogSource,
    start: int = 0,
    entries: Sequence[CheckedEntry] = (),
) -> None:
    """Refuse a wrong tail, which a member that has pulled it still shows and gives.

    A log that is shorter than the newest signed one is not proven to be a part of that by who
    holds no more. What was set aside is then taken for what it is; where the log that was
    chosen has the same entries, whoever holds all of it gives them.

    Args:
        conn: The transaction that would keep the checkpoint or apply the entries.
        target: The checkpoint that is shown.
        source: Who shows it.
        start: Index of the first entry.
        entries: Entries that it gives, proven to be of that checkpoint's log.

    Raises:
        RegisterError: The checkpoint or one of the entries was set aside.
    """
    newest = newest_checkpoint(conn, target.origin)
    if newest is None or target.size >= newest.size or source.code == target.origin:
        return
    found = bool(are_set_aside(conn, [Head(target.origin, target.size, target.root)]))
    query = select(set_aside.c.size, set_aside.c.hash).where(
        set_aside.c.origin == target.origin,
        set_aside.c.kind == ENTRY,
        set_aside.c.size.between(start, start + len(entries) - 1),
    )
    for row in conn.execute(query) if entries else ():
        found = found or entries[row.size - start].leaf_hash == row.hash
    if found:
        raise RegisterError(
            "{peer} gives of log {origin} what an officer has set aside here.",
            remedy="Another member that holds the log which was chosen is asked for it.",
            origin=target.origin,
            peer=source.code,
        )
