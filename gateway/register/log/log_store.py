"""The rows of one log: its head, its entries with their parts, its nodes.

What it owns: that head, entries and nodes move together, inside the caller's transaction
and under the head row's lock. What it leaves to others: whether an entry may be there
(`entries` verifies it, `own_log` signs it) and what follows from it (`denials`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, bindparam, select, tuple_, update

from gateway.errors import NotFoundError, Reason
from gateway.register.log.frontier import CompletedNode, Frontier
from gateway.register.log.merkle import EMPTY_ROOT, Node
from gateway.register.row_writing import (
    from_microseconds,
    insert_once,
    insert_rows,
    to_microseconds,
)
from gateway.store.prepared import Prepared
from gateway.store.tables_register import log_entry, log_head, log_node, log_part

T = TypeVar("T")

NODES_A_QUERY = 200
"""Nodes that one query asks for; a proof in a log of 2**63 entries needs fewer."""

_COLUMNS = (
    log_head.c.origin,
    log_head.c.size,
    log_head.c.root,
    log_head.c.frontier,
    log_head.c.state,
    log_head.c.reason,
    log_head.c.verified,
)
"""As `_from_row` takes them."""
_SELECT = select(*_COLUMNS).where(log_head.c.origin == bindparam("of"))

# Asked at every visit of every peer: built once.
_HEAD = Prepared(_SELECT)
_LOCKED = Prepared(_SELECT.with_for_update())
_HEADS = Prepared(select(*_COLUMNS).order_by(log_head.c.origin))


class LogState(StrEnum):
    """Whether a log is followed."""

    FOLLOWING = "following"
    STOPPED = "stopped"  # after a fraud proof, until a person acts
    BEHIND = "behind"  # the own log, of which others hold more: nothing is appended


class Effect(StrEnum):
    """Whether an entry has an effect. Without one it is a leaf of its log, and nothing more."""

    IN_FORCE = "in_force"
    KEY_REVOKED = "key_revoked"  # its key had been revoked at the instant that it states


class Absent(StrEnum):
    """Why a part's content is not here."""

    WITHHELD = "withheld"  # not released to this member
    MISSING = "missing"  # released to this member, and nobody has given it yet
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Head:
    """How far a log is held here.

    Attributes:
        verified: When it was last found to be all that its origin has; None for never.
    """

    origin: str
    size: int = 0
    root: bytes = EMPTY_ROOT
    frontier: Frontier = field(default_factory=Frontier)
    state: LogState = LogState.FOLLOWING
    reason: str = ""
    verified: datetime | None = None


class HeldPart(NamedTuple):
    """One part of an entry: what was signed about it, and its content where it is held."""

    kind: str
    release: str
    salt: bytes | None
    body: bytes | None
    absent: Absent | None = None


