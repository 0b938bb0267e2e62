"""The calendars that a node holds: which one counts for a period that begins now.

A notified calendar counts for periods that begin on its date or later. So a period that
runs already keeps the days with which it was derived, and both sides find the same
calendar again by the digest that the deadline carries.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from gateway.domain.authority import AuthorityCode, member_state
from gateway.domain.calendars.calendar import Calendar
from gateway.domain.calendars.corrections import corrections_of
from gateway.domain.calendars.sources import first_calendar, zone_of

_Key = tuple[AuthorityCode, tuple[str, ...]]


class Calendars:
    """Calendars that come with Comity, and the notified ones over them.

    Args:
        notified: Notified calendars of any authority; those without a date count first.
    """

    def __init__(self, notified: Iterable[Calendar] = ()) -> None:
        self._notified = tuple(
            sorted(notified, key=lambda each: (str(each.in_force_from or ""), each.version))
        )
        self._made: dict[_Key, Calendar] = {}

    @property
    def notified(self) -> tuple[Calendar, ...]:
        """The notified calendars, older before newer."""
        return self._notified

    def on(self, authority: str, at: datetime | None = None) -> Calendar:
        """Return the calendar by which a period is counted that begins at an instant.

        Args:
            authority: Whose days count.
            at: Aware instant of the beginning; absent: every notified calendar counts.

        Raises:
            InputError: The code is no authority's.
        """
        bare = first_calendar(authority)
        own = self._of(bare.authority)
        if at is not None:
            # The zone of the State: a calendar cannot say by its own clock when it begins.
            day = at.astimezone(ZoneInfo(zone_of(bare.authority))).date()
            own = [each for each in own if each.in_force_from is None or each.in_force_from <= day]
        return self._over(bare, own)

    def with_digest(self, authority: str, digest: str) -> Calendar | None:
        """Return the calendar by which an older deadline was derived, or None if it is gone.

        It is gone when a notified calendar came after the deadline but names an earlier
        date, or when the computed days changed with a newer package of holidays.

        Args:
            authority: Whose days counted.
            digest: `Calendar.digest` that the deadline carries.
        """
        bare = first_calendar(authority)
        own = self._of(bare.authority)
        tries = (self._over(bare, own[:count]) for count in range(len(own), -1, -1))
        return next((each for each in tries if each.digest == digest), None)

    def _of(self, code: AuthorityCode) -> list[Calendar]:
        """Return what lies over the first calendar: our corrections, then what was notified."""
        own = [each for each in self._notified if each.authority in (code, member_state(code))]
        return [*corrections_of(code), *own]

    def _over(self, bare: Calendar, layers: list[Calendar]) -> Calendar:
        key = (bare.authority, tuple(each.digest + each.version for each in layers))
        made = self._made.get(key)
        if made is None:
            made = bare
            for layer in layers:
                made = made.replaced_by(layer)
            self._made[key] = made
        return made
