"""Merkle trees as RFC 9162 defines them, for tests: slow, recursive, word for word.

Nothing here uses `gateway`, and proofs are judged by recursion from the root down, not by the
RFC's loop, so that a mistake in the product cannot hide in what it is compared with.
"""

from __future__ import annotations

from hashlib import sha256

EMPTY = sha256(b"").digest()
MAX = 2**63 - 1

# The leaves that implementations of RFC 6962 have been tested with from the beginning.
LEAVES = [
    bytes.fromhex(data)
    for data in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
# Larger trees: the leaf is its index in two bytes.
MANY = [index.to_bytes(2, "big") for index in range(130)]

# Roots of the first 0 to 8 leaves, known since the first implementations of RFC 6962.
KNOWN_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
# Consistency paths over the same leaves, published with those roots.
KNOWN_PATHS = {
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}


# --- the definitions of RFC 9162, 2.1 ---------------------------------------------------


def leaf(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def split(count: int) -> int:
    """k: the largest power of two with k < count."""
    k = 1
    while 2 * k < count:
        k *= 2
    return k


def mth(data: list[bytes]) -> bytes:
    """MTH(D_n), 2.1.1."""
    if not data:
        return EMPTY
    if len(data) == 1:
        return leaf(data[0])
    k = split(len(data))
    return node(mth(data[:k]), mth(data[k:]))


def path(m: int, data: list[bytes]) -> list[bytes]:
    """PATH(m, D_n), 2.1.3.1."""
    if len(data) == 1:
        return []
    k = split(len(data))
    if m < k:
        return [*path(m, data[:k]), mth(data[k:])]
    return [*path(m - k, data[k:]), mth(data[:k])]


def proof(m: int, data: list[bytes]) -> list[bytes]:
    """PROOF(m, D_n), 2.1.4.1."""
    return subproof(m, data, whole=True)


def subproof(m: int, data: list[bytes], *, whole: bool) -> list[bytes]:
    if m == len(data):
        return [] if whole else [mth(data)]
    k = split(len(data))
    if m <= k:
        return [*subproof(m, data[:k], whole=whole), mth(data[k:])]
    return [*subproof(m - k, data[k:], whole=False), mth(data[:k])]


# --- the judge: what a proof implies, by recursion --------------------------------------


def implied_root(m: int, n: int, hashed: bytes, steps: list[bytes]) -> bytes | None:
    """The root that an inclusion path leads to; None when it has the wrong length."""
    if n == 1:
        return None if steps else hashed
    if not steps:
        return None
    k = split(n)
    if m < k:
        below = implied_root(m, k, hashed, steps[:-1])
        return below and node(below, steps[-1])
    below = implied_root(m - k, n - k, hashed, steps[:-1])
    return below and node(steps[-1], below)


def implied_roots(
    m: int, n: int, steps: list[bytes], whole: bytes | None
) -> tuple[bytes, bytes] | None:
    """Old and new root that a consistency path leads to; ``whole`` is the known old root."""
    if m == n:
        if whole is not None:
            return None if steps else (whole, whole)
        return (steps[0], steps[0]) if len(steps) == 1 else None
    if not steps:
        return None
    k = split(n)
    if m <= k:
        below = implied_roots(m, k, steps[:-1], whole)
        return below and (below[0], node(below[1], steps[-1]))
    below = implied_roots(m - k, n - k, steps[:-1], None)
    return below and (node(steps[-1], below[0]), node(steps[-1], below[1]))


def well_formed(*hashes: bytes) -> bool:
    return all(len(value) == 32 for value in hashes)


def included(index: int, size: int, leaf_hash: bytes, proof: list[bytes], root: bytes) -> bool:
    return (
        0 <= index < size <= MAX
        and well_formed(leaf_hash, root, *proof)
        and implied_root(index, size, leaf_hash, proof) == root
    )


def consistent(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: list[bytes]
) -> bool:
    if not (0 <= old_size <= new_size <= MAX and well_formed(old_root, new_root, *proof)):
        return False
    if (old_size == 0 and old_root != EMPTY) or (new_size == 0 and new_root != EMPTY):
        return False
    if old_size in {0, new_size}:
        return not proof and (old_size == 0 or old_root == new_root)
    return implied_roots(old_size, new_size, proof, old_root) == (old_root, new_root)
