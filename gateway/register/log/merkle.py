"""Merkle trees of RFC 9162, section 2.1: roots, proofs, and their verification.

Pure: bytes in, bytes or an error out. What it leaves to others: where hashes are stored, who
signed a root (`gateway.register.log.notes`) and what a failure means for an origin.

A *perfect subtree* ``(level, index)`` is the tree over the ``2**level`` leaves that start
at leaf ``index * 2**level``; level 0 is a leaf hash. Once complete it never changes, so a
store may keep its root for ever, and proofs ask a function for it.

A proof does not bind sizes or positions that give a path of the same shape: sizes and roots
come from signed checkpoints, never from whoever offers the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeAlias

from gateway.errors import ProofError

HASH_BYTES = 32
MAX_SIZE = 2**63 - 1  # a signed 64-bit column; RFC 9162 would allow twice as much
MAX_PATH = 64  # no path in a tree of MAX_SIZE leaves is longer
EMPTY_ROOT = sha256(b"").digest()  # of no leaves, RFC 9162, 2.1.1

Node: TypeAlias = tuple[int, int]  # level, index
Span: TypeAlias = tuple[int, int]  # first leaf, leaf after the last
Subtree: TypeAlias = Callable[[int, int], bytes]  # root of the perfect subtree (level, index)


def leaf_hash(data: bytes) -> bytes:
    """Hash one leaf, with the prefix 0x00 (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash an inner node, with the prefix 0x01 (RFC 9162, 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Compute the root over leaf data; SHA-256 of nothing for none (RFC 9162, 2.1.1)."""
    return root_of_hashes([leaf_hash(leaf) for leaf in leaves])


def root_of_hashes(leaf_hashes: Sequence[bytes]) -> bytes:
    """Compute the root over leaf hashes: `root` for who holds no leaf data."""
    if not leaf_hashes:
        return EMPTY_ROOT
    # Pairing neighbours, an odd last one carried up, is the RFC's split from the other end.
    level = list(leaf_hashes)
    while len(level) > 1:
        level = _pairs(level) + (level[-1:] if len(level) % 2 else [])
    return level[0]


def subtrees(leaf_hashes: Sequence[bytes]) -> Subtree:
    """Hold a whole tree in memory, for proofs over a short list of leaves."""
    levels = [list(leaf_hashes)]
    while len(levels[-1]) > 1:
        levels.append(_pairs(levels[-1]))
    return lambda level, index: levels[level][index]


def _pairs(level: Sequence[bytes]) -> list[bytes]:
    return [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]


def perfect_subtrees(start: int, end: int) -> list[Node]:
    """Split a range of leaves into perfect subtrees, from left to right, the largest first.

    ``start`` is 0 or where RFC 9162 splits a tree; ``end`` is the leaf after the last.
    """
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def fold(hashes: Sequence[bytes]) -> bytes:
    """Join the roots of `perfect_subtrees`, at least one, into the root over them all."""
    result = hashes[-1]
    for left in hashes[-2::-1]:
        result = node_hash(left, result)
    return result


def inclusion_path(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Make the proof that a leaf is in a tree: PATH(m, D_n) of RFC 9162, 2.1.3.1.

    ``subtree`` is asked for `inclusion_nodes`, at most ``2 * log2(size)`` times.

    Raises:
        ValueError: There is no leaf ``index``, counted from 0, in a tree of ``size``.
    """
    spans = _inclusion_spans(index, size)
    return [fold([subtree(*node) for node in perfect_subtrees(*span)]) for span in spans]


def inclusion_nodes(index: int, size: int) -> list[Node]:
    """List what `inclusion_path` will ask for, so that one query can fetch it."""
    return [node for span in _inclusion_spans(index, size) for node in perfect_subtrees(*span)]


def consistency_path(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """Make the proof that a tree extends an older one: PROOF(m, D_n) of RFC 9162, 2.1.4.1.

    ``subtree`` is asked for `consistency_nodes`, at most ``2 * log2(new)`` times. The path
    is empty where ``old`` is 0 or equals ``new``, see `verify_consistency`.

    Raises:
        ValueError: Not ``0 <= old <= new``.
    """
    spans = _consistency_spans(old, new)
    return [fold([subtree(*node) for node in perfect_subtrees(*span)]) for span in spans]


def consistency_nodes(old: int, new: int) -> list[Node]:
    """List what `consistency_path` will ask for, so that one query can fetch it."""
    return [node for span in _consistency_spans(old, new) for node in perfect_subtrees(*span)]


def _inclusion_spans(index: int, size: int) -> list[Span]:
    if not 0 <= index < size <= MAX_SIZE:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    return _descend(index, size, lambda start, end: end - start == 1)[1:]


def _consistency_spans(old: int, new: int) -> list[Span]:
    if not 0 <= old <= new <= MAX_SIZE:
        raise ValueError(f"a tree of {new} cannot extend one of {old}")
    if old in {0, new}:
        return []
    # SUBPROOF follows the older tree's last leaf to the subtree that ends with it. Unless
    # that is the older tree itself (b = true), the verifier does not know it yet.
    spans = _descend(old - 1, new, lambda _, end: end == old)
    return spans if spans[0][0] else spans[1:]


def _descend(index: int, size: int, arrived: Callable[[int, int], bool]) -> list[Span]:
    """Go from the root towards a leaf; give where it arrived and the siblings, lowest first."""
    start, end = 0, size
    siblings: list[Span] = []
    while not arrived(start, end):
        # k of RFC 9162, 2.1.1: the largest power of two smaller than the number of leaves.
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        left, right = (start, middle), (middle, end)
        (start, end), sibling = (left, right) if index < middle else (right, left)
        siblings.append(sibling)
    return [(start, end), *reversed(siblings)]


def verify_inclusion(
    *, index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes
) -> bytes:
    """Verify that a leaf is in a tree, by the steps of RFC 9162, 2.1.3.2, and return the root.

    Args:
        index: Position of the leaf, from 0.
        size: Number of leaves, from the signed checkpoint.
        leaf_hash: Hash of the leaf, prefix 0x00 applied.
        proof: The inclusion path, lowest first; exactly as long as it must be.
        root: Root of the tree, from the signed checkpoint.

    Raises:
        ProofError: A number out of range, a hash that is not 32 bytes, a path of another
            length, or another root.
    """
    if _size(index) >= _size(size):  # (1)
        raise ProofError("The leaf is not in a tree of that size.")
    fn, sn = index, size - 1  # (2)
    r, expected = _hash(leaf_hash), _hash(root)  # (3)
    for p in _path(proof):  # (4)
        if sn == 0:
            raise ProofError("The inclusion path is too long.")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    if sn:  # (5)
        raise ProofError("The inclusion path is too short.")
    if r != expected:
        raise ProofError("The inclusion path leads to another root.")
    return r


def verify_consistency(
    *, old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bytes:
    """Verify that a tree extends an older one, by the steps of RFC 9162, 2.1.4.2.

    The RFC's steps are for ``0 < old_size < new_size``. Outside of them the path is empty
    and nothing is hashed: equal sizes need equal roots; size 0 has the root SHA-256 of
    nothing and is extended by every tree, so that nothing is then said about ``new_root``.

    Args:
        old_size: Number of leaves of the older tree.
        new_size: Number of leaves of the newer tree.
        old_root: Root of the older tree, which with its size is from a signed checkpoint.
        new_root: Root of the newer tree, likewise.
        proof: The consistency path, lowest first; exactly as long as it must be.

    Returns:
        The verified newer root.

    Raises:
        ProofError: A number out of range, a hash that is not 32 bytes, a path of another
            length, or another root.
    """
    old, new = _hash(old_root), _hash(new_root)
    if _size(old_size) > _size(new_size):
        raise ProofError("The new tree is smaller than the old one.")
    if old_size == 0 and old != EMPTY_ROOT:
        raise ProofError("An empty tree has the root SHA-256 of nothing, and no other.")
    if old_size in {0, new_size}:
        if _path(proof):
            raise ProofError("The consistency path is too long: between these sizes it is empty.")
        if old_size == new_size and old != new:
            raise ProofError("Two trees of the same size have different roots.")
        return new
    seed = old if old_size.bit_count() == 1 else None
    got_old, got_new = consistent_roots(old_size, new_size, proof, seed=seed)
    if got_old != old:
        raise ProofError("The consistency path leads to another old root.")
    if got_new != new:
        raise ProofError("The consistency path leads to another new root.")
    return new


def consistent_roots(
    old_size: int, new_size: int, proof: Sequence[bytes], *, seed: bytes | None = None
) -> tuple[bytes, bytes]:
    """Compute the older and the newer root from a path, by the steps of RFC 9162, 2.1.4.2.

    A path that gives exactly the signed newer root, and an older root other than the signed
    one, is a fraud proof: the origin has rewritten its log.

    Args:
        old_size: Number of leaves of the older tree, at least 1.
        new_size: Number of leaves of the newer tree, more than ``old_size``.
        proof: The consistency path.
        seed: Where ``old_size`` is a power of two, and only there, the path omits its first
            hash: a verifier has it, as the older root. A fraud proof brings the hash that
            the *newer* tree has in that place: subtree (log2(old_size), 0).

    Raises:
        ProofError: As for `verify_consistency`; sizes that are equal or 0; a seed that is
            missing or not called for.
    """
    if not 0 < _size(old_size) < _size(new_size):
        raise ProofError("A consistency path needs an older tree that is smaller and not empty.")
    path = _path(proof)
    if not path:  # (1)
        raise ProofError("The consistency path is too short.")
    if old_size.bit_count() == 1:  # (2)
        path = (_hash(seed), *path)
    elif seed is not None:
        raise ProofError("The path of this old size has its first hash in it; it has no seed.")
    fn, sn = old_size - 1, new_size - 1  # (3)
    while fn & 1:  # (4)
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]  # (5)
    for c in path[1:]:  # (6)
        if sn == 0:
            raise ProofError("The consistency path is too long.")
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    if sn:  # (7)
        raise ProofError("The consistency path is too short.")
    return fr, sr


def _hash(value: object) -> bytes:  # `object`: a peer's types are checked, not believed
    if not isinstance(value, bytes) or len(value) != HASH_BYTES:
        raise ProofError(
            "A root or a hash in a proof is not {hash_bytes} bytes.", hash_bytes=HASH_BYTES
        )
    return value


def _size(value: object) -> int:
    if type(value) is not int or not 0 <= value <= MAX_SIZE:
        raise ProofError("An index or a size is not an integer from 0 to 2**63 - 1.")
    return value


def _path(value: object) -> tuple[bytes, ...]:
    if not isinstance(value, Sequence) or len(value) > MAX_PATH:
        raise ProofError("A path is not a list of at most {max_path} hashes.", max_path=MAX_PATH)
    return tuple(_hash(item) for item in value)
