"""Compares this node's own journal with what it has committed to of it, in its own log.

Who alters a row of the database, and the tree with it, cannot alter the own log, which others
hold: the tree has another root then, or a row is another than its leaf. A database that was
restored from a backup is another one too, and says so (`gateway.exchange.restoration`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection

from gateway.domain.letter import JournalRoot
from gateway.errors import NotFoundError, ProofError
from gateway.exchange.restoration import newest_restoration
from gateway.register.journal.journal_tree import (
    frontier_at,
    leaf_proofs,
    octets_of,
    read_tree,
    records_of,
)
from gateway.register.journal.unrecorded import (
    Unrecorded,
    recorded_receipts,
    unrecorded_letters,
)
from gateway.register.log.log_store import LogState, read_head
from gateway.register.log.merkle import leaf_hash, verify_inclusion
from gateway.register.sync.journal_chain import newest_link
from gateway.wire.journal import leaf_of


def fault_of_journal(conn: Connection, me: str) -> str:
    """Say where the journal tree is not the one that was committed to; empty where it is.

    Args:
        conn: A reading transaction.
        me: This node's code.
    """
    newest = newest_link(conn, me)
    if newest is None or is_restored_since(conn, newest.at):
        return ""
    if read_head(conn, me).state is LogState.BEHIND:
        return ""  # the own log comes back; a restoration is noted with it
    if newest.root is not None and is_held(conn, newest.root):
        return ""
    return (
        f"our journal is not the one that entry {newest.index} of our log commits to: rows were "
        "altered or are missing, and no restoration is on record"
    )


def is_held(conn: Connection, root: JournalRoot) -> bool:
    """Say whether the journal tree had this root at its size."""
    if root.size > read_tree(conn).size:
        return False
    try:
        return frontier_at(conn, root.size).root().hex() == root.root
    except NotFoundError:
        return False


def is_restored_since(conn: Connection, at: datetime) -> bool:
    """Say whether the database was restored from a backup after an instant."""
    restored = newest_restoration(conn)
    return restored is not None and restored.at > at


def altered_letters(conn: Connection, me: str, *, first: int, most: int) -> list[int]:
    """List the letters of which the row, or that of the receipt, is another than its leaf.

    Args:
        conn: A reading transaction.
        me: This node's code.
        first: Position of the first letter to compare.
        most: How many letters at most.
    """
    known, newest = read_tree(conn).position, newest_link(conn, me)
    letters = list(unrecorded_letters(conn, after=first - 1, most=most))
    rows = [each for each in letters if each.position <= known]
    if rows:
        rows += recorded_receipts(conn, first=first, last=rows[-1].position)
    found = {each: _number_of(conn, each) for each in rows}
    bad = {each.position for each, number in found.items() if number is None}
    root = None if newest is None else newest.root
    if root is not None and is_held(conn, root):  # else `fault_of_journal` says so
        old = {n: each for each, n in found.items() if n is not None and n < root.size}
        bad |= {*_not_in_tree(conn, old, root)}
    return sorted(bad)


def _number_of(conn: Connection, found: Unrecorded) -> int | None:
    """Return the number of the leaf that is over a row as it is; None where there is none."""
    for held in records_of(conn, found.position):
        if octets_of(held.number, found) == held.octets:
            return held.number
    return None


def _not_in_tree(
    conn: Connection, leaves: Mapping[int, Unrecorded], root: JournalRoot
) -> Iterator[int]:
    """Yield the positions of rows that are not under the root that was committed to."""
    proofs = leaf_proofs(conn, leaves, root.size)
    for number, found in leaves.items():
        leaf = leaf_of(found.conversation_id, octets_of(number, found))
        try:
            verify_inclusion(
                index=number,
                size=root.size,
                leaf_hash=leaf_hash(leaf),
                proof=proofs[number],
                root=bytes.fromhex(root.root),
            )
        except ProofError:
            yield found.position
