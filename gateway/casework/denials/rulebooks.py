"""The law as officers and systems read it: which rulebooks are held, and what they say.

Everybody with an account may read it; there is nothing in it of any case.
"""

from __future__ import annotations

from gateway.casework.services import Office
from gateway.domain.base import Model
from gateway.domain.page import FIRST_PAGE, Page, PageRequest, page_of_fixed
from gateway.domain.rulebook import LawBook, Overlay, Rulebook
from gateway.domain.rulebook.added import AddedLaw
from gateway.domain.rulebook.comparison import RulebookChange, compare
from gateway.domain.rulebook.words import RuleLine, procedure_in_words


class HeldBook(Model):
    """One version of a law that is held.

    Attributes:
        in_force: Whether it is in force now.
        procedures: Codes of its procedures; none for a law of notices only.
        notices: Codes of its kinds of notice.
    """

    version: str
    title: str
    law: str
    in_force_from: str
    in_force_until: str = ""
    in_force: bool
    digest: str
    procedures: tuple[str, ...]
    notices: tuple[str, ...]


class SaidLine(Model):
    """One thing that a rule says, in words."""

    about: str
    says: str
    article: str
    reason: str


def held(office: Office, page: PageRequest = FIRST_PAGE) -> Page[HeldBook]:
    """List every version of every law that is held, with its date of effect.

    The oldest date of effect comes first.
    """
    shelf = office.law.shelf
    now = {book.version for book in shelf.all_in_force(office.clock.now())}
    books = page_of_fixed(shelf.books, "rulebooks", page)
    return books.of(lambda book: _held(book, in_force=book.version in now))


def show(office: Office, version: str) -> LawBook:
    """Return a version as it was read from its file.

    Raises:
        LawError: VERSION_UNKNOWN.
    """
    return office.law.book(version)


def in_words(
    office: Office, version: str, procedure: str, page: PageRequest = FIRST_PAGE
) -> Page[SaidLine]:
    """Say one procedure in sentences.

    Raises:
        LawError: VERSION_UNKNOWN or PROCEDURE_UNKNOWN.
    """
    rule = office.law.procedure(version, procedure)
    return page_of_fixed(procedure_in_words(rule), "procedure", page).of(_said)


def changes(
    office: Office, first: str, second: str, page: PageRequest = FIRST_PAGE
) -> Page[RulebookChange]:
    """Return every value that differs between two versions.

    Raises:
        LawError: VERSION_UNKNOWN.
    """
    differing = compare(office.law.book(first), office.law.book(second))
    return page_of_fixed(differing, "changes of law", page)


def overlays(office: Office, authority: str, page: PageRequest = FIRST_PAGE) -> Page[Overlay]:
    """Return what an authority has set for its own conduct.

    What its State has set counts as well.
    """
    return page_of_fixed(office.law.overlays(authority), "overlays", page)


def _held(book: LawBook, *, in_force: bool) -> HeldBook:
    until = book.in_force_until
    return HeldBook.made_from(
        book,
        in_force_from=book.in_force_from.isoformat(),
        in_force_until=until.isoformat() if until is not None else "",
        in_force=in_force,
        procedures=book.procedure_codes if isinstance(book, Rulebook | AddedLaw) else (),
        notices=tuple(rule.code for rule in book.notices),
    )


def _said(line: RuleLine) -> SaidLine:
    return SaidLine(about=line.about, says=line.says, article=line.article, reason=line.reason)
