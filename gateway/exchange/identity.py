"""Who this node is towards the others: what every letter that it writes shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.authority import Role
from gateway.domain.letter import Marking
from gateway.domain.lifecycle import ReviewLaws, shipped_law
from gateway.ports import Clock
from gateway.trust.directory import Directory
from gateway.trust.federation import DirectoryHead
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
