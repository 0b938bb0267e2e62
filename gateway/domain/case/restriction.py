"""Need to know: who may see one case or consultation, why not everybody, and until when.

The mark is about a case, or about a consultation that others ask of us; what hangs on it
follows it. Nobody outside this authority learns of it, and no clock waits for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import Field

from gateway.domain.base import Instant, Model, Worded
from gateway.domain.denial import FreeText

OPEN_FOR: Final = timedelta(hours=72)
"""How long a decider sees what he opened: from a Friday evening over the weekend to Monday.

Whoever needs it for longer is named, on record, as everybody else who works on it.
"""

MOST_NAMED: Final = 50
"""Accounts that one mark names; what more must know is for the whole authority."""


class RestrictionClass(Worded):
    """Classes of reasons for which not every officer sees something; a closed list."""

    SOURCE_PROTECTION = "source_protection", "Protection of a source"
    ONGOING_INVESTIGATION = "ongoing_investigation", "Ongoing investigation"
    PERSON_OF_PUBLIC_INTEREST = "person_of_public_interest", "Person of public interest"
    CONFLICT_OF_INTEREST = "conflict_of_interest", "Conflict of interest"
    STATE_SECURITY = "state_security", "Security of the State"


Names = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=80)], ...], Field(max_length=MOST_NAMED)
]
"""Names of accounts."""


class RestrictionDraft(Model):
    """The wish to restrict something.

    Attributes:
        to: Who needs to know beside the officer who marks it.
    """

    reason_class: RestrictionClass
    reason: FreeText
    to: Names = ()


class Naming(Model):
    """Who needs to know from now on, who does not any more, and why."""

    add: Names = ()
    take: Names = ()
    reason: FreeText


class NamedAccount(Model):
    """An account that sees what is restricted.

    Attributes:
        by: Who let it in; itself, where it opened what is restricted.
        until: When what it opened closes for it again; absent for who is named.
        reason: Why it was let in after the mark was made.
    """

    account: str
    by: str
    at: Instant
    until: Instant | None = None
    reason: FreeText | None = None

    def sees_at(self, at: datetime) -> bool:
        """Say whether the account still sees it."""
        return self.until is None or at < self.until


class RestrictionNote(Model):
    """That something is restricted, without a word of what it is about.

    Attributes:
        subject: Number of the case, or id of the consultation.
    """

    subject: str
    reason_class: RestrictionClass
    by: str
    at: Instant


class Restriction(RestrictionNote):
    """The mark on a case or consultation, for who may see it."""

    reason: FreeText
    named: tuple[NamedAccount, ...]

    def names(self, account: str, at: datetime) -> bool:
        """Say whether an account may see what is restricted."""
        return any(each.account == account and each.sees_at(at) for each in self.named)

    def also_on(self, subject: str, named: tuple[NamedAccount, ...]) -> Restriction:
        """Return the same mark on what belongs to this."""
        return self._with(subject=subject, named=named)

    def is_of(self, other: Restriction) -> bool:
        """Say whether this is the same mark, made at once with another or inherited from it."""
        return (self.by, self.at, self.reason_class, self.reason) == (
            other.by,
            other.at,
            other.reason_class,
            other.reason,
        )
