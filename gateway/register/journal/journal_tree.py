"""The journal tree: a leaf for each letter that went or came, each receipt, attempts that failed.

A Merkle tree as that of a log (`gateway.register.log.merkle`), kept beside the journal. It is
built in steps from what `gateway.register.journal.unrecorded` finds, so that a letter costs nothing
more on its way; a journal that was there before the tree is taken in by the same steps. What
is in the tree is never changed: a journal that was altered no longer fits it.
docs/protocol/commitments.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from sqlalchemy import Connection, bindparam, select, tuple_

from gateway.domain.letter import JournalRecord, JournalRecordKind
from gateway.errors import NotFoundError
from gateway.register.journal.unrecorded import (
    Unrecorded,
    note_recorded,
    unrecorded_attempts,
    unrecorded_letters,
    unrecorded_receipts,
)
from gateway.register.log.frontier import Frontier
from gateway.register.log.log_store import NODES_A_QUERY
from gateway.register.log.merkle import (
    Node,
    consistency_nodes,
    consistency_path,
    inclusion_nodes,
    inclusion_path,
    leaf_hash,
    perfect_subtrees,
)
from gateway.register.row_writing import insert_rows, upsert
from gateway.store.prepared import Prepared
from gateway.store.tables_commitment import journal_node, journal_record, journal_tree
from gateway.wire.journal import leaf_of, record_to_bytes

A_STEP = 1_000
"""Letters and as many receipts that one step takes in: some 30 ms in which nobody else writes."""

# Asked every minute: built once.
_TREE = Prepared(
    select(journal_tree.c.position, journal_tree.c.frontier).where(journal_tree.c.id == 1)
)
_RECORDS = (
    select(journal_record.c.number, journal_record.c.record)
    .where(journal_record.c.position == bindparam("of"))
    .order_by(journal_record.c.number)
)
_LEAVES = (
    select(journal_record.c.leaf)
    .where(journal_record.c.number.between(bindparam("first"), bindparam("last")))
    .order_by(journal_record.c.number)
)


@dataclass(frozen=True, slots=True)
class JournalTree:
    """How far the journal is in the tree.

    Attributes:
        position: Of the last letter that is in it; 0 for none.
    """

    position: int
    frontier: Frontier

    @property
    def size(self) -> int:
        """Leaves of the tree."""
        return self.frontier.size


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """A record as it lies in the tree, with the octets that its leaf is over."""

    number: int
    octets: bytes


def read_tree(conn: Connection) -> JournalTree:
    """Return how far the journal is in the tree."""
    row = _TREE.first(conn, {})
    if row is None:
        return JournalTree(0, Frontier())
    return JournalTree(row[0], Frontier.from_bytes(bytes(row[1])))


def take_in(conn: Connection, *, most: int = A_STEP) -> bool:
    """Take what is new of the journal into the tree; say whether there may be more.

    Args:
        conn: A transaction.
        most: Letters, and as many receipts and attempts, that are taken in at most.
    """
    tree = read_tree(conn)
    letters = list(unrecorded_letters(conn, after=tree.position, most=most))
    position = letters[-1].position if letters else tree.position
    receipts = list(unrecorded_receipts(conn, up_to=position, most=most))
    attempts = list(islice(unrecorded_attempts(conn, up_to=position), most))
    records = [
        (each, octets_of(number, each))
        for number, each in enumerate([*letters, *receipts, *attempts], tree.size)
    ]
    if not records:
        return False
    rows = [
        (number, _place(each), each.position, leaf_of(each.conversation_id, octets), octets)
        for number, (each, octets) in enumerate(records, tree.size)
    ]
    frontier, nodes = tree.frontier.extend(leaf_hash(row[3]) for row in rows)
    insert_rows(conn, journal_record, rows)
    insert_rows(conn, journal_node, nodes)
    upsert(conn, journal_tree, {"id": 1, "position": position, "frontier": frontier.to_bytes()})
    note_recorded(conn, [each.position for each in receipts])
    return max(len(letters), len(receipts), len(attempts)) == most


def _place(found: Unrecorded) -> str:
    """Return what tells a record from others about the same letter; there are many attempts."""
    if found.kind is JournalRecordKind.LETTER_ATTEMPTED:
        return f"{found.kind.value}.{found.before}"
    return found.kind.value


def octets_of(number: int, found: Unrecorded) -> bytes:
    """Return the octets of the record of what was found, as the leaf of a number has them."""
    record = JournalRecord(
        number=number,
        kind=found.kind,
        position=found.position,
        letter_digest=found.letter.hex(),
        envelope_digest=found.envelope.hex(),
        receipt_digest=None if found.receipt is None else found.receipt.hex(),
        at=found.at,
        attempts=found.attempts,
        reason=found.reason,
    )
    return record_to_bytes(record)


def records_of(conn: Connection, position: int) -> Sequence[HeldRecord]:
    """Return the records about a letter of the journal, in their order; none if not taken in yet.

    One of its own, and for a letter that was sent those of attempts and one of its receipt.
    """
    rows = conn.execute(_RECORDS, {"of": position})
    return [HeldRecord(number, bytes(octets)) for number, octets in rows]


def leaves_between(conn: Connection, first: int, up_to: int) -> bytes:
    """Return the leaves from one number up to, not including, another, one after the other."""
    rows = conn.scalars(_LEAVES, {"first": first, "last": up_to - 1})
    return b"".join(bytes(leaf) for leaf in rows)


def frontier_at(conn: Connection, size: int) -> Frontier:
    """Return the frontier that the tree had at a size.

    Raises:
        NotFoundError: The tree is smaller here.
    """
    nodes = _read_nodes(conn, perfect_subtrees(0, size))
    return Frontier.from_subtrees(size, lambda level, index: nodes[level, index])


def extension_proof(conn: Connection, old: int, new: int) -> list[bytes]:
    """Prove that the tree of one size extends that of another.

    Raises:
        NotFoundError: The tree is smaller here.
    """
    nodes = _read_nodes(conn, consistency_nodes(old, new))
    return consistency_path(old, new, lambda level, index: nodes[level, index])


def leaf_proofs(
    conn: Connection, numbers: Iterable[int], size: int
) -> Mapping[int, Sequence[bytes]]:
    """Prove that leaves are in the tree of a size, each by its number.

    Raises:
        NotFoundError: The tree is smaller here.
    """
    wanted = {number: inclusion_nodes(number, size) for number in numbers}
    nodes = _read_nodes(conn, chain.from_iterable(wanted.values()))
    return {
        number: inclusion_path(number, size, lambda level, index: nodes[level, index])
        for number in wanted
    }


def _read_nodes(conn: Connection, wanted: Iterable[Node]) -> Mapping[Node, bytes]:
    nodes = sorted(set(wanted))
    found: dict[Node, bytes] = {}
    for start in range(0, len(nodes), NODES_A_QUERY):
        chosen = tuple_(journal_node.c.level, journal_node.c.idx).in_(
            nodes[start : start + NODES_A_QUERY]
        )
        for row in conn.execute(select(journal_node).where(chosen)):
            found[row.level, row.idx] = bytes(row.hash)
    if len(found) != len(nodes):
        raise NotFoundError(
            "the journal tree does not reach so far here",
            remedy="Wait until the node has taken its journal into the tree; it does so by itself.",
        )
    return found
