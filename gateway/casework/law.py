"""The law as this node holds it: rulebooks by version, calendars, control lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Protocol

from babel import Locale

from gateway.domain.calendars import Calendar, Calendars, NotifiedCalendar
from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.controls import Controls, shipped_controls
from gateway.domain.deadline import derive_deadline, extend_deadline
from gateway.domain.rulebook import Procedure, Rulebook
from gateway.domain.rulebook.shelf import Shelf, shipped_rulebooks
from gateway.errors import InputError, Reason

_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
"""Groups, pseudo-regions and "unknown", which CLDR lists among the territories."""


@cache
def _territories() -> frozenset[str]:
    names: dict[str, str] = dict(Locale("en").territories)
    codes = frozenset(code for code in names if len(code) == 2)  # noqa: PLR2004 - alpha-2
    return (codes | {"XI"}) - _NO_COUNTRIES


class LawSource(Protocol):
    """The node's own law files; they may change while the node runs."""

    def calendars(self) -> tuple[NotifiedCalendar, ...]:
        """Return the calendars that authorities have notified."""
        ...


class Law:
    """Answers which rulebook, calendar and list hold.

    Args:
        files: The node's law files; none if absent.
        shelf: Rulebooks; the shipped ones if absent.
        notified: Calendars that authorities have notified, older before newer.
        controls: Control lists; the shipped ones if absent.
    """

    def __init__(
        self,
        *,
        files: LawSource | None = None,
        shelf: Shelf | None = None,
        notified: Iterable[Calendar] = (),
        controls: Controls | None = None,
    ) -> None:
        self.shelf = shelf if shelf is not None else shipped_rulebooks()
        self.controls = controls if controls is not None else shipped_controls()
        self._files = files
        self._notified = tuple(notified)
        self._calendars: tuple[object, Calendars] = (None, Calendars())

    def in_force(self, at: datetime) -> Rulebook:
        """Return the rulebook in force at an instant."""
        return self.shelf.in_force(at)

    def rulebook(self, version: str) -> Rulebook:
        """Return a rulebook by version, as running cases name it."""
        return self.shelf.get(version)

    def procedure(self, version: str, code: str) -> Procedure:
        """Return a procedure of a rulebook."""
        return self.rulebook(version).procedure(code)

    def check_country(self, code: str, *, field: str) -> None:
        """Check that a country's code exists (ISO 3166, as CLDR has it; XI and XK included).

        Raises:
            InputError: COUNTRY_UNKNOWN, with the field.
        """
        if code not in _territories():
            raise InputError(
                f"{field}: there is no country {code!r}",
                reason=Reason.COUNTRY_UNKNOWN,
                remedy="Give the ISO 3166 code of two letters, e.g. TR.",
                field=field,
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

    def calendar(self, authority: str, at: datetime | None = None) -> Calendar:
        """Return the calendar by which an authority's periods count that begin at an instant.

        Args:
            authority: Whose days count.
            at: Aware instant; absent: with every calendar that was notified.
        """
        return self.calendars().on(authority, at)

    def calendar_of(self, deadline: DeadlineDerivation) -> Calendar:
        """Return the calendar by which a deadline was derived, or the one that holds now."""
        held = self.calendars().with_digest(deadline.authority, deadline.calendar_digest)
        return held or self.calendar(deadline.authority, deadline.received)

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

    def extended(self, deadline: DeadlineDerivation, days: int) -> DeadlineDerivation:
        """Move a last instant by an extension, on the calendar with which it was derived.

        Args:
            deadline: As it was derived.
            days: Working days beyond the first period, all extensions together.
        """
        rule = self.procedure(deadline.rulebook, deadline.procedure)
        return extend_deadline(deadline, rule, self.calendar_of(deadline), days)
