"""`comity deadline`: the last instant of a period and how it was derived; needs no node."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import instant, opt
from gateway.cli.output import JsonFlag, print_json
from gateway.cli.rulebook_view import FolderLaw
from gateway.domain.authority import COMMISSION
from gateway.domain.calendars import Calendar, Calendars, load_calendar
from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.deadline import (
    derive_deadline,
    in_words,
    no_such_extension,
    printed_last_instant,
)
from gateway.domain.periods import YearsPeriod, derive_period, derive_years
from gateway.domain.rulebook import Procedure, Rulebook, load_rulebook
from gateway.errors import InputError


def deadline(
    procedure: Annotated[str, opt("Procedure or review, e.g. '14(1)', 5-5 or 16-2.")],
    authority: Annotated[str, opt("Authority consulted, e.g. FR or BE-VLG.")],
    received: Annotated[str, opt("Instant of its receipt, e.g. 2026-12-18T10:00:00+01:00.")],
    extension: Annotated[int, opt("Working days granted on top.")] = 0,
    stopped: Annotated[
        str | None, opt("When goods were stopped that the question is about.")
    ] = None,
    stopping: Annotated[str, opt("Authority that stopped them, e.g. NL.")] = "",
    rulebook: Annotated[
        str, opt("Version or file of a rulebook; else that in force at the receipt.")
    ] = "",
    calendar: Annotated[
        list[Path] | None, opt("Notified calendar (TOML); may be repeated.")
    ] = None,
    home: Annotated[
        Path | None, opt("A node's folder, whose rulebooks and calendars count.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Say when a period ends, and why: every day that did and did not count."""
    at = _instant(received)
    law = _rulebook(rulebook, home, at)
    held = calendars_of(calendar, home)
    days = held.on(authority, at)
    years = derive_years(law, procedure, authority=days.authority, event=at, calendar=days)
    if years is not None:
        _only_years(years, extension=extension, stopped=stopped)
        _print_years(years, as_json=as_json)
        return
    derivation, title = derive_period(
        law,
        procedure,
        authority=days.authority,
        received=at,
        calendar=days,
        extension_days=extension,
    )
    if stopped is None:
        of_stop = None
    else:
        begun = _instant(stopped, "stopped")
        whose = held.on(stopping, begun) if stopping else days
        of_stop = _of_stop(law.procedure(procedure), begun, whose, law, extension)
    if as_json:
        data = as_data(derivation)
        print_json(data if of_stop is None else data | {"stop": as_data(of_stop)})
        return
    for sentence in in_words(derivation, title):
        typer.echo(sentence)
    if of_stop is not None:
        for sentence in in_words(of_stop, event="stopped the goods"):
            typer.echo(sentence)
        first = min((of_stop, derivation), key=lambda each: each.last_instant)
        typer.echo(f"The goods are due for release at the earlier: {printed_last_instant(first)}.")


def _of_stop(
    rule: Procedure, begun: datetime, calendar: Calendar, law: Rulebook, extension: int
) -> DeadlineDerivation:
    """Derive the end of the stop itself; more time is taken to have come before it.

    Raises:
        InputError: The procedure gives a stop no period of its own; the Commission stops no goods.
    """
    if calendar.authority == COMMISSION:
        raise InputError(
            "stopping: the Commission stops no goods; an authority of a Member State does "
            "(Article 21(3))",
            remedy="Name the authority that stopped them by --stopping, e.g. NL.",
        )
    own = rule.of_stop
    if own is None:
        raise InputError(
            "stopped: {version} gives a stop no period of its own under {code}",
            remedy="Leave --stopped out, or name the rulebook that does by --rulebook.",
            version=law.version,
            code=rule.code,
        )
    return derive_deadline(own, calendar.authority, begun, calendar, law, extension)


def _print_years(period: YearsPeriod, *, as_json: bool) -> None:
    if as_json:
        print_json(period.model_dump(mode="json"))
        return
    for sentence in period.in_words():
        typer.echo(sentence)


def _only_years(period: YearsPeriod, *, extension: int, stopped: str | None) -> None:
    """Refuse what a review that comes after years does not have.

    Raises:
        InputError: More time, or a stop of goods, is given with it.
    """
    if extension:
        raise no_such_extension(period.procedure, extension, 0)
    if stopped is not None:
        raise InputError(
            "stopped: {procedure} is a review and stops no goods",
            remedy="Leave --stopped out.",
            procedure=period.procedure,
        )


def _rulebook(which: str, home: Path | None, at: datetime) -> Rulebook:
    """Return a rulebook by version or file, or the one in force, of a node or as shipped."""
    if which.endswith(".toml"):
        return load_rulebook(Path(which))
    shelf = FolderLaw.of(home).shelf
    return shelf.get(which) if which else shelf.in_force(at)


def calendars_of(files: list[Path] | None, home: Path | None) -> Calendars:
    """Return the calendars that come with Comity, those of a node, and those of files.

    Args:
        files: Notified calendars (TOML).
        home: A node's folder; its directory says which files of ``law/`` count.

    Raises:
        ComityError: A file is wrong; the node's directory does not hold, or names a calendar
            that is missing or altered there.
    """
    notified = [load_calendar(path) for path in files or []]
    if home is not None:
        from gateway.app.clock import SystemClock
        from gateway.app.directory import hold_directory
        from gateway.app.law_files import FOLDER, LawFiles, LawKind

        held = hold_directory(home, at=SystemClock())
        law = LawFiles(home / FOLDER, lambda: held)
        for fault in law.faults():
            if fault.kind is LawKind.CALENDAR:
                raise fault.error
        notified += [file.calendar() for file in law.calendars()]
    return Calendars(notified)


def _instant(text: str, field: str = "received") -> datetime:
    """Read an instant with its offset.

    Raises:
        InputError: It is no date and time, or has no offset.
    """
    instant(text, field)
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise InputError(
            "{field}: {text} has no offset",
            remedy="Add the offset, e.g. +01:00, or Z for UTC.",
            field=field,
            text=repr(text[:40]),
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
