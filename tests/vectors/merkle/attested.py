"""Two logs of one size by a key that was revoked since (docs/protocol/register.md, section 5).

The notes are put together by hand from the texts of C2SP signed-note, tlog-checkpoint and
tlog-cosignature. Whether the two prove a fraud follows from who has cosigned each, and when.
"""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.vectors.merkle.notes import LOG_KEY, Case, key_of, line
from tests.vectors.merkle.proofs import flip
from tests.vectors.merkle.reference import LEAVES, mth
from tests.vectors.merkle.words import CODE, FEDERATION, NOW

SIZE = 8
ROOTS = (mth(LEAVES), mth([*LEAVES[:7], b"another"]))
REVOKED = NOW - 3600


def _key(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


KEYS = {
    # member, use, key, instant of its revocation
    "log": (CODE, "LOG_ED25519", LOG_KEY, REVOKED),
    "log of now": (CODE, "LOG_ED25519", _key(1), None),
    "own": (CODE, "COSIGN_ED25519", _key(2), None),
    "DE": ("DE", "COSIGN_ED25519", _key(3), None),
    "NL": ("NL", "COSIGN_ED25519", _key(4), REVOKED - 60),
}


def note(face: int, *cosigned: tuple[str, int], by: str = "log", broken: bool = False) -> str:
    """Write one of the two checkpoints, with cosignatures by keys at instants."""
    body = f"{_name(CODE)}\n{SIZE}\n{base64.b64encode(ROOTS[face]).decode()}\n"
    lines = [line(_entered(by, 0x01), KEYS[by][2].sign(body.encode()))]
    for who, stated in cosigned:
        text = f"cosignature/v1\ntime {stated}\n{body}".encode()
        made = KEYS[who][2].sign(text)
        made = flip(made, 9) if broken else made
        lines.append(line(_entered(who, 0x04), stated.to_bytes(8, "big") + made))
    return f"{body}\n{''.join(lines)}"


def _name(code: str) -> str:
    return f"comity/{FEDERATION.hex()[:16]}/{code}"


def _entered(who: str, kind: int) -> Case:
    code, _, key, _ = KEYS[who]
    return key_of(_name(code), kind, key.public_key().public_bytes_raw())


def document() -> Case:
    """Two notes each, the keys, and whether the two prove that their origin has split its log."""
    before, last = REVOKED - 600, REVOKED - 1
    seen = note(0, ("DE", before))
    good = {
        "both were cosigned before the revocation": (seen, note(1, ("DE", before))),
        "in the last whole second before it": (seen, note(1, ("DE", last))),
        "one by the key of now, the other cosigned before": (seen, note(1, by="log of now")),
        "also cosigned by a key that was revoked itself": (
            seen,
            note(1, ("DE", before), ("NL", before)),
        ),
        "its origin states when it has signed it": (
            note(0, ("own", before), ("DE", before)),
            note(1, ("own", last), ("DE", last)),
        ),
    }
    bad = {
        "nobody has cosigned": (note(0), note(1)),
        "nobody has cosigned one of them": (seen, note(1)),
        "cosigned within the second of the revocation": (seen, note(1, ("DE", REVOKED))),
        "cosigned after the revocation": (seen, note(1, ("DE", REVOKED + 600))),
        "cosigned by a key that was revoked itself": (seen, note(1, ("NL", before))),
        "cosigned by its origin alone": (seen, note(1, ("own", before))),
        "the cosignature does not hold": (seen, note(1, ("DE", before), broken=True)),
        "cosigned ten minutes before its origin has signed it": (
            seen,
            note(1, ("own", last), ("DE", last - 600)),
        ),
        "one root": (seen, seen),
    }
    return {
        "federation_id": FEDERATION,
        "origin": CODE,
        "now": NOW,
        "keys": [
            {
                "member": code,
                "use": use,
                "public_key": key.public_key().public_bytes_raw(),
                "revoked_at": revoked,
            }
            for code, use, key, revoked in KEYS.values()
        ],
        "tests": [
            {"comment": comment, "result": result, "flags": [], "notes": list(notes)}
            for result, group in (("valid", good), ("invalid", bad))
            for comment, notes in group.items()
        ],
    }
