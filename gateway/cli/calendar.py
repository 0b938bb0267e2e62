"""`comity calendar`: an authority's working days, and the calendars that it notifies."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from certs.law import Announcement
from gateway.cli.announcing import (
    FederationOption,
    NodeHomeOption,
    OperatorsOption,
    announce_file,
    announcement_of,
    install_file,
)
from gateway.cli.contract.shown import tell
from gateway.cli.deadline import calendars_of
from gateway.cli.options import arg, opt, read_bytes
from gateway.cli.output import JsonFlag
from gateway.domain.calendars import Calendar, NotifiedCalendar
from gateway.domain.lawfile import parse_law
from gateway.errors import Reason

app = typer.Typer(help="Working days of an authority; notified calendars.", no_args_is_help=True)

FileArgument = Annotated[Path, arg("Notified calendar (TOML).")]


@app.command("show")
def show(
    authority: Annotated[str, arg("Authority, e.g. FR, BE-VLG or EU.")],
    year: Annotated[int, opt("Year.")],
    calendar: Annotated[
        list[Path] | None, opt("Notified calendar (TOML); may be repeated.")
    ] = None,
    home: Annotated[
        Path | None, opt("A node's folder, whose notified calendars count too.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show the public holidays of a year and how many working days are left."""
    days = calendars_of(calendar, home).on(authority)
    tell(year_of(days, year), as_json=as_json)


@app.command("check")
def check(file: FileArgument, as_json: JsonFlag = False) -> None:
    """Check a notified calendar before it is published: form, dates, and what it changes."""
    _, notified = _read(file)
    names = {"authority", "version", "in_force_from", "first_year", "last_year", "confirmed"}
    data = notified.model_dump(mode="json", include=names)
    data |= {"sha256": notified.digest, "changes": changes_of(notified)}
    tell(data, as_json=as_json, said=f"{notified.version} is in order")


@app.command("install")
def install(file: FileArgument, home: NodeHomeOption, as_json: JsonFlag = False) -> None:
    """Put a notified calendar into a node's folder; the directory decides whether it counts."""
    install_file(_announcement(file), home, as_json=as_json)


@app.command("announce")
def announce(
    file: FileArgument,
    federation: FederationOption,
    operator: OperatorsOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Name a calendar in the directory's next version and hand it to the members (operators)."""
    announce_file(_announcement(file), federation, operator, as_json=as_json)


def year_of(calendar: Calendar, year: int) -> dict[str, Any]:
    """Return one year of a calendar as the JSON that programs read.

    Raises:
        LawError: CALENDAR_UNKNOWN; the calendar does not know the year.
    """
    first = date(year, 1, 1)
    every = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    return {
        "authority": calendar.authority,
        "year": year,
        "calendar": calendar.version,
        "digest": calendar.digest,
        "time_zone": calendar.time_zone,
        "working_days": sum(calendar.is_working_day(day) for day in every),
        "holidays": [
            {
                "date": day.isoformat(),
                "weekday": day.strftime("%A"),
                "name": calendar.holidays[day],
            }
            for day in every
            if day in calendar.holidays
        ],
    }


def changes_of(notified: NotifiedCalendar) -> list[dict[str, str]]:
    """Return the days on which a notified calendar differs from what is computed."""
    fresh = notified.calendar()
    known = calendars_of(None, None).on(notified.authority)
    years = range(
        max(known.first_year, notified.first_year), min(known.last_year, notified.last_year) + 1
    )
    days = sorted(day for day in {*fresh.holidays, *known.holidays} if day.year in years)
    return [
        {
            "date": day.isoformat(),
            "before": known.why_not(day) or "working day",
            "after": fresh.why_not(day) or "working day",
        }
        for day in days
        if known.is_working_day(day) != fresh.is_working_day(day)
    ]


def _read(file: Path) -> tuple[bytes, NotifiedCalendar]:
    raw = read_bytes(file)
    return raw, parse_law(file.name, raw, NotifiedCalendar, reason=Reason.CALENDAR_UNKNOWN)


def _announcement(file: Path) -> Announcement:
    raw, notified = _read(file)
    return announcement_of("calendars", notified, raw, notified.authority)
