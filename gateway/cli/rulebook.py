"""`comity rulebook`: the law as data: list, show, compare, check, announce."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from certs.law import Announcement
from certs.layout import FederationFiles
from gateway.cli.announcing import (
    FederationOption,
    NodeHomeOption,
    OperatorsOption,
    announce_file,
    announcement_of,
    install_file,
)
from gateway.cli.contract.shown import tell
from gateway.cli.options import arg, opt, read_bytes
from gateway.cli.output import JsonFlag, out, print_json, print_table
from gateway.cli.rulebook_view import (
    FolderLaw,
    decided_otherwise,
    show_book,
    show_doubts,
    summary_of,
)
from gateway.domain.rulebook import LawBook, Overlay, Rulebook
from gateway.domain.rulebook.comparison import RulebookChange, compare
from gateway.domain.rulebook.words import overlay_in_words
from gateway.errors import InputError, Reason

app = typer.Typer(help="The law as data: list, show, compare, check.", no_args_is_help=True)

HomeOption = Annotated[Path | None, opt("A node's folder: what its directory names.", "--home")]
FileArgument = Annotated[Path, arg("Rulebook or overlay (TOML).")]


@app.command("list")
def list_books(home: HomeOption = None, as_json: JsonFlag = False) -> None:
    """List the rulebooks that are held, and what authorities have set for themselves."""
    found = FolderLaw.of(home).listed()
    names = ("version", "in_force_from", "in_force_until", "in_force", "notices", "procedures")
    short = [{name: each[name] for name in names} for each in found["rulebooks"]]
    tell(found if as_json else {**found, "rulebooks": short}, as_json=as_json)


@app.command("show")
def show(
    version: Annotated[str, arg("Version, or a file; else the one in force.")] = "",
    procedure: Annotated[str, opt("One procedure, e.g. '14(1)' or 14-1.")] = "",
    authority: Annotated[str, opt("What this authority has set for itself.")] = "",
    home: HomeOption = None,
    reasons: Annotated[bool, opt("Give the reasons too.", "--reasons")] = False,
    doubts: Annotated[bool, opt("What lawyers left open.", "--doubts")] = False,
    otherwise: Annotated[
        str, opt("Print the file as it would be, e.g. D2 decided the other way.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Show a rulebook in sentences: who asks whom, in what period, and what silence means."""
    held = FolderLaw.of(home)
    if otherwise:
        file = decided_otherwise(held, version, otherwise)
        print_json({"file": file}) if as_json else typer.echo(file, nl=False)
        return
    if doubts:
        show_doubts(held.book(version), as_json=as_json)
        return
    if authority:
        found = held.overlays_of(authority)
        if as_json:
            print_json([each.model_dump(mode="json", exclude_none=True) for each in found])
            return
        if not found:
            out.print(f"{authority} has set nothing for itself: the rulebook holds as it is")
        for each in found:
            title = f"{each.version}, from {each.in_force_from}"
            lines = overlay_in_words(each)
            print_table(title, ("", "Says", "Why"), [(x.about, x.says, x.reason) for x in lines])
        return
    book = held.book(version)
    if as_json:
        rule = _with_procedures(book).procedure(procedure) if procedure else book
        print_json(rule.model_dump(mode="json", by_alias=True, exclude_none=True))
        return
    only = _with_procedures(book).procedure(procedure).code if procedure else ""
    show_book(book, only=only, reasons=reasons)


@app.command("diff")
def diff(
    first: Annotated[str, arg("Version, or a file.")],
    second: Annotated[str, arg("Version, or a file.")],
    home: HomeOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Compare two versions: every value that differs, with the block in which it stands."""
    held = FolderLaw.of(home)
    one, other = held.book(first), held.book(second)
    changes = compare(one, other)
    if as_json:
        print_json([change.model_dump() for change in changes])
        return
    _show_changes(f"{one.version} and {other.version}", changes, one.version, other.version)


@app.command("check")
def check(file: FileArgument, home: HomeOption = None, as_json: JsonFlag = False) -> None:
    """Check a rulebook or overlay as a node will: form, contradictions, dates beside the held."""
    held = FolderLaw.of(home)
    read = held.read(file)
    if isinstance(read, LawBook):
        held.shelf.with_file(file.name, read_bytes(file), read)
    changes = held.changes(file, read)
    data = summary_of(read) | {"changes": [change.model_dump() for change in changes]}
    if as_json:
        print_json(data)
        return
    out.print(
        f"{read.version} is in order: from {read.in_force_from}, SHA-256 {read.digest}",
        soft_wrap=True,
    )
    if changes:
        _show_changes("What it changes", changes, "before", "after")


@app.command("install")
def install(file: FileArgument, home: NodeHomeOption, as_json: JsonFlag = False) -> None:
    """Put a rulebook into a node's folder; it counts once the directory names it."""
    from gateway.app.directory import DIRECTORY

    held = FolderLaw.of(home if (home / DIRECTORY).exists() else None)
    install_file(_announcement(file, held), home, as_json=as_json)


@app.command("announce")
def announce(
    file: FileArgument,
    federation: FederationOption,
    operator: OperatorsOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Name a rulebook or overlay in the directory's next version and hand it out (operators)."""
    members = FederationFiles.at(federation).members.values()
    held = FolderLaw.of(next((each.folder for each in members), None))
    announcement = _announcement(file, held)
    today = datetime.now(UTC).date()
    if announcement.effective_date < today.isoformat():
        raise Reason.DATE_IMPOSSIBLE.error(
            "in_force_from: {effective_date} is past; what is done cannot come under another law",
            remedy="Give a day of effect that is still to come.",
            effective_date=announcement.effective_date,
        )
    announce_file(announcement, federation, operator, as_json=as_json)


def _with_procedures(book: LawBook) -> Rulebook:
    if isinstance(book, Rulebook):
        return book
    raise InputError("{version} has notices only", field="procedure", version=book.version)


def _said(value: str | None) -> str:
    return "(not there)" if value is None else value


def _show_changes(title: str, changes: tuple[RulebookChange, ...], before: str, after: str) -> None:
    rows = (
        (number, each.where, _said(each.before), _said(each.after))
        for number, each in enumerate(changes, start=1)
    )
    print_table(title, ("", "Where", before, after), rows, empty="no difference")


def _announcement(file: Path, held: FolderLaw) -> Announcement:
    read = held.read(file)
    authority = read.authority if isinstance(read, Overlay) else ""
    return announcement_of("rulebooks", read, read_bytes(file), authority)
