"""The law that goes into an evidence file: rulebooks as their bytes, calendars as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import chain
from types import MappingProxyType

from gateway.domain.calendars import Calendar
from gateway.domain.case import Case
from gateway.domain.consultation import Consultation
from gateway.domain.lawfile import shipped, toml_table
from gateway.domain.rulebook import read_rulebook
from gateway.errors import LawError, Reason
from gateway.evidence.contents import LawMaterial, further_calendar


@cache
def shipped_rulebook_bytes() -> Mapping[str, bytes]:
    """Return the rulebooks that come with Comity, as the bytes of their files, by version."""
    # Read once, like `shipped_rulebooks`: one evidence file asks for them many times.
    return MappingProxyType(
        {
            read_rulebook(entry).version: entry.read_bytes()
            for entry in shipped("gateway.domain.rulebook", "")
        }
    )


def law_material(
    case: Case,
    calendars: Callable[[Consultation], Iterable[Calendar]],
    *,
    text: Callable[[str], bytes | None] = lambda _version: None,
    overlays: Iterable[str] = (),
) -> LawMaterial:
    """Gather the law of a case.

    Args:
        case: Names the rulebooks, and who was consulted.
        calendars: Gives those by which the deadline of a consultation, and the end of its stop,
            were derived.
        text: Gives the bytes of a rulebook or overlay that the directory names.
        overlays: Versions of what the deciding authority has set for its own conduct.

    Raises:
        LawError: VERSION_UNKNOWN; the case names a rulebook that is not held.
    """
    wanted = {case.rulebook, *(c.rulebook for c in case.consultations if c.rulebook)}
    return LawMaterial(
        rulebooks=_rulebooks(wanted, text),
        calendars=_calendars(chain.from_iterable(map(calendars, case.consultations))),
        overlays={version: raw for version in overlays if (raw := text(version)) is not None},
    )


def consultation_law(
    consultation: Consultation,
    calendars: Iterable[Calendar],
    *,
    text: Callable[[str], bytes | None] = lambda _version: None,
) -> LawMaterial:
    """Gather the law of one consultation: its rulebook, and the calendars that it ran on.

    Raises:
        LawError: VERSION_UNKNOWN; it names a rulebook that is not held.
    """
    return LawMaterial(
        rulebooks=_rulebooks({consultation.rulebook}, text), calendars=_calendars(calendars)
    )


def _rulebooks(wanted: set[str], text: Callable[[str], bytes | None]) -> dict[str, bytes]:
    named = {version: raw for version in wanted if (raw := text(version)) is not None}
    held = {**shipped_rulebook_bytes(), **named}
    for version in sorted(wanted & held.keys()):  # what is applied is law of the case too
        applied = toml_table(held[version]).get("applies", version)
        wanted = wanted | {applied}
        if (raw := text(applied)) is not None:
            held[applied] = raw
    for version in sorted(wanted - held.keys()):
        raise LawError(
            f"rulebook {version[:60]!r} is not held here",
            reason=Reason.VERSION_UNKNOWN,
            rulebook=version[:60],
        )
    return {version: held[version] for version in sorted(wanted)}


def _calendars(used: Iterable[Calendar]) -> dict[str, Calendar]:
    """Return calendars by the name that they have in the file.

    An authority that was consulted twice may have notified a new calendar between.
    """
    named: dict[str, Calendar] = {}
    for calendar in used:
        first = named.setdefault(calendar.authority, calendar)
        if first.digest != calendar.digest:
            named[further_calendar(calendar.authority, calendar.digest)] = calendar
    return dict(sorted(named.items()))
