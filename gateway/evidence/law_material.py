"""The law that goes into an evidence file: rulebooks as their bytes, calendars as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

from gateway.domain.calendars import Calendar
from gateway.domain.case import Case
from gateway.domain.consultation import Consultation
from gateway.domain.extending import base_of
from gateway.domain.lawfile import toml_table
from gateway.domain.rulebook.shelf import shipped_rulebook_files
from gateway.errors import Reason
from gateway.evidence.contents import LawMaterial, further_calendar


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
    found: dict[str, bytes] = {}
    waiting = sorted(wanted)
    while waiting:
        version = waiting.pop()
        raw = text(version) or shipped_rulebook_files().get(version)
        if raw is None:
            raise Reason.VERSION_UNKNOWN.error(
                "rulebook {version} is not held here",
                rulebook=version[:60],
                version=repr(version[:60]),
            )
        found[version] = raw
        table = toml_table(raw)  # what is applied or extended is law of the case too
        further = {table.get("applies"), base_of(table)} - {None, *found}
        waiting += [str(each) for each in further]
    return dict(sorted(found.items()))


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
