"""Write the vectors of Merkle proofs and signed notes, for this and other implementations.

``python -m tests.vectors.merkle.generate`` writes the JSON files beside it; a test makes them
again and compares the bytes. Nothing in these modules uses `gateway`. Hashes, keys and
signatures are hexadecimal; every case has a ``comment``, a ``result`` (``valid`` or
``invalid``) and ``flags``. A note is a list of [text, how often it stands there].
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.vectors.merkle import attested, notes, proofs, words
from tests.vectors.merkle.reference import LEAVES, mth

HERE = Path(__file__).parent


def documents() -> dict[str, str]:
    """The text of each file."""
    roots = [{"leaves": LEAVES[:size], "root": mth(LEAVES[:size])} for size in range(9)]
    made = {
        "roots.json": {"tests": roots},
        "inclusion.json": {"tests": list(proofs.inclusion_cases())},
        "consistency.json": {"tests": list(proofs.consistency_cases())},
        "notes.json": notes.document(),
        "words.json": words.document(),
        "attested.json": attested.document(),
    }
    about = {
        "roots.json": "RFC 9162, 2.1.1: Merkle Tree Hash over leaf data",
        "inclusion.json": "RFC 9162, 2.1.3.2: verify an inclusion proof",
        "consistency.json": "RFC 9162, 2.1.4.2: verify a consistency proof",
        "notes.json": "C2SP signed-note, tlog-checkpoint, tlog-cosignature: open a checkpoint",
        "words.json": "An origin's word that its log has no more: C2SP tlog-cosignature, type 0x04",
        "attested.json": "Two logs by a key that was revoked since: who had cosigned them when",
    }
    flags = {
        "NotBound": "Valid although changed: a path binds only its own shape.",
        "Profile": "C2SP allows it or leaves it open; this federation refuses it.",
    }
    return {
        name: json.dumps(
            {
                "about": about[name],
                "generator": "tests/vectors/merkle/generate.py",
                "flags": flags,
                **document,
            },
            indent=1,
            default=bytes.hex,
        )
        + "\n"
        for name, document in made.items()
    }


def proof_cases(name: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Read a file of proofs back: comment, result and the arguments of the verifier."""
    for case in json.loads((HERE / name).read_text("utf-8"))["tests"]:
        arguments: dict[str, Any] = {
            key: bytes.fromhex(case[key])
            for key in ("leaf_hash", "root", "old_root", "new_root")
            if key in case
        }
        arguments |= {
            key: case[key] for key in ("index", "size", "old_size", "new_size") if key in case
        }
        proof = [bytes.fromhex(step) for step in case["proof"]]
        yield case["comment"], case["result"], {**arguments, "proof": proof}


if __name__ == "__main__":
    for name, text in documents().items():
        (HERE / name).write_text(text, encoding="utf-8")
