"""The directory that a node holds, over restarts: it never goes back.

The operators' newest version is put into the node's folder as ``directory.bin``. What was
accepted is kept beside it, so that after a restart the next version is judged by the one
that was held, not by the anchor of years ago: an older version, a second one of the same
number, or one that takes a revocation back is refused.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from gateway.errors import Reason, TrustError
from gateway.ports import Clock
from gateway.trust.directory import load_directory
from gateway.trust.federation import Anchor, Directory
from gateway.trust.keys import write_private

T = TypeVar("T")

DIRECTORY = "directory.bin"
ANCHOR = "anchor.json"
HELD = "directory-held.bin"
"""The version that was accepted last, exactly as it was signed."""
HELD_ANCHOR = "anchor-held-{}.json"
"""The anchor that opened that version, by the digest of its bytes: the operators may have
changed since the first."""

_WHENEVER = datetime(1, 1, 1, tzinfo=UTC)  # expiry was judged when it was accepted


def hold_directory(home: Path, *, at: Clock) -> Directory:
    """Load and verify the directory of a node's folder, and hold it from now on.

    Args:
        home: The node's folder.
        at: Its clock, for the expiry.

    Raises:
        TrustError: DIRECTORY_INVALID, a file is missing or does not hold; a bad signature,
            a rollback, another federation, expired beyond its grace: see `load_directory`.
    """
    anchor = Anchor.from_json(_read(home / ANCHOR, _text))
    raw = _read(home / DIRECTORY, Path.read_bytes)
    if not (home / HELD).exists():
        fresh = load_directory(raw, at=at.now(), anchor=anchor, allow_expired=True)
    else:
        before = _read(home / HELD, Path.read_bytes)
        known = _anchor_of(home, before)
        since = Anchor.from_json(_read(known, _text)) if known.exists() else anchor
        held = load_directory(before, at=_WHENEVER, anchor=since, allow_expired=True)
        fresh = load_directory(raw, at=at.now(), held=held, allow_expired=True)
        if raw == before:
            return fresh
        # The anchor first, under the digest of what it opens: whichever of the two versions
        # is held after a power cut, its anchor is there.
        keep_file(_anchor_of(home, raw), held.anchor.to_json().encode())
    keep_file(home / HELD, raw)
    for old in home.glob(HELD_ANCHOR.format("*")):
        if old != _anchor_of(home, raw):
            old.unlink()
    return fresh


def _anchor_of(home: Path, raw: bytes) -> Path:
    return home / HELD_ANCHOR.format(hashlib.sha256(raw).hexdigest()[:16])


def keep_file(path: Path, raw: bytes) -> None:
    """Write a file of the directory, whole or not at all, also over a power cut."""
    new = path.with_suffix(".new")
    write_private(new, raw)
    _fsync(new)  # an empty file after a power cut would keep the node down
    new.replace(path)
    _fsync(path.parent)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _read(path: Path, how: Callable[[Path], T]) -> T:
    try:
        return how(path)
    except (OSError, ValueError) as exc:
        raise TrustError(
            f"{path} cannot be read",
            reason=Reason.DIRECTORY_INVALID,
            remedy=f"Put the federation's {path.name} there, as the operators published it.",
        ) from exc
