"""The law as this node holds it: rulebooks by version, calendars, control lists."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Protocol

from babel import Locale

from gateway.domain.authority import COMMISSION, member_state
from gateway.domain.calendars import Calendar, Calendars, NotifiedCalendar
from gateway.domain.carrying import CodePlaces, carried
from gateway.domain.consultation import Consultation, DeadlineDerivation, ExtensionReply
from gateway.domain.controls import (
    ControlLists,
    Controls,
    Known,
    ListFile,
    shipped_controls,
    shipped_controls_on,
    shipped_lists,
)
from gateway.domain.deadline import derive_deadline, extend_deadline, furthest_instant
from gateway.domain.denial import DecisionType
from gateway.domain.lifecycle import ReviewLaw, shipped_law
from gateway.domain.rulebook import LawBook, Overlay, Practice, Procedure, Rulebook
from gateway.domain.rulebook.added import AddedLaw
from gateway.domain.rulebook.shelf import (
    THE_REGULATION,
    ZONE_OF_THE_UNION,
    Shelf,
    shipped_rulebooks,
)
from gateway.domain.states import MemberStates, Population, States, StatesFile, shipped_states
from gateway.domain.stops import derive_stop, prolong_stop, whose_stop
from gateway.domain.transaction import Classification, ListSource, Transaction
from gateway.errors import InputError, LawError, Reason
from gateway.trust.members import Member

_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
"""Groups, pseudo-regions and "unknown", which CLDR lists among the territories."""


@cache
def _territories() -> frozenset[str]:
    names: dict[str, str] = dict(Locale("en").territories)
    codes = frozenset(code for code in names if len(code) == 2)  # noqa: PLR2004 - alpha-2
    return (codes | {"XI"}) - _NO_COUNTRIES


class HeldLaw(Protocol):
    """The node's own law files; they may change while the node runs."""

    def rulebooks(self) -> tuple[LawBook, ...]:
        """Return the rulebooks that the directory names, none where it names none."""
        ...

    def lacking(self, day: date) -> str:
        """Return the version of a rulebook that is in force on a day and not here, or nothing."""
        ...

    def overlays(self) -> tuple[Overlay, ...]:
        """Return what authorities have said of their own conduct, the oldest date first."""
        ...

    def text(self, version: str) -> bytes | None:
        """Return the bytes of a rulebook or overlay that the directory names."""
        ...

    def calendars(self) -> tuple[NotifiedCalendar, ...]:
        """Return the calendars that authorities have notified."""
        ...

    def controls(self) -> tuple[ListFile, ...]:
        """Return the control lists that the directory names."""
        ...

    def states(self) -> tuple[StatesFile, ...]:
        """Return the files of the States that the directory names."""
        ...


