"""What works here, end to end, and how to mend what does not: the doctor's checks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from gateway.domain.base import Model
from gateway.errors import ComityError


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
