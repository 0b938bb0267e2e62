"""What officers arrange for themselves: views of the inbox that they keep, and who stands in."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from gateway.domain.base import Day, Instant, Model
from gateway.domain.inbox.filters import InboxFilter

ViewName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
"""What an officer calls a view, as it stands in addresses: ``turkey-overdue``."""


class SavedView(Model):
    """A view that an officer keeps for himself.

    Attributes:
        name: What he calls it.
        filter: What it shows.
        at: When he kept it.
    """

    name: ViewName
    filter: InboxFilter
    at: Instant


AccountNamed = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class WantedSubstitute(Model):
    """That one officer is to stand in for another.

    Attributes:
        absent: Account of whoever is away; his work shows in the other's inbox.
        stands_in: Account of whoever stands in.
        first: First day.
        last: Last day.
    """

    absent: AccountNamed
    stands_in: AccountNamed
    first: Day
    last: Day


class Substitute(WantedSubstitute):
    """That one officer stands in for another.

    Attributes:
        number: By which it is ended.
        by: Account that arranged it.
        at: When.
        ended: When it was ended before its last day; None: it was not.
        ended_by: Account that ended it; empty where nobody did.
    """

    number: int
    by: str
    at: Instant
    ended: Instant | None = None
    ended_by: str = ""

    def holds_on(self, day: date) -> bool:
        """Say whether it holds on a day."""
        return self.ended is None and self.first <= day <= self.last
