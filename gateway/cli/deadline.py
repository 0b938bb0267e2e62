"""`comity deadline`: the last instant of a period and how it was derived; needs no node."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from gateway.domain.calendars import calendar_for, load_calendar
from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.deadline import derive_deadline, printed_last_instant
from gateway.domain.rulebook import load_rulebook, rulebook_in_force
from gateway.errors import InputError, Reason


def deadline(
    procedure: Annotated[str, typer.Option(help="Procedure, e.g. '14(1)' or 14-1.")],
    authority: Annotated[str, typer.Option(help="Authority consulted, e.g. FR or BE-VLG.")],
    received: Annotated[
        str, typer.Option(help="Instant of its receipt, e.g. 2026-12-18T10:00:00+01:00.")
    ],
    extension: Annotated[int, typer.Option(help="Working days granted on top.")] = 0,
    rulebook: Annotated[
        str, typer.Option(help="Version of a rulebook; else the one in force at the receipt.")
    ] = "",
    calendar: Annotated[
        list[Path] | None, typer.Option(help="Notified calendar (TOML); may be repeated.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Show the last instant of a period, and every day that did and did not count."""
    at = _instant(received)
    law = load_rulebook(rulebook) if rulebook else rulebook_in_force(at)
    rule = law.procedure(procedure)
    days = calendar_for(authority, [load_calendar(path) for path in calendar or []])
    derivation = derive_deadline(rule, days.authority, at, days, law, extension)
    if as_json:
        typer.echo(json.dumps(as_data(derivation), ensure_ascii=False, indent=2))
    else:
        _show(derivation, rule.title)


def _instant(text: str) -> datetime:
    """Read an instant with its offset.

    Raises:
        InputError: It is no date and time, or has no offset.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError as exc:
        raise InputError(
            f"received: {text[:40]!r} is not a date and time",
            reason=Reason.DATE_IMPOSSIBLE,
            remedy="Write it like 2026-12-18T10:00:00+01:00.",
            field="received",
        ) from exc
    if at.tzinfo is None:
        raise InputError(
            f"received: {text[:40]!r} has no offset",
            remedy="Add the offset, e.g. +01:00, or Z for UTC.",
            field="received",
        )
    return at


def as_data(derivation: DeadlineDerivation) -> dict[str, Any]:
    """Return a derivation as the JSON that programs read.

    ``last_instant`` is 23:59:59 of the last day where the authority is; ``ends_before`` is
    the instant of the midnight after it, for exact comparison.
    """
    data = derivation.model_dump(mode="json")
    data["ends_before"] = data["last_instant"]
    data["last_instant"] = printed_last_instant(derivation)
    return data


def _show(derivation: DeadlineDerivation, title: str) -> None:
    """Print the days in order for people."""
    table = Table(title=f"{derivation.article}: {title}", title_justify="left")
    for column in ("Day", "Date", "Counts", "Why"):
        table.add_column(column)
    for day, counts, why in _days(derivation):
        table.add_row(day.strftime("%a"), day.isoformat(), counts, why)
    console = Console()
    console.print(table)
    console.print(
        f"Last instant for {derivation.authority}: "
        f"[bold]{printed_last_instant(derivation)}[/bold] ({derivation.time_zone})\n"
        f"{derivation.working_days} working days, calendar {derivation.calendar}, "
        f"rulebook {derivation.rulebook}",
        soft_wrap=True,
    )


def _days(derivation: DeadlineDerivation) -> list[tuple[date, str, str]]:
    """Return every day of the period in order: its date, its number if it counts, why not."""
    counted = [(day, str(number), "") for number, day in enumerate(derivation.counted, start=1)]
    skipped = [(skip.date, "-", skip.reason) for skip in derivation.skipped]
    return sorted(counted + skipped)
