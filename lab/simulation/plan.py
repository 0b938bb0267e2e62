"""What is simulated, and the dice: everything that chance decides, by hash.

A roll depends on the seed and on what it is about (a case's reference, an authority, a
question), never on the order in which things happen. So a case is dealt the same answers
under another rulebook, and a run that was disturbed comes to the same outcomes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import Field

from gateway.domain.authority import COMMISSION
from gateway.domain.base import Instant, Model
from gateway.domain.states import shipped_states
from lab.simulation.shares import Shares, shipped_shares

T = TypeVar("T")

START = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
"""A Monday with a year of known holidays behind it and many before it."""

ALL = (*sorted(shipped_states().members(START.date()).codes), COMMISSION)
"""The Member States' authorities and the Commission services."""


def members_named(said: str) -> tuple[str, ...]:
    """Return the members that are named with commas between them; ``all``: everybody."""
    codes = tuple(code.strip() for code in said.split(",") if code.strip())
    return ALL if codes == ("all",) else codes


def first_instant(day: datetime | None) -> datetime:
    """Return the instant at which officers begin to work on a first day; absent: `START`."""
    return START if day is None else day.replace(hour=START.hour, tzinfo=UTC)


class SimulationPlan(Model):
    """What is simulated.

    Attributes:
        members: Authority codes.
        cases: Applications over the whole time.
        days: Calendar days.
        seed: Decides everything that chance decides.
        start: First instant; officers work at this hour of every working day.
        rulebooks: Rulebook files beside those that come with Comity; each begins to count on
            its own date of effect, also in the middle of a run.
        suite: Suite of signatures, ``classic`` or ``hybrid``.
        kills: Share of the working days on which a member's worker is killed in the middle of
            things, at a random instant.
        shares: How much of what is dealt.
    """

    members: tuple[str, ...] = Field(min_length=2)
    cases: int = Field(ge=1, le=100_000)
    days: int = Field(ge=5, le=3_660)
    seed: int = 1
    start: Instant = START
    rulebooks: tuple[Path, ...] = ()
    suite: str = Field(default="classic", pattern=r"^(classic|hybrid)$")
    kills: float = Field(default=0.0, ge=0.0, le=1.0)
    shares: Shares = Field(default_factory=shipped_shares)

    def under(self, rulebook: Path) -> SimulationPlan:
        """Return the same plan under one rulebook more."""
        return self.model_copy(update={"rulebooks": (*self.rulebooks, rulebook)})


class Dice:
    """Chance that can be asked again.

    Args:
        seed: The run's seed.
        shares: How much of what is dealt; those that come with the laboratory if absent.
    """

    def __init__(self, seed: int, shares: Shares | None = None) -> None:
        self._seed = seed
        self.shares = shares or shipped_shares()

    def falls(self, share: float, *about: object) -> bool:
        """Say whether a question is one of so many."""
        return self.roll(*about) < share

    def roll(self, *about: object) -> float:
        """Return a number from 0 up to, not including, 1 for a question."""
        text = "\x1f".join(map(str, (self._seed, *about)))
        octets = hashlib.sha256(text.encode()).digest()[:7]
        return int.from_bytes(octets, "big") / float(1 << 56)

    def number(self, first: int, last: int, *about: object) -> int:
        """Return a whole number from first to last, both included."""
        return first + int(self.roll(*about) * (last - first + 1))

    def pick(self, of: Sequence[T], *about: object) -> T:
        """Return one of some."""
        return of[int(self.roll(*about) * len(of))]

    def weighed(self, of: Mapping[T, float], *about: object) -> T:
        """Return one of some, each as likely as its weight."""
        left = self.roll(*about) * sum(of.values())
        for each, weight in of.items():
            left -= weight
            if left < 0:
                return each
        return next(reversed(list(of)))
