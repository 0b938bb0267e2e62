"""What works here: the doctor's checks, end to end, and whether the node is ready at all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from gateway.casework.permissions import Officer, Permission
from gateway.domain.base import Model
from gateway.errors import ComityError, Reason


class CheckActor(StrEnum):
    """Who can mend what does not work."""

    OUR_OPERATOR = "our_operator"  # whoever runs this node
    PEER = "peer"  # whoever runs the node of another member
    FEDERATION = "federation"  # the operators of the federation, who sign the directory


class HealthCheck(Model):
    """One thing that was tried.

    Attributes:
        actor: Who can mend it.
        contact: Whom to call, as the directory has it: of a peer its code, name and telephone, of
            the federation its operators; empty for our own operator.
    """

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    actor: CheckActor = CheckActor.OUR_OPERATOR
    contact: str = ""


class Responsible(NamedTuple):
    """Who can mend something; see `HealthCheck`."""

    actor: CheckActor = CheckActor.OUR_OPERATOR
    contact: str = ""


Probe = Callable[[], Awaitable[str]]
"""Tries one thing; returns what it found, raises `ComityError` where it does not work."""


WhoMends = Callable[[str, Reason | None], Responsible]
"""Says who can mend what a probe has found, by its name and the reason; None where it works."""


def our_operator(_name: str, _reason: Reason | None) -> Responsible:
    """Say that whoever runs this node mends everything."""
    return Responsible()


async def examine_node(
    probes: Mapping[str, Probe], who: WhoMends = our_operator
) -> tuple[HealthCheck, ...]:
    """Try every probe; one that fails does not stop the others."""
    checks = []
    for name, probe in probes.items():
        try:
            detail, reason, remedy = await probe(), None, ""
        except ComityError as exc:
            detail, reason, remedy = f"{exc} ({exc.reason})", exc.reason, exc.remedy
        actor, contact = who(name, reason)
        checks.append(
            HealthCheck(
                name=name,
                ok=reason is None,
                detail=detail,
                remedy=remedy,
                actor=actor,
                contact=contact,
            )
        )
    return tuple(checks)


class Trials:
    """What is tried end to end when it is asked for: who asks meanwhile waits for the same run.

    Args:
        probes: What is tried, made anew for each run.
        who: Who can mend it.
    """

    def __init__(
        self, probes: Callable[[], Mapping[str, Probe]], who: WhoMends = our_operator
    ) -> None:
        self._probes, self._who = probes, who
        self._run: asyncio.Task[tuple[HealthCheck, ...]] | None = None

    async def run(self, officer: Officer, *, anew: bool = True) -> tuple[HealthCheck, ...]:
        """Try everything.

        Args:
            officer: Who asks.
            anew: Whether a run that has ended is not enough, as it is for a further page.

        Raises:
            PermissionRefusedError: The officer does not run this node.
        """
        officer.require(Permission.ADMINISTER)
        if self._run is None or (anew and self._run.done()):
            self._run = asyncio.create_task(examine_node(self._probes(), self._who))
        return await asyncio.shield(self._run)


class Doctor(NamedTuple):
    """What the doctor's operations need beside the probes.

    Attributes:
        trials: What is tried end to end.
        who: Who can mend what the probes have found.
    """

    trials: Trials
    who: WhoMends


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
        busy: Says of one that did not answer in time whether it only has much to do; then the
            node is degraded.
    """

    probe: Callable[[], Awaitable[object]]
    without: HealthState
    silent: Reason
    busy: Callable[[], bool] = lambda: False


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
        state = HealthState.DEGRADED if part.busy() else part.without
        return PartHealth(part=name, state=state, reason=part.silent)
    except ComityError as exc:
        return PartHealth(part=name, state=part.without, reason=exc.reason)
    return PartHealth(part=name, state=HealthState.READY)
