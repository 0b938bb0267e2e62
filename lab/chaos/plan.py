"""Which faults a run has: drawn by its seed, as many as its minutes ask for."""

from __future__ import annotations

import math
import random
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

MEMBERS = ("DE", "FR", "NL", "EU")
"""The federation; DE, FR and NL file and answer."""

CONSULTING = MEMBERS[:3]

IN_TEN_MINUTES = {"letters": 1500}
"""Fewer fail a run of ten minutes; a shorter one asks for its share."""


class FaultKind(StrEnum):
    """What is done to a process or its disk."""

    KILL = "kill"  # SIGKILL of a node, started again at once
    ENGINE_KILL = "engine_kill"  # SIGKILL of the Temporal server; its supervisor starts it
    OUTAGE = "outage"  # a node is away
    PAUSE = "pause"  # SIGSTOP, then SIGCONT
    FULL_DISK = "full_disk"  # the file system of a node's folder has no octet left
    RESTORE = "restore"  # the database is that of a backup made under load


@dataclass(frozen=True)
class DrawnFault:
    """One fault.

    Attributes:
        member: Whose node; the engine is everybody's.
        seconds: How long it lasts, where it lasts.
    """

    kind: FaultKind
    member: str
    seconds: float = 0.0


_IN_TEN_MINUTES = {
    FaultKind.KILL: 20,
    FaultKind.ENGINE_KILL: 4,
    FaultKind.OUTAGE: 6,
    FaultKind.PAUSE: 3,
    FaultKind.FULL_DISK: 1,
    FaultKind.RESTORE: 1,
}
LONG_S, LONG_IN_TEN_MINUTES = 46.0, 3
"""An outage beyond the patience of a delivery's first attempts, and how many there are."""

DISK_MEMBER = "NL"
"""Whose folder lies on a file system of its own, small enough to be filled."""


def least(minutes: float, kinds: Collection[FaultKind] = tuple(FaultKind)) -> dict[str, int]:
    """Return how many of each a run of so many minutes must have had, letters too."""
    asked = {kind.value: _IN_TEN_MINUTES[kind] for kind in kinds} | IN_TEN_MINUTES
    share = min(minutes / 10, 1)
    found = {name: math.ceil(number * share) for name, number in asked.items()}
    return found | {"long_outage": int(LONG_IN_TEN_MINUTES * share)}


def draw(
    minutes: float, seed: str, kinds: Collection[FaultKind] = tuple(FaultKind)
) -> list[DrawnFault]:
    """Return the faults of a run in their order.

    Args:
        minutes: How long it runs.
        seed: The same one gives the same faults.
        kinds: Those that it has, each at least once.
    """
    dice = random.Random(seed)  # noqa: S311 - to be repeated
    asked = least(minutes, kinds)
    faults = []
    for kind in kinds:
        for number in range(asked[kind]):
            long = number < asked["long_outage"]
            faults.append(_one(dice, kind, long=long))
    dice.shuffle(faults)
    return faults


def _one(dice: random.Random, kind: FaultKind, *, long: bool) -> DrawnFault:
    member = DISK_MEMBER if kind is FaultKind.FULL_DISK else dice.choice(CONSULTING)
    seconds = {
        FaultKind.OUTAGE: dice.uniform(LONG_S, LONG_S + 6) if long else dice.uniform(4, 12),
        FaultKind.PAUSE: dice.uniform(3, 9),
        FaultKind.FULL_DISK: 5.0,
    }
    return DrawnFault(kind, member, round(seconds.get(kind, 0.0), 1))
