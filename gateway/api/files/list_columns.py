"""Lists as tables for files: each code in words and beside them as it is, days and instants whole.

A list on a screen leaves out what a line has no room for; a file has each field of its elements
(a test says so). The values are data, not text: a spreadsheet sorts days and counts numbers. What
writes them, and shows an instant where its reader is, is `gateway.tabular.list_files`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from gateway.domain.acts import Task, heading_of
from gateway.domain.case import CaseSummary, LicenceSummary
from gateway.domain.case.licence_use import LineLeft
from gateway.domain.consultation import Consultation
from gateway.domain.denial import DenialLine, Regime
from gateway.domain.notice import NoticeLine
from gateway.domain.rulebook import Rulebook
from gateway.errors import ComityError
from gateway.views.consultation_view import consultation_name
from gateway.views.reader import ViewReader
from gateway.views.wording.english import country_name, number
from gateway.views.words import spelt_out

T = TypeVar("T")

ListValue = str | int | date | datetime | None
"""What stands in a cell; None leaves it empty."""


@dataclass(frozen=True, slots=True)
class ListWords:
    """Words for what a list holds.

    Attributes:
        reader: Who reads it.
        rulebook: Returns a rulebook by its version, the one in force for an empty one.
    """

    reader: ViewReader
    rulebook: Callable[[str], Rulebook]

    def answer(self, consultation: Consultation) -> str:
        """Return the answer that counts in the words of its procedure; empty where none came."""
        given = consultation.counting_answer
        if given is None:
            return ""
        try:
            procedure = self.rulebook(consultation.rulebook).procedure(consultation.procedure)
            return procedure.option(given.answer).label
        except ComityError:
            return spelt_out(given.answer)

    def procedure(self, consultation: Consultation) -> str:
        """Return the title of the procedure of a consultation; empty where no law here has it."""
        try:
            return self.rulebook(consultation.rulebook).procedure(consultation.procedure).title
        except ComityError:
            return ""

    def case_kind(self, code: str) -> str:
        """Return the title of a kind of case."""
        try:
            return self.rulebook("").case(code).title
        except ComityError:
            return spelt_out(code)


@dataclass(frozen=True, slots=True)
class ListColumn(Generic[T]):
    """A column of a list.

    Attributes:
        heading: Its name.
        value: Returns what stands in it.
        is_instant: Whether that is an instant, so that the heading names the zone.
        width: In characters, of a workbook.
    """

    heading: str
    value: Callable[[ListWords, T], ListValue]
    is_instant: bool = False
    width: int = 16


@dataclass(frozen=True, slots=True)
class ListSheet(Generic[T]):
    """A list as a table.

    Attributes:
        name: The list's name in files.
        heading: The same for people.
        columns: Its columns.
    """

    name: str
    heading: str
    columns: tuple[ListColumn[T], ...]

    def headings(self, words: ListWords) -> tuple[str, ...]:
        """Return the names of the columns, of instants with the zone."""
        reader = words.reader
        return tuple(
            reader.when(each.heading) if each.is_instant else reader.translated(each.heading)
            for each in self.columns
        )

    def rows(self, words: ListWords, elements: Iterable[T]) -> list[tuple[ListValue, ...]]:
        """Return the rows of some elements."""
        return [tuple(each.value(words, one) for each in self.columns) for one in elements]


def _coded(heading: str, code: Callable[[T], StrEnum]) -> tuple[ListColumn[T], ListColumn[T]]:
    """Return the columns of a code: its words, and itself."""
    return (
        ListColumn(heading, lambda w, each: w.reader.word(code(each)), width=22),
        ListColumn(f"{heading} code", lambda _, each: code(each).value),
    )


def _country(heading: str, code: Callable[[T], str]) -> tuple[ListColumn[T], ListColumn[T]]:
    return (
        ListColumn(heading, lambda _, each: country_name(code(each)), width=20),
        ListColumn(f"{heading} code", lambda _, each: code(each), width=8),
    )


def _said(heading: str, value: Callable[[T], ListValue], width: int = 16) -> ListColumn[T]:
    return ListColumn(heading, lambda _, each: value(each), width=width)


def _instant(heading: str, at: Callable[[T], datetime | None]) -> ListColumn[T]:
    return ListColumn(heading, lambda _, each: at(each), is_instant=True, width=28)


def _yes_no(heading: str, so: Callable[[T], bool]) -> ListColumn[T]:
    return ListColumn(heading, lambda w, each: w.reader.yes_no(so=so(each)), width=12)


def _regime(line: DenialLine) -> tuple[Regime, ...]:
    return () if line.partner is None else (line.partner.regime,)


def _marking(line: DenialLine) -> str:
    return "" if line.partner is None else line.partner.marking.value


def _left(line: LineLeft) -> str:
    """Say what is left of a line of a licence: ``1: 40 pieces, 900 EUR``."""
    amounts = ((line.quantity, line.unit), (line.value, line.currency or ""))
    said = [f"{number(each)} {unit}".strip() for each, unit in amounts if each is not None]
    return f"{line.line}: {', '.join(said)}"


DENIALS: ListSheet[DenialLine] = ListSheet(
    "denials",
    "Denials",
    (
        _said("Denial", lambda d: d.denial_id),
        _said("Authority", lambda d: d.origin, 10),
        *_country("Relayed from", lambda d: d.relayed_from),
        _said("National reference", lambda d: d.national_reference, 22),
        *_coded("State", lambda d: d.state),
        *_country("Destination", lambda d: d.destination),
        _said("Control codes", lambda d: ", ".join(d.codes), 22),
        ListColumn("Goods", lambda w, d: "; ".join(map(w.reader.code, d.codes)), width=40),
        _yes_no("End-user withheld", lambda d: d.end_user_withheld),
        _said("First notified", lambda d: d.first_notified, 14),
        _said("Review due", lambda d: d.review_due, 14),
        ListColumn("Regime", lambda w, d: "".join(map(w.reader.word, _regime(d))), width=22),
        _said("Regime code", lambda d: "".join(_regime(d))),
        _said("Marking", _marking),
    ),
)

CASES: ListSheet[CaseSummary] = ListSheet(
    "cases",
    "Cases",
    (
        _said("Case", lambda c: c.case_id, 18),
        _said("Reference", lambda c: c.reference, 22),
        ListColumn("Kind", lambda w, c: w.case_kind(c.procedure), width=34),
        _said("Kind code", lambda c: c.procedure),
        *_coded("State", lambda c: c.state),
        *_country("Destination", lambda c: c.destination),
        _instant("Filed", lambda c: c.filed_at),
        _said("Attention", lambda c: c.attention, 10),
    ),
)

CONSULTATIONS: ListSheet[Consultation] = ListSheet(
    "consultations",
    "Consultations",
    (
        _said("Consultation", consultation_name, 24),
        _said("Identifier", lambda c: c.conversation_id, 38),
        _said("Our case", lambda c: c.case_id, 18),
        _said("Article", lambda c: c.procedure),
        ListColumn("Procedure", lambda w, c: w.procedure(c), width=40),
        _said("Asking", lambda c: c.asking, 9),
        _said("Consulted", lambda c: c.consulted, 9),
        *_coded("State", lambda c: c.state),
        *_country("Destination", lambda c: c.request.transaction.destination),
        _said("Last day", lambda c: c.deadline.last_day if c.deadline else None, 14),
        ListColumn("Answer", lambda w, c: w.answer(c), width=30),
        _said("Answer code", lambda c: c.counting_answer.answer if c.counting_answer else ""),
        _instant("Answered", lambda c: c.answered_at),
        _said("With", lambda c: c.assigned_to),
        _said("Rulebook", lambda c: c.rulebook, 20),
    ),
)

TASKS: ListSheet[Task] = ListSheet(
    "tasks",
    "Tasks",
    (
        _said("Task", lambda t: t.id, 8),
        _said("Kind", lambda t: heading_of(t.kind), 34),
        _said("Kind code", lambda t: t.kind, 22),
        _said("About", lambda t: t.subject, 24),
        _said("What", lambda t: t.text, 70),
        _instant("Since", lambda t: t.opened),
        _said("By", lambda t: t.last_day, 14),
        _instant("Period ends before", lambda t: t.due),
        _yes_no("Overdue", lambda t: t.overdue),
        _instant("Closed", lambda t: t.closed),
    ),
)

LICENCES: ListSheet[LicenceSummary] = ListSheet(
    "licences",
    "Licences",
    (
        _said("Licence", lambda each: each.number, 18),
        _said("Case", lambda each: each.case_id, 18),
        _said("Reference", lambda each: each.reference, 22),
        *_coded("Kind", lambda each: each.kind),
        *_coded("State", lambda each: each.state),
        *_country("Destination", lambda each: each.destination),
        _said("From", lambda each: each.valid_from, 14),
        _said("Until", lambda each: each.valid_until, 14),
        _said("Left", lambda each: "; ".join(map(_left, each.left)), 40),
    ),
)

NOTICES: ListSheet[NoticeLine] = ListSheet(
    "notices",
    "Notices",
    (
        _said("Notice", lambda n: n.number, 18),
        _said("Kind", lambda n: n.title, 40),
        _said("Kind code", lambda n: n.kind),
        _said("Authority", lambda n: n.origin, 10),
        *_coded("State", lambda n: n.state),
        _instant("Sent", lambda n: n.at),
        _said("About", lambda n: n.about, 22),
        _said("Outcome", lambda n: spelt_out(n.outcome) if n.outcome else "", 22),
        _said("Outcome code", lambda n: n.outcome),
        _said("Expires", lambda n: n.expires, 14),
        _said("Replies until", lambda n: n.reply_until, 14),
        _yes_no("By letter", lambda n: n.by_letter),
        _said("Note", lambda n: n.note, 50),
    ),
)
