"""Proofs from the stored nodes, in a number of reads that grows with the logarithm of the log.

What it leaves to others: who may ask (`service`), and verification (`merkle`).
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.errors import NotFoundError
from gateway.register.log.log_store import read_head, read_nodes
from gateway.register.log.merkle import (
    EMPTY_ROOT,
    consistency_nodes,
    consistency_path,
    fold,
    inclusion_nodes,
    inclusion_path,
    perfect_subtrees,
)


def inclusion_proof(conn: Connection, origin: str, index: int, size: int) -> list[bytes]:
    """Prove that an entry is in the log of a size (RFC 9162, 2.1.3).

    Raises:
        NotFoundError: There is no such entry in that size, or the log is shorter here.
    """
    _check(conn, origin, 0 <= index < size, size)
    nodes = read_nodes(conn, origin, inclusion_nodes(index, size))
    return inclusion_path(index, size, lambda level, number: nodes[level, number])


def consistency_proof(conn: Connection, origin: str, old: int, new: int) -> list[bytes]:
    """Prove that the log of one size extends that of another (RFC 9162, 2.1.4).

    Raises:
        NotFoundError: The sizes are not in order, or the log is shorter here.
    """
    _check(conn, origin, 0 <= old <= new, new)
    nodes = read_nodes(conn, origin, consistency_nodes(old, new))
    return consistency_path(old, new, lambda level, number: nodes[level, number])


def root_at(conn: Connection, origin: str, size: int) -> bytes:
    """Return the root that the log had at a size, from the nodes held here.

    Raises:
        NotFoundError: The log is shorter here.
    """
    if size == 0:
        return EMPTY_ROOT
    wanted = perfect_subtrees(0, size)
    nodes = read_nodes(conn, origin, wanted)
    return fold([nodes[node] for node in wanted])


def _check(conn: Connection, origin: str, ordered: bool, size: int) -> None:  # noqa: FBT001
    if not ordered or size > read_head(conn, origin).size:
        raise NotFoundError(
            "Log {origin} has no such proof here: its size is smaller.",
            remedy="Ask for sizes that this member's head has reached.",
            origin=origin,
            size=size,
        )
