"""What lists are asked for; None asks for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final

from pydantic import StringConstraints

from gateway.domain.acts import TaskKind
from gateway.domain.authority import AuthorityCode, CountryCode
from gateway.domain.base import Day
from gateway.domain.case import LicenceState
from gateway.domain.case.licence_use import UseReference
from gateway.domain.case.states import CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.consultation.contents import ProcedureCode
from gateway.domain.correspondence import LetterState
from gateway.domain.letter import LetterType
from gateway.domain.lists.words import code_word, officer_word, party_words, reference_word
from gateway.domain.notice import NoticeState
from gateway.domain.transaction import ControlCode
from gateway.domain.waiting_act import WaitingKind, WaitingState
from gateway.errors import Reason

WordGroups = tuple[tuple[str, ...], ...]

NationalReference = Annotated[str, StringConstraints(min_length=1, max_length=120)]
"""A reference of a national system, exactly as it is written there."""

PartyAsked = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"\w")]
"""A number of a party, or words of its name."""

AccountAsked = Annotated[str, StringConstraints(min_length=1, max_length=80)]
"""The name of an account."""

Short = Annotated[str, StringConstraints(max_length=80)]
ShortName = Annotated[str, StringConstraints(min_length=4, max_length=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases to list.

    Attributes:
        state: In this state.
        reference: With this reference of the national system.
        procedure: Of this kind, e.g. ``application``.
        destination: To this country.
        authority: In which we consulted this authority.
        party: With a party of this number, or of whose name these are words.
        code: With goods of this control code, or of one below it.
        filed_from: Filed on this day or later.
        filed_until: Filed on this day or before.
        filed_by: Filed by this account.
    """

    state: CaseState | None = None
    reference: NationalReference | None = None
    procedure: Short | None = None
    destination: CountryCode | None = None
    authority: AuthorityCode | None = None
    party: PartyAsked | None = None
    code: ControlCode | None = None
    filed_from: Day | None = None
    filed_until: Day | None = None
    filed_by: AccountAsked | None = None

    @property
    def words(self) -> Iterator[WordGroups]:
        """For each thing that is kept as words: groups, of one of which it must have all."""
        yield from _words_of(self.party, self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationFilter:
    """Which consultations to list.

    Attributes:
        asked_of_us: True: those to answer; False: those in which we ask.
        named: With an identifier that begins so, or with this short name
            (`gateway.views.consultation_view.consultation_name`).
        state: In this state.
        authority: With this authority, whichever of us asks.
        procedure: Under this procedure.
        case_id: Of this case of ours.
        reference: With this reference: the asking authority's, or ours of what it is about.
        party: With a party of this number, or of whose name these are words.
        code: With goods of this control code, or of one below it.
        assigned_to: In the hands of this account.
        due_from: Whose period ends on this day or later.
        due_until: Whose period ends on this day or before.
    """

    asked_of_us: bool | None = None
    named: ShortName | None = None
    state: ConsultationState | None = None
    authority: AuthorityCode | None = None
    procedure: ProcedureCode | None = None
    case_id: Short | None = None
    reference: NationalReference | None = None
    party: PartyAsked | None = None
    code: ControlCode | None = None
    assigned_to: AccountAsked | None = None
    due_from: Day | None = None
    due_until: Day | None = None

    @property
    def words(self) -> Iterator[WordGroups]:
        """For each thing that is kept as words: groups, of one of which it must have all."""
        yield from _words_of(self.party, self.code)
        if self.reference is not None:
            yield ((reference_word(self.reference),),)
        if self.assigned_to is not None:
            yield ((officer_word(self.assigned_to),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceFilter:
    """Which licences to list.

    Attributes:
        exporter: Of this exporter: a number, or beginnings of words of its name.
        mrn: Of which a use was told under this declaration, reversed or not.
        state: In this state today.
        reference: Granted under this reference of the national system.
        destination: For this country.
        party: With a party of this number, or of whose name these are words.
        code: With goods of this control code, or of one below it.
        ends_from: Whose last day is this one or later.
        ends_until: Whose last day is this one or before.
    """

    exporter: Annotated[str, StringConstraints(max_length=200)] = ""
    mrn: UseReference | None = None
    state: LicenceState | None = None
    reference: NationalReference | None = None
    destination: CountryCode | None = None
    party: PartyAsked | None = None
    code: ControlCode | None = None
    ends_from: Day | None = None
    ends_until: Day | None = None

    @property
    def words(self) -> Iterator[WordGroups]:
        """For each thing that is kept as words: groups, of one of which it must have all."""
        yield from _words_of(self.party, self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFilter:
    """Which notices to list.

    Attributes:
        kind: Of this kind.
        origin: Of this authority.
        about: That refer to this notice or denial.
        state: In this state.
        at_from: Whose newest act is of this day or later.
        at_until: Whose newest act is of this day or before.
    """

    kind: str | None = None
    origin: str | None = None
    about: str | None = None
    state: NoticeState | None = None
    at_from: Day | None = None
    at_until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks to list.

    Attributes:
        kind: Of this kind.
        subject: About this case, conversation, denial or other thing.
        mine: Only of cases that the account filed, and of what is assigned to it.
    """

    kind: TaskKind | None = None
    subject: Short | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFilter:
    """Which letters to list.

    Attributes:
        conversation_id: Of this conversation, request and answer included.
        case_id: Of this case, beside its consultations' questions and answers.
        wanted: Only those that wait for an answer.
        letter_type: Of this type.
        peer: That this authority sent, or that went to it.
        ours: Only those that we sent, or that came.
        state: Of which this became.
        at_from: That were sealed or came on this day or later.
        at_until: That were sealed or came on this day or before.
    """

    conversation_id: str | None = None
    case_id: str | None = None
    wanted: bool = False
    letter_type: LetterType | None = None
    peer: AuthorityCode | None = None
    ours: bool | None = None
    state: LetterState | None = None
    at_from: Day | None = None
    at_until: Day | None = None

    def is_in(self, state: LetterState) -> bool:
        """Say whether what became of a letter is what is asked for."""
        return self.state in {None, state} and (not self.wanted or state is LetterState.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFilter:
    """Which reviews by every Member State to list.

    Attributes:
        open_only: Only those in which this authority has yet to say what it found.
        origin: Of a notice of this authority.
        procedure: By this procedure of the rulebook.
        due_from: Whose own period ends on this day or later.
        due_until: Whose own period ends on this day or before.
    """

    open_only: bool = False
    origin: AuthorityCode | None = None
    procedure: ProcedureCode | None = None
    due_from: Day | None = None
    due_until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFilter:
    """Which acts that wait for a second officer to list.

    Attributes:
        every: Whether what was decided is listed too.
        kind: That do this.
        state: That stand there; what was decided is then listed without `every`.
        subject: About this notice, review, denial, letter or file.
        by: That this account proposed.
        at_from: That were proposed on this day or later.
        at_until: That were proposed on this day or before.
    """

    every: bool = False
    kind: WaitingKind | None = None
    state: WaitingState | None = None
    subject: Short | None = None
    by: AccountAsked | None = None
    at_from: Day | None = None
    at_until: Day | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """A stretch of time; None: it has no such end.

    Attributes:
        begin: Its first instant.
        end: The first instant after it.
    """

    begin: datetime | None = None
    end: datetime | None = None

    def has(self, at: datetime) -> bool:
        """Say whether an instant lies within it."""
        return (self.begin is None or at >= self.begin) and (self.end is None or at < self.end)


EVERY_CASE: Final = CaseFilter()
EVERY_CONSULTATION: Final = ConsultationFilter()
EVERY_LICENCE: Final = LicenceFilter()
EVERY_NOTICE: Final = NoticeFilter()
EVERY_TASK: Final = TaskFilter()
EVERY_LETTER: Final = LetterFilter()
EVERY_REVIEW: Final = ReviewFilter()
WHAT_WAITS: Final = WaitingFilter()
ALWAYS: Final = Within()


def check_days(name: str, first: date | None, last: date | None) -> None:
    """Check that a list is asked for days of which the last is not before the first.

    Args:
        name: What is on these days; its filters are called ``NAME_from`` and ``NAME_until``.
        first: The first day; None: there is none.
        last: The last day; None: there is none.

    Raises:
        InputError: DATE_IMPOSSIBLE; no day lies between them.
    """
    if first is not None and last is not None and last < first:
        raise Reason.DATE_IMPOSSIBLE.error(
            "{field}: {last} lies before {name}_from, {first}",
            remedy="Give the earlier day first.",
            field=f"{name}_until",
            last=last,
            name=name,
            first=first,
        )


def _words_of(party: str | None, code: str | None) -> Iterable[WordGroups]:
    if party is not None:
        yield party_words(party)
    if code is not None:
        yield ((code_word(code),),)
