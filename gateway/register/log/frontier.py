"""The right edge of a growing Merkle tree: all that an append or a root needs of it.

A log of n leaves is the perfect subtrees of the binary digits of n, the largest first. Their
roots are the *frontier* (a compact range that starts at 0): with them a leaf is appended and
the root computed without reading the tree. Pure; the store persists the nodes that an
append completes, and the frontier itself in the log's head row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Self, TypeAlias

from gateway.errors import ProofError
from gateway.register.log.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    MAX_SIZE,
    Subtree,
    fold,
    perfect_subtrees,
)

# Level, index, hash: what the store keeps and proofs ask for.
CompletedNode: TypeAlias = tuple[int, int, bytes]

SIZE_BYTES = 8


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree reduced to its right edge. Never changes: appending makes another one.

    So a writer can work out a batch, try to commit it, and still hold the old frontier when
    the transaction fails.

    Attributes:
        size: Number of leaves.
        hashes: Roots of the perfect subtrees, the largest and leftmost first; as many as
            ``size`` has binary ones.

    Raises:
        ProofError: The hashes are not those of a tree of that size.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= MAX_SIZE or len(self.hashes) != self.size.bit_count():
            raise ProofError("The frontier does not have the hashes of its size.")
        if any(len(value) != HASH_BYTES for value in self.hashes):
            raise ProofError(
                "A hash of the frontier is not {hash_bytes} bytes.", hash_bytes=HASH_BYTES
            )

    def append(self, leaf_hash: bytes) -> tuple[Self, list[CompletedNode]]:
        """Append one leaf; `extend` is faster for many.

        Args:
            leaf_hash: Hash of the leaf, prefix 0x00 applied.

        Returns:
            The next frontier, and every perfect subtree that the leaf completes, from the
            leaf itself (level 0) upwards.

        Raises:
            ValueError: The hash is not 32 bytes, or the tree is full.
        """
        return self.extend((leaf_hash,))

    def extend(self, leaf_hashes: Iterable[bytes]) -> tuple[Self, list[CompletedNode]]:
        """Append many leaves.

        Args:
            leaf_hashes: Hashes of the leaves in order, prefix 0x00 applied.

        Returns:
            The next frontier, and every perfect subtree that the leaves complete, in the
            order of completion.

        Raises:
            ValueError: A hash is not 32 bytes, or the tree is full.
        """
        size, edge = self.size, list(self.hashes)
        completed: list[CompletedNode] = []
        for leaf in leaf_hashes:
            if len(leaf) != HASH_BYTES or size >= MAX_SIZE:
                raise ValueError(f"a leaf hash has {HASH_BYTES} bytes and a tree 2**63 - 1 leaves")
            value, level, index = leaf, 0, size
            completed.append((0, index, value))
            # Each odd index closes a pair: the carries of adding one in binary. This is
            # `node_hash`, written out since it is the log's innermost loop.
            while index & 1:
                value = sha256(b"\x01" + edge.pop() + value).digest()
                level, index = level + 1, index >> 1
                completed.append((level, index, value))
            edge.append(value)
            size += 1
        return type(self)(size, tuple(edge)), completed

    def root(self) -> bytes:
        """Compute the root of the tree (RFC 9162, 2.1.1)."""
        return fold(self.hashes) if self.hashes else EMPTY_ROOT

    def to_bytes(self) -> bytes:
        """Write the size as eight bytes, big-endian, and the hashes after it."""
        return self.size.to_bytes(SIZE_BYTES, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read what `to_bytes` wrote, and nothing else.

        Raises:
            ProofError: Too short, too long, or the size is out of range.
        """
        size, tail = int.from_bytes(raw[:SIZE_BYTES], "big"), raw[SIZE_BYTES:]
        if len(raw) < SIZE_BYTES or len(tail) != size.bit_count() * HASH_BYTES:
            raise ProofError("The stored frontier does not have the length of its size.")
        starts = range(0, len(tail), HASH_BYTES)
        return cls(size, tuple(tail[at : at + HASH_BYTES] for at in starts))

    @classmethod
    def from_subtrees(cls, size: int, subtree: Subtree) -> Self:
        """Read the frontier of any earlier size back from the stored nodes.

        Args:
            size: Number of leaves, at most as many as the store has.
            subtree: Gives the root of the perfect subtree at (level, index).

        Raises:
            ProofError: The store gave something that is not a hash.
        """
        return cls(size, tuple(subtree(*node) for node in perfect_subtrees(0, size)))
