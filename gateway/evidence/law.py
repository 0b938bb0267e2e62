"""The law that goes into an evidence file: rulebooks as their bytes, calendars as data."""

from __future__ import annotations

from collections.abc import Callable

from gateway.domain.calendars import Calendar
from gateway.domain.case import Case
from gateway.domain.lawfile import shipped
from gateway.domain.rulebook import read_rulebook
from gateway.errors import LawError, Reason
from gateway.evidence.contents import LawMaterial


def shipped_rulebook_bytes() -> dict[str, bytes]:
    """Return the rulebooks that come with Comity, as the bytes of their files, by version."""
    return {
        read_rulebook(entry).version: entry.read_bytes()
        for entry in shipped("gateway.domain.rulebook", "")
    }


def law_material(case: Case, calendar: Callable[[str], Calendar]) -> LawMaterial:
    """Gather the law of a case.

    Args:
        case: Names the rulebooks, and who was consulted.
        calendar: Gives an authority's calendar, as the case was computed with it.

    Raises:
        LawError: VERSION_UNKNOWN; the case names a rulebook that is not shipped.
    """
    held = shipped_rulebook_bytes()
    wanted = {case.rulebook, *(c.rulebook for c in case.consultations if c.rulebook)}
    for version in sorted(wanted - held.keys()):
        raise LawError(
            f"rulebook {version[:60]!r} is not held here",
            reason=Reason.VERSION_UNKNOWN,
            rulebook=version[:60],
        )
    consulted = sorted({consultation.consulted for consultation in case.consultations})
    return LawMaterial(
        rulebooks={version: held[version] for version in sorted(wanted)},
        calendars={code: calendar(code) for code in consulted},
    )
