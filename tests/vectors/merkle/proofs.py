"""The cases of inclusion and consistency proofs: good ones, and each made wrong in every way."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from tests.vectors.merkle.reference import (
    EMPTY,
    LEAVES,
    MANY,
    consistent,
    included,
    leaf,
    mth,
    path,
    proof,
)

Case = dict[str, Any]


def flip(value: bytes, bit: int) -> bytes:
    """One bit turned."""
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def path_mutations(
    steps: list[bytes], extra: dict[str, bytes]
) -> Iterator[tuple[str, list[bytes]]]:
    """The path made wrong, once in each way."""
    for at, step in enumerate(steps):
        bit = (7 + 97 * at) % 256
        yield f"proof[{at}] with bit {bit} turned", [*steps[:at], flip(step, bit), *steps[at + 1 :]]
    if steps:
        yield "proof without its first hash", steps[1:]
        yield "proof without its last hash", steps[:-1]
        yield "proof with its first hash twice", [steps[0], *steps]
        yield "proof with its last hash twice", [*steps, steps[-1]]
        yield "proof with a hash of 31 bytes", [steps[0][:-1], *steps[1:]]
        yield "proof with a hash of 33 bytes", [steps[0] + b"\x00", *steps[1:]]
        yield "proof with an empty hash", [b"", *steps[1:]]
        yield "proof in hexadecimal", [step.hex().encode() for step in steps]
        yield "no proof", []
    if len(steps) > 1:
        yield "proof in reverse", steps[::-1]
        yield "proof with two hashes run together", [steps[0] + steps[1], *steps[2:]]
    for name, value in {"32 zero bytes": bytes(32), "garbage": b"garbage", **extra}.items():
        yield f"proof with {name} before it", [value, *steps]
        yield f"proof with {name} after it", [*steps, value]
    yield "proof of 65 hashes", [bytes(32)] * 65


def inclusion_mutations(case: Case) -> Iterator[tuple[str, Case]]:
    index, size = case["index"], case["size"]
    for name, steps in path_mutations(case["proof"], {"the root": case["root"]}):
        yield name, {**case, "proof": steps}
    for name in ("leaf_hash", "root"):
        yield f"{name} with a bit turned", {**case, name: flip(case[name], 77)}
        yield f"{name} cut to 31 bytes", {**case, name: case[name][:-1]}
        yield f"{name} empty", {**case, name: b""}
    yield "leaf hashed without its prefix", {**case, "leaf_hash": sha256(LEAVES[index]).digest()}
    yield (
        "leaf hash and root swapped",
        {
            **case,
            "leaf_hash": case["root"],
            "root": case["leaf_hash"],
        },
    )
    for other in sorted({index - 1, index + 1, index ^ 2, size, -1, 2**63}):
        yield f"index {other}", {**case, "index": other}
    for other in sorted({size - 1, size + 1, 2 * size, size // 2, 0, -size, 2**63}):
        yield f"size {other}", {**case, "size": other}


def consistency_mutations(case: Case) -> Iterator[tuple[str, Case]]:
    old, new = case["old_size"], case["new_size"]
    roots = {"the old root": case["old_root"], "the new root": case["new_root"]}
    for name, steps in path_mutations(case["proof"], roots):
        yield name, {**case, "proof": steps}
    for name in ("old_root", "new_root"):
        yield f"{name} with a bit turned", {**case, name: flip(case[name], 200)}
        yield f"{name} cut to 31 bytes", {**case, name: case[name][:-1]}
        yield f"{name} is that of the empty tree", {**case, name: EMPTY}
    yield (
        "roots swapped",
        {
            **case,
            "old_root": case["new_root"],
            "new_root": case["old_root"],
        },
    )
    yield (
        "trees swapped",
        {
            **case,
            "old_size": new,
            "new_size": old,
            "old_root": case["new_root"],
            "new_root": case["old_root"],
        },
    )
    for other in sorted({old - 1, old + 1, old ^ 2, new, -old, 2**63}):
        yield f"old size {other}", {**case, "old_size": other}
    for other in sorted({new - 1, new + 1, 2 * new, new // 2, -new, 2**63}):
        yield f"new size {other}", {**case, "new_size": other}
    # The origin puts back-dated leaves before those that it has already shown.
    forged = [b"back-dated", *LEAVES[:-1]][:new]
    yield (
        "history with a leaf inserted at its beginning",
        {
            **case,
            "new_root": mth(forged),
            "proof": proof(old, forged) if 0 < old < new else [],
        },
    )


def inclusion_cases() -> Iterator[Case]:
    for size in range(1, 9):
        for index in range(size):
            yield valid_inclusion(index, LEAVES[:size])
    for size in (63, 64, 65, 130):
        for index in sorted({0, 31, 32, size - 2, size - 1}):
            yield valid_inclusion(index, MANY[:size])
    for index, size in ((0, 1), (0, 8), (5, 8), (2, 3), (6, 7), (1, 5)):
        base = valid_inclusion(index, LEAVES[:size])
        for comment, case in inclusion_mutations(base):
            good = included(*(case[k] for k in ("index", "size", "leaf_hash", "proof", "root")))
            if case != base:
                yield changed(case, f"leaf {index} of {size}: {comment}", good=good)


def valid_inclusion(index: int, data: list[bytes]) -> Case:
    return {
        "comment": f"leaf {index} of {len(data)}",
        "result": "valid",
        "flags": [],
        "index": index,
        "size": len(data),
        "leaf_hash": leaf(data[index]),
        "proof": path(index, data),
        "root": mth(data),
    }


def consistency_cases() -> Iterator[Case]:
    for new in range(9):
        for old in range(new + 1):
            yield valid_consistency(old, LEAVES[:new])
    for old, new in ((1, 130), (63, 64), (64, 65), (64, 128), (65, 130), (127, 129), (128, 130)):
        yield valid_consistency(old, MANY[:new])
    names = ("old_size", "new_size", "old_root", "new_root", "proof")
    for old, new in ((0, 0), (0, 3), (5, 5), (1, 8), (2, 5), (4, 7), (3, 7), (6, 8)):
        base = valid_consistency(old, LEAVES[:new])
        for comment, case in consistency_mutations(base):
            good = consistent(*(case[k] for k in names))
            if case != base:
                yield changed(case, f"{old} to {new}: {comment}", good=good)


def valid_consistency(old: int, data: list[bytes]) -> Case:
    return {
        "comment": f"{old} to {len(data)}",
        "result": "valid",
        "flags": [],
        "old_size": old,
        "new_size": len(data),
        "old_root": mth(data[:old]),
        "new_root": mth(data),
        "proof": proof(old, data) if 0 < old < len(data) else [],
    }


def changed(case: Case, comment: str, *, good: bool) -> Case:
    """Label a case that was valid before it was changed; the judge says whether it still is."""
    result = {"result": "valid", "flags": ["NotBound"]} if good else {"result": "invalid"}
    return {**case, "comment": comment, **result}
