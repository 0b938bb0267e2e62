"""The directory that a node holds, over restarts: it never goes back.

The operators' newest version is put into the node's folder as ``directory.bin``. What was
accepted is kept beside it, so that after a restart the next version is judged by the one
that was held, not by the anchor of years ago: an older version, a second one of the same
number, or one that takes a revocation back is refused. Which roles in it count is a question of
the day (`DirectoryHolder`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from gateway.app.directory_versions import ANCHOR, DirectoryVersions
from gateway.domain.authority import COMMISSION, member_state
from gateway.domain.rulebook.shelf import ZONE_OF_THE_UNION
from gateway.domain.states import States, shipped_states
from gateway.errors import Reason, TrustError
from gateway.ports import Clock
from gateway.trust.directory import load_directory
from gateway.trust.directory_chain import load_over, version_of
from gateway.trust.federation import Anchor, Directory
from gateway.trust.owned_files import write_private

T = TypeVar("T")

DIRECTORY = "directory.bin"
HELD = "directory-held.bin"
"""The version that was accepted last, exactly as it was signed."""
HELD_ANCHOR = "anchor-held-{}.json"
"""The anchor that opened that version, by the digest of its bytes: the operators may have
changed since the first."""


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
    versions = DirectoryVersions(home)
    held: Directory | None = None
    if (home / HELD).exists():
        before = _read(home / HELD, Path.read_bytes)
        known = _anchor_of(home, before)
        since = Anchor.from_json(_read(known, _text)) if known.exists() else anchor
        held = load_directory(before, at=None, anchor=since)
    fresh = _load(versions, raw, held, None if held is not None else anchor, at.now())
    if held is not None and raw == before:
        return fresh
    # Its own anchor opens it. First, under the digest of what it opens: whichever of the two
    # versions is held after a power cut, its anchor is there.
    write_private(_anchor_of(home, raw), fresh.anchor.to_json().encode())
    versions.keep(fresh.version, raw)
    write_private(home / HELD, raw)
    for old in home.glob(HELD_ANCHOR.format("*")):
        if old != _anchor_of(home, raw):
            old.unlink()
    return fresh


def _load(
    versions: DirectoryVersions,
    raw: bytes,
    held: Directory | None,
    anchor: Anchor | None,
    at: datetime,
) -> Directory:
    """Load the newest version; over those between that lie here, where the operators changed."""
    since = 0 if held is None else held.version
    between = versions.numbers(above=since, below=version_of(raw))
    try:
        return load_directory(raw, at=at, held=held, anchor=anchor, allow_expired=True)
    except TrustError:
        if not between:
            raise
    earlier = versions.read(between)
    return load_over(raw, earlier, at=at, held=held, anchor=anchor, allow_expired=True)


def _anchor_of(home: Path, raw: bytes) -> Path:
    return home / HELD_ANCHOR.format(hashlib.sha256(raw).hexdigest()[:16])


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _read(path: Path, how: Callable[[Path], T]) -> T:
    try:
        return how(path)
    except (OSError, ValueError) as exc:
        raise Reason.DIRECTORY_INVALID.error(
            "{path} cannot be read",
            remedy="Put the federation's {name} there, as the operators published it.",
            path=path,
            name=path.name,
        ) from exc


class DirectoryHolder:
    """The directory that is held now; a newer one replaces it here.

    An authority of a State that is not a Member State yet has no more than the role of an
    observer, whatever the directory has: the treaty gives it another with the day of accession,
    which the file of the States names. So it decides nothing, is asked nothing and answers
    nothing until that day, and no node is restarted for it.

    Args:
        held: As the operators signed it.
    """

    def __init__(self, held: Directory) -> None:
        self.held = held
        self._states: Callable[[], States] = shipped_states
        self._clock: Clock | None = None
        self._of_others: tuple[Directory, frozenset[str]] = (held, _of_no_member_state(held))
        self._counting: tuple[Directory, frozenset[str], Directory] = (held, frozenset(), held)

    def count_by(self, states: Callable[[], States], clock: Clock) -> None:
        """Say by which States and which clock roles count."""
        self._states, self._clock = states, clock

    def __call__(self) -> Directory:
        """Return the directory that is held now, with the roles that count today."""
        held, (seen, others) = self.held, self._of_others
        if seen is not held:
            others = _of_no_member_state(held)
            self._of_others = (held, others)
        if not others or self._clock is None:  # as nearly always: nobody reads clock or files
            return held
        states, today = self._states(), self._clock.now().astimezone(ZONE_OF_THE_UNION).date()
        waiting = frozenset(code for code in others if states.not_yet(member_state(code), today))
        before, observing, counting = self._counting
        if before is not held or observing != waiting:
            counting = held.with_observers(waiting) if waiting else held
            self._counting = (held, waiting, counting)
        return counting


def _of_no_member_state(directory: Directory) -> frozenset[str]:
    """Return the members of States that had not acceded, by what comes with Comity, when signed."""
    day = directory.created.astimezone(ZONE_OF_THE_UNION).date()
    return frozenset(
        code
        for code in directory.members
        if code != COMMISSION and shipped_states().not_yet(member_state(code), day)
    )
