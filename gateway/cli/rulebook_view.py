"""What `comity rulebook` shows: the law that is held, in tables of sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from gateway.cli.options import read_bytes
from gateway.cli.output import out, print_json, print_table
from gateway.domain.authority import member_state
from gateway.domain.extending import Bases, base_of
from gateway.domain.lawfile import toml_table
from gateway.domain.rulebook import (
    LawBook,
    Overlay,
    Rulebook,
    Shelf,
    parse_rulebook,
    parse_rulebook_or_overlay,
    shipped_rulebooks,
)
from gateway.domain.rulebook.added import AddedLaw
from gateway.domain.rulebook.comparison import RulebookChange, compare
from gateway.domain.rulebook.doubts import doubts_of, otherwise
from gateway.domain.rulebook.general_words import general_in_words
from gateway.domain.rulebook.shelf import shipped_rulebook_files
from gateway.domain.rulebook.words import (
    RuleLine,
    case_in_words,
    notice_in_words,
    notification_in_words,
    procedure_in_words,
    review_in_words,
)
from gateway.errors import InputError


@dataclass(frozen=True)
class FolderLaw:
    """The rulebooks and overlays of a node's folder, or those that come with Comity.

    Attributes:
        now: The instant for which "in force" is said, by the clock of that node.
        text: Gives the bytes of the file of a version that is held.
    """

    shelf: Shelf
    now: datetime
    overlays: tuple[Overlay, ...] = ()
    text: Bases = shipped_rulebook_files().get

    @classmethod
    def of(cls, home: Path | None) -> FolderLaw:
        """Return what a node holds; without a folder, what comes with Comity.

        Raises:
            ComityError: The node's directory does not hold, or a file is missing or altered.
        """
        if home is None:
            return cls(shipped_rulebooks(), datetime.now(UTC))
        from gateway.app.clock import SystemClock, clock_of
        from gateway.app.directory import hold_directory
        from gateway.app.law_files import FOLDER, LawFiles, LawKind

        held = hold_directory(home, at=SystemClock())  # as a node does when it starts
        files = LawFiles(home / FOLDER, lambda: held)
        for fault in files.faults():
            if fault.kind is LawKind.RULEBOOK:
                raise fault.error
        books = files.rulebooks()
        now, overlays = clock_of(home, held).now(), files.overlays()
        if not books:
            return cls(shipped_rulebooks(), now, overlays)
        return cls(Shelf(books), now, overlays, files.text)

    def read(self, file: Path) -> LawBook | Overlay:
        """Read a file, with the held one that it extends.

        Raises:
            LawError: It is wrong, or extends what is not held; file, line and field are named.
        """
        return parse_rulebook_or_overlay(file.name, read_bytes(file), bases=self.text)

    def changes(self, file: Path, read: LawBook | Overlay) -> tuple[RulebookChange, ...]:
        """Return what a file changes of the version that it extends; nothing where it has none."""
        base = base_of(toml_table(read_bytes(file)))
        held = None if base is None else self.text(base)
        if base is None or held is None or not isinstance(read, LawBook):
            return ()
        return compare(parse_rulebook(base, held, bases=self.text), read)

    def book(self, which: str) -> LawBook:
        """Return a rulebook by version or by the path of its file; empty: the one in force.

        Raises:
            LawError: It is not held, or the file is wrong.
            InputError: The file is an overlay, which is no rulebook.
        """
        if not which:
            return self.shelf.in_force(self.now)
        path = Path(which)
        if path.suffix != ".toml":
            return self.shelf.book(which)
        read = self.read(path)
        if isinstance(read, Overlay):
            raise InputError(
                "{path} is an overlay of {authority}",
                field="file",
                path=path,
                authority=read.authority,
            )
        return read

    def overlays_of(self, authority: str) -> tuple[Overlay, ...]:
        """Return what an authority or its State has set for itself."""
        codes = (authority, member_state(authority))
        return tuple(each for each in self.overlays if each.authority in codes)

    def listed(self) -> dict[str, Any]:
        """Return everything that is held, for programs; "in force" is by the node's clock."""
        now = {book.version for book in self.shelf.all_in_force(self.now)}
        return {
            "rulebooks": [
                {**summary_of(book), "in_force": book.version in now} for book in self.shelf.books
            ],
            "overlays": [summary_of(each) for each in self.overlays],
        }


def summary_of(read: LawBook | Overlay) -> dict[str, Any]:
    """Return what a rulebook or overlay says of itself, for programs."""
    data: dict[str, Any] = {
        "version": read.version,
        "title": read.title,
        "in_force_from": read.in_force_from.isoformat(),
        "in_force_until": read.in_force_until.isoformat() if read.in_force_until else None,
        "sha256": read.digest,
    }
    if isinstance(read, Overlay):
        return {**data, "authority": read.authority}
    data["procedures"] = list(read.procedure_codes) if isinstance(read, Rulebook | AddedLaw) else []
    return {**data, "law": read.law, "notices": len(read.notices)}


def show_book(book: LawBook, *, only: str, reasons: bool) -> None:
    """Print a rulebook in sentences.

    Args:
        book: The rulebook.
        only: Code of the one procedure that is wanted; empty: everything.
        reasons: Whether the reasons are printed too.
    """
    if not only:
        until = f" until {book.in_force_until}" if book.in_force_until else ""
        out.print(f"[bold]{book.version}[/]: {book.title}", highlight=False, soft_wrap=True)
        out.print(
            f"in force from {book.in_force_from}{until}, SHA-256 {book.digest}", soft_wrap=True
        )
        if book.two_officers_from is not None:
            out.print(f"what two officers do, they do from {book.two_officers_from}")
    if isinstance(book, Rulebook):
        for procedure in book.procedures:
            if only in ("", procedure.code):
                _table(f"Procedure {procedure.code}", procedure_in_words(procedure), reasons)
        if only:
            return
        _table("For every procedure", general_in_words(book), reasons)
        for case in book.cases:
            _table(f"Case {case.code}", case_in_words(case), reasons)
        _table("Decisions", notification_in_words(book.notification), reasons)
        for review in book.collective_reviews:
            _table(f"Review {review.code}", review_in_words(review), reasons)
    for notice in book.notices:
        _table(f"Notice {notice.code}", notice_in_words(notice), reasons)


def _table(title: str, lines: Iterable[RuleLine], reasons: bool) -> None:
    if reasons:
        rows = [(line.about, line.says, line.article, line.reason) for line in lines]
        print_table(title, ("", "Says", "Article", "Why"), rows)
    else:
        print_table(title, ("", "Says"), [(line.about, line.says) for line in lines])


def show_doubts(book: LawBook, *, as_json: bool) -> None:
    """List what lawyers have not decided: what the file has, and what would change."""
    found = [
        {**each.doubt.model_dump(mode="json"), "set_to": each.set_to} for each in doubts_of(book)
    ]
    if as_json:
        print_json(found)
        return
    from gateway.cli.contract.shown import show_thing

    show_thing(None, {"not_decided": found})


def decided_otherwise(held: FolderLaw, which: str, code: str) -> str:
    """Return a law file with a doubt decided the other way, from tomorrow on: to rehearse with.

    Args:
        held: What is held; its clock says what tomorrow is.
        which: Version that comes with Comity, or the path of a file; empty: the one in force.
        code: Of the doubt.

    Raises:
        InputError: There is no such doubt.
    """
    book = held.book(which)
    begins = (held.now + timedelta(days=1)).date()
    number = 900 + int(code[1:]) if code[1:].isdigit() else 900
    version = f"{book.law}/{begins.year}-{number}"
    return otherwise(book, code, version=version, begins=begins)
