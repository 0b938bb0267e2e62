"""Who this node is towards the others: what every letter that it writes shows.

Ids of letters and conversations: UUIDv7 (RFC 9562, section 5.7), which sort by time.

Two of one millisecond sort as they were drawn (section 6.2, method 2): what was said later
counts later, such as the amendment of a notice.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from uuid import UUID

from gateway.domain.authority import Role
from gateway.domain.letter import Marking
from gateway.domain.lifecycle import ReviewLaws, shipped_law
from gateway.ports import Clock
from gateway.trust.federation import Directory, DirectoryHead
from gateway.trust.keys import KeyRing
from gateway.trust.suites import Suite

_MARKINGS = tuple(Marking)


def is_above(marking: Marking, ceiling: Marking) -> bool:
    """Say whether a marking is higher than a ceiling."""
    return _MARKINGS.index(marking) > _MARKINGS.index(ceiling)


@dataclass(frozen=True)
class NodeIdentity:
    """One member's node: its code, keys and law, as its letters show them.

    Attributes:
        code: Authority code.
        ring: Private keys.
        suite: Suite with which it signs at least.
        directory: Gives the directory that is held now.
        clock: The node's clock.
        rulebook: Gives the version of the rulebook in force here.
        calendar: Gives the version of this authority's calendar.
        reviews: Gives the law by which reviews of denials are due, for whichever log.
        answered_by: Gives the roles that answer under a procedure of a rulebook, by the version
            and the code; empty: the competent authorities, or what is not held here.
        hear_directory: Called with a member's code and the directory that it says it holds. Must
            return at once.
        hear_state: Called with a statement which directory is the newest, as a member passes it
            on. Must return at once.
        directory_state: Gives the newest such statement that is alive, empty for none.
        confirmed_until: Gives until when the directory that is held is stated to be the newest.
        ceiling: Highest marking that may leave this node; the federation's may be lower.
    """

    code: str
    ring: KeyRing
    suite: Suite
    directory: Callable[[], Directory]
    clock: Clock
    rulebook: Callable[[], str]
    calendar: Callable[[], str]
    reviews: ReviewLaws = shipped_law
    answered_by: Callable[[str, str], frozenset[Role]] = lambda _version, _code: frozenset()
    ceiling: Marking = Marking.SENSITIVE
    hear_directory: Callable[[str, DirectoryHead], None] = lambda _peer, _told: None
    hear_state: Callable[[bytes], None] = lambda _raw: None
    directory_state: Callable[[], bytes] = bytes
    confirmed_until: Callable[[], datetime | None] = lambda: None

    def suite_at(self, at: datetime) -> Suite:
        """Return the suite with which this node signs: its own, or more if the directory asks it.

        Args:
            at: Instant that is stated in what is signed.
        """
        member = self.directory().members.get(self.code)
        return self.suite if member is None else max(self.suite, member.minimum_at(at))

    def may_leave(self, marking: Marking) -> bool:
        """Say whether something so marked may leave this node at all."""
        federation = self.directory().marking_ceiling
        return not (is_above(marking, self.ceiling) or is_above(marking, federation))


_VERSION = 7
_VARIANT = 0b10
_RANDOM_BITS = 73  # of the 74 that there are, so that the first of a millisecond leaves room
_STEP_BITS = 48  # by how much the next one may be larger: nobody guesses it


class _Drawn:
    """The id that this process drew last."""

    def __init__(self) -> None:
        self._milliseconds = self._random = -1
        self._lock = Lock()

    def random(self, milliseconds: int) -> int:
        """Return the random part of the next id, larger than the last of that millisecond."""
        with self._lock:
            if milliseconds == self._milliseconds:
                self._random += 1 + secrets.randbits(_STEP_BITS)
            else:
                self._milliseconds, self._random = milliseconds, secrets.randbits(_RANDOM_BITS)
            return self._random


_DRAWN = _Drawn()


def new_id(at: datetime) -> str:
    """Draw a UUIDv7, larger than those that this process drew of the same millisecond.

    Args:
        at: Aware instant; its milliseconds are the first 48 bits.

    Returns:
        Lower-case hex with hyphens.
    """
    milliseconds = int(at.timestamp() * 1000) & (2**48 - 1)
    random = _DRAWN.random(milliseconds)
    value = (
        milliseconds << 80
        | _VERSION << 76
        | (random >> 62) << 64
        | _VARIANT << 62
        | random & (2**62 - 1)
    )
    return str(UUID(int=value))


def instant_of(value: str) -> datetime | None:
    """Return when a UUIDv7 says that it was drawn; None for another version of id."""
    read = UUID(value)
    if read.version != _VERSION:
        return None
    return datetime.fromtimestamp((read.int >> 80) / 1000, UTC)
