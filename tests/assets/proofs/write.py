"""Writes the proof files beside it: one that has the right form, and each wrong in one way.

    .venv/bin/python -m tests.assets.proofs.write

What they hold proves nothing: no key stands behind it. The form is docs/protocol/proof.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from gateway.register.log.proof_form import ProofForm


class Bad(NamedTuple):
    """A file, and a pattern of what must be said of it."""

    raw: bytes
    said: str


def _hash(what: str) -> bytes:
    return sha256(what.encode()).digest()


EXAMPLE = ProofForm(
    extra=b"an entry",
    index=5,
    path=(_hash("sibling"), _hash("its uncle"), _hash("the child of the root")),
    note=(
        b"comity/0123456789abcdef/FR\n8\nNTZ5dW5kZXIxbWlsbGlvbnJvb3RzMTIzNDU2Nzg5MDE=\n\n"
        + "— comity/0123456789abcdef/FR AAAAAHNpZ25hdHVyZQ==\n".encode()
    ),
)
SOUND = EXAMPLE.to_bytes()
_HEADER, _EXTRA, _INDEX, *_PATH = SOUND.partition(b"\n\n")[0].split(b"\n")


def _lines(*lines: bytes) -> bytes:
    return b"\n".join(lines) + b"\n\n" + EXAMPLE.note


BAD: Mapping[str, Bad] = {
    "empty": Bad(b"", "first line"),
    "version-unknown": Bad(SOUND.replace(b"@v1", b"@v2"), "first line"),
    "carriage-returns": Bad(SOUND.replace(b"\n", b"\r\n"), "first line"),
    "byte-order-mark": Bad(b"\xef\xbb\xbf" + SOUND, "first line"),
    "path-in-other-letters": Bad(
        _lines(_HEADER, _EXTRA, _INDEX, "ünïcode".encode()), "else than ASCII"
    ),
    "without-entry": Bad(_lines(_HEADER, _INDEX, *_PATH), "second line"),
    "entry-after-index": Bad(_lines(_HEADER, _INDEX, _EXTRA, *_PATH), "second line"),
    "entry-not-base64": Bad(_lines(_HEADER, b"extra not!base64", _INDEX, *_PATH), "not base64"),
    "entry-base64-not-canonical": Bad(
        _lines(_HEADER, b"extra YW4gZW50cnl=", _INDEX, *_PATH), "base64"
    ),
    "without-index": Bad(_lines(_HEADER, _EXTRA, *_PATH), "third line"),
    "index-with-leading-zero": Bad(_lines(_HEADER, _EXTRA, b"index 05", *_PATH), "decimal"),
    "index-negative": Bad(_lines(_HEADER, _EXTRA, b"index -1", *_PATH), "decimal"),
    "index-beyond-any-log": Bad(
        _lines(_HEADER, _EXTRA, b"index 9223372036854775808", *_PATH), "decimal"
    ),
    "path-of-short-hash": Bad(_lines(_HEADER, _EXTRA, _INDEX, b"YWJj"), "the path"),
    "path-not-base64": Bad(_lines(_HEADER, _EXTRA, _INDEX, b"****"), "hash 1 of the path"),
    "path-longer-than-any": Bad(
        replace(EXAMPLE, path=(_hash("again"),) * 65).to_bytes(), "the path"
    ),
    "without-checkpoint": Bad(b"\n".join((_HEADER, _EXTRA, _INDEX, *_PATH, b"")), "checkpoint"),
    "checkpoint-empty": Bad(replace(EXAMPLE, note=b"").to_bytes(), "checkpoint"),
    "lines-without-end": Bad(SOUND + b"\n" * 400, "lines"),
}


def main() -> None:
    """Write the files."""
    folder = Path(__file__).parent
    (folder / "sound.tlog-proof").write_bytes(SOUND)
    for name, bad in BAD.items():
        (folder / f"{name}.tlog-proof").write_bytes(bad.raw)


if __name__ == "__main__":
    main()
