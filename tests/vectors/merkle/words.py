"""The cases of an origin's word that its log has no more (docs/protocol/register.md, section 4).

A word is one line of a signed note: a cosignature of type 0x04, put together by hand from the
text of C2SP tlog-cosignature.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.vectors.merkle.notes import COSIGNER_KEY, LOG_KEY, Case, key_of, line
from tests.vectors.merkle.proofs import flip
from tests.vectors.merkle.reference import LEAVES, mth

FEDERATION = bytes(range(32))
CODE = "FR"
NAME = f"comity/{FEDERATION.hex()[:16]}/{CODE}"
NOW = int(datetime(2026, 3, 2, 10, tzinfo=UTC).timestamp())
SIZE, ROOT = 8, mth(LEAVES)


def word(
    stated: int = NOW,
    *,
    signed_as: int | None = None,
    size: int = SIZE,
    root: bytes = ROOT,
    name: str = NAME,
    key: Ed25519PrivateKey = COSIGNER_KEY,
) -> str:
    """Write a line, with what is signed as it is told."""
    body = f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"
    text = f"cosignature/v1\ntime {stated if signed_as is None else signed_as}\n{body}".encode()
    entered = key_of(name, 0x04, key.public_key().public_bytes_raw())
    return line(entered, stated.to_bytes(8, "big") + key.sign(text))[:-1]


def document() -> Case:
    """What came with a head at `now`, and whether it says that there is no more."""
    log = key_of(NAME, 0x01, LOG_KEY.public_key().public_bytes_raw())
    body = f"{NAME}\n{SIZE}\n{base64.b64encode(ROOT).decode()}\n"
    cosigner = key_of(NAME, 0x04, COSIGNER_KEY.public_key().public_bytes_raw())
    turned = NOW.to_bytes(8, "big") + flip(COSIGNER_KEY.sign(b"another text"), 9)
    good = {
        "of now": word(),
        "given again, by a clock that is slow": word(NOW - 360),
        "by a clock that is fast": word(NOW + 300),
    }
    bad = {
        "nothing": "",
        "too old": word(NOW - 361),
        "too far ahead": word(NOW + 301),
        "another instant than signed": word(NOW, signed_as=NOW - 3600),
        "of a smaller size": word(size=7),
        "of another root": word(root=bytes(32)),
        "by a key that is not the origin's": word(key=LOG_KEY),
        "the line by which the log key signs a checkpoint": line(log, LOG_KEY.sign(body.encode()))[
            :-1
        ],
        "by the same key under another member's name": word(name=NAME[:-2] + "NL"),
        "signature does not hold": line(cosigner, turned)[:-1],
        "over 500 octets": line(
            key_of(NAME, 0x04, COSIGNER_KEY.public_key().public_bytes_raw()), bytes(400)
        )[:-1],
        "two lines": f"{word()}\n{word()}",
        "a line with its newline": f"{word()}\n",
    }
    return {
        "federation_id": FEDERATION,
        "origin": CODE,
        "size": SIZE,
        "root": ROOT,
        "now": NOW,
        "public_key": COSIGNER_KEY.public_key().public_bytes_raw(),
        "tests": [
            {"comment": comment, "result": result, "flags": [], "line": text}
            for result, group in (("valid", good), ("invalid", bad))
            for comment, text in group.items()
        ],
    }
