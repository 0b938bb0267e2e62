"""The rulebooks that this node holds, and which one is in force at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources.abc import Traversable
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from gateway.domain.extending import Bases
from gateway.domain.lawfile import (
    LawTable,
    line_of,
    read_bytes,
    read_table,
    shipped,
    shipped_files,
)
from gateway.domain.rulebook.acts import NoticeRule
from gateway.domain.rulebook.added import AddedLaw
from gateway.domain.rulebook.book import LawBook, Rulebook
from gateway.errors import ComityError, LawError, Reason

THE_REGULATION = "EU-2021-821"
"""The law whose cases and procedures run where nothing else is said."""

ZONE_OF_THE_UNION = ZoneInfo("Europe/Brussels")
"""The clock by which a law takes effect for all."""


class NoticeInForce(NamedTuple):
    """A kind of notice with the version of the law that knows it."""

    version: str
    rule: NoticeRule


class Shelf:
    """Versions of one law or of several; those of one law do not overlap.

    Args:
        books: In any order.

    Raises:
        LawError: Two have the same version, two of one law are in force on the same day,
            or two laws give one kind of notice the same key.
    """

    def __init__(self, books: Iterable[LawBook]) -> None:
        self._books = tuple(sorted(books, key=lambda book: book.in_force_from))
        # Asked for every act of a log: by law, the newest date of effect first.
        self._newest = {law: self._of(law)[::-1] for law in self.laws}
        if len({book.version for book in self._books}) != len(self._books):
            raise LawError("two rulebooks have the same version")
        for law in self.laws:
            for earlier, later in pairwise(self._of(law)):
                _check_apart(earlier, later)
        for one, other in combinations(self._books, 2):
            if one.law != other.law:
                _check_no_common_kind(one, other)
        whole = {book.version: book for book in self._books if isinstance(book, Rulebook)}
        self._whole = whole | {
            book.version: book.with_rules_of(whole[book.applies])
            for book in self._books
            if isinstance(book, AddedLaw) and book.applies in whole
        }

    def with_file(self, name: str, raw: bytes, book: LawBook) -> Shelf:
        """Return a shelf on which a book stands too; a version that is held is replaced.

        Args:
            name: Name of the book's file, for the error.
            raw: The file's bytes.
            book: What was read from it.

        Raises:
            LawError: RULEBOOK_INVALID, it does not go with the others; file, line and field
                are named.
        """
        try:
            return Shelf((*(each for each in self._books if each.version != book.version), book))
        except LawError as error:
            field = error.metadata.get("field", "in_force_from")
            line = line_of(raw.decode(), (field, 0))
            raise Reason.RULEBOOK_INVALID.error(
                "{file}, line {line}: {field}: {why}",
                remedy=error.remedy,
                file=name,
                line=line,
                field=field,
                why=error,
            ) from error

    @property
    def books(self) -> tuple[LawBook, ...]:
        """Everything that is held, the oldest date of effect first."""
        return self._books

    @property
    def laws(self) -> tuple[str, ...]:
        """The laws of which a version is held."""
        return tuple(dict.fromkeys(book.law for book in self._books))

    @property
    def versions(self) -> tuple[str, ...]:
        """Versions with procedures that are held, the oldest date of effect first."""
        return tuple(book.version for book in self._books if book.version in self._whole)

    def _of(self, law: str) -> tuple[LawBook, ...]:
        return tuple(book for book in self._books if book.law == law)

    def book(self, version: str) -> LawBook:
        """Return a version of any law; one that applies another's rules, with them.

        Raises:
            LawError: VERSION_UNKNOWN; the remedy names those that are held.
        """
        for book in self._books:
            if book.version == version:
                return self._whole.get(version, book)
        raise _not_held(version, tuple(book.version for book in self._books))

    def get(self, version: str) -> Rulebook:
        """Return a rulebook with procedures by its version.

        Raises:
            LawError: VERSION_UNKNOWN; the remedy names those that are held.
        """
        if version in self._whole:
            return self._whole[version]
        raise _not_held(version, self.versions)

    def in_force(self, at: datetime, law: str = THE_REGULATION) -> Rulebook:
        """Return the rulebook of a law in force at an instant.

        Args:
            at: Aware instant; its day in Brussels decides.
            law: Which law.

        Raises:
            LawError: None was in force, or that law has no procedures.
        """
        book = self._in_force(at, law)
        if book is not None and book.version in self._whole:
            return self._whole[book.version].on(day_of(at))
        day = _day(at)
        raise LawError(
            "no rulebook of {law} is in force on {date}",
            remedy="Check the date; the shipped rulebooks begin when the Regulation does.",
            date=day,
            law=law,
        )

    def all_in_force(self, at: datetime) -> tuple[LawBook, ...]:
        """Return the version of each law that is in force at an aware instant."""
        found = (self._in_force(at, law) for law in self.laws)
        return tuple(book.on(day_of(at)) for book in found if book is not None)

    def notice_rule(self, kind: str, at: datetime) -> NoticeInForce:
        """Return a kind of notice under whichever law in force knows it.

        Args:
            kind: Its key, e.g. ``4(4)`` or ``2d.refused``.
            at: Aware instant.

        Raises:
            LawError: PROCEDURE_UNKNOWN; the remedy names the kinds in force.
        """
        books = self.all_in_force(at)
        for book in books:
            for rule in book.notices:
                if rule.code == kind:
                    return NoticeInForce(book.version, rule)
        known = ", ".join(rule.code for book in books for rule in book.notices)
        raise Reason.PROCEDURE_UNKNOWN.error(
            "kind: {kind} is no kind of notice in force on {at}",
            remedy="Give one of: {known}.",
            field="kind",
            kind=repr(kind[:40]),
            at=_day(at),
            known=known,
        )

    def _in_force(self, at: datetime, law: str) -> LawBook | None:
        """Return the last version that had begun, if it has not ended."""
        day = day_of(at)
        for book in self._newest.get(law, ()):
            if book.in_force_from <= day:
                ended = book.in_force_until is not None and day > book.in_force_until
                return None if ended else book
        return None


def day_of(at: datetime) -> date:
    """Return the day in Brussels of an aware instant: by it a law takes effect."""
    return at.astimezone(ZONE_OF_THE_UNION).date()


def _day(at: datetime) -> str:
    return day_of(at).isoformat()


def _not_held(version: str, held: tuple[str, ...]) -> ComityError:
    return Reason.VERSION_UNKNOWN.error(
        "rulebook {version} is not held here",
        remedy="Install it, or use one of: {held}.",
        rulebook=version[:60],
        version=repr(version[:60]),
        held=held,
    )


def _check_no_common_kind(one: LawBook, other: LawBook) -> None:
    common = {rule.code for rule in one.notices} & {rule.code for rule in other.notices}
    if common:
        raise LawError(
            "{version} and {other_version} both describe the kind of notice {common}",
            remedy="Give it another key in one of them.",
            field="notice",
            version=one.version,
            other_version=other.version,
            common=min(common),
        )


def _check_apart(earlier: LawBook, later: LawBook) -> None:
    """Refuse two rulebooks that claim the same day.

    Without a last day a rulebook ends when the next begins, so that an old file, whose
    digest cases name, need not be touched when a new one comes.
    """
    same_start = earlier.in_force_from == later.in_force_from
    ends_late = earlier.in_force_until is not None and earlier.in_force_until >= later.in_force_from
    if same_start or ends_late:
        raise LawError(
            "rulebooks {version} and {later_version} are both in force on {in_force_from}",
            remedy="Correct in_force_from or in_force_until of one of them.",
            version=earlier.version,
            later_version=later.version,
            in_force_from=later.in_force_from.isoformat(),
        )


def read_rulebook(path: Traversable) -> LawBook:
    """Read and validate one rulebook file, of a law with procedures or of notices only.

    Raises:
        LawError: The file is wrong; file, line and field are named.
    """
    return parse_rulebook(path.name, read_bytes(path, reason=Reason.RULEBOOK_INVALID))


def shipped_rulebook_files() -> Mapping[str, bytes]:
    """Return the rulebooks that come with Comity, as the bytes of their files, by version."""
    return shipped_files("gateway.domain.rulebook")


def parse_rulebook(name: str, raw: bytes, *, bases: Bases | None = None) -> LawBook:
    """Validate the bytes of a rulebook file.

    Args:
        name: The file's name, for the error.
        raw: Its bytes.
        bases: Gives what it may extend; absent: what comes with Comity.

    Raises:
        LawError: It is wrong; file, line and field are named.
    """
    given = bases or shipped_rulebook_files().get
    return book_of(read_table(name, raw, reason=Reason.RULEBOOK_INVALID, bases=given))


def book_of(table: LawTable) -> LawBook:
    """Return a rulebook as the kind that its blocks say: with procedures, beside another, or less.

    Raises:
        LawError: It is wrong; file, line and field are named.
    """
    if "applies" in table.whole:
        return table.fit(AddedLaw)
    notices_only = "notice" in table.whole and not {"procedure", "case"} & set(table.whole)
    return table.fit(LawBook if notices_only else Rulebook)


@cache
def shipped_rulebooks() -> Shelf:
    """Return the rulebooks that come with Comity."""
    return Shelf(read_rulebook(entry) for entry in shipped("gateway.domain.rulebook", ""))


def load_rulebook(which: Path | str) -> Rulebook:
    """Return a rulebook with procedures by its path or by its version.

    Args:
        which: A path of a TOML file, or the version of a shipped rulebook.

    Raises:
        LawError: The file is wrong, has no procedures, or the version is not held.
    """
    if not isinstance(which, Path):
        return shipped_rulebooks().get(which)
    book = read_rulebook(which)
    if isinstance(book, Rulebook):
        return book
    raise LawError(
        "{file} holds notices only; no procedure runs under it",
        remedy="Give a rulebook with procedures.",
        file=which.name,
    )


def rulebook_in_force(at: datetime) -> Rulebook:
    """Return the shipped rulebook in force at an aware instant.

    Raises:
        LawError: None was in force.
    """
    return shipped_rulebooks().in_force(at)