class Law:
    """Answers which rulebook, calendar and list hold.

    Args:
        files: The node's law files; none if absent.
        shelf: Rulebooks where the files name none; the shipped ones if absent.
        notified: Calendars that authorities have notified, older before newer.
        controls: Control lists; the shipped ones if absent.
        members: Gives the members in the directory held; absent: there is no directory.
    """

    def __init__(
        self,
        *,
        files: HeldLaw | None = None,
        shelf: Shelf | None = None,
        notified: Iterable[Calendar] = (),
        controls: Controls | None = None,
        members: Callable[[], Mapping[str, Member]] = dict,
    ) -> None:
        self._given = shelf if shelf is not None else shipped_rulebooks()
        self._shelf: tuple[object, Shelf] = ((), self._given)
        self._controls = controls
        self._files = files
        self._members = members
        self._notified = tuple(notified)
        self._calendars: tuple[object, Calendars] = (None, Calendars())
        self._lists: tuple[object, ControlLists] = (None, ControlLists())
        self._states: tuple[object, States] = ((), shipped_states())

    @property
    def controls(self) -> Controls:
        """The control lists as they are known today: what is counted is counted by them."""
        return self._controls or shipped_controls()

    def controls_on(self, at: datetime) -> Controls:
        """Return the control lists by which a case is looked at that began at an instant."""
        return self._controls or shipped_controls_on(at.astimezone(ZONE_OF_THE_UNION).date())

    @property
    def shelf(self) -> Shelf:
        """The rulebooks that are held now: another directory, another shelf, no restart."""
        books = self._files.rulebooks() if self._files is not None else ()
        held, shelf = self._shelf
        if books != held:
            shelf = Shelf(books) if books else self._given
            self._shelf = (books, shelf)
        return shelf

    @shelf.setter
    def shelf(self, shelf: Shelf) -> None:
        """Put other rulebooks in the place of the shipped ones (the time machine)."""
        self._given = shelf
        self._shelf = ((), shelf)

    def in_force(self, at: datetime) -> Rulebook:
        """Return the rulebook in force at an instant."""
        return self.shelf.in_force(at)

    def for_new_cases(self, at: datetime, further_law: str = "") -> Rulebook:
        """Return the rulebook under which a case begins.

        Args:
            at: When.
            further_law: Another law under which it needs an authorisation; or empty.

        Raises:
            InputError: Cases under that law have no rules here on that day.
            LawError: VERSION_UNKNOWN; the directory names one that is in force and not here:
                nothing begins under a law that no longer holds.
        """
        day = at.astimezone(ZONE_OF_THE_UNION).date()
        lacking = self._files.lacking(day) if self._files is not None else ""
        if lacking:
            raise Reason.VERSION_UNKNOWN.error(
                "rulebook {rulebook} is in force and is not held here",
                remedy="Put its file into the folder law/ of the node, or wait until a member "
                "sends it; the task law.missing says which.",
                rulebook=lacking,
            )
        if not further_law:
            return self.in_force(at)
        books = self.shelf.all_in_force(at)
        known = [book.law for book in books if isinstance(book, AddedLaw)]
        if further_law not in known:
            raise InputError(
                "further_law: {further_law} is no law in force that adds to {regulation}",
                remedy="Give one of: {known}." if known else "Leave it out.",
                further_law=repr(further_law),
                regulation=THE_REGULATION,
                known=known,
            )
        return self.shelf.in_force(at, further_law)

    def rulebook(self, version: str) -> Rulebook:
        """Return a rulebook by version, as running cases name it.

        A version that the directory no longer names is still that of the cases which began
        with it, where it comes with Comity.

        Raises:
            LawError: VERSION_UNKNOWN.
        """
        shelf, given = self.shelf, self._given
        return (shelf if version in shelf.versions or version not in given.versions else given).get(
            version
        )

    def book(self, version: str) -> LawBook:
        """Return a version of any law, also of one that knows notices only.

        Raises:
            LawError: VERSION_UNKNOWN.
        """
        return self.shelf.book(version)

    def overlays(self, authority: str) -> tuple[Overlay, ...]:
        """Return what an authority, or its State, has set for its own conduct, oldest first."""
        every = self._files.overlays() if self._files is not None else ()
        return tuple(each for each in every if each.is_of(authority))

    def practice(self, authority: str, version: str, begun: datetime) -> Practice:
        """Return how an authority works in a case: what held when the case began holds on.

        Args:
            authority: Whose conduct is meant.
            version: The case's rulebook.
            begun: When the case began.

        Raises:
            LawError: VERSION_UNKNOWN.
        """
        overlays = self.overlays(authority)
        held = (each for each in overlays if each.holds_for(authority, begun))
        return Practice(self.rulebook(version), held)

    def remind_before_most(self, authority: str, begun: datetime) -> timedelta:
        """Return the longest before a last instant that an authority's officers are reminded.

        Args:
            authority: Whose officers.
            begun: As for `practice`.
        """
        versions = {*self._given.versions, *self.shelf.versions}
        practices = (self.practice(authority, version, begun) for version in versions)
        return timedelta(seconds=max((each.remind_before_s for each in practices), default=0))

    def text(self, version: str) -> bytes | None:
        """Return the bytes of a rulebook's or overlay's file, where the directory names it."""
        return self._files.text(version) if self._files is not None else None

    def procedure(self, version: str, code: str) -> Procedure:
        """Return a procedure of a rulebook."""
        return self.rulebook(version).procedure(code)

    def rule_of(self, model: Consultation) -> Procedure:
        """Return the procedure of a consultation, in its rulebook."""
        return self.procedure(model.rulebook, model.procedure)

    def consulted_decisions(self, version: str) -> frozenset[DecisionType]:
        """Return the decisions whose denials open a consultation by a rulebook."""
        return self.rulebook(version).consulted_decisions

    def check_country(self, code: str, *, field: str) -> None:
        """Check that a country's code exists (ISO 3166, as CLDR has it; XI and XK included).

        Raises:
            InputError: COUNTRY_UNKNOWN, with the field.
        """
        if code not in _territories():
            raise Reason.COUNTRY_UNKNOWN.error(
                "{field}: there is no country {code}",
                remedy="Give the ISO 3166 code of two letters, e.g. TR.",
                field=field,
                code=repr(code),
            )

    def calendars(self) -> Calendars:
        """Return the calendars that are held now."""
        files = self._files.calendars() if self._files is not None else ()
        key = (self._notified, files)
        held, calendars = self._calendars
        if key != held:
            calendars = Calendars((*self._notified, *(file.calendar() for file in files)))
            self._calendars = (key, calendars)
        return calendars

    def lists(self) -> ControlLists:
        """Return the control lists that are held now, and what is known of them.

        Those that come with Comity are among them where the directory names none of the day.
        """
        files = self._files.controls() if self._files is not None else ()
        held, lists = self._lists
        if files != held:
            lists = ControlLists(files, known=Known.of(self.controls), told=shipped_lists())
            self._lists = (files, lists)
        return lists

    @property
    def states(self) -> States:
        """The States that are held now; those that come with Comity where none is named."""
        files = self._files.states() if self._files is not None else ()
        held, states = self._states
        if files != held:
            states = shipped_states().with_files(files)
            self._states = (files, states)
        return states

    def member_states(self, at: datetime) -> MemberStates:
        """Return the Member States at an instant, by the day in Brussels."""
        return self.states.members(at.astimezone(ZONE_OF_THE_UNION).date())

    def before_accession(self, code: str, at: datetime) -> bool:
        """Say whether an authority's State had not become a Member State by an instant."""
        day = at.astimezone(ZONE_OF_THE_UNION).date()
        return code != COMMISSION and self.states.not_yet(member_state(code), day)

    def population(self, at: datetime) -> Population | None:
        """Return how many people live in each Member State, as it counts at an instant."""
        return self.states.population(at.astimezone(ZONE_OF_THE_UNION).date())

    @property
    def list_versions(self) -> tuple[str, ...]:
        """Versions of the control lists that are held beside those that come with Comity."""
        files = self._files.controls() if self._files is not None else ()
        return tuple(dict.fromkeys(file.version for file in files))

    def check_code(self, classification: Classification, *, on: date, field: str) -> None:
        """Check a code in the list and version that its classification names.

        Args:
            classification: Of Annex I or of a State's national list.
            on: Day on which it was made: where it names no version, that of the day counts.
            field: Path of the classification, for the error.

        Raises:
            InputError: CODE_UNKNOWN; the list has no such code, or it reads "Not used".
        """
        if classification.code is None:
            return
        key = classification.source.value
        if classification.source is ListSource.NATIONAL:
            key = f"{key}:{classification.state}"
        try:
            self.lists().check(
                classification.code, version=classification.list_version, on=on, key=key
            )
        except InputError as exc:
            raise Reason.CODE_UNKNOWN.error(
                "{place}.{why}", remedy=exc.remedy, field=f"{field}.code", place=field, why=exc
            ) from exc

    def carried(self, transaction: Transaction) -> Transaction:
        """Return a transaction with the places where its codes stand in later versions.

        The same object where no code moved. For searching and comparing only: what was
        classified stays as it was.
        """
        return carried(transaction, self.lists())

    def calendar(self, authority: str, at: datetime | None = None) -> Calendar:
        """Return the calendar by which an authority's periods count that begin at an instant.

        Args:
            authority: Whose days count.
            at: Aware instant; absent: with every calendar that was notified.
        """
        return self.calendars().on(authority, at)

    def reviews(self, origin: str, at: datetime) -> ReviewLaw:
        """Return the law by which the review after an act on a denial is due.

        It is the law as it stands at the instant of the act, whoever computes and whenever:
        the rulebook in force then, and the authority's calendar by the dates from which
        notified ones count. A rulebook that is not here leaves the one before it in force;
        before the first that the directory names, those that come with Comity hold.

        Whether the authority may deny at all is judged by its roles in the directory that is
        held now, whenever it acted: directories of earlier days are not kept, and all members
        hold the same. One whose roles have changed is competent while it still has one that
        decides cases; one that has left the directory is taken to have been competent, since
        a denial that was not revoked stays valid. Before the accession of its State no
        authority is competent: what it wrote then denies nothing, on no later day either.

        Args:
            origin: The authority that acts.
            at: Aware instant of the act.

        Raises:
            LawError: No rulebook was in force.
        """
        try:
            rulebook = self.in_force(at)
        except LawError:
            rulebook = shipped_law(origin, at).rulebook
        member = self._members().get(origin)
        competent = member is None or (
            bool(member.roles & rulebook.deciding_roles) and not self.before_accession(origin, at)
        )
        return ReviewLaw(rulebook, self.calendar(origin, at), competent)

    def reviews_digest(self) -> str:
        """Return a digest of all that `reviews` answers from, in hexadecimal.

        Where it is another than before, dates may be others.
        """
        books = [f"{book.version} {book.digest}" for book in self.shelf.books]
        days = [
            f"{each.authority} {each.version} {each.in_force_from} {each.digest}"
            for each in self.calendars().notified
        ]
        members = [
            f"{code} {' '.join(sorted(each.roles))}"
            for code, each in sorted(self._members().items())
        ]
        states = f"{self.states.version} {self.states.digest}"
        return hashlib.sha256("\n".join((*books, *days, *members, states)).encode()).hexdigest()

    def lists_digest(self) -> str:
        """Return a digest of all that `carried` answers from, in hexadecimal."""
        return self.code_places().digest

    def code_places(self) -> CodePlaces:
        """Return all that `carried` answers from."""
        return CodePlaces.of(self.lists())

    def lists_of(self, versions: Iterable[str]) -> ControlLists | None:
        """Return the control lists as with these versions and no others held beside Comity's.

        Returns:
            None where one of them is not held.
        """
        files = self._files.controls() if self._files is not None else ()
        wanted = set(versions)
        chosen = [file for file in files if file.version in wanted]
        if {file.version for file in chosen} != wanted:
            return None
        return ControlLists(chosen, known=Known.of(self.controls))

    def calendar_of(self, deadline: DeadlineDerivation) -> Calendar:
        """Return the calendar by which a deadline was derived, or the one that holds now."""
        held = self.calendars().with_digest(deadline.authority, deadline.calendar_digest)
        if held is None:
            return self.calendar(deadline.authority, deadline.received)
        return held.called(deadline.calendar)

    def deadline(
        self, *, version: str, procedure: str, consulted: str, received: datetime
    ) -> DeadlineDerivation:
        """Derive the last instant of a consultation under the rulebook it began with."""
        return derive_deadline(
            procedure,
            consulted,
            received,
            self.calendar(consulted, received),
            self.rulebook(version),
        )

    def furthest(self, deadline: DeadlineDerivation) -> datetime:
        """Return the latest last instant that a period may come to (`furthest_instant`)."""
        rule = self.procedure(deadline.rulebook, deadline.procedure)
        return furthest_instant(deadline, rule, self.calendar_of(deadline))

    def extended(self, deadline: DeadlineDerivation, days: int) -> DeadlineDerivation:
        """Move a last instant by an extension, on the calendar with which it was derived.

        Args:
            deadline: As it was derived.
            days: Working days beyond the first period, all extensions together.
        """
        rule = self.procedure(deadline.rulebook, deadline.procedure)
        return extend_deadline(deadline, rule, self.calendar_of(deadline), days)

    def stop_calendar(self, model: Consultation) -> Calendar | None:
        """Return the calendar by which the end of a stop itself is derived, None for no stop."""
        if model.stop_clock is not None:
            return self.calendar_of(model.stop_clock)
        if model.request.stopped_at is None:
            return None
        rule = self.procedure(model.rulebook, model.procedure)
        whose = whose_stop(rule, model.asking, model.consulted)
        return self.calendar(whose, model.request.stopped_at)

    def stop_clock(self, model: Consultation) -> DeadlineDerivation | None:
        """Derive the end of the stop itself from when the question says that goods were stopped.

        Both sides find the same: from what is signed.

        Raises:
            LawError: The calendar does not reach that far.
        """
        stopped, calendar = model.request.stopped_at, self.stop_calendar(model)
        if stopped is None or calendar is None:
            return None
        rulebook = self.rulebook(model.rulebook)
        rule = rulebook.procedure(model.procedure)
        whose = whose_stop(rule, model.asking, model.consulted)
        return derive_stop(rule, whose, stopped, calendar, rulebook)

    def stop_prolonged(
        self, model: Consultation, reply: ExtensionReply, *, given: datetime
    ) -> DeadlineDerivation | None:
        """Move the end of the stop itself by more time that was given before it had come.

        Args:
            model: As it stands.
            reply: To the wish for more time.
            given: When the stopping authority gave it.
        """
        if model.stop_clock is None:
            return None
        rule = self.procedure(model.rulebook, model.procedure)
        calendar = self.calendar_of(model.stop_clock)
        return prolong_stop(rule, model.stop_clock, calendar, ((given, reply),))
