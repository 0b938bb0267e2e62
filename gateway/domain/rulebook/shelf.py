"""The rulebooks that this node holds, and which one is in force at an instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from gateway.domain.lawfile import read_law, shipped
from gateway.domain.rulebook.book import Rulebook
from gateway.errors import LawError, Reason

_ZONE_OF_THE_UNION = ZoneInfo("Europe/Brussels")


class Shelf:
    """Rulebooks whose dates of effect do not overlap.

    Args:
        rulebooks: In any order.

    Raises:
        LawError: Two have the same version, or are in force on the same day.
    """

    def __init__(self, rulebooks: Iterable[Rulebook]) -> None:
        self._books = sorted(rulebooks, key=lambda book: book.in_force_from)
        if len({book.version for book in self._books}) != len(self._books):
            raise LawError("two rulebooks have the same version")
        for earlier, later in pairwise(self._books):
            _check_apart(earlier, later)

    @property
    def versions(self) -> tuple[str, ...]:
        """Versions that are held, the oldest date of effect first."""
        return tuple(book.version for book in self._books)

    def get(self, version: str) -> Rulebook:
        """Return a rulebook by its version.

        Raises:
            LawError: VERSION_UNKNOWN; the remedy names those that are held.
        """
        for book in self._books:
            if book.version == version:
                return book
        raise LawError(
            f"rulebook {version[:60]!r} is not held here",
            reason=Reason.VERSION_UNKNOWN,
            remedy=f"Install it, or use one of: {', '.join(self.versions)}.",
            rulebook=version[:60],
        )

    def in_force(self, at: datetime) -> Rulebook:
        """Return the rulebook in force at an instant: the last that had begun, if not ended.

        Args:
            at: Aware instant; its day in Brussels decides.

        Raises:
            LawError: None was in force.
        """
        day = at.astimezone(_ZONE_OF_THE_UNION).date()
        for book in reversed(self._books):
            if book.in_force_from <= day:
                if book.in_force_until is not None and day > book.in_force_until:
                    break
                return book
        raise LawError(
            f"no rulebook is in force on {day.isoformat()}",
            remedy="Check the date; the shipped rulebooks begin when the Regulation does.",
            date=day.isoformat(),
        )


def _check_apart(earlier: Rulebook, later: Rulebook) -> None:
    """Refuse two rulebooks that claim the same day.

    Without a last day a rulebook ends when the next begins, so that an old file, whose
    digest cases name, need not be touched when a new one comes.
    """
    same_start = earlier.in_force_from == later.in_force_from
    ends_late = earlier.in_force_until is not None and earlier.in_force_until >= later.in_force_from
    if same_start or ends_late:
        raise LawError(
            f"rulebooks {earlier.version} and {later.version} are both in force on "
            f"{later.in_force_from.isoformat()}",
            remedy="Correct in_force_from or in_force_until of one of them.",
        )


def read_rulebook(path: Traversable) -> Rulebook:
    """Read and validate one rulebook file.

    Raises:
        LawError: The file is wrong; file, line and field are named.
    """
    return read_law(path, Rulebook, reason=Reason.RULEBOOK_INVALID)


@cache
def shipped_rulebooks() -> Shelf:
    """Return the rulebooks that come with Comity."""
    return Shelf(read_rulebook(entry) for entry in shipped("gateway.domain.rulebook", ""))


def load_rulebook(which: Path | str) -> Rulebook:
    """Return a rulebook by its path or by its version.

    Args:
        which: A path of a TOML file, or the version of a shipped rulebook.

    Raises:
        LawError: The file is wrong, or the version is not held.
    """
    if isinstance(which, Path):
        return read_rulebook(which)
    return shipped_rulebooks().get(which)


def rulebook_in_force(at: datetime) -> Rulebook:
    """Return the shipped rulebook in force at an aware instant.

    Raises:
        LawError: None was in force.
    """
    return shipped_rulebooks().in_force(at)
