"""What works here: the doctor's checks, end to end, and whether the node is ready at all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from gateway.domain.base import Model
from gateway.errors import ComityError, Reason


class Check(Model):
    """One thing that was tried."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


Probe = Callable[[], Awaitable[str]]
"""Tries one thing; returns what it found, raises `ComityError` where it does not work."""


async def examine_node(probes: dict[str, Probe]) -> tuple[Check, ...]:
    """Try every probe; one that fails does not stop the others."""
    checks = []
    for name, probe in probes.items():
        try:
            checks.append(Check(name=name, ok=True, detail=await probe()))
        except ComityError as exc:
            checks.append(
                Check(name=name, ok=False, detail=f"{exc} ({exc.reason})", remedy=exc.remedy)
            )
    return tuple(checks)


class HealthState(StrEnum):
    """Whether a part, or the whole node, does its work."""

    READY = "ready"
    DEGRADED = "degraded"  # it serves officers and peers, and something waits meanwhile
    NOT_READY = "not_ready"  # nothing that is sent here now would be taken


class PartHealth(Model):
    """One part of the node, for a supervisor.

    Attributes:
        reason: Why it does not work, from docs/protocol/errors.md; empty where it does.
    """

    part: str
    state: HealthState
    reason: str = ""


class Readiness(Model):
    """Whether the node does its work, in words for programs; without a name of anything."""

    state: HealthState
    parts: tuple[PartHealth, ...]


class Needed(NamedTuple):
    """A part that readiness asks for.

    Attributes:
        probe: Tries it.
        without: What the node is without it.
        silent: The reason where it does not answer in time.
    """

    probe: Callable[[], Awaitable[object]]
    without: HealthState
    silent: Reason


READY_WITHIN_S = 2.0
"""How long a part may take to answer, in seconds: a supervisor asks every few and gives up soon."""


async def ready(parts: Mapping[str, Needed]) -> Readiness:
    """Ask every part at once, one or more; none is waited for longer than `READY_WITHIN_S`."""
    found = await asyncio.gather(*(_health_of(name, each) for name, each in parts.items()))
    worst = max((each.state for each in found), key=list(HealthState).index)
    return Readiness(state=worst, parts=tuple(found))


async def _health_of(name: str, part: Needed) -> PartHealth:
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            await part.probe()
    except TimeoutError:
        return PartHealth(part=name, state=part.without, reason=part.silent)
    except ComityError as exc:
        return PartHealth(part=name, state=part.without, reason=exc.reason)
    return PartHealth(part=name, state=HealthState.READY)