class CheckedEntry(NamedTuple):
    """An entry whose signatures and commitments hold, ready to be a leaf.

    Attributes:
        envelope: Serialised ``comity.v1.Envelope`` with the exact signed payload.
        digest: SHA-256 of the PAE.
        at_us: Instant of the act, in microseconds since 1970.
        effect: Whether it has one, by the directory by which it was verified.
    """

    envelope: bytes
    leaf_hash: bytes
    digest: bytes
    entry_type: str
    subject: str
    event_id: str
    at_us: int
    parts: tuple[HeldPart, ...]
    effect: Effect = Effect.IN_FORCE

    @property
    def at(self) -> datetime:
        """Instant of the act, from the signed header."""
        return from_microseconds(self.at_us)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry as it lies in the log."""

    origin: str
    index: int
    entry: CheckedEntry


def read_head(conn: Connection, origin: str) -> Head:
    """Return how far a log is held; an empty head for one that is not known here."""
    return _head(conn, origin, lock=False)


def lock_head(conn: Connection, origin: str) -> Head:
    """Return the head and hold its row until the transaction ends: one writer a log."""
    held = _held(conn, origin, lock=True)
    if held is not None:
        return held
    empty = Head(origin)
    insert_once(
        conn,
        log_head,
        {
            "origin": origin,
            "size": 0,
            "root": EMPTY_ROOT,
            "frontier": empty.frontier.to_bytes(),
            "state": empty.state,
            "reason": "",
            "verified": None,
        },
    )
    return _head(conn, origin, lock=True)


def heads(conn: Connection) -> list[Head]:
    """List every log that is held here, by origin."""
    return [_from_row(row) for row in _HEADS.rows(conn, {})]


def _head(conn: Connection, origin: str, *, lock: bool) -> Head:
    return _held(conn, origin, lock=lock) or Head(origin)


def _held(conn: Connection, origin: str, *, lock: bool) -> Head | None:
    row = (_LOCKED if lock else _HEAD).first(conn, {"of": origin})
    return None if row is None else _from_row(row)


def _from_row(row: tuple[Any, ...]) -> Head:
    origin, size, root, frontier, state, reason, verified = row
    held = Frontier.from_bytes(frontier)
    return Head(origin, size, root, held, LogState(state), reason, verified)


def mark(conn: Connection, origin: str, **values: object) -> None:
    """Set columns of a head that is there: its state, the reason, when it was verified."""
    _mark(tuple(values)).run(conn, {"of": origin} | {f"new_{k}": v for k, v in values.items()})


@cache
def _mark(names: tuple[str, ...]) -> Prepared:
    # A parameter must not have the name of a column that it sets.
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return Prepared(update(log_head).where(log_head.c.origin == bindparam("of")).values(values))


def extend(conn: Connection, head: Head, entries: Sequence[CheckedEntry]) -> Head:
    """Write entries as the next leaves of a log, and move its head.

    Args:
        conn: The transaction that holds the head's lock.
        head: What `lock_head` returned in this transaction.
        entries: Verified entries, in order.

    Returns:
        The new head.
    """
    frontier, nodes = head.frontier.extend(entry.leaf_hash for entry in entries)
    return store(conn, head, entries, frontier, nodes)


def store(
    conn: Connection,
    head: Head,
    entries: Sequence[CheckedEntry],
    frontier: Frontier,
    nodes: Iterable[CompletedNode],
) -> Head:
    """Do what `extend` does for who has hashed the tree already."""
    origin = head.origin
    if frontier.size != head.size + len(entries):
        raise Reason.LOG_MOVED.error(
            "The log has moved while a batch for it was being verified.",
            remedy="Synchronise again; it goes on where the log now is.",
            origin=origin,
        )
    insert_rows(
        conn,
        log_entry,
        [
            (
                origin,
                index,
                e.leaf_hash,
                e.digest,
                e.envelope,
                e.entry_type,
                e.subject,
                e.event_id,
                e.at_us,
                kept_effect(e.effect),
            )
            for index, e in enumerate(entries, head.size)
        ],
    )
    insert_rows(
        conn,
        log_part,
        [
            (origin, index, number, p.kind, p.release, p.salt, p.body, p.absent)
            for index, e in enumerate(entries, head.size)
            for number, p in enumerate(e.parts)
        ],
    )
    insert_rows(conn, log_node, [(origin, *node) for node in nodes if node[0]])
    root = frontier.root()
    mark(conn, origin, size=frontier.size, root=root, frontier=frontier.to_bytes())
    return Head(origin, frontier.size, root, frontier, head.state, head.reason, head.verified)


def read_entry(conn: Connection, origin: str, index: int) -> LogEntry:
    """Return one entry with what is held of its parts.

    Raises:
        NotFoundError: The log does not reach so far here.
    """
    for found in read_entries(conn, origin, index, index + 1):
        return found
    raise NotFoundError(
        "Log {origin} has no entry {index} here.",
        remedy="{listRegisters} shows how far each log is held.",
        origin=origin,
        index=index,
    )


def read_entries(conn: Connection, origin: str, start: int, stop: int) -> list[LogEntry]:
    """Return the entries from one index up to another, with what is held of their parts."""
    chosen = log_entry.c.idx.between(start, stop - 1)
    entries = conn.execute(
        select(log_entry).where(log_entry.c.origin == origin, chosen).order_by(log_entry.c.idx)
    ).all()
    parts = read_parts(conn, origin, start, stop)
    return [
        LogEntry(
            origin,
            row.idx,
            CheckedEntry(
                row.envelope,
                row.leaf_hash,
                row.digest,
                row.entry_type,
                row.subject,
                row.event_id,
                to_microseconds(row.at),
                tuple(parts.get(row.idx, ())),
                Effect(row.effect or Effect.IN_FORCE),
            ),
        )
        for row in entries
    ]


def kept_effect(effect: Effect) -> str | None:
    """Return how an effect stands in its column: nothing for nearly all."""
    return None if effect is Effect.IN_FORCE else effect.value


def read_parts(conn: Connection, origin: str, start: int, stop: int) -> dict[int, list[HeldPart]]:
    """Return the parts of the entries from one index up to another, by index."""
    parts: dict[int, list[HeldPart]] = {}
    found = conn.execute(
        select(log_part)
        .where(log_part.c.origin == origin, log_part.c.idx.between(start, stop - 1))
        .order_by(log_part.c.idx, log_part.c.part)
    )
    for row in found:
        absent = None if row.absent is None else Absent(row.absent)
        parts.setdefault(row.idx, []).append(
            HeldPart(row.kind, row.release, row.salt, row.body, absent)
        )
    return parts


def read_nodes(conn: Connection, origin: str, nodes: Iterable[Node]) -> Mapping[Node, bytes]:
    """Return the roots of complete subtrees, level 0 being leaf hashes.

    Raises:
        NotFoundError: The log does not reach so far here.
    """
    wanted = set(nodes)
    found: dict[Node, bytes] = {}
    leaves = [index for level, index in wanted if level == 0]
    inner = [node for node in wanted if node[0]]
    for chunk in _chunks(leaves):
        query = select(log_entry.c.idx, log_entry.c.leaf_hash).where(
            log_entry.c.origin == origin, log_entry.c.idx.in_(chunk)
        )
        found.update({(0, row.idx): row.leaf_hash for row in conn.execute(query)})
    for nodes_chunk in _chunks(inner):
        query = select(log_node.c.level, log_node.c.idx, log_node.c.hash).where(
            log_node.c.origin == origin,
            tuple_(log_node.c.level, log_node.c.idx).in_(nodes_chunk),
        )
        found.update({(row.level, row.idx): row.hash for row in conn.execute(query)})
    if len(found) != len(wanted):
        raise NotFoundError(
            "Log {origin} does not reach so far here.",
            remedy="{listRegisters} shows how far each log is held.",
            origin=origin,
        )
    return found


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(items), NODES_A_QUERY):
        yield items[at : at + NODES_A_QUERY]
