"""The text form of a proof file: C2SP tlog-proof, within limits and in one canonical way.

Norm: c2sp.org/tlog-proof@v1. Pure: octets in, their pieces out. What the format leaves to
the application, the `extra` line, holds a ``comity.v1.ProofContent``; here it is opaque.
What the pieces prove is for `proof_file`. docs/protocol/proof.md, sections 1 and 2.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any, Self

from gateway.errors import ProofError
from gateway.register.log.merkle import HASH_BYTES, MAX_PATH, MAX_SIZE
from gateway.register.log.notes import MAX_LINES, MAX_NOTE_BYTES

HEADER = "c2sp.org/tlog-proof@v1"
EXTRA, INDEX = "extra ", "index "

MAX_EXTRA_BYTES = 6 * 2**20
"""Octets of the content: an entry has at most 3 MiB, the rest is for further checkpoints."""

MAX_PROOF_BYTES = MAX_EXTRA_BYTES // 3 * 4 + MAX_NOTE_BYTES + 2**13
"""Octets of a file: the content in base64, the note, and the lines of index and path."""

MAX_PROOF_LINES = 3 + MAX_PATH + 1 + 4 + MAX_LINES
"""Header, content and index; the path; an empty line; the note: three lines, an empty one
and its signatures."""

DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class ProofForm:
    """The pieces of a proof file; nothing is verified yet.

    Attributes:
        extra: The application's data.
        index: Position of the entry, from 0.
        path: Inclusion path, lowest first.
        note: The signed checkpoint, verbatim.
    """

    extra: bytes
    index: int
    path: tuple[bytes, ...]
    note: bytes

    def to_bytes(self) -> bytes:
        """Write the file; the exact inverse of `parse`."""
        lines = [HEADER, f"{EXTRA}{_base64(self.extra)}", f"{INDEX}{self.index}"]
        lines += [_base64(step) for step in self.path]
        return "\n".join((*lines, "", "")).encode() + self.note

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Take a file apart.

        Raises:
            ProofError: Larger than a proof can be, or not the one canonical form; says where.
        """
        _check_limits(raw)
        if not raw.startswith(f"{HEADER}\n".encode()):
            raise malformed("the first line is not {header}", header=HEADER)
        head, gap, note = raw.partition(b"\n\n")
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError as exc:
            raise malformed("there is something else than ASCII before the checkpoint") from exc
        if len(lines) < 3 or not lines[1].startswith(EXTRA):  # noqa: PLR2004 - header, extra, index
            raise malformed("the second line is not `extra` with the entry")
        if not lines[2].startswith(INDEX):
            raise malformed("the third line is not `index`")
        index = lines[2].removeprefix(INDEX)
        if not DECIMAL.fullmatch(index) or int(index) > MAX_SIZE:
            raise malformed("the index is not a decimal number")
        if not gap or not note:
            raise malformed("the checkpoint is missing")
        path = tuple(
            _octets(line, "hash {i} of the path", i=i) for i, line in enumerate(lines[3:], 1)
        )
        if len(path) > MAX_PATH or any(len(step) != HASH_BYTES for step in path):
            raise malformed(
                "the path is not at most {max_path} hashes of {hash_bytes} octets",
                max_path=MAX_PATH,
                hash_bytes=HASH_BYTES,
            )
        extra = _octets(lines[1].removeprefix(EXTRA), "the entry")
        if len(extra) > MAX_EXTRA_BYTES:
            raise malformed(
                "the entry is larger than {max_extra_bytes} octets", max_extra_bytes=MAX_EXTRA_BYTES
            )
        return cls(extra, int(index), path, note)


def malformed(*what: str, **values: Any) -> ProofError:
    """Return the error for a file that is no proof file."""
    return ProofError(
        "The proof file is malformed: ",
        *what,
        ".",
        remedy="Get the file again; the form is docs/protocol/proof.md.",
        **values,
    )


def _check_limits(raw: bytes) -> None:
    """Measure before anything is parsed."""
    if len(raw) > MAX_PROOF_BYTES:
        raise malformed(
            "it is larger than {max_proof_bytes} octets", max_proof_bytes=MAX_PROOF_BYTES
        )
    if raw.count(b"\n") > MAX_PROOF_LINES:
        raise malformed("it has more than {max_proof_lines} lines", max_proof_lines=MAX_PROOF_LINES)


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode()


def _octets(text: str, what: str, **values: Any) -> bytes:
    """Decode RFC 4648, section 4, in its one canonical form."""
    try:
        raw = b64decode(text, validate=True)
    except ValueError as exc:
        raise malformed(what, " is not base64", **values) from exc
    if _base64(raw) != text:
        raise malformed(what, " is not canonical base64", **values)
    return raw
